"""What every `Mailer` promises, told by SMTP over each kind of connection, counted at the server."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.smtp import CONNECTORS as SMTP
from unticket.model.errors import ConnectorError
from unticket.model.finding import Level
from unticket.runbooks.ports import Delivery, Mail, Mailer

_PEER = Path(__file__).parents[1] / "connectors" / "smtp" / "peer.py"


def _peer() -> Any:
    spec = importlib.util.spec_from_file_location("contract_smtp_peer", _PEER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


PEER = _peer()


@dataclass(frozen=True)
class Post:
    """A mailer and the server behind it."""

    mailer: Mailer
    server: Any


@pytest.fixture(params=["none", "starttls", "tls"])
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    (connector,) = SMTP
    assert connector.role == "mail"
    with PEER.mailserver(request.param, password=request.param != "none") as server:
        settings = connector.settings(
            kind="smtp",
            host=server.host,
            port=server.port,
            encryption=request.param,
            sender="servicedesk@school.example",
            ca_file=PEER.CERTIFICATE,
            time_out_seconds=3,
            verdict_seconds=1,
            **({} if request.param == "none" else {"username": "bot", "password": "secret"}),
        )
        mailer = connector.open(settings, Surroundings(timezone="UTC"))
        yield Post(mailer, server)
        mailer.close()


MAIL = Mail(
    to="cora@school.example",
    subject="[HT00101] Anh/Chị đã có thể đăng nhập lại",
    text="Tài khoản đã được kích hoạt lại.",
    html="<p>Tài khoản đã được kích hoạt lại.</p>",
    message_id="<3f9a@school.example>",
)


def test_an_accepted_mail_is_at_the_server_once_for_one_person(post: Post) -> None:
    assert post.mailer.send(MAIL) is Delivery.ACCEPTED
    ((envelope,), (message,)) = post.server.taken, post.server.messages
    assert envelope.rcpt_tos == ["cora@school.example"]
    assert message["Message-ID"] == MAIL.message_id
    assert message["Subject"] == MAIL.subject


def test_a_mail_that_is_refused_is_not_at_the_server(post: Post) -> None:
    post.server.script["RCPT"] = "550 5.1.1 no such person"
    assert post.mailer.send(MAIL) is Delivery.REFUSED
    assert post.server.taken == []


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("what", ["cut", "421 4.3.2 going down"])
def test_a_transient_error_means_that_nothing_went_out_and_the_next_try_is_the_only_one(
    stage: str, what: str, post: Post
) -> None:
    post.server.script[stage] = what
    with pytest.raises(ConnectorError) as failed:
        post.mailer.send(MAIL)
    assert failed.value.transient and post.server.taken == []
    post.server.script.clear()
    assert post.mailer.send(MAIL) is Delivery.ACCEPTED
    assert len(post.server.taken) == 1


@pytest.mark.parametrize("what", ["cut", "silence"])
def test_a_lost_answer_is_doubtful_and_never_an_error_that_asks_for_another_try(what: str, post: Post) -> None:
    post.server.script["dot"] = what
    assert post.mailer.send(MAIL) is Delivery.DOUBTFUL
    assert len(post.server.taken) == 1


def test_no_address_reaches_a_second_person(post: Post) -> None:
    assert post.mailer.send(Mail(**{**_fields(MAIL), "to": '"x" <cora@school.example>, evil@evil.example'})) is Delivery.REFUSED
    assert post.server.said == []


def test_check_finds_no_fault_and_sends_nothing(post: Post) -> None:
    assert not [finding for finding in post.mailer.check() if finding.level in (Level.FAULT, Level.WARNING)]
    assert post.server.taken == []


def _fields(mail: Mail) -> dict[str, Any]:
    return {name: getattr(mail, name) for name in Mail.__slots__}
