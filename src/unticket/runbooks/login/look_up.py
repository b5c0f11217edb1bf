"""What directories and the learning platform know of one address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from unticket.model.account import Account
from unticket.model.errors import ConnectorError
from unticket.model.person import PersonRecord
from unticket.runbooks.login.employment import Answer
from unticket.runbooks.plan import JSON
from unticket.runbooks.ports import Directory, LearningPlatform


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that was answered for exactly one address. `accounts` None: the platform did not answer."""

    answers: tuple[Answer, ...] = ()
    accounts: tuple[Account, ...] | None = ()
    platform_failure: ConnectorError | None = None

    @property
    def people(self) -> tuple[PersonRecord, ...]:
        return tuple(record for answer in self.answers for record in answer.records)

    @property
    def account(self) -> Account | None:
        """The account, where it is one."""
        return self.accounts[0] if self.accounts and len(self.accounts) == 1 else None

    def facts(self) -> Mapping[str, JSON]:
        """For the trace's erasable part."""
        return {
            "people": [
                {"directory": p.directory, "id": p.id, "name": p.name, "employment": str(p.employment)} for p in self.people
            ],
            "accounts": [{"id": a.id, "username": a.username, "enabled": a.enabled} for a in self.accounts or ()],
            "failures": [a.failure.what for a in self.answers if a.failure] + self._platform_failures(),
        }

    def _platform_failures(self) -> list[str]:
        return [self.platform_failure.what] if self.platform_failure else []


def look_up(address: str, *, directories: Sequence[Directory], platform: LearningPlatform, retry: bool) -> Found:
    """Ask every directory and the platform for `address`, a plain one, side by side. Answers for other addresses are not
    believed.

    With `retry`, a failure that may pass is raised (`ConnectorError`; of several the first directory's) so that the caller can
    ask again later; any other failure is part of what was found.
    """
    # Threads of this question alone: in a pool for all, one directory that hangs would in the end hold up every run.
    with ThreadPoolExecutor(max(1, len(directories)), thread_name_prefix="look-up") as pool:
        asked = [pool.submit(_people, directory, address, retry=retry) for directory in directories]
        accounts, failure = _accounts(platform, address)
        answers = tuple(answer.result() for answer in asked)
    if failure is not None and retry and failure.transient:
        raise failure
    return Found(answers=answers, accounts=accounts, platform_failure=failure)


def _accounts(platform: LearningPlatform, address: str) -> tuple[tuple[Account, ...] | None, ConnectorError | None]:
    try:
        return tuple(account for account in platform.accounts(address) if account.email.casefold() == address), None
    except ConnectorError as failure:
        return None, failure


def _people(directory: Directory, address: str, *, retry: bool) -> Answer:
    try:
        records = directory.people(address)
    except ConnectorError as failure:
        if retry and failure.transient:
            raise
        return Answer(directory=directory.name, failure=failure)
    exact = tuple(record for record in records if address in {email.casefold() for email in record.emails})
    return Answer(directory=directory.name, records=exact)
