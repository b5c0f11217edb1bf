"""What every `LearningPlatform` promises, told by each connector of one over real HTTP.

A connector joins with a file in `lms_peers/`: `KINDS`, and `peer(kind)`, a context manager that gives a `Peer`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, Protocol

import pytest

from unticket.model.account import Account
from unticket.model.errors import ConnectorError, CredentialsRefused, Doubtful, Forbidden
from unticket.model.finding import Level
from unticket.runbooks.authorization import LASTS, Authorization, Permission
from unticket.runbooks.granting import grant
from unticket.runbooks.ports import LearningPlatform

MINH, LAN, TWINS = "minh.nguyen@example.com", "lan.tran@example.com", "dup@example.com"


class Peer(Protocol):
    """A platform with Minh (deactivated), Lan (enabled) and two accounts of one address, and what was done to it."""

    platform: LearningPlatform
    locked_out: LearningPlatform  # the same, with a wrong key
    secret: str  # the key, which nothing may repeat
    can_reset: bool  # whether the product can mail resets at all

    def changes(self) -> Sequence[str]:
        """The id of an account for each time that one was really switched on or off, counted at the peer."""

    def resets(self) -> Sequence[str]:
        """The address of each reset mail, counted at the peer."""

    def rename(self, account_id: str) -> None:
        """Somebody else changes the person's name."""

    def lose_answer(self, *, worked: bool) -> None:
        """The connection is cut at the next change or reset, after it was carried out, or before."""


