"""Reports by mail: made when they are due, frozen, sent to each person at most once; none is missing without a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import structlog

from unticket.app.acting_parts import mail_domain
from unticket.app.unticket import Unticket, now, opened
from unticket.model.errors import Conflict, ConnectorError, Doubtful, NotFound, UnticketError, UserError
from unticket.model.report_schedule import Occasion, ReportSchedule
from unticket.model.sending import Due, Kind, Notice, OccasionState, Sending, SendingState
from unticket.rendering.report_mail import ReportMail, Sender, report_mail
from unticket.rendering.schedule_notices import NoticeWriter
from unticket.runbooks.acting.act import message_id
from unticket.runbooks.ports import Delivery, Mail, Mailer
from unticket.settings import Settings
from unticket.settings.schedules import ScheduleSettings
from unticket.storage.sendings import Sendings
from unticket.storage.stop_files import ALL

if TYPE_CHECKING:
    from unticket.app.acting import Acting
    from unticket.reports.report import Report, WeeklyReport

_LOCK = "schedules"  # held while reports go out: whoever holds it knows that a mail found "begun" was left by the dead
_LATE = timedelta(minutes=30)  # so late, a report says so, and somebody hears why
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))  # between tries; the last one again and again
_STATES = {
    Delivery.ACCEPTED: SendingState.SENT,
    Delivery.REFUSED: SendingState.REFUSED,
    Delivery.DOUBTFUL: SendingState.DOUBTFUL,
}
_WORDS = {
    Delivery.REFUSED: "The mail server will not take it (the log has its code).",
    Delivery.DOUBTFUL: "The mail server's last word was lost.",
}
_log = structlog.get_logger("unticket.app.schedules")


class Schedules:
    """What `unticket schedule` and the worker do. Mail, stop and audit are those of the acting path."""

    def __init__(self, acting: Acting, *, clock: Callable[[], datetime] = now) -> None:
        self._acting = acting
        self._settings: Settings = acting.settings
        self._clock = clock

    @cached_property
    def all(self) -> dict[str, ReportSchedule]:
        """Every schedule of the settings, by name."""
        return {each.name: _schedule(each, self._settings) for each in self._settings.schedules}

    @cached_property
    def sendings(self) -> Sendings:
        """What is kept of them."""
        return Sendings(self._acting.database, self._acting.records.audit)

    def named(self, name: str) -> ReportSchedule:
        """Raises `NotFound`."""
        if name not in self.all:
            raise NotFound(f"There is no schedule {name!r}.", f"Known: {', '.join(self.all) or 'none'}.")
        return self.all[name]

    def held(self) -> str:
        """Why nothing goes out now, or "": everything was stopped, or the database may be a copy that was put back."""
        records = self._acting.records
        if stop := records.stops.in_force(ALL):
            return f"everything was stopped by {stop.by or 'hand'}"
        mark = records.instance.mark()  # there is none where no runbook was ever promoted
        with self._acting.database.reading() as connection:
            return records.instance.distrust(connection, mark) if mark else ""

    def look(self) -> None:
        """Do all that is due. Safe at any time, from any number of processes: one of them does it."""
        with self._acting.database.alone(_LOCK) as alone:
            if not alone:
                return
            if held := self.held():
                _log.warning("no report goes out", because=held)
                return
            self._bury_begun()
            for schedule in self.all.values():
                self._note_due(schedule)
            for due in self.sendings.open():
                named = self.all.get(due.occasion.schedule)
                if named is None:
                    self._drop(due)
                elif due.next_try_at is None or due.next_try_at <= self._clock():
                    self._send(named, due)
            self._send_notices()

    def send_notices(self) -> None:
        """Send what waits to be told, also of other matters than reports. Safe at any time, from any number of processes."""
        with self._acting.database.alone(_LOCK) as alone:
            if alone and not self.held():
                self._bury_begun()
                self._send_notices()

    def run(self, name: str, label: str | None = None, *, by: str) -> tuple[Due, Sequence[Sending]]:
        """Send one report now, by a person's order, to whom it did not go yet. `label`: its period, else the last due.

        Raises `UserError` for a period that is not over, `Conflict` while a worker sends or everything is stopped.
        """
        schedule = self.named(name)
        occasion = schedule.named(label) if label else schedule.latest(self._clock())
        _must_be_over(occasion, self._clock())
        with self._acting.database.alone(_LOCK) as alone:
            if not alone:
                raise Conflict("A worker sends reports at this moment.", "Wait a minute, then try again.")
            if held := self.held():
                raise Conflict(f"Nothing goes out: {held}.", "unticket resume lifts a stop; unticket check tells the rest.")
            self._bury_begun()
            self._note_due(schedule)
            self.sendings.reopen(occasion, by=by, now=self._clock())
            self._send(schedule, self.sendings.due(occasion.key))
            self._send_notices()
        return self.sendings.due(occasion.key), self.sendings.of(occasion.key)

    def preview(self, name: str, label: str | None = None) -> tuple[Occasion, ReportMail]:
        """The mail as it would be now, or as it was frozen. Nothing is sent, and nothing is kept."""
        schedule = self.named(name)
        occasion = schedule.named(label) if label else schedule.latest(self._clock())
        _must_be_over(occasion, self._clock())
        due = self.sendings.find(occasion.key)
        with opened(self._settings_of(schedule)) as unticket:
            number = due.report if due is not None and due.report is not None else 0
            report = unticket.again(number) if number else _make(unticket, schedule, occasion)
        return occasion, self._written(schedule, report, Sender(schedule=name, tell=schedule.tell, number=number))

    def _bury_begun(self) -> None:
        """Who began these is dead. A report may have gone out, so it does not again; a notice is rather told twice."""
        for sending in self.sendings.begun():
            if sending.kind is Kind.NOTICE:
                self.sendings.ended(sending.key, SendingState.WAITING, now=self._clock())
                continue
            due = self.sendings.find(sending.occasion)
            schedule = self.all.get(due.occasion.schedule) if due else None
            write = self._writer(schedule) if schedule else self._writer_to_all()
            notices = [write.doubtful(due.occasion, sending.address)] if due else []
            because = "The process that sent it died."
            self.sendings.ended(sending.key, SendingState.DOUBTFUL, because, now=self._clock(), notices=notices)

    def _note_due(self, schedule: ReportSchedule) -> None:
        """Keep what came due. Of several only the newest is made up for; the others, and any older one, are told of."""
        moment = self._clock()
        known = self.sendings.last_due(schedule.name, moment)
        if known is None:
            self.sendings.note([(schedule.latest(moment), OccasionState.BEFORE)], (), now=moment)
            return
        came = schedule.due_since(known, moment)
        if not came:
            return
        *_, newest = came
        known_keys = self.sendings.known([each.key for each in came])
        missed = [each for each in came[:-1] if each.key not in known_keys]
        write = self._writer(schedule)
        for older in self.sendings.open():
            if older.occasion.schedule == schedule.name and older.occasion.due_at <= known and older.occasion.key != newest.key:
                self._skip(schedule, older, write)
        states = [*((each, OccasionState.SKIPPED) for each in came[:-1]), (newest, OccasionState.OPEN)]
        self.sendings.note(states, [write.missed(missed, newest)] if missed else [], now=moment)

    def _skip(self, schedule: ReportSchedule, older: Due, write: NoticeWriter) -> None:
        """The next is due: what waits still of this one will not go out, and those in `tell` learn to whom."""
        went = {
            each.address.casefold() for each in self.sendings.of(older.occasion.key) if each.state is not SendingState.WAITING
        }
        missing = [address for address in schedule.to if address.casefold() not in went]
        notices = [write.skipped(older.occasion, missing)] if missing else []
        state = OccasionState.SKIPPED if missing else OccasionState.ENDED
        self.sendings.end(older.occasion.key, state, notices, now=self._clock())

    def _drop(self, due: Due) -> None:
        """Its schedule was taken out of the settings: those who look after the others hear of it."""
        _log.warning("schedule gone", report=due.occasion.key)
        notices = [self._writer_to_all().gone(due.occasion)]
        self.sendings.end(due.occasion.key, OccasionState.SKIPPED, notices, now=self._clock())

    def _send(self, schedule: ReportSchedule, due: Due) -> None:
        """Make the report where it is not frozen yet, and send it to whom it did not go."""
        try:
            with opened(self._settings_of(schedule)) as unticket:
                number = due.report or self._freeze(unticket, schedule, due.occasion)
                report = unticket.again(number)
            late = due.occasion.due_at if self._clock() - due.occasion.due_at > _LATE else None
            mail = self._written(
                schedule, report, Sender(schedule=schedule.name, tell=schedule.tell, number=number, late_since=late)
            )
        except Exception as error:  # noqa: BLE001 — whatever it is, a report that is not made must not go unseen
            self._put_off(schedule, due, error)
            return
        for sending in self.sendings.addressed(due.occasion, schedule.to, now=self._clock()):
            if self.held():
                return
            waits = sending.state is SendingState.WAITING
            if waits and (sending.next_try_at is None or sending.next_try_at <= self._clock()):
                self._hand_over(schedule, due.occasion, sending, mail)
        if all(each.state is not SendingState.WAITING for each in self.sendings.of(due.occasion.key)):
            self.sendings.end(due.occasion.key, OccasionState.ENDED, (), now=self._clock())

    def _freeze(self, unticket: Unticket, schedule: ReportSchedule, occasion: Occasion) -> int:
        """Read the desk, make the report, keep it; all that is sent, now or later, comes from what is kept."""
        unticket.sync()
        number = unticket.keep(_make(unticket, schedule, occasion))
        self.sendings.frozen(occasion.key, number)
        return number

    def _put_off(self, schedule: ReportSchedule, due: Due, error: Exception) -> None:
        """A trouble that may pass is told of when the report is late by it; any other at once."""
        because, passing = reason(error)
        moment, write = self._clock(), self._writer(schedule)
        notices: list[Notice] = []
        if not passing:
            notices.append(write.stuck(due.occasion, because))
        elif moment - due.occasion.due_at > _LATE:
            notices.append(write.late(due.occasion, because))
        _log.warning("report not made", report=due.occasion.key, because=because, exc_info=not isinstance(error, UnticketError))
        self.sendings.put_off(due.occasion.key, because, next_try_at=moment + pause(due.attempts), notices=notices, now=moment)

    def _hand_over(self, schedule: ReportSchedule, occasion: Occasion, sending: Sending, mail: ReportMail) -> None:
        """One mail. That it is begun is saved first; what can have gone out is never begun again."""
        outgoing = Mail(
            answers=False,
            to=sending.address,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            message_id=self._message_id(sending),
            language=schedule.language,
            attachments=mail.attachments,
        )
        write, told = self._writer(schedule), list[Notice]()
        state, because, passing = self._posted(sending, outgoing)
        if state is SendingState.REFUSED:
            told.append(write.refused(occasion, sending.address, because))
        elif state is SendingState.DOUBTFUL:
            told.append(write.doubtful(occasion, sending.address))
        elif state is SendingState.WAITING and (not passing or self._clock() - occasion.due_at > _LATE):
            told.append(write.mail_stuck(occasion, sending.address, because))
        self._end(sending, state, because, told)

    def _send_notices(self) -> None:
        for sending in self.sendings.notices_to_send(self._clock()):
            outgoing = Mail(
                to=sending.address, subject=sending.subject, text=sending.text, message_id=self._message_id(sending)
            )
            state, because, _ = self._posted(sending, outgoing)
            if state is SendingState.DOUBTFUL:
                state = SendingState.WAITING  # heard twice is better than not at all; its id is the same
            if state is not SendingState.SENT:
                _log.error("nobody was told", report=sending.occasion, because=because)
            self._end(sending, state, because, ())

    def _posted(self, sending: Sending, mail: Mail) -> tuple[SendingState, str, bool]:
        """What became of a mail, why, and whether that may pass by itself."""
        try:
            mailer: Mailer = self._acting.mailer
        except UnticketError as error:
            self.sendings.begin(sending.key)
            return SendingState.WAITING, error.what, False
        self.sendings.begin(sending.key)
        try:
            delivery = mailer.send(mail)
        except Doubtful as error:
            return SendingState.DOUBTFUL, error.what, False
        except ConnectorError as error:  # by the port's promise nothing went out
            return SendingState.WAITING, error.what, error.transient
        except Exception as error:  # noqa: BLE001 — it may have gone out
            _log.exception("mail failed", report=sending.occasion)
            return SendingState.DOUBTFUL, type(error).__name__, False
        return _STATES[delivery], _WORDS.get(delivery, ""), False

    def _end(self, sending: Sending, state: SendingState, because: str, told: Sequence[Notice]) -> None:
        moment = self._clock()
        again = moment + pause(sending.attempts) if state is SendingState.WAITING else None
        self.sendings.ended(sending.key, state, because, now=moment, next_try_at=again, notices=told)

    def _writer(self, schedule: ReportSchedule) -> NoticeWriter:
        return NoticeWriter(self._settings.language, schedule.timezone, schedule.tell)

    def _writer_to_all(self) -> NoticeWriter:
        to = tuple(dict.fromkeys(address for schedule in self.all.values() for address in schedule.tell))
        return NoticeWriter(self._settings.language, self._settings.timezone, to)

    def _written(self, schedule: ReportSchedule, report: Report | WeeklyReport, sender: Sender) -> ReportMail:
        organisation = self._settings.report.organisation
        return report_mail(report, schedule.forms, sender, language=schedule.language, organisation=organisation)

    def _settings_of(self, schedule: ReportSchedule) -> Settings:
        """The house in the zone and language of the schedule."""
        return self._settings.model_copy(update={"timezone": schedule.timezone, "language": schedule.language})

    def _message_id(self, sending: Sending) -> str:
        return message_id(sending.key, mail_domain(self._settings))


def _make(unticket: Unticket, schedule: ReportSchedule, occasion: Occasion) -> Report | WeeklyReport:
    if schedule.report == "weekly":
        return unticket.weekly(occasion.period, team=schedule.team)
    return unticket.report("daily", occasion.period, team=schedule.team)


def _schedule(said: ScheduleSettings, house: Settings) -> ReportSchedule:
    return ReportSchedule(
        name=said.name,
        report=said.report,
        at=said.time,
        timezone=said.timezone or house.timezone,
        weekday=said.weekday,
        week_start=house.week_start,
        language=said.language or house.language,
        team=said.team or None,
        forms=said.forms,
        to=said.to,
        tell=said.tell,
    )


def _must_be_over(occasion: Occasion, moment: datetime) -> None:
    if occasion.period.ends_at > moment:
        raise UserError(f"{occasion.label} is not over yet.", "Name a period that is.")


def reason(error: Exception) -> tuple[str, bool]:
    """Why, in words that may be mailed, and whether it may pass by itself."""
    if isinstance(error, UnticketError):
        return error.what, error.transient or isinstance(error, Conflict)  # another sync under way passes
    return f"A fault of the program ({type(error).__name__}); the log has it.", False


def pause(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return PAUSES[min(attempts, len(PAUSES) - 1)]
