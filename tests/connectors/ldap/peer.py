"""A real OpenLDAP on 127.0.0.1, with OpenLDAP's own people or with entries as Active Directory writes them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CERTIFICATE = Path(__file__).with_name("loopback.pem")  # for 127.0.0.1, signed by itself, with its key
BASE = "dc=school,dc=example"
PEOPLE = f"ou=people,{BASE}"
BOT, PASSWORD = f"cn=unticket,{BASE}", "read-only-4471"
_ROOT, _ROOT_PASSWORD = f"cn=root,{BASE}", "root-0000"
_SLAPD = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
{schemas}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {folder}/slapd.pid
TLSCACertificateFile {certificate}
TLSCertificateFile {certificate}
TLSCertificateKeyFile {certificate}
access to dn.base="" by * read
access to attrs=userPassword by anonymous auth
access to * by dn.exact="{bot}" read by * none
database mdb
suffix "{base}"
rootdn "{root}"
rootpw {root_password}
directory {folder}/data
{overlay}
"""
# Debian's copy of Active Directory's schema has a memberOf of its own, which OpenLDAP's overlay cannot fill.
_OPENLDAP = {"schemas": "", "overlay": "overlay memberof"}
_ACTIVE_DIRECTORY = {
    "schemas": "include /etc/ldap/schema/nis.schema\ninclude /etc/ldap/schema/msuser.schema",
    "overlay": "",
}


def missing() -> str:
    """Why LDAP cannot be tried here, or ""."""
    if importlib.util.find_spec("bonsai") is None:
        return "bonsai is not installed: run tests/set_up_peers.sh with this Python, or pip install 'unticket[ldap]'"
    return "" if _slapd() else "slapd is not installed: run tests/set_up_peers.sh"


def _slapd() -> str | None:
    return shutil.which("slapd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/lib/openldap")


@dataclass
class LdapServer:
    """`url` speaks StartTLS, `secure_url` TLS from the first byte on."""

    url: str
    secure_url: str
    process: subprocess.Popen[bytes] = field(repr=False)

    def add(self, dn: str, **attributes: Any) -> None:
        import bonsai

        entry = bonsai.LDAPEntry(dn)
        for name, values in attributes.items():
            entry[name] = list(values) if isinstance(values, list | tuple) else [values]
        with self._root() as connection:
            connection.add(entry)

    def replace(self, dn: str, attribute: str, *values: Any) -> None:
        import bonsai

        with self._root() as connection:
            entry = connection.search(dn, bonsai.LDAPSearchScope.BASE, attrlist=[attribute])[0]
            entry.change_attribute(attribute, bonsai.LDAPModOp.REPLACE, *values)
            entry.modify()

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self.process.kill()
        self.process.wait()

    def _root(self) -> Any:
        import bonsai

        client = bonsai.LDAPClient(self.url)
        client.set_credentials("SIMPLE", user=_ROOT, password=_ROOT_PASSWORD)
        return client.connect(timeout=10)


@contextmanager
def ldap_server(*, active_directory: bool = False) -> Iterator[LdapServer]:
    """A server with nobody but the account that may read; with `active_directory` it knows the attributes of that one."""
    folder = Path(tempfile.mkdtemp(prefix="unticket-ldap-"))
    (folder / "data").mkdir()
    written = {"folder": folder, "certificate": CERTIFICATE, "bot": BOT, "base": BASE, "root": _ROOT}
    written |= {"root_password": _ROOT_PASSWORD} | (_ACTIVE_DIRECTORY if active_directory else _OPENLDAP)
    (folder / "slapd.conf").write_text(_SLAPD.format_map(written), "utf-8")
    plain, secure = _free(), _free()
    command = [str(_slapd()), "-f", str(folder / "slapd.conf"), "-d", "0"]
    command += ["-h", f"ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{secure}/"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = LdapServer(f"ldap://127.0.0.1:{plain}", f"ldaps://127.0.0.1:{secure}", process)
    try:
        for port in (plain, secure):
            _wait_for(port, process, folder / "slapd.conf")
        server.add(BASE, objectClass=["dcObject", "organization"], dc="school", o="School")
        server.add(PEOPLE, objectClass="organizationalUnit", ou="people")
        server.add(f"ou=groups,{BASE}", objectClass="organizationalUnit", ou="groups")
        server.add(BOT, objectClass=["organizationalRole", "simpleSecurityObject"], cn="unticket", userPassword=PASSWORD)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], settings: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    tried = subprocess.run([str(_slapd()), "-T", "test", "-f", str(settings)], capture_output=True, text=True, timeout=60)
    raise RuntimeError(f"slapd does not answer:\n{tried.stderr[-2000:]}")
