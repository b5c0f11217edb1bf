"""The incidents of a period: what hit several people at once, who told of it, and what one broadcast would have spared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from unticket.model.told_incident import ToldIncident
from unticket.reports.behind_findings import ALL, Part
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.recurring import Found, stated
from unticket.reports.report import Insight, Report, Row, Tickets

NAME = "incidents"
LISTED = 8  # in the weekly report, those with the most tickets; `unticket patterns duplicates` lists all


def incidents(found: Found, told: Sequence[ToldIncident], labels: Mapping[str, str]) -> Report:
    """The chapter: a row an incident, the largest first. `labels` are what issues are called."""
    largest = sorted(told, key=lambda incident: (-len(incident.tickets), incident.starts_at, incident.first))[:LISTED]
    held = [key for incident in told for key in incident.tickets]
    prevented = [key for incident in told for key in incident.prevented]
    behind = found.behind
    return Report(
        name=NAME,
        period=found.period,
        team=found.team,
        measures=measures("count", "share", "lasted", "people_stated", "prevented"),
        rows=tuple(_row(incident, found, labels, alone=len(told) == 1) for incident in largest),
        totals=Row(
            key="",
            label="",
            count=len(held),
            values={"share": len(held) / len(found.tickets) if found.tickets else None, "prevented": len(prevented)},
            tickets=behind.of("incident", ALL, held),
            behind={"prevented": behind.of("incident", ALL, prevented, Part.PREVENTED)} if prevented else {},
        ),
        insights=tuple(_of_all(found, told, held, prevented)),
        data=found.data,
    )


def _of_all(found: Found, told: Sequence[ToldIncident], held: Sequence[str], prevented: Sequence[str]) -> Iterator[Insight]:
    if not told:
        yield insight("incidents_none")
        return
    behind, total = found.behind, len(found.tickets)
    yield insight(
        "incidents_hold",
        behind.of("incident", ALL, held),
        count=len(told),
        tickets_held=len(held),
        total=total,
        share=len(held) / total,
    )
    if prevented:
        tickets = behind.of("incident", ALL, prevented, Part.PREVENTED)
        yield insight("incidents_prevented", tickets, count=len(prevented), tickets_held=len(held))
    if len(told) > LISTED:
        smallest = sorted(told, key=lambda incident: (-len(incident.tickets), incident.starts_at, incident.first))[LISTED:]
        keys = [key for incident in smallest for key in incident.tickets]
        names = [incident.first for incident in smallest]
        yield insight("incidents_more", behind.of_several("incident", names, keys), count=len(smallest), tickets_held=len(keys))


def _row(incident: ToldIncident, found: Found, labels: Mapping[str, str], *, alone: bool) -> Row:
    behind, keys = found.behind, incident.tickets
    stating = tuple(dict.fromkeys(quote.ticket for quote in incident.people.quotes))
    parts = {
        "people_stated": behind.of("incident", incident.first, stating, Part.STATING),
        "prevented": behind.of("incident", incident.first, incident.prevented, Part.PREVENTED),
    }
    return Row(
        key=found.references.get(incident.first, incident.first),
        label=labels.get(incident.issue, ""),
        count=len(keys),
        values={
            "share": len(keys) / len(found.tickets),
            "lasted": incident.ends_at - incident.starts_at,
            "people_stated": stated(incident.people),
            "prevented": len(incident.prevented),
        },
        tickets=behind.of("incident", incident.first, keys),
        behind={name: tickets for name, tickets in parts.items() if tickets.total},
        insights=tuple(_story(incident, found, parts["people_stated"], alone=alone)),
    )


def _story(incident: ToldIncident, found: Found, stating: Tickets, *, alone: bool) -> Iterator[Insight]:
    """`alone`: it is the only one, and the chapter says already what a broadcast would have spared."""
    first = found.references.get(incident.first, incident.first)
    yield insight("incident_span", (incident.first,), first=incident.starts_at, last=incident.ends_at, reference=first)
    if incident.earlier:
        yield insight("incident_earlier", count=incident.earlier, first=incident.starts_at)
    if stating.total:
        yield insight("incident_people", stating, stated=stated(incident.people), at_least=incident.people.at_least)
    prevented = found.behind.of("incident", incident.first, incident.prevented, Part.PREVENTED)
    if not prevented.total:
        yield insight("incident_none_prevented")
    elif not alone:
        yield insight("incident_prevented", prevented, count=prevented.total, total=len(incident.tickets))
