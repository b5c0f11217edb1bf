"""`unticket report team`: who handled the tickets of a period, by assignee."""

from unticket.doors.cli.report_command import report_command

command = report_command("team", "Who handled the tickets of a period, by assignee.")
