"""One list of the desk's words, asked for when first needed, and remembered where that is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Generic, TypeVar

from unticket.connectors.odoo.memory import Memory
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.wire import Row, rows
from unticket.model.errors import UnexpectedPayload

W = TypeVar("W")


class WordList(Generic[W]):
    """The records of `model`, archived ones too, each made a word by `build`. `remembered` is how old a list may be; none by
    default."""

    def __init__(
        self,
        calls: Calls,
        memory: Memory,
        model: str,
        fields: Sequence[str],
        build: Callable[[Row], W],
        *,
        domain: Sequence[Any] = (),
        remembered: timedelta = timedelta(),
    ) -> None:
        self._calls, self._memory, self._model, self._build = calls, memory, model, build
        self._fields, self._domain, self._remembered = list(fields), list(domain), remembered
        self._words: Mapping[int, W] | None = None
        self._asked = False

    def all(self) -> Mapping[int, W]:
        """Every word by its id."""
        if self._words is None:
            self._words = self._recall()
        return self._words if self._words is not None else self.ask()

    def get(self, number: int) -> W | None:
        """The word with that id. One that a remembered list lacks may be new, so the list is asked for; once."""
        found = self.all().get(number)
        return found if found is not None or self._asked else self.ask().get(number)

    def ask(self) -> Mapping[int, W]:
        """Every word as of now."""
        asked_at = self._memory.time()
        answer = self._calls.call(
            self._model,
            "search_read",
            domain=self._domain,
            fields=self._fields,
            order="id",
            context={"active_test": False},
        )
        found = rows(answer, self._model)
        self._words, self._asked = self._built(found), True
        if self._remembered:
            self._memory.keep_as_of(asked_at, {self._model: found})
        return self._words

    def asked_now(self) -> bool:
        """Whether the list was asked for by this object, and not only remembered."""
        return self._asked

    def _recall(self) -> Mapping[int, W] | None:
        try:
            return self._built(rows(self._memory.recall(self._model, self._remembered), self._model))
        except UnexpectedPayload:  # nothing is remembered, or nothing useful
            return None

    def _built(self, found: Sequence[Row]) -> Mapping[int, W]:
        return {row["id"]: self._build(row) for row in found}
