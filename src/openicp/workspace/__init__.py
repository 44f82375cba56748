"""The folder on disk: ledger, snapshots, profile files, locks, atomic publishing.

Comes in: files that were built in a scratch folder, and rows for the ledger. Goes out: the last published state,
verified. It computes no statistics and writes no HTML.
"""

from openicp.workspace.folder import Workspace
from openicp.workspace.ledger import Ledger
from openicp.workspace.publication import Built, Publication, RunRecord, Snapshot, run_id
from openicp.workspace.schema import Change, Remove, Replace, Upsert

__all__ = [
    "Built",
    "Change",
    "Ledger",
    "Publication",
    "Remove",
    "Replace",
    "RunRecord",
    "Snapshot",
    "Upsert",
    "Workspace",
    "run_id",
]
