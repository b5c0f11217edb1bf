"""The plan on the screen: a line an action, the reasons of one, and what the done ones brought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from unticket.model.action import Action, Priority
from unticket.plan.forecast import Forecast
from unticket.plan.measurement import Measured
from unticket.plan.projection import Projected, Projection
from unticket.rendering.plan_words import PlanWords
from unticket.rendering.printable import printable
from unticket.rendering.terminal import plain_text
from unticket.reports.report import Unit

_ACCENT = "cyan"
_STYLES = {Priority.HIGH: "bold", Priority.MEDIUM: "", Priority.LOW: "dim"}
_WIDE = 110  # columns, from which owner and status have room
_NAMED = 8  # references in a line


class PlanScreen:
    """Prints a plan in the words of one language."""

    def __init__(self, words: PlanWords, console: Console) -> None:
        self.words = words
        self.console = console
        self.t = words.texts

    def plan(self, actions: Sequence[Action], projection: Projection) -> None:
        """Every action, then what all of them together would have saved."""
        self._head(self.t("plan.title"))
        if not actions:
            return self._say(self.t("plan.none"), "dim")
        wide = self.console.width >= _WIDE
        names = (
            "",
            "plan.action",
            "plan.about",
            "plan.priority",
            *(("plan.owner", "plan.status") if wide else ()),
            "plan.saves",
        )
        table = self._made(*names)
        for action in actions:
            cells = (
                action.id,
                self.words.kind(action),
                self._about(action),
                self.t(f"plan.priorities.{action.priority}"),
                *((self.words.owner(action), self.words.status(action)) if wide else ()),
                self.words.saves(action),
            )
            table.add_row(*(plain_text(cell, _STYLES[action.priority]) for cell in cells))
        self.console.print(table)
        self._sum("plan.not_written", projection.not_written, projection.total)
        self._sum("plan.no_agent", projection.no_agent, projection.total)
        self._say(self.t("plan.formula"), "dim")
        return self._say(self.t("plan.next_show", action=actions[0].id), "dim")

    def action(self, action: Action, coming: Forecast | None) -> None:
        """Why one action is proposed, what it may claim, and what was weighed against it."""
        self._head(f"{action.id} · {self.words.kind(action)}: {self._about(action)}")
        table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
        for name, told in self._facts(action, coming):
            table.add_row(plain_text(self.t(f"plan.{name}"), "dim"), plain_text(told))
        self.console.print(table)
        self._say(self.t("plan.weighed"), "bold")
        for option in action.options:
            kind, why = self.t(f"plan.kinds.{option.kind}"), self.t(f"plan.reasons.{option.because}")
            mark = ("✓", "green") if option.chosen else ("·", "dim")
            self.console.print(Text.assemble("   ", mark, " ", (kind, "bold" if option.chosen else ""), f": {why}"))

    def followed(self, action: Action, measured: Measured, missed: Sequence[str]) -> None:
        """One action that was done: what it was to save, and what the rate of its issue has become."""
        self._head(f"{action.id} · {self.words.kind(action)}: {self._about(action)}")
        table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
        rows = {
            "status": self.words.status(action),
            "projected": self.words.saves(action),
            "ratio": self.words.effect(measured),
        }
        if measured.avoided:
            estimate, low, high = (self.t.figures.count(round(value)) for value in measured.avoided)
            rows["avoided"] = f"{estimate} ({low} … {high})"
        if missed:
            rows["missed"] = self._named(missed)
        for name, told in rows.items():
            table.add_row(plain_text(self.t(f"plan.{name}"), "dim"), plain_text(told))
        self.console.print(table)

    def _facts(self, action: Action, coming: Forecast | None) -> Iterator[tuple[str, str]]:
        yield "priority", self.t(f"plan.priorities.{action.priority}")
        yield "owner", self.words.owner(action)
        yield "within", self.t("plan.days", count=action.within_days)
        if action.effort_days is not None:
            yield "effort", self.t.figures.number(action.effort_days)
        yield "status", self.words.status(action)
        people = self.t("plan.people", count=action.people)
        yield "evidence", f"{self._named(action.evidence)} · {people}"
        yield "saves", self.words.saves(action) + (f" ({self._named(action.claim.tickets)})" if action.claim.tickets else "")
        yield "rule", self.words.rule(action)
        if told := self.words.foretold(coming):
            yield "coming", told
        if action.note:
            yield "because", action.note

    def _about(self, action: Action) -> str:
        return f"{action.about} · {action.title}" if ":" not in action.about else action.title

    def _sum(self, name: str, projected: Projected, total: int) -> None:
        spent = None if projected.minutes is None else timedelta(minutes=projected.minutes)
        told = self.words.total(projected, total)
        if spent is not None:
            told += f" · {self.t('plan.time')}: {self.t.figures.write(Unit.DURATION, spent)}"
        self.console.print(Text.assemble(" ", (self.t(name), "bold"), "  ", printable(told)))
        if projected.tickets:
            self._say(f"  {self._named(projected.tickets)}", "dim")

    def _named(self, keys: Sequence[str]) -> str:
        shown = [self.words.reference(key) for key in keys[:_NAMED]]
        return ", ".join(shown) + (f" … ({self.t.figures.count(len(keys))})" if len(keys) > len(shown) else "")

    def _head(self, text: str) -> None:
        self.console.print()
        self.console.print(Text(printable(text), style=f"bold {_ACCENT}"))

    def _made(self, *heads: str) -> Table:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=True, show_edge=False, header_style="dim")
        for head in heads:
            table.add_column(plain_text(self.t(head) if head else ""), vertical="top", overflow="fold")
        return table

    def _say(self, text: str, style: str = "") -> None:
        self.console.print(plain_text(f" {text}", style))
