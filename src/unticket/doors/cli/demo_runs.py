"""What the demos of runbooks have in common: a worker at a demo school, and what people see there afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from unticket.doors.cli import run_screen

if TYPE_CHECKING:
    from rich.console import RenderableType

    from unticket.app.acting import Acting
    from unticket.demo.login_house import LoginHouse


@contextmanager
def working(school: LoginHouse) -> Iterator[Acting]:
    """The whole acting path with a worker in this process, promoted, and told by the desk's webhook."""
    from unticket.doors.worker import Worker

    worker = Worker(school.settings, hooks=True)
    try:
        worker.begin()
        worker.engine.launch()
        _promoted(worker.acting)
        school.send_webhooks_to(worker.port)
        yield worker.acting
    finally:
        worker.end()
        worker.engine.close(drain_seconds=5)
        worker.acting.close()


def _promoted(acting: Acting) -> None:
    """Up to automatic, a step at a time: the demo's own word, for tickets that come after it."""
    import time

    from unticket.app.acting import now
    from unticket.runbooks.plan import Mode

    for runbook in acting.set_up:
        while acting.standing(runbook).mode is not Mode.AUTOMATIC:
            acting.promote(runbook, by="demo", why="a school of its own, thrown away afterwards")
    # Odoo tells times in whole seconds: a ticket of this very second would seem to be older than the promotion.
    time.sleep(1.01 - now().microsecond / 1_000_000)


def at_the_peers(key: str, school: LoginHouse, acting: Acting, mails: int) -> list[RenderableType]:
    """What people now see: the ticket's stage, tags and notes at the desk, and the mails that arrived."""
    from rich.text import Text

    from unticket.patterns.text.visible import visible_text

    view = acting.desk.ticket(key)
    ticket = view.ticket
    stands = [f"stage {ticket.stage.name}"]
    stands += [f"tags {', '.join(tag.name for tag in ticket.tags)}"] if ticket.tags else []
    stands += [f"assigned to {ticket.assignee.name}"] if ticket.assignee else []
    shown: list[RenderableType] = [Text(f"At the desk: {' · '.join(stands)}")]
    shown += [run_screen.note(visible_text(m.body).strip()) for m in view.messages if m.internal and m.body]
    shown += [run_screen.mail(m.subject, ", ".join(m.recipients), m.text) for m in school.mail.mails[mails:]]
    return shown


def counted(seen: Any) -> str:
    """What the peers themselves have counted."""
    return (
        f"desk {seen.desk_reads} reads, {seen.desk_writes} writes · LMS {seen.lms_reads} reads, {seen.lms_changes} changes · "
        f"{seen.mails} mails"
    )
