"""What every `Directory` promises, told by each connector of one.

A connector joins with a file in `directory_peers/`: `KINDS`, and `peer(kind, folder)`, a context manager that gives a `Peer`
whose register holds the people of `CAST`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from unticket.model.errors import ConnectorError
from unticket.model.finding import Level
from unticket.model.person import Employment, PersonRecord
from unticket.runbooks.ports import Directory
from unticket.runbooks.pre_deactivation.ports import Roster

AN, BINH, MINH, TWINS = (f"{name}@school.example" for name in ("an.tran", "binh.le", "minh.nguyen", "twins"))


class Peer(Protocol):
    """A register with these people, and ways to look behind the connector.

    An Tran is employed; Binh Le is gone; Minh Nguyen leaves in 30 days, where the register can know that ahead (else he is
    employed, and `knows_leavers` is false); two people, one employed and one gone, share the address `TWINS`. In the register
    An's address is written "An.Tran@School.Example", and An's staff number is "S-1" where it keeps numbers.
    """

    directory: Directory
    lost: Directory  # the same, with a wrong key, or with its file gone
    secret: str  # what nothing may repeat; "" where there is none
    knows_leavers: bool

    def dismiss(self, email: str) -> None:
        """HR records that this person has left."""

    def fail(self) -> None:
        """The register no longer answers."""


def _peers() -> dict[str, Any]:
    found = {}
    for file in sorted(Path(__file__).with_name("directory_peers").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"directory_peers_{file.stem}", file)
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


def only(peer: Peer, email: str) -> PersonRecord:
    (person,) = peer.directory.people(email)
    return person


def test_the_employed_are_active_under_their_name(peer: Peer) -> None:
    person = only(peer, AN)
    assert (person.name, person.employment, person.directory) == ("An Tran", Employment.ACTIVE, peer.directory.name)
    assert AN in person.emails
    assert person.id
    assert person.staff_number in {"S-1", ""}


def test_what_is_known_has_its_age(peer: Peer) -> None:
    """A file's age is its own; a live system's knowledge is of the moment of the question."""
    assert timedelta(days=-1) < datetime.now(UTC) - only(peer, AN).as_of < timedelta(days=2)


def test_the_departed_are_terminated_and_not_unknown(peer: Peer) -> None:
    assert only(peer, BINH).employment is Employment.TERMINATED


def test_who_has_a_last_day_is_leaving(peer: Peer) -> None:
    person = only(peer, MINH)
    if peer.knows_leavers:
        assert person.employment is Employment.LEAVING
        assert person.leaves_on is None or person.leaves_on > date.today()
    else:
        assert (person.employment, person.leaves_on) == (Employment.ACTIVE, None)


def test_everybody_with_the_address_is_told(peer: Peer) -> None:
    found = peer.directory.people(TWINS)
    assert sorted(person.employment for person in found) == [Employment.ACTIVE, Employment.TERMINATED]
    assert len({person.id for person in found}) == 2


def test_nobody_is_an_empty_answer_and_no_error(peer: Peer) -> None:
    assert list(peer.directory.people("nobody@school.example")) == []


@pytest.mark.parametrize("asked", ["AN.TRAN@SCHOOL.EXAMPLE", "an.Tran@school.example", f"  {AN}\n"])
def test_letter_case_and_surrounding_space_do_not_matter(peer: Peer, asked: str) -> None:
    assert [person.id for person in peer.directory.people(asked)] == [only(peer, AN).id]


@pytest.mark.parametrize(
    "asked",
    [
        "%",
        "%@school.example",
        "_n.tran@school.example",
        "an_tran@school.example",
        r"an\.tran@school.example",
        "*",
        "*@school.example",
        "*)(mail=*",
        "an.tran@school.exampl*",
        'x" or userName pr or userName eq "',
        "an.tran@school.example, binh.le@school.example",
        "An Tran <an.tran@school.example>",
        "n.tran@school.example",
        "an.tran@school.example.evil.example",
        "án.tran@school.example",
        "an.tran@school.example\x00",
        "an.tran",
        "@school.example",
        "@",
        "",
        " ",
        "a" * 5000 + "@school.example",
    ],
)
def test_nobody_is_found_by_what_is_not_exactly_the_address(peer: Peer, asked: str) -> None:
    assert list(peer.directory.people(asked)) == []


def test_a_dismissal_is_seen_at_the_next_question(peer: Peer) -> None:
    assert only(peer, AN).employment is Employment.ACTIVE
    peer.dismiss(AN)
    assert only(peer, AN).employment is Employment.TERMINATED


def test_many_questions_at_once_each_get_their_own_answer(peer: Peer) -> None:
    asked: Sequence[str] = [AN, BINH, "nobody@school.example"] * 6
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(peer.directory.people, asked))
    for email, people in zip(asked, answers, strict=True):
        assert all(email in person.emails for person in people)
        assert bool(people) == (email != "nobody@school.example")


def test_a_register_that_does_not_answer_is_an_error_and_never_nobody(peer: Peer) -> None:
    peer.fail()
    for email in (AN, BINH, "nobody@school.example"):
        with pytest.raises(ConnectorError):
            peer.directory.people(email)


def test_a_refusal_says_what_and_the_next_move_and_holds_no_secret(peer: Peer) -> None:
    with pytest.raises(ConnectorError) as refused:
        peer.lost.people(AN)
    assert refused.value.what and refused.value.hint
    assert not refused.value.transient
    if peer.secret:
        assert peer.secret not in f"{refused.value}{refused.value!r}{peer.directory!r}"


def test_everybody_who_is_not_gone_is_listed_once_as_each_is_found_alone(peer: Peer) -> None:
    """Every register here is a `Roster`, too."""
    assert isinstance(peer.directory, Roster)
    listed = [person for person in peer.directory.everyone() if person.employment is not Employment.TERMINATED]
    found = {AN: only(peer, AN).id, MINH: only(peer, MINH).id}
    assert {email: person.id for person in listed for email in person.emails if email in found} == found
    assert len({person.id for person in listed}) == len(listed) == 3, "An, Minh, and one of the twins"
    assert {person.employment for person in listed if MINH in person.emails} == {only(peer, MINH).employment}


def test_who_is_dismissed_is_listed_as_employed_no_more(peer: Peer) -> None:
    assert isinstance(peer.directory, Roster)
    peer.dismiss(AN)
    employed = {email for one in peer.directory.everyone() if one.employment is Employment.ACTIVE for email in one.emails}
    assert AN not in employed


def test_a_list_that_cannot_be_read_is_an_error_and_never_empty(peer: Peer) -> None:
    for directory in (peer.lost, peer.directory):
        assert isinstance(directory, Roster)
        if directory is peer.directory:
            peer.fail()
        with pytest.raises(ConnectorError):
            list(directory.everyone())


def test_check_finds_a_good_register_usable(peer: Peer) -> None:
    findings = peer.directory.check()
    assert Level.FAULT not in {finding.level for finding in findings}
    assert Level.OK in {finding.level for finding in findings}
    if peer.secret:
        assert peer.secret not in str(findings)


def test_check_of_a_lost_register_is_a_fault_and_no_error(peer: Peer) -> None:
    assert Level.FAULT in {finding.level for finding in peer.lost.check()}


def test_closing_twice_is_harmless(peer: Peer) -> None:
    peer.directory.close()
    peer.directory.close()
