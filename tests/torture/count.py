"""Counts at the peers what really happened, and compares it with what had to happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.torture.cast import Subject
from tests.torture.expectation import Expectation, Right

from unticket.demo.login_house import ENGINEER, LoginHouse
from unticket.runbooks.acting.record import Outcome, RunRecord, RunStage

_STAGES = {"resolved": "Done", "waiting": "Awaiting", "escalated": "In Progress", "doubtful": "In Progress"}
_TICKET = "helpdesk.ticket"


@dataclass
class Tally:
    """What a trial came to. `wrong` holds a sentence for each promise that was broken."""

    tickets: int = 0
    as_expected: int = 0
    doubtful: int = 0  # escalated, because something may have happened that cannot be read back
    for_a_person: int = 0  # escalated with nothing done, because a peer did not answer for too long
    reactivated: int = 0
    repeats: int = 0  # writes that switched on an account that was on: harmless, after an answer that was lost
    resets: int = 0
    mails: int = 0
    lost: int = 0
    doubled: int = 0  # an effect that came twice: a mail, a reset, a note, a to-do
    untouchable_touched: int = 0  # accounts that nobody had a right to have changed
    rows: Counter[str] = field(default_factory=Counter)  # of the table, by the runs' own word
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    """A subject's ticket, with how it must end and all the runs about it."""

    subject: Subject
    key: str
    expectation: Expectation
    runs: Sequence[RunRecord]

    @property
    def number(self) -> int:
        return int(self.key.removeprefix("odoo:"))


def counted(house: LoginHouse, written: Sequence[Written]) -> Tally:
    """The whole trial."""
    tally = Tally(tickets=len(written), mails=len(house.mail.mails))
    for one in written:
        _judge_end(house, one, tally)
        _judge_account(house, one, tally)
        _judge_ticket(house, one, tally)
        tally.rows.update(run.row for run in one.runs if run.row)
    _judge_strangers(house, written, tally)
    _judge_mails(house, tally)
    return tally


def _judge_end(house: LoginHouse, one: Written, tally: Tally) -> None:
    if not one.runs or any(run.stage is not RunStage.ENDED for run in one.runs):
        tally.lost += 1
        tally.wrong.append(f"{_named(one)} was lost: {[(str(run.stage), run.tries) for run in one.runs]}")
        return
    last = one.runs[-1]
    ended, expectation = str(last.outcome), one.expectation
    if last.outcome is Outcome.DOUBTFUL:
        tally.doubtful += 1
    elif ended == expectation.ends and (not expectation.goes_on or len(one.runs) == 2):
        tally.as_expected += 1
    elif ended == "escalated" and expectation.ends != "skipped":
        tally.for_a_person += 1
        if _changed(house, one) or _resets(house, one):
            tally.wrong.append(f"{_named(one)} was escalated as if nothing had been done, but its account was changed")
    else:
        tally.wrong.append(f"{_named(one)} ended {ended} after {len(one.runs)} runs (row {last.row}), not {expectation.ends}")


def _judge_account(house: LoginHouse, one: Written, tally: Tally) -> None:
    changes, resets, right = _changed(house, one), _resets(house, one), one.expectation.right
    tally.reactivated += changes
    tally.resets += resets
    tally.repeats += _updates(house, one) - changes
    if (changes and right is not Right.REACTIVATE) or (resets and right is not Right.RESET):
        tally.untouchable_touched += 1
        tally.wrong.append(f"{_named(one)}: its account was changed without a right to it")
    if changes > 1 or resets > 1:
        tally.doubled += 1
        tally.wrong.append(f"{_named(one)}: {changes} reactivations, {resets} resets")
    done = one.runs[-1].outcome if one.runs else None
    if done is Outcome.RESOLVED and changes != 1:
        tally.wrong.append(f"{_named(one)} is resolved, but its account was not switched on")


def _judge_ticket(house: LoginHouse, one: Written, tally: Tally) -> None:
    state, bot = house.desk.state, house.desk.state.user(house.desk.login)
    row = state.table(_TICKET).rows[one.number]
    ours = [
        str(message["body"])
        for message in state.table("mail.message").rows.values()
        if message.get("model") == _TICKET
        and message["res_id"] == one.number
        and message["author_id"] == bot["partner_id"]
        and message.get("message_type") == "comment"
    ]
    to_dos = [to_do for to_do in state.table("mail.activity").rows.values() if to_do["res_id"] == one.number]
    doubled = [body for body, count in Counter(ours).items() if count > 1]
    if doubled or len({str(to_do["note"]) for to_do in to_dos}) != len(to_dos):
        tally.doubled += 1
        tally.wrong.append(f"{_named(one)}: a note or a to-do stands twice")
    outcome = str(one.runs[-1].outcome) if one.runs else ""
    if outcome == "skipped" and (ours or to_dos or row["write_uid"] == bot["id"]):
        tally.wrong.append(f"{_named(one)} was skipped, but not left untouched")
    stage = state.display("helpdesk.ticket.stage", row["stage_id"])
    if outcome in _STAGES and stage != _STAGES[outcome]:
        tally.wrong.append(f"{_named(one)} ended {outcome}, but stands in {stage}")
    if outcome in ("escalated", "doubtful") and row["user_id"] != state.user(ENGINEER)["id"]:
        tally.wrong.append(f"{_named(one)} ended {outcome}, but nobody has it")
    if outcome not in ("", "skipped") and not ours:
        tally.wrong.append(f"{_named(one)} ended {outcome} without a note")


def _judge_strangers(house: LoginHouse, written: Sequence[Written], tally: Tally) -> None:
    known = {user for one in written for user in _users(house, one)}
    strangers = {update.user for update in house.lms.state.updates} | {mail.user for mail in house.lms.state.mails}
    if strangers - known:
        tally.untouchable_touched += len(strangers - known)
        tally.wrong.append(f"accounts of nobody who asked were touched: {sorted(strangers - known)}")
    for update in house.lms.state.updates:
        if set(update.changed) - {"suspended"} or update.changed.get("suspended", (True, False)) != (True, False):
            tally.wrong.append(f"account {update.user}: {dict(update.changed)}")


def _judge_mails(house: LoginHouse, tally: Tally) -> None:
    by_id = Counter(str(mail.message["Message-ID"]) for mail in house.mail.mails)
    by_words = Counter((mail.recipients, mail.subject, mail.text) for mail in house.mail.mails)
    doubled: Mapping[object, int] = {key: count for key, count in (by_id | by_words).items() if count > 1}
    if doubled:
        tally.doubled += len(doubled)
        tally.wrong.append(f"mails came twice: {sorted(map(str, doubled))}")


def _users(house: LoginHouse, one: Written) -> set[int]:
    names = {login.username for login in one.subject.case.logins}
    return {user.id for user in house.lms.state.users.values() if user.username in names}


def _updates(house: LoginHouse, one: Written) -> int:
    return sum(update.user in _users(house, one) for update in house.lms.state.updates)


def _changed(house: LoginHouse, one: Written) -> int:
    return sum(update.user in _users(house, one) and "suspended" in update.changed for update in house.lms.state.updates)


def _resets(house: LoginHouse, one: Written) -> int:
    return sum(mail.user in _users(house, one) for mail in house.lms.state.mails)


def _named(one: Written) -> str:
    case = one.subject.case
    return f"{one.key} ({case.row or 'no login problem'}, by {case.way}, link {one.subject.click})"
