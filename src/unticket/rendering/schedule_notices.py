"""What those who look after the schedules are told when a report did not, or may not, arrive."""

from __future__ import annotations

from collections.abc import Sequence

from unticket.model.report_schedule import Occasion
from unticket.model.sending import Notice
from unticket.rendering.texts import Texts

_LABELS_AT_MOST = 12  # beyond, the first ten and the last
_FIRST = 10


class NoticeWriter:
    """Writes notices to `to` in one language. The same trouble of the same report is one notice."""

    def __init__(self, language: str, timezone: str, to: Sequence[str]) -> None:
        self._t = Texts(language, timezone)
        self._to = tuple(to)

    def late(self, occasion: Occasion, because: str) -> Notice:
        """It cannot be made yet, for a reason that may pass by itself."""
        return self._about(occasion, "late", ("late",), because=because)

    def stuck(self, occasion: Occasion, because: str) -> Notice:
        """It cannot be made until somebody helps."""
        return self._about(occasion, "stuck", ("stuck",), because=because)

    def mail_stuck(self, occasion: Occasion, address: str, because: str) -> Notice:
        """It is made and does not go out."""
        return self._about(occasion, "mail_stuck", ("mail_stuck",), address=address, because=because)

    def refused(self, occasion: Occasion, address: str, because: str) -> Notice:
        return self._about(occasion, "refused", ("refused", "hand_on"), address=address, because=because)

    def doubtful(self, occasion: Occasion, address: str) -> Notice:
        return self._about(occasion, "doubtful", ("doubtful", "hand_on"), address=address)

    def skipped(self, occasion: Occasion, addresses: Sequence[str]) -> Notice:
        """The next was due before it went to all of `addresses`."""
        return self._about(occasion, "skipped", ("skipped", "by_hand"), addresses=", ".join(addresses))

    def gone(self, occasion: Occasion) -> Notice:
        """Its schedule is no longer set."""
        return self._about(occasion, "gone", ("gone",))

    def missed(self, missed: Sequence[Occasion], newest: Occasion) -> Notice:
        """Nobody was there when these were due; `newest` is made up for. Raises ValueError where none was missed."""
        labels = [occasion.label for occasion in missed]
        if len(labels) > _LABELS_AT_MOST:
            labels = [*labels[:_FIRST], "…", labels[-1]]
        values = {"schedule": newest.schedule, "label": newest.label, "labels": ", ".join(labels), "count": len(missed)}
        subject = "skipped_many" if len(missed) > 1 else "skipped"
        if subject == "skipped":
            values["label"] = missed[0].label
        written = self._t(f"schedules.notice.{subject}", **values)
        values["label"] = newest.label
        lines = [self._t("schedules.notice_text.skipped_many", **values)]
        lines.append(self._t("schedules.notice_text.by_hand", schedule=newest.schedule, label=missed[-1].label))
        return self._notice(f"{newest.key}:missed", newest.key, written, lines)

    def _about(self, occasion: Occasion, kind: str, sentences: Sequence[str], **values: str) -> Notice:
        known = {"schedule": occasion.schedule, "label": occasion.label, "due": occasion.due_at, **values}
        subject = self._t(f"schedules.notice.{kind}", **known)
        about = ":".join(filter(None, (occasion.key, kind, values.get("address", "").casefold())))
        return self._notice(
            about, occasion.key, subject, [self._t(f"schedules.notice_text.{each}", **known) for each in sentences]
        )

    def _notice(self, about: str, occasion: str, subject: str, lines: Sequence[str]) -> Notice:
        text = "\n\n".join([subject + ".", *lines, self._t("schedules.notice_text.log")])
        return Notice(about=about, occasion=occasion, to=self._to, subject=subject, text=text)
