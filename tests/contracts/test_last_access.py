"""What every `LastAccess` promises, told by each connector of one over real HTTP, or from a real file.

A connector joins with a file in `access_peers/`: `KINDS`, and `peer(kind, folder)`, a context manager that gives a `Peer`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from unticket.model.account import Account
from unticket.model.errors import ConnectorError
from unticket.model.finding import Level
from unticket.runbooks.ports import LearningPlatform
from unticket.runbooks.pre_deactivation.ports import LastAccess

LAN, MINH, NEW, TWINS = (f"{name}@school.example" for name in ("lan.tran", "minh.nguyen", "new.comer", "twins"))
USED = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)


class Peer(Protocol):
    """A platform with Lan (used at `USED`; written "Lan.Tran@School.Example" there), Minh (the same, but switched off), a
    newcomer who never came, and two accounts of one address, used at `USED`."""

    source: LastAccess
    lost: LastAccess  # the same, with a wrong key, or with its file gone
    secret: str  # what nothing may repeat; "" where there is none
    knows_never: bool  # whether it can tell never from unknown

    def use(self, email: str, moment: datetime | None) -> None:
        """The account is used at `moment`, to the second; None: the platform no longer shows when."""

    def writes(self) -> int:
        """How many requests changed, or could have changed, anything."""

    def fail(self) -> None:
        """It no longer answers."""


def _peers() -> dict[str, Any]:
    found = {}
    for file in sorted(Path(__file__).with_name("access_peers").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"access_peers_{file.stem}", file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[module.__name__] = module  # dataclasses look there
        spec.loader.exec_module(module)
        found |= dict.fromkeys(module.KINDS, module.peer)
    return found


PEERS = _peers()


@pytest.fixture(params=sorted(PEERS))
def peer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Peer]:
    with PEERS[request.param](request.param, tmp_path) as opened:
        yield opened


def only(peer: Peer, email: str) -> Account:
    (account,) = peer.source.accounts(email)
    return account


def test_the_last_use_is_told_to_the_second_in_utc(peer: Peer) -> None:
    account = only(peer, LAN)
    assert (account.last_access_at, account.never_used, account.enabled) == (USED, False, True)
    assert account.email == LAN
    assert account.name == "Lan Tran"
    assert account.id
    assert account.is_admin is False


def test_a_later_use_is_seen_at_the_next_question(peer: Peer) -> None:
    later = datetime(2026, 11, 2, 7, 0, 5, tzinfo=UTC)
    before = only(peer, LAN)
    peer.use(LAN, later)
    after = only(peer, LAN)
    assert (after.id, after.last_access_at) == (before.id, later)


def test_never_is_not_the_same_as_unknown(peer: Peer) -> None:
    account = only(peer, NEW)
    assert account.last_access_at is None
    assert account.never_used is peer.knows_never


def test_a_use_that_is_not_shown_is_unknown_and_never_taken_for_never(peer: Peer) -> None:
    peer.use(LAN, None)
    account = only(peer, LAN)
    assert (account.last_access_at, account.never_used) == (None, False)


def test_the_switched_off_are_told_as_such(peer: Peer) -> None:
    assert only(peer, MINH).enabled is False


def test_every_account_of_an_address_is_told(peer: Peer) -> None:
    assert len({account.id for account in peer.source.accounts(TWINS)}) == 2


def test_a_glance_finds_somebody_of_each_address_and_nobody_else(peer: Peer) -> None:
    asked = [LAN, MINH, NEW, TWINS, "nobody@school.example", "LAN.TRAN@school.example"]
    found = peer.source.glance(asked[: peer.source.at_once])
    assert {account.email for account in found} == {LAN, MINH, NEW, TWINS}
    assert {account.id for account in found if account.email == LAN} == {only(peer, LAN).id}
    assert list(peer.source.glance([])) == []


@pytest.mark.parametrize(
    "asked",
    [
        "%",
        "%@school.example",
        "la_.tran@school.example",
        "*",
        "*@school.example",
        "lan.tran@school.exampl",
        "lan.tran",
        "@",
        "",
        "lan.tran@school.example.evil.example",
        "lán.tran@school.example",
        'x" or userName pr or userName eq "',
        "a" * 3000,
    ],
)
def test_nobody_is_found_by_what_is_not_exactly_the_address(peer: Peer, asked: str) -> None:
    assert list(peer.source.accounts(asked)) == []
    assert list(peer.source.glance([asked])) == []


def test_letter_case_and_surrounding_space_do_not_matter(peer: Peer) -> None:
    assert [account.id for account in peer.source.accounts("  LAN.Tran@school.example\n")] == [only(peer, LAN).id]


def test_nothing_is_ever_written(peer: Peer) -> None:
    """Neither by questions nor by the check; and it offers nothing that could."""
    peer.source.check()
    peer.source.glance([LAN, MINH])
    peer.source.accounts(TWINS)
    assert peer.writes() == 0
    acts = {name for name in vars(LearningPlatform) if not name.startswith("_")} - {"accounts", "account", "check", "close"}
    assert not [name for name in acts if hasattr(peer.source, name)]


def test_silence_is_an_error_and_never_nobody(peer: Peer) -> None:
    peer.fail()
    with pytest.raises(ConnectorError):
        peer.source.accounts(LAN)
    with pytest.raises(ConnectorError):
        peer.source.glance([LAN])


def test_a_refusal_names_its_own_section_and_holds_no_secret(peer: Peer) -> None:
    with pytest.raises(ConnectorError) as refused:
        peer.lost.accounts(LAN)
    told = f"{refused.value}{refused.value!r}{peer.lost!r}"
    assert refused.value.what
    assert refused.value.hint
    assert "lms." not in told.replace("lms.school.example", "")
    assert "UNTICKET_LMS" not in told
    if peer.secret:
        assert peer.secret not in told


def test_check_finds_a_good_source_usable_and_a_lost_one_at_fault(peer: Peer) -> None:
    findings = peer.source.check()
    assert Level.FAULT not in {finding.level for finding in findings}
    assert Level.OK in {finding.level for finding in findings}
    assert Level.FAULT in {finding.level for finding in peer.lost.check()}


def test_many_questions_at_once_each_get_their_own_answer(peer: Peer) -> None:
    asked = [LAN, MINH, "nobody@school.example"] * 4
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(peer.source.accounts, asked))
    for email, accounts in zip(asked, answers, strict=True):
        assert [account.email for account in accounts] == ([email] if "nobody" not in email else [])


def test_closing_twice_is_harmless(peer: Peer) -> None:
    peer.source.close()
    peer.source.close()
