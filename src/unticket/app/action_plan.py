"""The action plan over the house: findings and the register of actions go in, the plan with what it would save comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from unticket.model.action import Action, ActionKind, Priority, Saving, Status
from unticket.model.errors import NotFound, UserError

if TYPE_CHECKING:
    import polars as pl

    from unticket.app.automation import Automation
    from unticket.app.recurring import RecurringIssues
    from unticket.history.ticket_table import TicketTable
    from unticket.model.period import Period
    from unticket.model.recurring_issue import RecurringIssue
    from unticket.patterns.find import Found
    from unticket.plan.article import Article
    from unticket.plan.catalogue import Case
    from unticket.plan.forecast import Forecast
    from unticket.plan.measurement import Measured
    from unticket.plan.projection import Projection
    from unticket.plan.register import Word
    from unticket.reports.behind_findings import BehindFindings
    from unticket.reports.report import Report, WeeklyReport
    from unticket.storage.action_register import ActionRegister

_SHARED = 0.5  # of an issue's tickets that speak of a concept: then the issue is about it
_AHEAD = 28  # days that are foretold


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan of a period, and what it was made from."""

    found: Found
    actions: tuple[Action, ...]
    projection: Projection
    minutes: Mapping[str, float]  # an agent's time on each ticket of the period, as far as known


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An action that is done, and what became of the tickets of its issue since. `projected` is what it claimed before."""

    action: Action
    measured: Measured
    missed: tuple[str, ...]  # tickets of the issue that came all the same, oldest first


class ActionPlan:
    """What `unticket plan` does. `clock` is the one of the house."""

    def __init__(
        self,
        recurring: RecurringIssues,
        register: ActionRegister,
        table: Callable[[], TicketTable],
        clock: Callable[[], datetime],
        automation: Automation,
    ) -> None:
        self._automation = automation
        self._recurring = recurring
        self._register = register
        self._table = table
        self._clock = clock

    def planned(self, period: Period | None = None, *, team: str | None = None, found: Found | None = None) -> Planned:
        """The plan that the issues and risks of `period` (None: all of the copy) lead to, with the numbers it had.

        `found`: what was found of that period and team already.
        """
        from unticket.plan.projection import project
        from unticket.plan.propose import propose
        from unticket.plan.register import join

        found = found or self._recurring.found(period, team=team)
        proposed = propose(found.patterns, dict(self._cases(found)))
        actions = join(proposed, self._register.number(proposed))
        minutes = self._minutes(found)
        order = {key: place for place, key in enumerate(found.counted)}
        return Planned(
            found=found,
            actions=actions,
            projection=project(actions, found.patterns.total, minutes, order),
            minutes=minutes,
        )

    def coming(self, planned: Planned) -> dict[str, Forecast]:
        """By action that claims tickets: how many of its issue the next 28 days would bring without it."""
        from unticket.plan.forecast import forecast

        days, by_issue = self._daily(planned.found)
        ahead = [days[-1] + timedelta(days=n) for n in range(1, _AHEAD + 1)] if days else []
        calendar = self._recurring.facts.options.calendar
        told = {
            issue: forecast(days, by_issue[issue], ahead, calendar=calendar)
            for issue in {action.about for action in planned.actions if action.claim.saving is not None}
            if issue in by_issue
        }
        return {action.id: told[action.about] for action in planned.actions if action.about in told}

    def say(self, id_: str, *, by: str, **said: object) -> Word:
        """Keep a person's word on an action (fields of `Word`); what is not named stays as it was. Raises `NotFound`."""
        id_ = id_.strip().upper()
        if not by.strip():
            raise UserError("What is said of an action is a person's word: it needs a name.", "Give --by NAME.")
        word = replace(self._register.word(id_), **said)  # type: ignore[arg-type]
        if word.status is Status.DONE and word.done_on is None:
            word = replace(word, done_on=self._today())
        self._register.say({id_: word}, by=by.strip(), now=self._clock())
        return word

    def say_all(self, words: Mapping[str, Word], *, by: str) -> None:
        """Keep many words, by action id: all of them, or none. Raises `NotFound`."""
        self._register.say(words, by=by, now=self._clock())

    def said(self) -> dict[str, Word]:
        """What was said of each action until now."""
        return {kept.id: kept.word for kept in self._register.all()}

    def chapter(self, weekly: WeeklyReport, found: Found, *, behind: BehindFindings, comment: str = "") -> Report:
        """The plan as a chapter of a weekly report, from what was `found` of its period and team."""
        from unticket.plan.chapter import chapter

        planned = self.planned(weekly.period, team=weekly.team, found=found)
        made = chapter(
            planned.actions,
            planned.projection,
            planned.minutes,
            period=weekly.period,
            team=weekly.team,
            data=weekly.reports[0].data,
            behind=behind,
            done=[(one.action, one.measured) for one in self.followed(planned)],
        )
        return replace(made, comment=comment)

    def followed(self, planned: Planned | None = None) -> Sequence[Followed]:
        """Every action that is done, measured over the whole copy; one whose issue has no ticket is left out."""
        planned = planned or self.planned()
        done = {action: action.done_on for action in planned.actions if action.status is Status.DONE and action.done_on}
        if not done:
            return ()
        from unticket.plan.measurement import measured

        days, by_issue = self._daily(planned.found)
        touched = {action.about for action in done}
        others = [sum(by_issue[issue][n] for issue in by_issue if issue not in touched) for n in range(len(days))]
        calendar = self._recurring.facts.options.calendar
        return tuple(
            Followed(
                action=action,
                measured=measured(days, by_issue[action.about], others, since, calendar=calendar),
                missed=self._missed(action, since),
            )
            for action, since in done.items()
            if action.about in by_issue
        )

    def _missed(self, action: Action, since: date) -> tuple[str, ...]:
        """Tickets that the action should have kept from being written, and that came all the same."""
        opened = self._opened_since(since)
        claims = action.claim.saving is Saving.NOT_WRITTEN
        return tuple(key for key in action.claim.tickets if claims and key in opened)

    def article(self, name: str) -> tuple[Article, RecurringIssue]:
        """A draft on an issue that a person named by its number, from all of its tickets. Raises `NotFound`."""
        import polars as pl

        from unticket.patterns.causes.fixes import usual_fixes
        from unticket.plan.article import draft

        found, id_ = self._recurring.found(), self._recurring.issue_of(name)
        issue = next((one for one in found.patterns.issues if one.id == id_), None)
        if issue is None:
            raise NotFound(f"The issue {id_} has no tickets.", "unticket patterns lists them all.")
        mine = found.issues.filter(pl.col("issue") == id_)
        subjects = dict(self._recurring.texts().join(mine, on="key", how="semi").select("key", "subject").iter_rows())
        known = {entry.id: entry for entry in self._recurring.facts.register.entries}
        fix = usual_fixes(mine, self._recurring.notes_of(issue.tickets)).get(id_)
        return draft(issue, subjects, known=known.get(issue.cause.known_error), fix=fix), issue

    def articles(self) -> tuple[Sequence[RecurringIssue], Mapping[str, Word]]:
        """Frequent issues without an article, and what is published by issue: since when, and where it stands."""
        from unticket.plan.article import without_article

        published = {
            kept.about: kept.word
            for kept in self._register.all()
            if kept.kind is ActionKind.WRITE_ARTICLE and kept.word.status is Status.DONE
        }
        return without_article(self._recurring.found().patterns.issues, published), published

    def publish(self, name: str, *, where: str, by: str) -> Word:
        """Keep that a person published an article on an issue; from today on its tickets are measured. Raises `NotFound`."""
        _, issue = self.article(name)
        action = Action(
            id="",
            kind=ActionKind.WRITE_ARTICLE,
            about=issue.id,
            title=issue.label,
            priority=Priority.LOW,
            evidence=issue.tickets,
        )
        kept = next(
            one for one in self._register.number([action]) if (one.about, one.kind) == (issue.id, ActionKind.WRITE_ARTICLE)
        )
        return self.say(kept.id, by=by, status=Status.DONE, done_on=self._today(), note=where)

    def action(self, planned: Planned, id_: str) -> Action:
        """The action that a person named by its number. Raises `NotFound`."""
        for action in planned.actions:
            if action.id == id_.strip().upper():
                return action
        raise NotFound(f"There is no action {id_!r} here.", "unticket plan lists them all.")

    def _cases(self, found: Found) -> Iterator[tuple[str, Case]]:
        from unticket.plan.catalogue import Case

        topics = _topics(self._recurring.concepts_of(found.judged))
        fixable = {entry.id: entry.fixable_now for entry in self._recurring.facts.register.entries}
        chosen = {candidate.issue for candidate in found.patterns.candidates if candidate.chosen}
        for issue in found.patterns.issues:
            runbook = issue.cause.runbook
            yield (
                issue.id,
                Case(
                    issue=issue,
                    topics=topics.get(issue.id, frozenset()),
                    fixable_now=fixable.get(issue.cause.known_error),
                    chosen=issue.id in chosen,
                    replayed=self._automation.replayed(runbook, issue.tickets) if runbook else None,
                    built=runbook in (self._recurring.facts.options.runbooks or ()),
                ),
            )

    def _minutes(self, found: Found) -> dict[str, float]:
        """An agent's minutes on each ticket of the period, as far as they are known."""
        import polars as pl

        from unticket.patterns.evidence.time import ticket_minutes

        keys = pl.Series("key", found.counted, dtype=pl.String).to_frame().lazy()
        tickets = self._table().tickets.join(keys, on="key", how="semi").collect()
        groups = tickets.select("key").join(found.issues, on="key", how="left").with_columns(pl.col("issue").fill_null(""))
        spent = ticket_minutes(groups, tickets, hours=self._recurring.facts.options.hours).drop_nulls("minutes")
        return dict(spent.select("key", "minutes").iter_rows())

    def _daily(self, found: Found) -> tuple[list[date], dict[str, list[int]]]:
        """All local days of the copy in order, and each issue's tickets on each."""
        import polars as pl

        zone = self._recurring.facts.options.timezone
        opened = pl.col("opened_at").dt.convert_time_zone(zone).dt.date().alias("day")
        counts = (
            self._table()
            .tickets.filter(~pl.col("archived"))
            .select("key", opened)
            .join(found.issues.lazy(), on="key", how="inner")
            .group_by("issue", "day")
            .len()
            .collect()
        )
        if counts.is_empty():
            return [], {}
        first, last = counts["day"].min(), counts["day"].max()
        assert isinstance(first, date)
        assert isinstance(last, date)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        by_issue: dict[str, list[int]] = {}
        for issue, day, count in counts.iter_rows():
            by_issue.setdefault(issue, [0] * len(days))[(day - first).days] = count
        return days, by_issue

    def _opened_since(self, day: date) -> set[str]:
        import polars as pl

        from unticket.model.period import local_midnight, zone

        since = local_midnight(day, zone(self._recurring.facts.options.timezone))
        keys = self._table().tickets.filter(pl.col("opened_at") >= since).select("key").collect()["key"]
        return set(keys)

    def _today(self) -> date:
        from unticket.model.period import zone

        return self._clock().astimezone(zone(self._recurring.facts.options.timezone)).date()


def _topics(spoken: pl.DataFrame) -> dict[str, frozenset[str]]:
    """The concepts that at least half of each issue's tickets speak of (`spoken`: issue, key, concepts)."""

    sizes = Counter(spoken["issue"].to_list())
    counts = spoken.explode("concepts").drop_nulls("concepts").group_by("issue", "concepts").len()
    found: dict[str, set[str]] = {}
    for issue, concept, count in counts.iter_rows():
        if count >= _SHARED * sizes[issue]:
            found.setdefault(issue, set()).add(concept)
    return {issue: frozenset(concepts) for issue, concepts in found.items()}
