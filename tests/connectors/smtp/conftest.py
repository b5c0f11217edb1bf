"""Mail servers to send to, and a mail of which a test changes what it is about."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from unticket.connectors.smtp.mailer import SmtpMailer
from unticket.connectors.smtp.settings import SmtpSettings
from unticket.runbooks.ports import Mail


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"smtp_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def peer() -> ModuleType:
    """Mail servers that do as told: see peer.py."""
    return _loaded("peer")


@pytest.fixture(scope="session")
def chain_module() -> ModuleType:
    """Exim and Dovecot: see chain.py."""
    return _loaded("chain")


@pytest.fixture
def server(peer: ModuleType) -> Iterator[Any]:
    """A mail server without encryption, on this machine."""
    with peer.mailserver() as running:
        yield running


@pytest.fixture
def mailer() -> Callable[..., SmtpMailer]:
    """A mailer for a server; `settings` say what is different."""

    def make(server: Any, **settings: Any) -> SmtpMailer:
        whole: dict[str, Any] = {
            "host": server.host,
            "port": server.port,
            "encryption": "none",
            "sender": "servicedesk@school.example",
            "sender_name": "Bộ phận hỗ trợ",
            "time_out_seconds": 5,
            "verdict_seconds": 5,
        }
        return SmtpMailer(SmtpSettings(**whole | settings))

    return make


@pytest.fixture
def mail() -> Callable[..., Mail]:
    """A mail to Cora; `changes` say what is different."""

    def make(**changes: Any) -> Mail:
        whole: dict[str, Any] = {
            "to": "cora@school.example",
            "subject": "[HT00101] Tài khoản của Anh/Chị đã hoạt động trở lại",
            "text": "Xin chào Anh/Chị,\n\nTài khoản đã được kích hoạt lại.\n",
            "html": "<p>Tài khoản đã được kích hoạt lại.</p>",
            "message_id": "<3f9a.reply@school.example>",
            "language": "vi",
        }
        return Mail(**whole | changes)

    return make
