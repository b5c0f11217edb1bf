"""An erased person stands in no mail of a schedule that is over; who still waits for one keeps their address until then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select

from unticket.storage.sending_tables import REPORT_OCCASIONS, SENDINGS

AT = datetime(2026, 2, 20, 0, 0, tzinfo=UTC)
ADA = "Ada@School.example"


def occasion(database: Any, label: str, state: str) -> None:
    row = {"key": f"daily:{label}", "schedule": "daily", "label": label, "timezone": "UTC", "due_at": AT, "state": state}
    row |= {"period_first": date(2026, 2, 19), "period_last": date(2026, 2, 19), "attempts": 0, "because": ""}
    with database.writing() as connection:
        connection.execute(insert(REPORT_OCCASIONS).values(**row))


def mail(database: Any, label: str, address: str, state: str) -> None:
    key = f"daily:{label}:{address.casefold()}"
    row = {"key": key, "occasion": f"daily:{label}", "kind": "report", "address": address, "state": state, "attempts": 1}
    ended = None if state == "waiting" else AT
    row |= {"noted_at": AT, "ended_at": ended, "because": f"{address} refused", "subject": f"To {address}", "text": address}
    with database.writing() as connection:
        connection.execute(insert(SENDINGS).values(**row))


def kept(database: Any) -> str:
    with database.reading() as connection:
        return str(connection.execute(select(SENDINGS).order_by(SENDINGS.c.key)).all()).casefold()


def test_mails_that_are_over_name_the_erased_person_no_more(records: Any, database: Any) -> None:
    for label in ("19", "20"):
        occasion(database, label, "done")
        mail(database, label, ADA, "sent")
        mail(database, label, "theo@school.example", "sent")
    records.audit.erase(" ada@school.example")
    assert "ada@school.example" not in kept(database)
    assert kept(database).count("'theo@school.example'") == 4, "address and text of both mails to somebody else"
    with database.reading() as connection:
        assert len(connection.execute(select(SENDINGS.c.key)).all()) == 4, "that they were sent stays known"


def test_a_mail_of_a_report_that_is_still_to_go_out_keeps_its_address(records: Any, database: Any) -> None:
    """Without it the mail would be written anew, and go out a second time."""
    occasion(database, "21", "open")
    mail(database, "21", ADA, "sent")
    occasion(database, "22", "done")
    mail(database, "22", ADA, "waiting")
    before = kept(database)
    records.audit.erase(ADA)
    assert kept(database) == before