def _peers() -> dict[str, Any]:
    found = {}
    for file in sorted(Path(__file__).with_name("lms_peers").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"lms_peers_{file.stem}", file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[module.__name__] = module  # dataclasses look there
        spec.loader.exec_module(module)
        found |= dict.fromkeys(module.KINDS, module.peer)
    return found


PEERS = _peers()


@pytest.fixture(params=sorted(PEERS))
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    with PEERS[request.param](request.param) as opened:
        yield opened


def only(peer: Peer, email: str) -> Account:
    (account,) = peer.platform.accounts(email)
    return account


def leave(permission: Permission, account_id: str, *, age: timedelta = timedelta()) -> Authorization:
    return grant(permission, account_id, "odoo:1:act:1", datetime.now(UTC) - age)


ACTS = {
    Permission.REACTIVATE: lambda platform: platform.reactivate,
    Permission.RESET_PASSWORD: lambda platform: platform.request_password_reset,
    Permission.DEACTIVATE: lambda platform: platform.deactivate,
}


def act(platform: LearningPlatform, permission: Permission, account_id: str) -> None:
    ACTS[permission](platform)(leave(permission, account_id))


def test_an_account_is_found_by_its_address(peer: Peer) -> None:
    account = only(peer, MINH)
    assert (account.email, account.enabled, account.name) == (MINH, False, "Minh Nguyễn")
    assert account.id
    assert only(peer, LAN).enabled


@pytest.mark.parametrize("asked", ["MINH.NGUYEN@EXAMPLE.COM", "Minh.Nguyen@Example.com", f"  {MINH}\n"])
def test_letter_case_and_surrounding_space_do_not_matter(peer: Peer, asked: str) -> None:
    assert peer.platform.accounts(asked) == peer.platform.accounts(MINH) != ()


@pytest.mark.parametrize(
    "asked",
    [
        "%@example.com",
        "min_.nguyen@example.com",
        "minh%@example.com",
        r"minh\.nguyen@example.com",
        "*@example.com",
        "minh.nguyen@example.co*",
        'x@example.com" or userName pr or userName eq "',
        "*)(mail=*",
        "mính.nguyen@example.com",
        "minh.nguyen@example.com, lan.tran@example.com",
        "Minh <minh.nguyen@example.com>",
        "inh.nguyen@example.com",
        "minh.nguyen@example.com.evil.example",
        "minh.nguyen@example.com\x00",
        "minh.nguyen",
        "nobody@example.com",
        "a" * 5000 + "@example.com",
        "@",
        "",
    ],
)
def test_nobody_is_found_by_what_is_not_exactly_the_address(peer: Peer, asked: str) -> None:
    assert list(peer.platform.accounts(asked)) == []


def test_two_accounts_of_one_address_are_two(peer: Peer) -> None:
    found = peer.platform.accounts(TWINS)
    assert len(found) == len({account.id for account in found}) == 2


def test_an_account_is_read_again_by_its_id(peer: Peer) -> None:
    account = only(peer, LAN)
    assert peer.platform.account(account.id) == account


@pytest.mark.parametrize("unknown", ["999999", "nobody", "%", "", "3 or 1=1", "../Users", "-1"])
def test_an_unknown_id_is_no_account(peer: Peer, unknown: str) -> None:
    assert peer.platform.account(unknown) is None


def test_times_are_aware_and_in_utc(peer: Peer) -> None:
    for account in (only(peer, MINH), only(peer, LAN)):
        for moment in (account.last_access_at, account.created_at):
            assert moment is None or moment.utcoffset() == timedelta()
        assert not (account.never_used and account.last_access_at)


def test_reading_changes_nothing(peer: Peer) -> None:
    peer.platform.accounts(MINH)
    peer.platform.account(only(peer, MINH).id)
    peer.platform.check()
    assert (list(peer.changes()), list(peer.resets())) == ([], [])


def test_a_reactivated_account_reads_back_as_enabled_and_no_other_changed(peer: Peer) -> None:
    account = only(peer, MINH)
    others = [peer.platform.accounts(address) for address in (LAN, TWINS)]
    act(peer.platform, Permission.REACTIVATE, account.id)
    assert only(peer, MINH).enabled
    assert list(peer.changes()) == [account.id]
    assert [peer.platform.accounts(address) for address in (LAN, TWINS)] == others


def test_reactivating_twice_is_harmless(peer: Peer) -> None:
    account = only(peer, MINH)
    act(peer.platform, Permission.REACTIVATE, account.id)
    once = only(peer, MINH)
    act(peer.platform, Permission.REACTIVATE, account.id)
    assert only(peer, MINH) == once
    assert list(peer.changes()) == [account.id]


def test_deactivating_undoes_a_reactivation(peer: Peer) -> None:
    account = only(peer, MINH)
    act(peer.platform, Permission.REACTIVATE, account.id)
    act(peer.platform, Permission.DEACTIVATE, account.id)
    assert not only(peer, MINH).enabled
    assert list(peer.changes()) == [account.id] * 2


def test_the_fingerprint_shows_that_somebody_else_changed_the_account(peer: Peer) -> None:
    account = only(peer, MINH)
    assert only(peer, MINH).fingerprint == account.fingerprint != only(peer, LAN).fingerprint
    act(peer.platform, Permission.REACTIVATE, account.id)
    ours = only(peer, MINH).fingerprint
    assert ours != account.fingerprint
    peer.rename(account.id)
    assert only(peer, MINH).fingerprint not in {ours, account.fingerprint}


@pytest.mark.parametrize(("given", "asked"), list(permutations(Permission, 2)))
def test_leave_for_one_thing_is_no_leave_for_another(peer: Peer, asked: Permission, given: Permission) -> None:
    with pytest.raises(Forbidden):
        ACTS[asked](peer.platform)(leave(given, only(peer, MINH).id))
    assert (list(peer.changes()), list(peer.resets())) == ([], [])


@pytest.mark.parametrize("age", [LASTS + timedelta(seconds=1), timedelta(minutes=-5)], ids=["too old", "from the future"])
@pytest.mark.parametrize("permission", list(Permission))
def test_a_decision_of_another_time_is_no_leave(peer: Peer, permission: Permission, age: timedelta) -> None:
    with pytest.raises(Forbidden):
        ACTS[permission](peer.platform)(leave(permission, only(peer, MINH).id, age=age))
    assert (list(peer.changes()), list(peer.resets())) == ([], [])


def test_a_leave_cannot_be_made_up() -> None:
    with pytest.raises(Forbidden):
        Authorization(Permission.REACTIVATE, "3", "odoo:1:act:1", datetime.now(UTC), object())


def test_a_reset_is_mailed_once_to_the_address_on_file(peer: Peer) -> None:
    if not peer.can_reset:
        with pytest.raises(ConnectorError):
            act(peer.platform, Permission.RESET_PASSWORD, only(peer, LAN).id)
        return
    act(peer.platform, Permission.RESET_PASSWORD, only(peer, LAN).id)
    assert list(peer.resets()) == [LAN]
    assert list(peer.changes()) == []


@pytest.mark.parametrize("worked", [True, False])
def test_a_reset_whose_answer_is_lost_is_doubtful_and_not_asked_for_again(peer: Peer, worked: bool) -> None:
    if not peer.can_reset:
        pytest.skip("the product mails no resets")
    account = only(peer, LAN)
    peer.lose_answer(worked=worked)
    with pytest.raises(Doubtful) as caught:
        act(peer.platform, Permission.RESET_PASSWORD, account.id)
    assert not caught.value.transient
    assert list(peer.resets()) == [LAN] * worked


@pytest.mark.parametrize("worked", [True, False])
def test_a_reactivation_whose_answer_is_lost_is_read_back_and_may_be_repeated(peer: Peer, worked: bool) -> None:
    account = only(peer, MINH)
    peer.lose_answer(worked=worked)
    with pytest.raises(ConnectorError) as caught:
        act(peer.platform, Permission.REACTIVATE, account.id)
    assert caught.value.transient
    assert only(peer, MINH).enabled is worked
    act(peer.platform, Permission.REACTIVATE, account.id)
    assert list(peer.changes()) == [account.id]


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("gone", ["999999", "nobody", "3&users[1][id]=4", ""])
def test_what_is_no_account_is_not_acted_on(peer: Peer, permission: Permission, gone: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        act(peer.platform, permission, gone)
    assert not caught.value.transient
    assert (list(peer.changes()), list(peer.resets())) == ([], [])


def test_a_wrong_key_is_refused_and_never_repeated(peer: Peer) -> None:
    minh = only(peer, MINH).id
    for call in (
        lambda: peer.locked_out.accounts(MINH),
        lambda: peer.locked_out.account(minh),
        lambda: act(peer.locked_out, Permission.REACTIVATE, minh),
        lambda: act(peer.locked_out, Permission.DEACTIVATE, minh),
    ):
        with pytest.raises(CredentialsRefused) as caught:
            call()
        assert caught.value.hint
        assert not caught.value.transient
    assert list(peer.changes()) == []
    assert any(finding.level is Level.FAULT for finding in peer.locked_out.check())


def test_check_finds_no_fault_and_every_complaint_has_a_next_move(peer: Peer) -> None:
    findings = peer.platform.check()
    assert findings
    for finding in findings:
        assert finding.level is not Level.FAULT, finding
        assert finding.level is Level.OK or finding.hint, finding


def test_the_key_stands_in_no_finding_error_or_repr(peer: Peer) -> None:
    peer.lose_answer(worked=True)
    with pytest.raises(ConnectorError) as caught:
        act(peer.platform, Permission.REACTIVATE, only(peer, MINH).id)
    told = [repr(caught.value), str(caught.value), repr(peer.platform), repr(vars(peer.platform))]
    told += [repr(finding) for finding in peer.platform.check()]
    assert not [text for text in told if peer.secret in text]


def test_several_threads_may_ask_at_once(peer: Peer) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(peer.platform.accounts, [MINH, LAN] * 6))
    assert answers == [peer.platform.accounts(MINH), peer.platform.accounts(LAN)] * 6
