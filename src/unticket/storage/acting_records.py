"""Everything that the acting path keeps, over one database."""

from __future__ import annotations

from pathlib import Path

from unticket.runbooks.acting.ports import Clock
from unticket.storage.acting_runs import SqlRuns
from unticket.storage.approvals import SqlApprovals
from unticket.storage.audit_chain import AuditChain
from unticket.storage.audit_key import AuditKey
from unticket.storage.confirmations import SqlConfirmations
from unticket.storage.database import Database
from unticket.storage.instance import Instance
from unticket.storage.ledger import SqlLedger
from unticket.storage.looks import SqlLooks
from unticket.storage.promotions import SqlPromotions
from unticket.storage.stop_files import StopFiles
from unticket.storage.stops import SqlStops
from unticket.storage.waits import SqlWaits


class ActingRecords:
    """Implements `Records`. `folder`: where the stop files lie; `instance`: the file that no backup may hold."""

    def __init__(self, database: Database, key: AuditKey, *, instance: Path, folder: Path, clock: Clock) -> None:
        self.instance = Instance(instance)
        self.audit = AuditChain(database, key, self.instance, clock)
        self.runs = SqlRuns(database, self.audit)
        self.ledger = SqlLedger(database, self.audit, key)
        self.waits = SqlWaits(database)
        self.approvals = SqlApprovals(database, self.audit)
        self.confirmations = SqlConfirmations(database, self.audit, key)
        self.promotions = SqlPromotions(database, self.audit, self.instance)
        self.stops = SqlStops(database, self.audit, StopFiles(folder))
        self.looks = SqlLooks(database)
