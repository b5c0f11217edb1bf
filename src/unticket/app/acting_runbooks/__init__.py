"""Every runbook of the house, in the order in which a ticket is offered to them: to add one is a line here."""

from __future__ import annotations

from collections.abc import Mapping

from unticket.app.acting_runbooks.configured import ConfiguredRunbook
from unticket.app.acting_runbooks.feature_request import FeatureRequestRunbook
from unticket.app.acting_runbooks.login import LoginRunbook
from unticket.app.acting_runbooks.report_request import ReportRequestRunbook

_IN_ORDER: tuple[type[ConfiguredRunbook], ...] = (LoginRunbook, FeatureRequestRunbook, ReportRequestRunbook)
RUNBOOKS: Mapping[str, type[ConfiguredRunbook]] = {runbook.name: runbook for runbook in _IN_ORDER}
