"""The words of a service desk: what a ticket, a person, a period and an error are. No input, no output, no clock."""
