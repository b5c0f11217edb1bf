"""One ticket as the login runbook sees it: what was read, found and decided so far."""

from __future__ import annotations

from dataclasses import dataclass

from unticket.model.account import Account
from unticket.model.person import Employment
from unticket.runbooks.decision_table import Row
from unticket.runbooks.login.account_state import AccountState
from unticket.runbooks.login.identity import Asker, Identity, Proof
from unticket.runbooks.login.look_up import Found
from unticket.runbooks.login.standing import Standing
from unticket.runbooks.login.table import LOGIN, Action
from unticket.runbooks.plan import Decision
from unticket.runbooks.ports import TicketView


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the table is asked, in its order."""

    employment: Employment
    account: AccountState
    identity: Identity
    proof: Proof
    standing: Standing

    @property
    def row(self) -> Row[Action]:
        return LOGIN.decide(self.employment, self.account, self.identity, self.proof, self.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a plan and a packet are made from."""

    view: TicketView
    language: str  # "en", "vi" or "both"
    words: tuple[str, ...]  # that made it a login problem
    asker: Asker
    found: Found
    inputs: Inputs

    @property
    def account(self) -> Account | None:
        return self.found.account

    @property
    def decision(self) -> Decision:
        row = self.inputs.row
        return Decision(
            row=row.name,
            action=str(row.action),
            automatic=row.automatic.value == "yes",
            because=row.because,
            inputs={
                "employment": str(self.inputs.employment),
                "account": str(self.inputs.account),
                "identity": str(self.inputs.identity),
                "proof": str(self.inputs.proof),
                "standing": str(self.inputs.standing),
            },
        )
