"""The three calls of SCIM that are made: find users by address, read one, set `active` of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from unticket.connectors.https_exchange import Answer, Exchange
from unticket.connectors.https_trouble import Trouble
from unticket.connectors.scim.resource import addresses, is_address, lower, text, truth, value
from unticket.connectors.scim.settings import ScimSettings
from unticket.model.errors import ConnectorError, UnexpectedPayload

_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:@=+-]{0,199}")
_MOST_PAGES = 20


class Users:
    """One service's /Users. Safe to use from several threads."""

    def __init__(self, settings: ScimSettings, section: str, attributes: Sequence[str]) -> None:
        self._settings = settings
        self._attributes = ",".join(attributes)
        headers = {
            "Accept": "application/scim+json, application/json;q=0.5",
            "Content-Type": "application/scim+json",
            "Authorization": f"Bearer {settings.token.get_secret_value()}",
        }
        self._exchange = Exchange(settings, Trouble(place=f"SCIM at {settings.host}", section=section), headers)
        self.place = self._exchange.place

    def __repr__(self) -> str:
        return f"Users({self.place!r})"

    def with_address(self, email: str, *, primary_only: bool) -> Sequence[dict[str, Any]]:
        """Every user with exactly this address (letter case aside). The server's own idea of equality is not relied on."""
        asked = lower(email.strip())
        if not is_address(asked):
            return ()
        # RFC 7644, 3.4.2.2: a value compared with is a JSON text, which leaves no way out of its quotes.
        found = self._search(f"{self._settings.find_by} eq {json.dumps(asked)}")
        return [user for user in found if asked in self.addresses(user)[: 1 if primary_only else None]]

    def all(self) -> Iterator[dict[str, Any]]:
        """Every user, a page at a time. Raises `UnexpectedPayload` where the service pages otherwise than SCIM says."""
        start = 1
        while True:
            page, total = self._page("", start=start, count=self._settings.page_size)
            yield from page
            start += len(page)
            if start > total:
                return
            if not page:
                what = f"{self.place} says that there are more users than it gives."
                raise UnexpectedPayload(what, "It does not page as SCIM says.")

    def addresses(self, user: dict[str, Any]) -> tuple[str, ...]:
        """The user's addresses by the settings, the one to write to first."""
        if self._settings.find_by == "userName":
            return tuple(found for found in (lower(text(user, "userName")),) if is_address(found))
        return addresses(user, private=self._settings.private_addresses)

    def user(self, user_id: str) -> dict[str, Any] | None:
        """The user with this id, or None."""
        if not _ID.fullmatch(user_id):
            return None
        answer = self._exchange.ask("GET", f"{_path(user_id)}?{self._wanted()}", named="User")
        if answer.status == 404:
            return None
        found = self._json(answer)
        return found if isinstance(found, dict) and value(found, "id") == user_id else None

    def set_active(self, user_id: str, active: bool) -> None:
        """Switch one user on or off. Writes nothing where it is so already, or where somebody else writes just then.

        Raises `ConnectorError`: transient where it may have happened or may work later, since repeating it is harmless.
        """
        before = self.user(user_id)
        if before is None:
            raise ConnectorError(f"{self.place} has no such user any more.", "Look the account up again.")
        if truth(before, "active") is active:
            return
        version = text(before, "meta.version")
        body = {"schemas": [_PATCH], "Operations": [{"op": "replace", "path": "active", "value": active}]}
        headers = {"If-Match": version} if version else None
        answer = self._exchange.ask("PATCH", _path(user_id), body=orjson.dumps(body), headers=headers, named="User.active")
        if answer.status not in (200, 204):
            raise self._refusal(answer)
        after = self.user(user_id)  # 204 comes without the user
        if after is None or truth(after, "active") is not active:
            raise ConnectorError(
                f"{self.place} took the change and did not carry it out.", "See in its logs what stands against it."
            )

    def any(self) -> dict[str, Any] | None:
        """Some user, to see what is shown of one; None where none is seen."""
        return next(iter(self._page("", start=1, count=1)[0]), None)

    def close(self) -> None:
        self._exchange.close()

    def _search(self, condition: str) -> list[dict[str, Any]]:
        """All of them: a second account that stands on a later page must not be missed."""
        found: dict[str, dict[str, Any]] = {}
        for _ in range(_MOST_PAGES):
            page, total = self._page(condition, start=len(found) + 1, count=self._settings.page_size)
            before = len(found)
            found |= {text(user, "id"): user for user in page}
            if len(found) >= total:
                return list(found.values())
            if len(found) == before:
                break
        raise UnexpectedPayload(f"{self.place} says that there are more users than it gives.", "It does not page as SCIM says.")

    def _page(self, condition: str, *, start: int, count: int) -> tuple[list[dict[str, Any]], int]:
        asked = {"filter": condition, "startIndex": start, "count": count}
        query = urlencode({name: what for name, what in asked.items() if what != ""}, quote_via=quote)
        told = self._json(self._exchange.ask("GET", f"/Users?{query}&{self._wanted()}", named="Users"))
        rows = (value(told, "Resources") or []) if isinstance(told, dict) else None
        total = value(told, "totalResults") if isinstance(told, dict) else None
        if not isinstance(rows, list) or type(total) is not int:
            raise UnexpectedPayload(f"{self.place} gave no list of users.", "Check its address: /Users lies below it.")
        users = list(self._users(rows))
        return users, total

    def _users(self, rows: list[Any]) -> Iterator[dict[str, Any]]:
        for row in rows:
            if not isinstance(row, dict) or not text(row, "id"):
                raise UnexpectedPayload(f"{self.place} gave a user without an id.", "RFC 7643 wants one.")
            yield row

    def _json(self, answer: Answer) -> Any:
        if answer.status != 200:
            raise self._refusal(answer)
        return answer.json(self.place)

    def _refusal(self, answer: Answer) -> ConnectorError:
        if answer.status == 409:
            return ConnectorError(f"{self.place} refused the change: it contradicts another user.", "Look at that user there.")
        if answer.status == 400:
            hint = "Set find_by to userName if it cannot search by address."
            return UnexpectedPayload(f"{self.place} does not understand the question (HTTP 400).", hint)
        return self._exchange.refusal(answer)

    def _wanted(self) -> str:
        return urlencode({"attributes": self._attributes}, quote_via=quote)


def _path(user_id: str) -> str:
    return f"/Users/{quote(user_id, safe='')}"
