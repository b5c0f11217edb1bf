"""Any learning platform with a JSON interface, described in settings: look up, reactivate, reset; one fixed https host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.http_accounts.settings import HttpAccountsSettings

if TYPE_CHECKING:
    from unticket.connectors.http_accounts.accounts import HttpAccounts


def _open(settings: HttpAccountsSettings, _: Surroundings) -> HttpAccounts:
    from unticket.connectors.http_accounts.accounts import HttpAccounts

    return HttpAccounts(settings)


CONNECTORS: tuple[Connector, ...] = (Connector(kind="http_accounts", role="lms", settings=HttpAccountsSettings, open=_open),)
