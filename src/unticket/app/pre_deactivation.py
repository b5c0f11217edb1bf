"""Warnings before accounts are switched off: a look at everybody each day, each owner warned once, none missed in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

import structlog

from unticket.app.acting import PRE_DEACTIVATION
from unticket.app.acting_parts import mail_domain
from unticket.app.acting_runbooks.directories import answer_of
from unticket.app.acting_runbooks.login import login_policy
from unticket.app.schedules import PAUSES, Schedules, pause, reason
from unticket.app.unticket import now
from unticket.model.errors import ConfigurationError, Conflict, ConnectorError, Doubtful, UnticketError
from unticket.model.finding import Finding, Level
from unticket.model.period import zone
from unticket.model.sending import Notice
from unticket.rendering.warning_notices import WarningNoticeWriter
from unticket.runbooks.acting.act import message_id
from unticket.runbooks.acting.modes import ACTS
from unticket.runbooks.acting.record import Standing, Stop
from unticket.runbooks.login.employment import Answer
from unticket.runbooks.plan import Mode
from unticket.runbooks.ports import Delivery, Mail
from unticket.runbooks.pre_deactivation.decide import ToWarn, decide_on
from unticket.runbooks.pre_deactivation.mails.letter import WarningLetter
from unticket.runbooks.pre_deactivation.policy import WarningPolicy
from unticket.runbooks.pre_deactivation.ports import Roster
from unticket.runbooks.pre_deactivation.record import LookRecord, LookState, Sequel, WarningRecord, WarningState, sequel_of
from unticket.runbooks.pre_deactivation.survey import Found, find, out_of_range
from unticket.storage.warning_records import Warnings

if TYPE_CHECKING:
    from unticket.app.acting import Acting

_LOCK = "warnings"  # held while warnings go out: whoever holds it knows that one found "begun" was left by the dead
_LATE = timedelta(hours=2)  # so long after the day's hour, a trouble that may pass by itself is told of
_STATES = {
    Mode.SHADOW: WarningState.SHADOW,
    Mode.SUPERVISED: WarningState.ASKED,
    Mode.AUTOMATIC: WarningState.WAITING,
}
_DELIVERED = {
    Delivery.ACCEPTED: WarningState.SENT,
    Delivery.REFUSED: WarningState.REFUSED,
    Delivery.DOUBTFUL: WarningState.DOUBTFUL,
}
_MAY_PASS = frozenset({"hr_unreachable", "hr_stale", "unreadable"})  # rows that say nothing of the person
_TOO_LATE = frozenset({"overdue", "off"})
_log = structlog.get_logger("unticket.warnings")


class PreDeactivation:
    """What `unticket warn` and the worker do. Promotion, stop, audit and mail are those of the acting path."""

    def __init__(self, acting: Acting, *, clock: Callable[[], datetime] = now) -> None:
        self._acting = acting
        self._settings = acting.settings
        self._chosen = acting.settings.runbooks.pre_deactivation
        self._clock = clock
        self.schedules = Schedules(acting, clock=clock)  # whose outbox carries what people are told

    @cached_property
    def policy(self) -> WarningPolicy:
        """The owner's word, from the settings. Raises `ConfigurationError`."""
        house, chosen = login_policy(self._settings), self._chosen
        return WarningPolicy(
            rule_days=chosen.rule_days or house.rule_days,
            days_before=chosen.days_before,
            per_day=chosen.per_day,
            most_share=chosen.most_share,
            enough=chosen.enough,
            most_unreadable=chosen.most_unreadable,
            not_people=chosen.not_people,
            house=house,
        )

    @cached_property
    def letter(self) -> WarningLetter:
        """Writes the mail. Raises `ConfigurationError` for a template that does not work."""
        own = self._chosen.mail_templates
        return WarningLetter(
            organisation=self._settings.report.organisation,
            sign_in_url=self._settings.runbooks.login.sign_in_url,
            rule_days=self.policy.rule_days,
            folder=self._settings.folder / own if own else None,
        )

    @cached_property
    def warnings(self) -> Warnings:
        """What is kept of them."""
        return Warnings(self._acting.database, self._acting.records.audit)

    def standing(self) -> Standing:
        """The mode in force."""
        return self._acting.standing(PRE_DEACTIVATION)

    def stopped(self) -> Stop | None:
        """Why nothing is done now, or None."""
        return self._acting.stopped(PRE_DEACTIVATION)

    def tells(self) -> Sequence[str]:
        """Whom trouble is told."""
        return self._chosen.tell or self._settings.runbooks.login.tell

    def check(self) -> Iterator[Finding]:
        """Whether the key is the source's own, everybody can be listed, and somebody hears of trouble."""
        read, acts = self._settings.last_access, self._settings.lms
        for name in ("token", "api_key"):
            if name in read and read[name] == acts.get(name):
                what = "Last uses are read with the key that may change accounts."
                yield Finding(level=Level.WARNING, kind="key_shared", what=what, hint="Make one that only reads.")
        for directory in self._acting.directories:
            if not isinstance(directory, Roster):
                what = f"{directory.name} cannot list whom it knows: nobody is warned on its word alone."
                yield Finding(level=Level.NOTE, kind="unlisted", what=what)
        if not self.tells():
            what, hint = "Nobody hears of a warning that did not arrive.", "Set runbooks.pre_deactivation.tell."
            yield Finding(level=Level.WARNING, kind="untold", what=what, hint=hint)

    def found(self) -> Found:
        """Whom to warn now, by reading alone. Raises `ConnectorError` where not everybody can be looked at."""
        return find(
            self._rosters(),
            self._acting.last_access,
            ask=self._ask,
            policy=self.policy,
            was_told=self.warnings.was_told,
            now=self._clock(),
        )

    def out_of_range(self, found: Found) -> str:
        """Why a person must decide on these, or ""."""
        return out_of_range(found, self.policy)

    def look(self) -> None:
        """Do all that is due. Safe at any time, from any number of processes: one of them does it."""
        with self._acting.database.alone(_LOCK) as alone:
            if not alone:
                return
            self._bury_begun()
            mode = self.standing().mode
            self._trip_again(mode)
            if mode is not Mode.OFF and not self.stopped():
                self._drop_what_is_over(mode)
                if self._is_due():
                    self._look_at_everybody(mode)
                self._send_waiting(self.policy.per_day)
        self.schedules.send_notices()

    def run(self, *, by: str, at_most: int | None = None) -> Sequence[WarningRecord]:
        """Look at everybody now and send, by a person's order; what became of each. `at_most`: send so many, whatever share
        of all accounts that is.

        Raises `Conflict` in shadow, while it is stopped, while a worker sends, and where a person must name a number.
        """
        with self._acting.database.alone(_LOCK) as alone:
            if not alone:
                raise Conflict("A worker sends warnings at this moment.", "Wait a minute, then try again.")
            mode = self._may_act()
            self._bury_begun()
            self._drop_what_is_over(mode)
            found, moment = self.found(), self._clock()
            if (because := self.out_of_range(found)) and at_most is None:
                raise Conflict(f"Nobody was warned: {because}.", "If that is right, say how many: --at-most.")
            records = [_record(each, WarningState.WAITING, moment, by=by) for each in found.to_warn[:at_most]]
            look = LookRecord(day=self._today(), state=LookState.ENDED, mode=mode, counts=_counts(found), at=moment)
            self.warnings.keep(look, records, (), by=by)
            self._send_waiting(max(self.policy.per_day, at_most or 0))
        self.schedules.send_notices()
        keys = {record.key for record in records}
        return [record for record in self.warnings.in_state(*WarningState) if record.key in keys]

    def _may_act(self) -> Mode:
        standing = self.standing()
        if standing.mode not in ACTS:
            because = f" ({standing.because})" if standing.because else ""
            raise Conflict(f"The warnings are in {standing.mode}{because}: nobody is written to.", "unticket warn promote")
        if stop := self.stopped():
            raise Conflict(f"The warnings are stopped by {stop.by or 'a file'}: {stop.why}", "unticket resume pre_deactivation")
        return standing.mode

    def must_be_able_to_tell(self) -> None:
        """Raises `ConfigurationError` where nobody would hear of trouble."""
        if not self.tells():
            raise ConfigurationError(
                "Nobody would hear of a warning that did not, or may not, arrive.", "Set runbooks.pre_deactivation.tell."
            )

    def _rosters(self) -> Sequence[Roster]:
        listing = [directory for directory in self._acting.directories if isinstance(directory, Roster)]
        if not listing:
            raise ConfigurationError("None of the [[hr]] can list whom it knows.", "Add a roster_file, odoo, scim or ldap.")
        return listing

    def _ask(self, address: str) -> Sequence[Answer]:
        return [answer_of(directory, address) for directory in self._acting.directories]

    def _is_due(self) -> bool:
        """Whether today's look is still to be made: at the hour of the settings, or as soon after it as somebody looks."""
        moment = self._clock()
        if moment < self._due_at(self._today()):
            return False
        known = self.warnings.look(self._today())
        if known is None:
            return True
        return known.state is LookState.OPEN and (known.next_try_at is None or known.next_try_at <= moment)

    def _look_at_everybody(self, mode: Mode) -> None:
        """The day's look. What it came to is saved whole, with what is to be told of it, before anything goes out."""
        moment, write = self._clock(), self._writer()
        try:
            found = self.found()
            self._follow()
        except Exception as error:  # noqa: BLE001 — whatever it is, that nobody is warned must not go unseen
            self._put_off(mode, error)
            return
        because = self.out_of_range(found)
        state = LookState.STOPPED if because else LookState.ENDED
        look = LookRecord(day=self._today(), state=state, mode=mode, counts=_counts(found), because=because, at=moment)
        records = [] if because else [_record(each, _STATES[mode], moment) for each in found.to_warn]
        notices = list(self._notices(write, found, because, mode)) if mode in ACTS else []
        self.warnings.keep(look, records, notices)
        self.warnings.forget(moment - timedelta(days=self._chosen.keep_address_days))
        self._trip_again(mode)

    def _notices(self, write: WarningNoticeWriter, found: Found, because: str, mode: Mode) -> Iterator[Notice]:
        count, limit = len(found.to_warn), self.policy.per_day
        if because:
            yield write.stopped(because, self._holiday())
        elif count and mode is Mode.SUPERVISED:
            yield write.asked(count)
        elif count > limit:
            yield write.over_limit(count - limit, limit)
        last = next((look for look in self.warnings.looks(2) if look.state is LookState.ENDED), None)
        if last is not None and (gap := (self._today() - last.day).days - 1) >= self.policy.days_before:
            yield write.away(gap, last.day)

    def _put_off(self, mode: Mode, error: Exception) -> None:
        """A trouble that may pass by itself is told of when the look is late by it; any other at once."""
        moment, day = self._clock(), self._today()
        because, passing = reason(error)
        known = self.warnings.look(day)
        attempts = (known.attempts if known else 0) + 1
        late = not passing or moment - self._due_at(day) > _LATE
        notices = [self._writer().late(because)] if late and mode in ACTS else []
        _log.warning("not everybody was looked at", because=because, exc_info=not isinstance(error, UnticketError))
        look = LookRecord(
            day=day,
            state=LookState.OPEN,
            mode=mode,
            attempts=attempts,
            next_try_at=moment + pause(attempts - 1),
            because=because,
            at=moment,
        )
        self.warnings.put_off(look, notices)

    def _trip_again(self, mode: Mode) -> None:
        """Stop the runbook where its last look says so, also where a process died before it did."""
        look = next(iter(self.warnings.looks(1)), None)
        if look is None or look.state is not LookState.STOPPED or mode not in ACTS or look.mode not in ACTS or self.stopped():
            return
        stops = self._acting.records.stops
        resumed = stops.resumed_at(PRE_DEACTIVATION)
        if resumed is None or resumed < look.at:
            stops.stop(PRE_DEACTIVATION, by="breaker", why=look.because, now=self._clock())

    def _bury_begun(self) -> None:
        """Who began these is dead. They may have gone out, so they do not again, and somebody hears of it."""
        for warning in self.warnings.in_state(WarningState.BEGUN):
            notices = [self._writer().doubtful(warning)]
            because = "The process that sent it died."
            self.warnings.ended(warning, WarningState.DOUBTFUL, because, now=self._clock(), notices=notices)

    def _drop_what_is_over(self, mode: Mode) -> None:
        """What still waits when its account's time is over goes to nobody, and somebody hears of it."""
        moment = self._clock()
        for warning in self.warnings.in_state(WarningState.WAITING, WarningState.ASKED):
            if warning.ends_at <= moment:
                notices = [self._writer().missed([warning])] if mode in ACTS else []
                self.warnings.ended(warning, WarningState.DROPPED, "Its time was over.", now=moment, notices=notices)

    def _send_waiting(self, per_day: int) -> None:
        for warning in self.warnings.in_state(WarningState.WAITING):
            mode = self.standing().mode
            if mode not in ACTS or self.stopped():
                return
            is_time = warning.next_try_at is None or warning.next_try_at <= self._clock()
            allowed = mode is Mode.AUTOMATIC or warning.by
            if is_time and allowed and not self._warn(warning, per_day):
                return

    def _warn(self, warning: WarningRecord, per_day: int) -> bool:
        """One warning, everything looked at again first, and saved as begun. False: the day's limit is reached."""
        try:
            decided = decide_on(
                warning.address,
                (),
                ask=self._ask,
                source=self._acting.last_access,
                policy=self.policy,
                was_told=partial(self.warnings.was_told, besides=warning.key),
                now=self._clock(),
            )
        except ConnectorError as error:
            self._wait_on(warning, error.what)
            return True
        if decided.row.name in _MAY_PASS:
            self._wait_on(warning, decided.row.because)
            return True
        due = decided.to_warn
        if due is None or due.key != warning.key:
            because = decided.row.because if due is None else "it was used since"
            told = [self._writer().missed([warning])] if decided.row.name in _TOO_LATE else []
            self.warnings.ended(warning, WarningState.DROPPED, because, now=self._clock(), notices=told)
            return True
        try:
            mailer, mail = self._acting.mailer, self._mail(due)
        except UnticketError as error:
            self._wait_on(warning, error.what)
            return True
        if not self.warnings.begin(warning.key, per_day=per_day, now=self._clock()):
            return False
        self._hand_over(warning, mailer.send, mail)
        return True

    def _hand_over(self, warning: WarningRecord, send: Callable[[Mail], Delivery], mail: Mail) -> None:
        moment, write = self._clock(), self._writer()
        again: datetime | None = None
        notices: list[Notice] = []
        try:
            state, because = _DELIVERED[send(mail)], ""
        except Doubtful as error:
            state, because = WarningState.DOUBTFUL, error.what
        except ConnectorError as error:  # by the port's promise nothing went out
            state, because, again = WarningState.WAITING, error.what, moment + pause(warning.attempts)
            if not error.transient or warning.attempts >= len(PAUSES):
                notices.append(write.late(because))
        except Exception as error:  # noqa: BLE001 — it may have gone out
            _log.exception("warning failed", account=warning.account_id)
            state, because = WarningState.DOUBTFUL, type(error).__name__
        if state is WarningState.REFUSED:
            notices.append(write.refused(warning, "the log has its code."))
        elif state is WarningState.DOUBTFUL:
            notices.append(write.doubtful(warning))
        self.warnings.ended(warning, state, because, now=self._clock(), next_try_at=again, notices=notices)

    def _wait_on(self, warning: WarningRecord, because: str) -> None:
        self.warnings.put_off_one(warning, because, next_try_at=self._clock() + pause(warning.attempts))

    def _mail(self, due: ToWarn) -> Mail:
        return self.letter(
            due.account.email,
            last_day=due.inactivity.last_day(self._clock(), self._settings.timezone),
            language=due.language,
            message_id=message_id(f"warning:{due.key}", mail_domain(self._settings)),
        )

    def _follow(self) -> None:
        """See what became of the accounts of earlier warnings."""
        sequels: dict[str, Sequel] = {}
        source, moment = self._acting.last_access, self._clock()
        for warning in self.warnings.unfollowed():
            account = next((one for one in source.accounts(warning.address) if one.id == warning.account_id), None)
            sequels[warning.key] = sequel_of(warning, account, moment)
        self.warnings.follow({key: sequel for key, sequel in sequels.items() if sequel is not Sequel.OPEN})

    def _today(self) -> date:
        return self._clock().astimezone(zone(self._settings.timezone)).date()

    def _due_at(self, day: date) -> datetime:
        return datetime.combine(day, self._chosen.time, zone(self._settings.timezone))

    def _holiday(self) -> str:
        """What the calendar calls today, where it is a day without work."""
        today = self._today()
        found = [days for days in self._settings.patterns.days("holidays") if days.first <= today <= days.last]
        return (found[0].name or f"{found[0].first} – {found[0].last}") if found else ""

    def _writer(self) -> WarningNoticeWriter:
        return WarningNoticeWriter(self._settings.language, self._settings.timezone, self.tells(), self._today())


def _record(due: ToWarn, state: WarningState, moment: datetime, *, by: str = "") -> WarningRecord:
    return WarningRecord(
        key=due.key,
        account_id=due.account.id,
        address=due.account.email,
        state=state,
        began_at=due.inactivity.began_at,
        ends_at=due.inactivity.ends_at,
        language=due.language,
        by=by,
        noted_at=moment,
    )


def _counts(found: Found) -> dict[str, int]:
    return {"people": found.people, "accounts": found.accounts, **found.rows}
