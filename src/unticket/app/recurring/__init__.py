"""Recurring issues over the house: the copy, the memory and what people said go in, issues with their evidence come out."""

from unticket.app.recurring.issues import RecurringIssues
from unticket.app.recurring.verdicts import Verdicts

__all__ = ["RecurringIssues", "Verdicts"]
