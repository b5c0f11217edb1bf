"""The back-test of the runbooks that answer requests, which need nobody but the copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from unticket.app.acting_runbooks.configured import ConfiguredRunbook, Systems
from unticket.history.ports import Progress
from unticket.model.ticket import Ticket
from unticket.reports.proportion import share
from unticket.runbooks.backtest import PastTickets, ShadowAgreement
from unticket.runbooks.decision_table import Automatic
from unticket.runbooks.request.backtest import Replaying, RequestBacktest, replay, shadow_agreement


class RequestRunbook(ConfiguredRunbook):
    """A runbook whose rows hang on the ticket alone, as far as the past can tell."""

    def replaying(self) -> Replaying:
        """Its way with past tickets."""
        raise NotImplementedError

    def taken(self, tickets: Iterable[Ticket]) -> Iterator[str]:
        return self.replaying().taken(tickets)

    def settles(self, row: str) -> bool:
        return row in self._acting_rows

    @property
    def is_sure_of_the_past(self) -> bool:
        return not self.replaying().proof_assumed

    def replay(
        self,
        past: PastTickets,
        *,
        since: datetime,
        until: datetime,
        today: Systems | None,  # noqa: ARG002 — nothing more is known today than then
        progress: Progress | None,
    ) -> RequestBacktest:
        return replay(past, self.replaying(), since=since, until=until, progress=progress)

    def agreement(self, decided: Iterable[tuple[str, str]], past: PastTickets) -> ShadowAgreement:
        if not self.is_set:
            return ShadowAgreement(decided=0, same=share(0, 0), different=())
        return shadow_agreement(decided, past, self.replaying(), self._acting_rows)

    @property
    def _acting_rows(self) -> frozenset[str]:
        return frozenset(row.name for row in self.table.rows if row.automatic is Automatic.YES)
