"""Mail leaves over an encrypted connection to a server that is who it says, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from unticket.connectors.smtp.settings import SmtpSettings
from unticket.model.errors import ConnectorError, CredentialsRefused, Unreachable
from unticket.model.finding import Level
from unticket.runbooks.ports import Delivery

Make = Callable[..., Any]


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
@pytest.mark.parametrize("password", [False, True])
def test_mail_is_encrypted_and_signed_in(encryption: str, password: bool, peer: Any, mailer: Make, mail: Make) -> None:
    with peer.mailserver(encryption, password=password) as server:
        known = {"username": "bot", "password": "secret"} if password else {}
        assert mailer(server, encryption=encryption, ca_file=peer.CERTIFICATE, **known).send(mail()) is Delivery.ACCEPTED
        assert server.encrypted == [True]


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_certificate_of_nobody_known_is_refused(encryption: str, peer: Any, mailer: Make, mail: Make) -> None:
    with peer.mailserver(encryption) as server:
        with pytest.raises(Unreachable, match="not to be trusted") as failed:
            mailer(server, encryption=encryption).send(mail())
        assert not failed.value.transient
        assert server.said == [] and server.taken == []


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(encryption: str, peer: Any, mailer: Make, mail: Make) -> None:
    with peer.mailserver(encryption) as server:
        with pytest.raises(Unreachable, match="not to be trusted"):
            mailer(server, host="localhost", encryption=encryption, ca_file=peer.CERTIFICATE).send(mail())
        assert server.taken == []


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_server_without_encryption_gets_nothing(encryption: str, server: Any, mailer: Make, mail: Make) -> None:
    with pytest.raises(ConnectorError) as failed:
        mailer(server, encryption=encryption, username="bot", password="secret").send(mail())
    assert not failed.value.transient
    assert server.said == [] and server.taken == []


def test_without_encryption_only_this_machine_is_sent_to() -> None:
    with pytest.raises(ValidationError, match="this machine only"):
        SmtpSettings(host="mail.school.example", encryption="none", sender="a@school.example")


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "smtp://mail"},
        {"sender": "Ada <ada@school.example>"},
        {"sender": ""},
        {"username": "bot"},
        {"password": "mật khẩu", "username": "bot"},
        {"reply_to": "a@school.example, b@school.example"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        SmtpSettings(**{"host": "mail.school.example", "sender": "desk@school.example"} | wrong)


def test_check_says_what_is_well_and_sends_nothing(peer: Any, mailer: Make) -> None:
    with peer.mailserver("starttls", password=True) as server:
        findings = mailer(server, encryption="starttls", ca_file=peer.CERTIFICATE, username="bot", password="secret").check()
        assert {finding.kind: finding.level for finding in findings} == {
            "certificate_ends": Level.OK,
            "signed_in": Level.OK,
            "sender": Level.OK,
            "no_bounces": Level.NOTE,
        }
        assert server.taken == []


def test_check_names_the_step_that_fails(peer: Any, mailer: Make) -> None:
    with peer.mailserver("starttls", password=True) as server:
        *_, last = mailer(server, encryption="starttls", ca_file=peer.CERTIFICATE, username="bot", password="wrong").check()
    assert (last.level, last.kind) == (Level.FAULT, f"smtp_{CredentialsRefused.code}")
