"""LDAP for the contract of directories: a real OpenLDAP, its own people and people as Active Directory writes them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.ldap import CONNECTORS

KINDS = ("ldap by words and groups", "ldap like active directory")
_SERVER = Path(__file__).parents[2] / "connectors" / "ldap" / "peer.py"
_PEOPLE = [
    ("an", "An Tran", "An.Tran@School.Example", False, False),
    ("binh", "Binh Le", "binh.le@school.example", True, False),
    ("minh", "Minh Nguyen", "minh.nguyen@school.example", False, True),
    ("hai", "Hai Do", "twins@school.example", False, False),
    ("ha", "Ha Do", "twins@school.example", True, False),
]


@dataclass
class LdapPeer:
    directory: Any
    lost: Any
    secret: str
    server: Any
    dns: dict[str, str]
    active_directory: bool
    knows_leavers = True

    def dismiss(self, email: str) -> None:
        if self.active_directory:
            self.server.replace(self.dns[email], "userAccountControl", "514")
        else:
            self.server.replace(self.dns[email], "employeeType", "Former")

    def fail(self) -> None:
        self.server.stop()


@cache
def _module() -> Any:
    spec = importlib.util.spec_from_file_location("directory_ldap_server", _SERVER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@contextmanager
def peer(kind: str, folder: Path) -> Iterator[LdapPeer]:
    ldap = _module()
    if why := ldap.missing():
        pytest.skip(why)
    like_ad = kind.endswith("active directory")
    (connector,) = CONNECTORS
    told: dict[str, Any] = {"name": "people", "base": ldap.PEOPLE, "bind_dn": ldap.BOT, "ca_file": ldap.CERTIFICATE}
    staff = f"cn=staff,ou=groups,{ldap.BASE}"
    with ldap.ldap_server(active_directory=like_ad) as server:
        dns = (_as_in_active_directory if like_ad else _as_in_openldap)(server, ldap, staff)
        if like_ad:
            told |= {"url": server.secure_url, "object_class": "user", "id": "objectGUID", "last_day": "accountExpires"}
            told |= {"account_control": "userAccountControl", "everybody_is_employed": True}
        else:
            told |= {"url": server.url, "status": "employeeType", "employed_words": "employee", "departed_words": "Former"}
            told |= {"employed_groups": [staff.upper()], "last_day": "carLicense"}
        around = Surroundings(timezone="Asia/Ho_Chi_Minh")
        good, wrong = (connector.settings(password=password, **told) for password in (ldap.PASSWORD, "wrong"))
        yield LdapPeer(connector.open(good, around), connector.open(wrong, around), ldap.PASSWORD, server, dns, like_ad)


def _as_in_openldap(server: Any, ldap: Any, staff: str) -> dict[str, str]:
    last_day = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y%m%d%H%M%SZ")
    dns = {}
    for number, (uid, name, email, gone, leaving) in enumerate(_PEOPLE, 1):
        dns[email.lower()] = dn = f"uid={uid},{ldap.PEOPLE}"
        more = {"carLicense": last_day} if leaving else {}
        server.add(
            dn,
            objectClass="inetOrgPerson",
            uid=uid,
            cn=name,
            sn=name,
            mail=email,
            employeeNumber=f"S-{number}",
            employeeType="Former" if gone else "Employee",
            **more,
        )
    server.add(staff, objectClass="groupOfNames", cn="staff", member=[f"uid={person[0]},{ldap.PEOPLE}" for person in _PEOPLE])
    return dns


def _as_in_active_directory(server: Any, ldap: Any, staff: str) -> dict[str, str]:
    ends = (datetime.now(UTC) + timedelta(days=30) - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    dns = {}
    for number, (uid, name, email, gone, leaving) in enumerate(_PEOPLE, 1):
        dns[email.lower()] = dn = f"cn={uid},{ldap.PEOPLE}"
        server.add(
            dn,
            objectClass="user",
            cn=uid,
            sn=name,
            displayName=name,
            mail=email,
            employeeNumber=f"S-{number}",
            objectGUID=bytes([number]) * 16,
            userAccountControl="514" if gone else "512",
            accountExpires=str(ends) if leaving else "9223372036854775807",
            instanceType="4",
            nTSecurityDescriptor="x",
            objectCategory=dn,
        )
    return dns
