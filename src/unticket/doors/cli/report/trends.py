"""`unticket report trends`: how many tickets came in, by day."""

from unticket.doors.cli.report_command import report_command

command = report_command("trends", "How many tickets came in, by day.")
