"""A real mail chain on 127.0.0.1: Exim takes mail, Dovecot keeps it; `nobody@` bounces and `away@` answers by itself."""

from __future__ import annotations

import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_EXIM = """
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
primary_hostname = mx.school.example
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
tls_advertise_hosts =
keep_environment =
print_topbitchars
host_lookup =
rfc1413_hosts =
acl_smtp_rcpt = everything
acl_smtp_data = everything
begin acl
everything:
  accept
begin routers
nobody:
  driver = redirect
  local_parts = nobody
  allow_fail
  data = :fail: there is nobody of that name
away:
  driver = accept
  local_parts = away
  transport = holiday
  unseen
everyone:
  driver = accept
  transport = dovecot
begin transports
holiday:
  driver = autoreply
  user = Debian-exim
  to = $sender_address
  from = away@school.example
  subject = Vắng mặt: Re: $h_subject:
  text = Tôi vắng mặt đến thứ Hai.
dovecot:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  port = {lmtp}
  allow_localhost
begin retry
*  *  F,1h,1m
"""
_DOVECOT = """
protocols = imap lmtp
base_dir = {folder}/run
log_path = {folder}/dovecot.log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password=boxpw
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u allow_all_users=yes
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """Running servers: send to `port`, then look into anybody's `box`."""

    host: str
    port: int
    imap: int

    def box(self, address: str, *, at_least: int = 1, within: float = 60) -> list[EmailMessage]:
        """What lies in that person's box, as soon as there are `at_least` so many; what there is after `within` seconds."""
        ends_at = time.monotonic() + within
        while True:
            found = self._look(address)
            if len(found) >= at_least or time.monotonic() > ends_at:
                return found
            time.sleep(0.1)

    def _look(self, address: str) -> list[EmailMessage]:
        with imaplib.IMAP4(self.host, self.imap, timeout=10) as session:
            session.login(address, "boxpw")
            session.select("INBOX", readonly=True)
            numbers = session.search(None, "ALL")[1][0].split()
            parts = [session.fetch(number.decode(), "(RFC822)")[1][0] for number in numbers]
        return [message_from_bytes(part[1], policy=policy.default) for part in parts if isinstance(part, tuple)]  # type: ignore[misc]


def missing() -> str:
    """Why the chain cannot run here, or ""."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    lacking = [name for name in ("exim4", "dovecot") if not shutil.which(name, path=path)]
    lacking += [f"dovecot-{name}d" for name in ("imap", "lmtp") if not Path(f"/usr/lib/dovecot/{name}").exists()]
    if lacking:
        return f"{', '.join(lacking)} not installed: run tests/set_up_peers.sh"
    return "" if os.geteuid() == 0 else "Exim and Dovecot change their users, which only root may have them do"


@contextmanager
def chain() -> Iterator[Chain]:
    """Start both, and stop them in the end. What they keep lies in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="unticket-mail-"))
    folder.chmod(0o755)  # they run as other users, who may not look into pytest's own folder
    smtp, lmtp, imap = _free(), _free(), _free()
    for name, user, group in (("spool", "Debian-exim", None), ("log", "Debian-exim", None), ("mail", "nobody", "nogroup")):
        (folder / name).mkdir()
        shutil.chown(folder / name, user, group)
    written = {"folder": folder, "smtp": smtp, "lmtp": lmtp, "imap": imap}
    (folder / "exim.conf").write_text(_EXIM.format_map(written), "utf-8")
    (folder / "dovecot.conf").write_text(_DOVECOT.format_map(written), "utf-8")
    started = []
    try:
        for command in (
            ["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")],
            ["/usr/sbin/exim4", "-bdf", "-q1m", "-C", str(folder / "exim.conf")],
        ):
            log = (folder / f"{Path(command[0]).name}.out").open("wb")
            started.append(subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder))
            log.close()
        for port in (smtp, lmtp, imap):
            _wait_for(port, folder)
        yield Chain("127.0.0.1", smtp, imap)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, folder: Path) -> None:
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    told = "\n".join(
        f"{file.name}: {file.read_text('utf-8', 'replace')[-2000:]}" for file in folder.glob("*.[ol]*") if file.is_file()
    )
    raise RuntimeError(f"a mail server does not answer:\n{told}")
