"""The tickets behind a finding as it is found now: what `unticket export --issue P3` and its like list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

from unticket.model.errors import NotFound, UserError
from unticket.reports.behind_findings import ALL, Part

if TYPE_CHECKING:
    from unticket.app.action_plan import Planned
    from unticket.app.unticket import Unticket
    from unticket.model.period import Period
    from unticket.patterns.findings import Patterns
    from unticket.reports.automation_chapter import Automated


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a person named; of one kind only."""

    issue: tuple[str, ...] = ()
    incident: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    spike: tuple[str, ...] = ()
    runbook: tuple[str, ...] = ()
    part: Part | None = None


KINDS = tuple(field.name for field in fields(Named) if field.name != "part")
_PARTS: Mapping[str, frozenset[Part]] = {
    "issue": frozenset({Part.STATING, Part.TOLD_AGAIN, Part.PREVENTED}),
    "incident": frozenset({Part.STATING, Part.PREVENTED}),
    "action": frozenset({Part.EVIDENCE}),
    "runbook": frozenset(Part) - {Part.STATING, Part.TOLD_AGAIN, Part.PREVENTED, Part.EVIDENCE},
}


def found_tickets(unticket: Unticket, named: Named, period: Period | None, *, team: str | None) -> Sequence[str] | None:
    """The keys of these tickets; None where nothing was named. `team` is an id.

    Raises `UserError` for several kinds or a part that they do not have, `NotFound` for what is not there.
    """
    said = [kind for kind in KINDS if getattr(named, kind)]
    if len(said) > 1:
        raise UserError(f"--{said[0]} and --{said[1]} name two kinds of findings.", "Give one of them.")
    kind = said[0] if said else ""
    if named.part and named.part not in _PARTS.get(kind, ()):
        some = ", ".join(sorted(_PARTS.get(kind, ())))
        raise UserError(
            f"--part {named.part} is no part of {f'--{kind}' if kind else 'all tickets'}.", f"Known: {some or 'none'}."
        )
    if not kind:
        return None
    look = _Look(unticket, period, team)
    read: Callable[[str, Part | None], Iterable[str]] = getattr(look, kind)
    return list(dict.fromkeys(key for name in getattr(named, kind) for key in read(name.strip(), named.part)))


class _Look:
    """Looks once, whatever number of findings are named."""

    def __init__(self, unticket: Unticket, period: Period | None, team: str | None) -> None:
        self._unticket = unticket
        self._period = period
        self._team = team

    def issue(self, name: str, part: Part | None) -> Iterable[str]:
        id_ = self._unticket.recurring.issue_of(name)
        found = next((issue for issue in self._patterns.issues if issue.id == id_), None)
        if found is None:
            return ()  # its tickets lie outside of the period
        if part is Part.STATING:
            return (quote.ticket for quote in found.people.quotes)
        return found.duplicates if part is Part.TOLD_AGAIN else found.prevented_by_broadcast if part else found.tickets

    def incident(self, name: str, part: Part | None) -> Iterator[str]:
        known = self._patterns.incidents
        first = "" if name == ALL else self._unticket.recurring.ticket_of(name)
        chosen = [incident for incident in known if not first or first in (incident.first, *incident.tickets)]
        if first and not chosen:
            raise NotFound(f"{name} is in no incident here.", "unticket patterns duplicates lists them all.")
        for found in chosen:
            if part is Part.STATING:
                yield from (quote.ticket for quote in found.people.quotes)
            else:
                yield from found.prevented if part else found.tickets

    def action(self, name: str, part: Part | None) -> Iterable[str]:
        found = self._unticket.plan.action(self._planned, name)
        return found.evidence if part else found.claim.tickets

    def plan(self, name: str, part: Part | None) -> Iterable[str]:  # noqa: ARG002
        not_written, no_agent = self._planned.projection.not_written.tickets, self._planned.projection.no_agent.tickets
        return {"not-written": not_written, "no-agent": no_agent}.get(name, (*not_written, *no_agent))

    def risk(self, name: str, part: Part | None) -> Iterable[str]:  # noqa: ARG002
        from unticket.patterns.risks.sentence import name_of

        return _one({name_of(risk): risk.tickets for risk in self._patterns.risks}, name, "risk")

    def spike(self, name: str, part: Part | None) -> Iterable[str]:  # noqa: ARG002
        from unticket.patterns.spikes.sentence import name_of

        return _one({name_of(spike): spike.tickets for spike in self._patterns.spikes}, name, "spike")

    def runbook(self, name: str, part: Part | None) -> Iterable[str]:
        from unticket.reports.automation_chapter import part_of

        done = next((one for one in self._done if one.runbook == name), None)
        return part_of(done, part) if done else ()

    @cached_property
    def _patterns(self) -> Patterns:
        return self._unticket.recurring.found(self._period, team=self._team).patterns

    @cached_property
    def _planned(self) -> Planned:
        return self._unticket.plan.planned(self._period, team=self._team)

    @cached_property
    def _done(self) -> Sequence[Automated]:
        if self._period is None:
            raise UserError("--runbook needs a period.", "Add --week or --from and --to.")
        return self._unticket.automation.done(self._period, team=self._team)


def _one(known: Mapping[str, Sequence[str]], name: str, kind: str) -> Sequence[str]:
    if name not in known:
        some = ", ".join(list(known)[:8])
        raise NotFound(
            f"There is no {kind} {name!r} here.", f"Known: {some}." if some else f"None was found; --{kind} lists none."
        )
    return known[name]
