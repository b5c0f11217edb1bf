"""`unticket report daily`: how the tickets of a period stand, by stage."""

from unticket.doors.cli.report_command import report_command

command = report_command("daily", "How the tickets of a period stand, by stage.")
