"""What a plan would have saved of the tickets that came: every ticket counted once, whatever number of actions claim it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from unticket.model.action import Action, Saving, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """Tickets of one kind of saving. `share` is of all tickets looked at."""

    tickets: tuple[str, ...] = ()  # keys, oldest first
    at_least: int = 0  # by the most cautious reading of each rule
    share: float = 0.0
    minutes: float | None = None  # of agents' time, as far as it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """What the whole plan would have saved of `total` tickets.

    A ticket that is not written needs no agent either: it counts as not written alone.
    """

    total: int
    not_written: Projected
    no_agent: Projected


def project(actions: Iterable[Action], total: int, minutes: Mapping[str, float], order: Mapping[str, int]) -> Projection:
    """The union of what `actions` claim; those that were dropped claim nothing.

    `minutes` by ticket, as far as known; `order` places each ticket by its opening.
    """
    counted = [action for action in actions if action.status is not Status.DROPPED and action.claim.saving is not None]
    gone = _claimed(counted, Saving.NOT_WRITTEN)
    eased = _claimed(counted, Saving.NO_AGENT) - gone
    surely_gone = _cautious(counted, Saving.NOT_WRITTEN, gone)
    return Projection(
        total=total,
        not_written=_projected(gone, surely_gone, total, minutes, order),
        no_agent=_projected(eased, _cautious(counted, Saving.NO_AGENT, eased), total, minutes, order),
    )


def _claimed(actions: Sequence[Action], saving: Saving) -> set[str]:
    return {key for action in actions if action.claim.saving is saving for key in action.claim.tickets}


def _cautious(actions: Sequence[Action], saving: Saving, union: set[str]) -> int:
    """Of the union, at least what any single action is sure of, and of actions that share no ticket, their sum.

    Which of an action's tickets it is sure of is not said, so actions that share tickets may be sure of the same ones.
    """
    groups: list[tuple[set[str], int]] = []
    for action in sorted((a for a in actions if a.claim.saving is saving), key=lambda a: (-a.claim.at_least, a.id)):
        tickets, sure = set(action.claim.tickets) & union, action.claim.at_least
        touching = [group for group in groups if group[0] & tickets]
        groups = [group for group in groups if not group[0] & tickets]
        joined = tickets.union(*(group[0] for group in touching))
        groups.append((joined, max([min(sure, len(tickets)), *(group[1] for group in touching)])))
    return sum(sure for _, sure in groups)


def _projected(
    tickets: set[str], at_least: int, total: int, minutes: Mapping[str, float], order: Mapping[str, int]
) -> Projected:
    known = [minutes[key] for key in tickets if key in minutes]
    return Projected(
        tickets=tuple(sorted(tickets, key=lambda key: (order.get(key, len(order)), key))),
        at_least=min(at_least, len(tickets)),
        share=len(tickets) / total if total else 0.0,
        minutes=sum(known) if known else None,
    )
