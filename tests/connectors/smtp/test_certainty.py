"""What is said of a mail is what the server saw of it, wherever the talk breaks off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unticket.connectors.smtp.mailer import SmtpMailer
from unticket.model.errors import ConnectorError, CredentialsRefused, Unreachable
from unticket.runbooks.ports import Delivery, Mail

Make = Callable[..., Any]


def test_what_the_server_took_is_accepted(server: Any, mailer: Make, mail: Make) -> None:
    assert mailer(server).send(mail()) is Delivery.ACCEPTED
    assert len(server.taken) == 1


@pytest.mark.parametrize("stage", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("what", ["cut", "silence", "421 4.3.2 going down", "451 4.7.1 later"])
def test_before_the_mail_is_handed_over_every_trouble_may_be_tried_again(
    stage: str, what: str, server: Any, mailer: Make, mail: Make
) -> None:
    server.script[stage] = what
    with pytest.raises(Unreachable) as failed:
        mailer(server, time_out_seconds=0.3).send(mail())
    assert failed.value.transient
    assert server.taken == []


def test_cut_within_a_large_mail_nothing_went_out_and_it_may_be_tried_again(server: Any, mailer: Make, mail: Make) -> None:
    """So large that it cannot wait in the system's buffers until the connection is gone."""
    server.script["body"] = "cut"
    with pytest.raises(Unreachable) as failed:
        mailer(server).send(mail(attachments=[("a.bin", "application/octet-stream", b"\0" * 20_000_000)]))
    assert failed.value.transient
    assert server.taken == []


def test_cut_within_a_small_mail_is_never_called_accepted(server: Any, mailer: Make, mail: Make) -> None:
    """Whether the cut is noticed before the final dot is the network's chance; after it, only doubt is honest."""
    server.script["body"] = "cut"
    try:
        said = mailer(server).send(mail())
    except ConnectorError as error:
        said = error.transient
    assert said in (Delivery.DOUBTFUL, True)
    assert server.taken == []


@pytest.mark.parametrize("what", ["cut", "silence", "nonsense", "999 what"])
def test_without_a_word_on_the_whole_mail_it_is_doubtful(what: str, server: Any, mailer: Make, mail: Make) -> None:
    server.script["dot"] = what
    assert mailer(server, verdict_seconds=0.5).send(mail()) is Delivery.DOUBTFUL
    assert len(server.taken) == 1


def test_a_whole_mail_that_is_put_off_may_be_tried_again(server: Any, mailer: Make, mail: Make) -> None:
    server.script["dot"] = "451 4.3.0 disk full"
    with pytest.raises(Unreachable) as failed:
        mailer(server).send(mail())
    assert failed.value.transient


@pytest.mark.parametrize(
    ("stage", "what"),
    [
        ("RCPT", "550 5.1.1 <cora@school.example> unknown"),
        ("DATA", "554 no"),
        ("dot", "554 5.7.1 spam"),
        ("MAIL", "552 5.3.4 size"),
    ],
)
def test_what_the_server_will_never_take_is_refused(stage: str, what: str, server: Any, mailer: Make, mail: Make) -> None:
    server.script[stage] = what
    assert mailer(server).send(mail()) is Delivery.REFUSED


@pytest.mark.parametrize(
    ("stage", "what", "error", "hint"),
    [
        ("MAIL", "550 5.7.60 not allowed to send as this", ConnectorError, "mail.bounces_to"),
        ("MAIL", "530 5.7.0 sign in first", CredentialsRefused, "mail.username"),
        ("greeting", "554 no service", ConnectorError, "administrator"),
    ],
)
def test_a_refusal_of_ourselves_is_for_the_administrator(
    stage: str, what: str, error: type[ConnectorError], hint: str, server: Any, mailer: Make, mail: Make
) -> None:
    server.script[stage] = what
    with pytest.raises(error) as failed:
        mailer(server).send(mail())
    assert not failed.value.transient
    assert hint in failed.value.hint


def test_a_server_that_drips_its_greeting_does_not_hold_a_worker(mailer: Make, mail: Make) -> None:
    """Each line comes in time, and the greeting never ends."""
    import socket
    import threading
    from types import SimpleNamespace

    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                while not stopped.wait(0.02):
                    try:
                        connection.sendall(b"220-wait\r\n")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(Unreachable) as failed:
            mailer(SimpleNamespace(host="127.0.0.1", port=listener.getsockname()[1]), time_out_seconds=0.2).send(mail())
        stopped.set()
    assert failed.value.transient


def test_nothing_answers(mailer: Callable[..., SmtpMailer], mail: Callable[..., Mail], peer: Any) -> None:
    with peer.mailserver() as gone:
        pass
    with pytest.raises(Unreachable, match="nothing answers there"):
        mailer(gone).send(mail())


def test_a_server_s_words_and_our_password_never_reach_a_message(peer: Any, mailer: Make, mail: Make) -> None:
    with peer.mailserver("tls", password=True) as server:
        wrong = mailer(server, encryption="tls", ca_file=peer.CERTIFICATE, username="bot", password="hunter2")
        with pytest.raises(CredentialsRefused) as failed:
            wrong.send(mail())
    assert "hunter2" not in f"{failed.value} {wrong._settings!r}"
