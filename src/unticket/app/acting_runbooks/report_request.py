"""The runbook for reports that somebody needs, over the configured desk, mail and registers of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from unticket.app.acting_parts import acting_policy
from unticket.app.acting_runbooks.configured import NamedAtDesk
from unticket.app.acting_runbooks.directories import employed
from unticket.app.acting_runbooks.request_past import RequestRunbook
from unticket.app.acting_runbooks.request_planner import RequestPlanner, own_words
from unticket.model.errors import ConfigurationError
from unticket.model.person import Employment
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Letters, Planner
from unticket.runbooks.plan import Plan
from unticket.runbooks.ports import Origin, TicketDesk
from unticket.runbooks.reading.address import bare
from unticket.runbooks.report_request.offered import Audience, OfferedReport
from unticket.runbooks.report_request.plan import plan
from unticket.runbooks.report_request.policy import ReportPolicy
from unticket.runbooks.report_request.table import REPORT_REQUEST
from unticket.runbooks.request.backtest import Replaying, agents_words
from unticket.runbooks.request.planning import Look
from unticket.settings.requests import OfferedReportSettings, ReportRequestSettings
from unticket.settings.schedules import ScheduleSettings

_HERE = "runbooks.report_request"
_DAYS_VI = dict(
    zip(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
        strict=True,
    )
)


class ReportRequestRunbook(RequestRunbook):
    """Somebody needs a report that is made anyway."""

    name = "report_request"
    table = REPORT_REQUEST

    @property
    def is_set(self) -> bool:
        return self.settings.runbooks.report_request is not None

    def outside(self) -> Outside:
        return Outside(desk=self.systems.desk, mailer=self.systems.mailer)

    def planner(self) -> Planner:
        desk, policy = self.systems.desk, self.freshness_policy()
        if any(report.audience is Audience.STAFF for report in policy.offered):
            _ = self.systems.directories  # a missing register is said at once, and not with the first ticket

        def known(address: str) -> Employment:
            return self.employed(address, datetime.now(UTC))

        return RequestPlanner(lambda key, look: plan(key, look, desk=desk, policy=policy, employed=known))

    def freshness_policy(self) -> ReportPolicy:
        chosen = self._chosen
        return ReportPolicy(
            **own_words(chosen, self.settings),
            offered=tuple(self._offered(report) for report in chosen.reports),
            closes=chosen.after == "close",
            tag_handled=chosen.tag_handled,
            tag_escalated=chosen.tag_escalated,
        )

    def letters(self) -> Letters:
        from unticket.runbooks.report_request.mails import MAILS, SAMPLE
        from unticket.runbooks.request.letters import RequestLetters

        chosen = self._chosen
        return RequestLetters(
            mails=MAILS,
            sample=SAMPLE,
            values={"organisation": self.settings.report.organisation, "closed": "yes" if chosen.after == "close" else ""},
            about=self._said_of,
            folder=self.settings.folder / chosen.mail_templates if chosen.mail_templates else None,
        )

    def policy(self) -> ActingPolicy:
        return acting_policy(self._chosen, self.settings, stages=self._chosen.stages.model_dump())

    def stages(self) -> Sequence[NamedAtDesk]:
        named, used = self._chosen.stages, "resolved" if self._chosen.after == "close" else "waiting"
        return [
            NamedAtDesk(place=f"{_HERE}.stages.{role}", name=name, of=f"{role} report requests", closed=role == "resolved")
            for role, name in named.model_dump().items()
            if role in (used, "escalated")
        ]

    def tags(self) -> Sequence[NamedAtDesk]:
        chosen = self._chosen
        return (
            NamedAtDesk(place=f"{_HERE}.tag_handled", name=chosen.tag_handled, of="answered report requests"),
            NamedAtDesk(place=f"{_HERE}.tag_escalated", name=chosen.tag_escalated, of="escalated report requests"),
        )

    def employed(self, address: str, now: datetime) -> Employment:
        oldest = timedelta(hours=self.settings.runbooks.login.oldest_directory_hours)
        return employed(self.systems.directories, address, now, timezone=self.settings.timezone, oldest=oldest)

    def replaying(self) -> Replaying:
        """Who asked, and whether they worked here, stands nowhere: past requests of the own domains are taken as shown."""
        policy = replace(self.freshness_policy(), trusted_mail_gateway=True)

        def planned(key: str, look: Look, desk: TicketDesk) -> Plan:
            asker = look.view.ticket.requester.email if look.view else ""
            shown = Origin(came_by_mail=True, sender_email=bare(asker))
            as_shown = replace(look, view=replace(look.view, origin=shown)) if look.view and asker else look
            return plan(key, as_shown, desk=desk, policy=policy, employed=lambda _address: Employment.ACTIVE)

        return Replaying(
            plan=planned,
            agents_words=agents_words("unticket.runbooks.report_request"),
            tags=frozenset({policy.tag_handled.strip().casefold()} - {""}),
            proof_assumed=True,
        )

    def _offered(self, report: OfferedReportSettings) -> OfferedReport:
        comes, comes_vi = self._comes(report)
        return OfferedReport(
            name=report.name,
            title=report.title,
            title_vi=report.title_vi,
            words=report.words,
            holds=report.holds,
            holds_vi=report.holds_vi,
            link=report.link,
            comes=comes,
            comes_vi=comes_vi,
            audience=Audience(report.audience),
            personal=report.personal,
        )

    def _comes(self, report: OfferedReportSettings) -> tuple[str, str]:
        if not report.schedule:
            return report.comes, report.comes_vi
        schedule = next((one for one in self.settings.schedules if one.name == report.schedule), None)
        if schedule is None:
            what = f"The report {report.name} is said to come by the schedule {report.schedule!r}, which there is not."
            raise ConfigurationError(what, f"Mend {_HERE}.reports, or write that [[schedules]] section.")
        return _turn(schedule)

    def _said_of(self, name: str) -> Mapping[str, str]:
        report = next((one for one in self.freshness_policy().offered if one.name == name), None)
        if report is None:  # of the neutral letter, or of a report that is offered no more
            return {}
        fields = ("title", "title_vi", "holds", "holds_vi", "comes", "comes_vi")
        return {field: getattr(report, field) for field in fields} | {"report_link": report.link}

    @property
    def _chosen(self) -> ReportRequestSettings:
        chosen = self.settings.runbooks.report_request
        if chosen is None:
            raise ConfigurationError(f"There is no [{_HERE}].", "docs/request-runbooks.md shows what stands in it.")
        return chosen


def _turn(schedule: ScheduleSettings) -> tuple[str, str]:
    """When a scheduled report comes, in both languages."""
    if schedule.report == "daily":
        return f"every day at {schedule.at}, by mail", f"hằng ngày lúc {schedule.at}, qua e-mail"
    day = schedule.weekday.title()
    return f"every {day} at {schedule.at}, by mail", f"{_DAYS_VI[schedule.weekday]} hằng tuần lúc {schedule.at}, qua e-mail"
