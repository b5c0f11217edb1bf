"""Any learning platform with a JSON interface, described in settings: look up, reactivate, reset; one fixed https host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.http_accounts.settings import HttpAccountsSettings, HttpLastAccessSettings

if TYPE_CHECKING:
    from unticket.connectors.http_accounts.accounts import HttpAccounts
    from unticket.connectors.http_accounts.last_access import HttpLastAccess


def _open(settings: HttpAccountsSettings, _: Surroundings) -> HttpAccounts:
    from unticket.connectors.http_accounts.accounts import HttpAccounts

    return HttpAccounts(settings)


def _open_to_read(settings: HttpLastAccessSettings, _: Surroundings) -> HttpLastAccess:
    from unticket.connectors.http_accounts.last_access import HttpLastAccess

    return HttpLastAccess(settings)


CONNECTORS: tuple[Connector, ...] = (
    Connector(kind="http_accounts", role="lms", settings=HttpAccountsSettings, open=_open),
    Connector(kind="http_accounts", role="last_access", settings=HttpLastAccessSettings, open=_open_to_read),
)
