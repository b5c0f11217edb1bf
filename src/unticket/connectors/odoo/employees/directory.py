"""Odoo's employees, asked by address: the archived too, and none that only looks like it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo.employees.employee import ADDRESSES, DEPARTURE, Reading, addresses, day, person, plain
from unticket.connectors.odoo.employees.settings import EmployeesSettings
from unticket.connectors.odoo.errors import AccessRefused, NoSuchModel, WrongCall
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.transport.choose import Version, ask_version, open_calls
from unticket.connectors.odoo.transport.http import Http
from unticket.connectors.odoo.transport.patience import Patience
from unticket.connectors.odoo.wire import ARCHIVED_TOO, Row, link, rows
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding
from unticket.model.period import zone
from unticket.model.person import Employment, PersonRecord

EMPLOYEE = "hr.employee"
PUBLIC = "hr.employee.public"  # what every internal user may see of an employee
VERSION = "hr.version"  # since Odoo 19: an employee's contracts and conditions, one after the other
_PAGE = 500
_WILDCARDS = re.compile(r"([\\%_])")


class OdooEmployees:
    """A `Directory` over `hr.employee`. Each question goes to the server; nothing is remembered but what fields there are.

    A key outside HR sees the public profile only. That shows who is archived, never who is about to leave: so it can tell
    that somebody is gone, and not that somebody is employed, unless the settings say that this is enough.
    """

    def __init__(self, settings: EmployeesSettings, surroundings: Surroundings) -> None:
        self.settings = settings
        self.name = settings.name
        self.place = f"Odoo at {settings.host}"
        self._timezone = zone(surroundings.timezone)
        self._http = Http(settings)
        self._patience = Patience(
            retries=settings.retries, pause=settings.retry_pause_seconds, deadline=settings.deadline_seconds
        )

    def people(self, email: str) -> Sequence[PersonRecord]:
        wanted = plain(email)
        if not wanted:
            return ()
        with self.speaking():
            now = datetime.now(UTC)
            reading = Reading(
                directory=self.name,
                as_of=now,
                today=now.astimezone(self._timezone).date(),
                staff_number_field=self.settings.staff_number_field,
            )
            try:
                found = self._employees(wanted)
            except AccessRefused:
                return self._by_public_profile(wanted, reading)
            starts = self._starts([row["id"] for row in found]) if found else {}
            return [person(row, reading, starts) for row in found]

    def everyone(self) -> Iterator[PersonRecord]:
        """A `Roster`: the employees who are not archived, by number, a page at a time. First days are not asked for: whoever
        is near is asked for alone. A key outside HR lists nobody, for it does not see who is leaving."""
        with self.speaking():
            now = datetime.now(UTC)
            reading = Reading(
                directory=self.name,
                as_of=now,
                today=now.astimezone(self._timezone).date(),
                staff_number_field=self.settings.staff_number_field,
            )
            fields = self._seen_fields()
            newest = 0
            while found := self._page_after(newest, fields):
                yield from (person(row, reading, {}) for row in found if addresses(row))
                newest = max(int(row["id"]) for row in found)

    def check(self) -> Sequence[Finding]:
        from unticket.connectors.odoo.employees.check import check

        return check(self)

    def close(self) -> None:
        self._http.close()

    @cached_property
    def version(self) -> Version:
        """Asked of the server once."""
        return ask_version(self.settings, self._http, self._patience)

    @cached_property
    def calls(self) -> Calls:
        return open_calls(self.settings, self._http, self._patience, self.version.major)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of an employee that this server lists for the key."""
        listed = self.calls.call(EMPLOYEE, "fields_get", attributes=["type"])
        return frozenset(listed) if isinstance(listed, dict) else frozenset()

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """The connection speaks of the desk's settings in its hints; here they are this directory's."""
        try:
            yield
        except NoSuchModel as error:
            raise NoSuchModel(
                f"{self.place} has no employees.", f"Install the Employees app, or mend the database of [[hr]] {self.name}."
            ) from error
        except ConnectorError as error:
            section = f"[[hr]] {self.name}"
            error.hint = error.hint.replace("UNTICKET_DESK__API_KEY", f"the api_key of {section}")
            error.hint = re.sub(r"\bdesk\.(\w+)", rf"\1 of {section}", error.hint)
            raise

    def _employees(self, wanted: str) -> list[dict[str, Any]]:
        """Raises `AccessRefused` where the key may not see when people leave."""
        return self._rows(EMPLOYEE, wanted, self._seen_fields())

    def _seen_fields(self) -> list[str]:
        if DEPARTURE not in self.fields:
            self.__dict__.pop("fields")  # the right may be given at any time
            raise AccessRefused(f"{self.place} does not show this key when employees leave.")
        names = {"name", "active", "work_email", DEPARTURE, *self._wanted_addresses, self.settings.staff_number_field}
        return sorted(names & self.fields)

    def _page_after(self, newest: int, fields: list[str]) -> list[Row]:
        domain: list[Any] = [["active", "=", True], ["id", ">", newest]]
        answer = self.calls.call(EMPLOYEE, "search_read", domain=domain, fields=fields, order="id", limit=_PAGE)
        return list(rows(answer, EMPLOYEE))

    def _by_public_profile(self, wanted: str, reading: Reading) -> Sequence[PersonRecord]:
        found = self._rows(PUBLIC, wanted, ["active", "name", "work_email"])
        people = [person(row, reading, {}) for row in found]
        if self.settings.active_is_enough or all(one.employment is Employment.TERMINATED for one in people):
            return people
        raise AccessRefused(
            f"{self.place} shows this key who is archived, but not who is leaving: that is no proof of employment.",
            f"Give the user of [[hr]] {self.name} the group “Employees / Officer”, or set active_is_enough.",
        )

    def _rows(self, model: str, wanted: str, fields: list[str]) -> list[dict[str, Any]]:
        """The records with exactly this address. `=ilike` has wildcards, and its own notion of letters that are the same."""
        pattern = _WILDCARDS.sub(r"\\\1", wanted)
        by_address: list[Any] = [[field, "=ilike", pattern] for field in self._wanted_addresses if field in fields]
        domain = [ARCHIVED_TOO, *["|"] * (len(by_address) - 1), *by_address]
        answer = self.calls.call(model, "search_read", domain=domain, fields=fields, order="id", context={"active_test": False})
        return [row for row in rows(answer, model) if wanted in addresses(row)]

    @property
    def _wanted_addresses(self) -> tuple[str, ...]:
        return ADDRESSES if self.settings.private_addresses else ADDRESSES[:1]

    def _starts(self, employees: Sequence[int]) -> Mapping[int, date]:
        """The first day of each, where contracts are kept in Odoo. The record's own date of creation says nothing of it."""
        try:
            answer = self.calls.call(
                VERSION,
                "search_read",
                domain=[["employee_id", "in", list(employees)], ["contract_date_start", "!=", False]],
                fields=["employee_id", "contract_date_start"],
                order="contract_date_start desc, id",
                context={"active_test": False},
            )
        except (NoSuchModel, AccessRefused, WrongCall):  # before Odoo 19, or without the right to contracts
            return {}
        return dict(_start(row) for row in rows(answer, VERSION))  # the earliest comes last, and stays


def _start(row: Row) -> tuple[int, date]:
    employee, start = link(row.get("employee_id")), day(row.get("contract_date_start"), "contract_date_start")
    return employee[0] if employee else 0, start or date.min
