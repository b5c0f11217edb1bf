"""Which stages mean closed: by the settings, by the file's own column, or by the names that Odoo gives them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from unticket.model.ticket import Stage, Ticket

# Odoo's default stages that close a ticket, in both editions, and what Vietnamese desks call them.
CLOSED_NAMES = (
    "Done", "Closed", "Solved", "Resolved", "Cancelled", "Canceled", "Rejected",
    "Hoàn thành", "Hoàn tất", "Xong", "Đã xong", "Đóng", "Đã đóng", "Đã giải quyết", "Đã xử lý",
    "Hủy", "Huỷ", "Đã hủy", "Đã huỷ", "Từ chối", "Đã từ chối", "Bị từ chối",
)  # fmt: skip


class Stages:
    """The stages that the tickets stand in, in the order in which they first appear."""

    def __init__(self, closed_names: Iterable[str]) -> None:
        self._stated = tuple(closed_names)
        self._closed = {_plain(name) for name in self._stated or CLOSED_NAMES}
        self._seen: dict[str, set[bool]] = {}  # name → what its rows say in a column of their own
        self.closing_times: Counter[str] = Counter()  # name → tickets in it that have a time of closing

    def learn(self, ticket: Ticket, tells_closed: bool) -> None:
        """Take in the stage of one row; its `closed` counts only where a column told it."""
        said = self._seen.setdefault(ticket.stage.id, set())
        if tells_closed:
            said.add(ticket.stage.closed)
        if ticket.closed_at is not None:
            self.closing_times[ticket.stage.id] += 1

    def is_closed(self, name: str) -> bool:
        said = self._seen.get(name, set())
        if self._stated or len(said) != 1:
            return _plain(name) in self._closed
        return said == {True}

    @cached_property
    def settled(self) -> Mapping[str, Stage]:
        """All stages by name. To be asked when every row was learnt."""
        return {
            name: Stage(id=name, name=name, closed=self.is_closed(name), sequence=place)
            for place, name in enumerate(self._seen)
        }

    @property
    def contradicted(self) -> list[str]:
        """Stages of which some rows say closed and some open."""
        return [] if self._stated else [name for name, said in self._seen.items() if len(said) > 1]

    @property
    def by_name(self) -> bool:
        """Whether only the usual names tell what is closed."""
        return not self._stated and not any(self._seen.values())

    @property
    def unmet(self) -> list[str]:
        """Stages that the settings call closed and no ticket stands in."""
        met = {_plain(name) for name in self._seen}
        return [name for name in self._stated if _plain(name) not in met]

    @property
    def perhaps_closed(self) -> dict[str, int]:
        """Open stages in which tickets have a time of closing: name → such tickets."""
        return {name: count for name, count in self.closing_times.items() if not self.is_closed(name)}

    def settle(self, ticket: Ticket) -> Ticket:
        """The ticket in its settled stage. A time of closing in an open stage shows that it was closed once."""
        stage = self.settled[ticket.stage.id]
        if stage.closed or ticket.closed_at is None:
            return replace(ticket, stage=stage)
        return replace(ticket, stage=stage, closed_at=None, was_closed_before=True)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
