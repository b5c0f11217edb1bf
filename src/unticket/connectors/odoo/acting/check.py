"""Whether the key can do what runbooks do in the desk, which stages would mail, and where it can do more than is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from unticket.connectors.odoo.acting.look import Look
from unticket.connectors.odoo.edition import OCA, TICKET
from unticket.connectors.odoo.errors import AccessRefused, NoSuchModel
from unticket.connectors.odoo.passing import PassingMemory
from unticket.connectors.odoo.rights import may, rights
from unticket.connectors.odoo.server import Server
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level

_GROUP = "Give its user the group “Helpdesk / User”."


def check_acting(server: Server) -> Sequence[Finding]:
    """Every finding. A question that fails is a fault of its own."""
    findings: list[Finding] = []
    try:
        look = Look(server, PassingMemory())
    except ConnectorError as error:
        return [_fault(error)]
    steps: Sequence[Callable[[], Iterator[Finding]]] = (
        lambda: _writing(look),
        lambda: _stages(look),
        lambda: _tags(look),
        lambda: _origin(look),
        lambda: _too_much(server),
    )
    for step in steps:
        try:
            findings += step()
        except ConnectorError as error:
            findings.append(_fault(error))
    return findings


def _writing(look: Look) -> Iterator[Finding]:
    for model, kind, what in (
        (TICKET, "acting_tickets", "change tickets and write notes on them"),
        ("mail.activity", "acting_activities", "put activities on tickets"),
    ):
        operation = "write" if model == TICKET else "create"
        allowed = may(look.calls, look.profile.major, model, operation)
        if allowed:
            yield Finding(level=Level.OK, kind=kind, what=f"The key may {what}.")
        elif allowed is None:
            yield Finding(level=Level.NOTE, kind=kind, what=f"Whether the key may {what} cannot be told by this server.")
        else:
            yield Finding(level=Level.FAULT, kind=kind, what=f"The key may not {what}.", hint=_GROUP)


def _stages(look: Look) -> Iterator[Finding]:
    in_order = sorted(look.words.stages_now().values(), key=lambda stage: (stage.sequence, int(stage.id)))
    told = "; ".join(
        f"{word}: {', '.join(stage.name for stage in in_order if stage.closed is closed) or 'none'}"
        for word, closed in (("open", False), ("closed", True))
    )
    level = Level.OK if {stage.closed for stage in in_order} == {True, False} else Level.WARNING
    yield Finding(
        level=level,
        kind="acting_stages",
        what=f"Tickets can be moved to these stages, {told}.",
        hint="" if level is Level.OK else "Runbooks need an open stage to wait in and a closed one to end in.",
    )
    if mailing := [stage.name for stage in in_order if stage.mails_requester]:
        yield Finding(
            level=Level.NOTE,
            kind="acting_stage_mails",
            what=f"A move to {', '.join(mailing)} mails the requester; Unticket moves without that mail, and replies itself.",
            hint="Odoo then writes no line about the move either; Unticket's note tells of it.",
        )


def _tags(look: Look) -> Iterator[Finding]:
    names = sorted(tag.name for tag in look.words.tags_now().values())
    if names:
        yield Finding(level=Level.OK, kind="acting_tags", what=f"{len(names)} tags can be put on tickets.")
    else:
        yield Finding(
            level=Level.WARNING,
            kind="acting_tags",
            what="There are no tags, and a helpdesk user cannot make any.",
            hint="Have a helpdesk manager make those that the settings name, and no-bot.",
        )


def _origin(look: Look) -> Iterator[Finding]:
    """Which proof of identity the desk can give. The others stay: a trusted mail gateway, a confirmation link, a person."""
    if lost := _proof_lost(look):
        yield Finding(
            level=Level.NOTE,
            kind="acting_origin",
            what=f"Whether a signed-in portal user wrote a ticket cannot be shown here: {lost}.",
            hint="Requesters then confirm by a link, or a person takes over.",
        )
    else:
        yield Finding(
            level=Level.OK,
            kind="acting_origin",
            what="Whether a signed-in portal user wrote a ticket can be shown.",
            hint="How was read in Odoo's source and not tried on a server: write one such ticket and look at its dry run.",
        )


def _proof_lost(look: Look) -> str:
    if look.profile.edition is not OCA or OCA.channel not in look.profile.fields:
        return "its tickets have no channel that the portal sets"
    for model, field in (("res.users", "share"), ("mail.message", "message_type"), ("helpdesk.ticket.channel", "name")):
        try:
            look.calls.call(model, "search_read", domain=[], fields=[field], limit=1)
        except (AccessRefused, NoSuchModel):
            return f"the key may not read {model}"
    return ""


def _too_much(server: Server) -> Iterator[Finding]:
    return (finding for finding in rights(server) if finding.level is Level.WARNING)


def _fault(error: ConnectorError) -> Finding:
    return Finding(level=Level.FAULT, kind=f"acting_{error.code}", what=error.what, hint=error.hint)
