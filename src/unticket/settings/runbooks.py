"""The settings of the runbooks, one section each. One without a section of its own, but login, is not set up."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from unticket.settings.acting import LoginSettings
from unticket.settings.pre_deactivation import PreDeactivationSettings
from unticket.settings.requests import FeatureRequestSettings, ReportRequestSettings


class RunbookSettings(BaseModel):
    """One section a runbook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    login: LoginSettings = LoginSettings()
    pre_deactivation: PreDeactivationSettings = PreDeactivationSettings()
    feature_request: FeatureRequestSettings | None = None
    report_request: ReportRequestSettings | None = None
