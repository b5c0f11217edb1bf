"""`unticket report category`: what the tickets of a period are about, by tag."""

from unticket.doors.cli.report_command import report_command

command = report_command("category", "What the tickets of a period are about, by tag.")
