"""The four reports and the weekly report, as data: pure functions of the ticket table."""
