"""SCIM 2.0 (RFC 7643, 7644): people of an identity service as a directory, and its accounts as those of the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.scim.settings import ScimAccountSettings, ScimDirectorySettings, ScimLastAccessSettings

if TYPE_CHECKING:
    from unticket.connectors.scim.accounts import ScimAccounts
    from unticket.connectors.scim.directory import ScimDirectory
    from unticket.connectors.scim.last_access import ScimLastAccess


def _directory(settings: ScimDirectorySettings, surroundings: Surroundings) -> ScimDirectory:
    from unticket.connectors.scim.directory import ScimDirectory

    return ScimDirectory(settings, surroundings)


def _accounts(settings: ScimAccountSettings, _: Surroundings) -> ScimAccounts:
    from unticket.connectors.scim.accounts import ScimAccounts

    return ScimAccounts(settings)


def _last_access(settings: ScimLastAccessSettings, _: Surroundings) -> ScimLastAccess:
    from unticket.connectors.scim.last_access import ScimLastAccess

    return ScimLastAccess(settings)


CONNECTORS: tuple[Connector, ...] = (
    Connector(kind="scim", role="hr", settings=ScimDirectorySettings, open=_directory),
    Connector(kind="scim", role="lms", settings=ScimAccountSettings, open=_accounts),
    Connector(kind="scim", role="last_access", settings=ScimLastAccessSettings, open=_last_access),
)
