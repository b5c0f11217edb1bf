"""An LDAP directory (OpenLDAP, Active Directory) as a register of people. Needs the extra: pip install 'unticket[ldap]'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.ldap.settings import LdapSettings
from unticket.model.errors import ConfigurationError

if TYPE_CHECKING:
    from unticket.connectors.ldap.directory import LdapDirectory


def _open(settings: LdapSettings, surroundings: Surroundings) -> LdapDirectory:
    try:
        from unticket.connectors.ldap.directory import LdapDirectory
    except ImportError as error:
        raise ConfigurationError(
            "LDAP needs the package bonsai, which is not installed.",
            "Run: pip install 'unticket[ldap]'   (on Linux first libldap2-dev, libsasl2-dev and a C compiler).",
        ) from error
    return LdapDirectory(settings, surroundings)


CONNECTORS: tuple[Connector, ...] = (Connector(kind="ldap", role="hr", settings=LdapSettings, open=_open),)
