"""What those who run the desk are told about warnings: that one may not have arrived, that a person must decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from unticket.model.sending import Notice
from unticket.rendering.texts import Texts
from unticket.runbooks.pre_deactivation.record import WarningRecord

_ACCOUNTS_AT_MOST = 20


class WarningNoticeWriter:
    """Writes notices of `day` to `to` in one language. The same trouble of the same day or warning is one notice."""

    def __init__(self, language: str, timezone: str, to: Sequence[str], day: date) -> None:
        self._t = Texts(language, timezone)
        self._to = tuple(to)
        self._occasion = f"pre_deactivation:{day.isoformat()}"

    def doubtful(self, warning: WarningRecord) -> Notice:
        return self._of_one("doubtful", warning)

    def refused(self, warning: WarningRecord, because: str) -> Notice:
        return self._of_one("refused", warning, because=because)

    def late(self, because: str) -> Notice:
        """The look at everybody, or a mail, does not work."""
        return self._of_day("late", ("late",), because=because)

    def asked(self, count: int) -> Notice:
        """Warnings wait for a person's word."""
        return self._of_day("asked", ("asked", "by_hand"), count=count)

    def stopped(self, because: str, holiday: str = "") -> Notice:
        """So many at once are no matter of single people. `holiday`: what the calendar calls today, where it is one."""
        sentences = ("stopped", "holiday", "go_on") if holiday else ("stopped", "go_on")
        return self._of_day("stopped", sentences, because=because, name=holiday)

    def over_limit(self, count: int, limit: int) -> Notice:
        """More than a day's warnings."""
        return self._of_day("over_limit", ("over_limit",), count=count, limit=limit)

    def missed(self, warnings: Sequence[WarningRecord]) -> Notice:
        """These waited until their time was over."""
        named = [f"{each.account_id} ({each.address})" for each in warnings[:_ACCOUNTS_AT_MOST]]
        named += ["…"] if len(warnings) > _ACCOUNTS_AT_MOST else []
        about = f"{self._occasion}:missed:{warnings[0].key}"
        return self._written(about, "missed", ("missed",), count=len(warnings), accounts=", ".join(named))

    def away(self, count: int, last: date) -> Notice:
        """No worker looked for so many days that somebody's whole time to be warned may have passed."""
        return self._of_day("away", ("away",), count=count, day=last)

    def _of_one(self, kind: str, warning: WarningRecord, **values: Any) -> Notice:
        known = {"address": warning.address, "account": warning.account_id, "ends": warning.ends_at.date(), **values}
        return self._written(f"{warning.key}:{kind}", kind, (kind,), **known)

    def _of_day(self, kind: str, sentences: Sequence[str], **values: Any) -> Notice:
        return self._written(f"{self._occasion}:{kind}", kind, sentences, **values)

    def _written(self, about: str, kind: str, sentences: Sequence[str], **values: Any) -> Notice:
        subject = self._t(f"warnings.notice.{kind}", **values)
        lines = [self._t(f"warnings.notice_text.{each}", **values) for each in (*sentences, "log")]
        text = "\n\n".join([f"{subject}.", *lines])
        return Notice(about=about, occasion=self._occasion, to=self._to, subject=subject, text=text)
