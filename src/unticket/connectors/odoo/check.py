"""What `unticket check` tells of an Odoo: who the key is, what it sees, what it may do, when it ends, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unticket.connectors.odoo.edition import ENTERPRISE, TICKET
from unticket.connectors.odoo.errors import AccessRefused
from unticket.connectors.odoo.key_expiry import key_expiry
from unticket.connectors.odoo.rights import rights
from unticket.connectors.odoo.server import Server
from unticket.connectors.odoo.vocabulary import Words
from unticket.connectors.odoo.wire import ARCHIVED_TOO, rows, text
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level
from unticket.model.ticket import Vocabulary

_JSON_RPC_DEPRECATED_SINCE = 19  # to be removed in Odoo 22, autumn 2028, says Odoo's documentation


def check(server: Server) -> Sequence[Finding]:
    """Every finding. A step that fails is a fault of its own; the steps that need it are left out."""
    findings: list[Finding] = []
    for step in (_server, _edition, _key, _tickets, _words, _messages, _contacts, _fields, rights):
        try:
            findings += step(server)
        except ConnectorError as error:
            findings.append(Finding(level=Level.FAULT, kind=f"odoo_{error.code}", what=error.what, hint=error.hint))
            if step in (_server, _edition):  # nothing else can work
                break
    return findings


def _server(server: Server) -> Iterator[Finding]:
    version = server.version
    by = "JSON-2" if server.calls.protocol == "json2" else "JSON-RPC"
    yield _ok("server", f"{server.place} is version {version.text}; it is read over {by}.")
    if by == "JSON-RPC" and version.major >= _JSON_RPC_DEPRECATED_SINCE:
        yield _warning(
            "protocol_deprecated",
            "JSON-RPC is deprecated since Odoo 19 and goes with Odoo 22.",
            'Set desk.protocol to "auto".',
        )
    if server.settings.url.startswith("http://") and not server.settings.is_loopback:
        yield _warning(
            "unencrypted",
            "The connection is not encrypted: whoever is on the way can read the key and the tickets.",
            "Use an https:// address and remove desk.allow_http.",
        )


def _edition(server: Server) -> Iterator[Finding]:
    edition = server.profile.edition
    yield _ok("edition", f"The help desk is {edition.name}; a ticket has {len(server.profile.fields)} fields there.")
    if edition is ENTERPRISE:
        yield _note(
            "edition_unverified",
            "How Enterprise's Helpdesk is read was taken from documents, never tried on a server.",
            "Compare the first reports with Odoo's own, and tell us.",
        )


def _key(server: Server) -> Iterator[Finding]:
    profile = server.profile
    found = rows(
        server.calls.call("res.users", "search_read", domain=[["id", "=", profile.uid]], fields=["name", "login"]), "res.users"
    )
    name = f"{text(found[0].get('name'))} ({text(found[0].get('login'))})" if found else f"user {profile.uid}"
    yield _ok("key_owner", f"The key belongs to {name}.")
    if not profile.key_is_a_bots:
        yield _note(
            "key_of_a_person",
            f"Tickets are assigned to {name}, so its messages count as an agent's answers.",
            'Give Unticket a user of its own, or set desk.key_of to "bot".',
        )
    yield from key_expiry(server.calls)


def _tickets(server: Server) -> Iterator[Finding]:
    count = server.calls.call(TICKET, "search_count", domain=[ARCHIVED_TOO])
    if count:
        yield _ok("tickets_visible", f"{count} tickets visible, archived ones included.")
    else:
        yield _warning(
            "tickets_visible",
            "0 tickets visible: the desk is empty, or the key's user may see none.",
            "Give it the group “Helpdesk / User” (all tickets); “Personal” and “Team” hide the others without a word.",
        )


def _words(server: Server) -> Iterator[Finding]:
    words = Words(server.calls, server.memory, server.profile).now()
    yield _ok(
        "vocabulary",
        f"{len(words.stages)} stages, {len(words.teams)} teams, {len(words.agents)} agents and {len(words.tags)} tags.",
    )
    yield from _stages(words)


def _stages(words: Vocabulary) -> Iterator[Finding]:
    in_order = sorted(words.stages.values(), key=lambda stage: (stage.sequence, int(stage.id)))
    if not any(stage.closed for stage in in_order):
        yield _warning(
            "no_closed_stage", "No stage counts as closed, so no ticket ever does.", "Mark one in Odoo: Helpdesk → Stages."
        )
    if mailing := [stage.name for stage in in_order if stage.mails_requester]:
        yield _note(
            "stage_mails_customer",
            f"A ticket that is moved to {_listed(mailing)} mails its requester.",
            "Nothing to do while Unticket only reads.",
        )


def _messages(server: Server) -> Iterator[Finding]:
    try:
        server.calls.call("mail.message", "search", domain=[["model", "=", TICKET]], limit=1)
    except AccessRefused as error:
        yield _warning("messages_unreadable", "Messages may not be read: first response times will be unknown.", error.hint)
    else:
        yield _ok("messages_readable", "Notes and replies can be read: first response times will be real.")


def _contacts(server: Server) -> Iterator[Finding]:
    try:
        server.calls.call("res.partner", "search_read", domain=[], fields=["email"], limit=1)
    except AccessRefused as error:
        yield _warning(
            "contacts_unreadable",
            "Contacts may not be read: a requester's address is known only where the ticket says it.",
            error.hint,
        )


def _fields(server: Server) -> Iterator[Finding]:
    edition, fields = server.profile.edition, server.profile.fields
    for name, kind, lost in (
        (edition.closed_at, "closing_times_missing", "times to resolve will be unknown"),
        (edition.assigned_at, "assignment_times_missing", "times of assignment will be unknown"),
        (edition.hours_spent, "timesheets_missing", "agent time comes from assignment and closing, not from timesheets"),
        ("duration_tracking", "stage_times_missing", "times in stages will be unknown"),
    ):
        if name not in fields:
            yield _note(kind, f"Tickets have no field {name} here: {lost}.")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _ok(kind: str, what: str) -> Finding:
    return Finding(level=Level.OK, kind=kind, what=what)


def _note(kind: str, what: str, hint: str = "") -> Finding:
    return Finding(level=Level.NOTE, kind=kind, what=what, hint=hint)


def _warning(kind: str, what: str, hint: str) -> Finding:
    return Finding(level=Level.WARNING, kind=kind, what=what, hint=hint)
