"""What is known of the companies of a workspace before anything is looked for, and the engine that it is asked of.

Comes in: a workspace. Goes out: its published tables, an engine that sees them, the facts and the metrics of everybody.
It writes nothing and searches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.actions import inplace
from openicp.actions.erasure.aside import as_is, keeping_out
from openicp.config import Project
from openicp.errors import NothingImported
from openicp.model.estimate import Estimate
from openicp.model.finding import Finding
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine, Location
    from openicp.facts import Entry
    from openicp.model.facts import Facts

BESIDE = "openicp"
"""Name of a workspace that lies beside the exports it was made from."""
MEMORY = "1GB"
"""Of the engine, beside the small arrays; a million accounts with 20 million lines of invoices need no more."""
SEED = 0
"""The same data give the same answer."""


@dataclass(frozen=True)
class Known:
    """What is known before anything is looked for."""

    project: Project
    facts: Facts
    findings: tuple[Finding, ...]
    whole: Mapping[str, Estimate]

    @property
    def as_of(self) -> date | None:
        """The day that the data run to; ``None`` when nothing in them has a date."""
        dated = all(finding.code != "no_dates" for finding in self.findings)
        return self.facts.as_of if dated else None


def company(ws: Workspace) -> str:
    """Whose profile it is: the product's name, else that of the folder (of the exports, where it lies beside them)."""
    own = ws.path.parent if ws.path.name == BESIDE else ws.path
    return ws.project.product or own.name or ws.path.name


def tables_of(ws: Workspace) -> dict[str, Path | Location]:
    """Published tables by name, without the loaded ones; those that are read where they lie stand in their place."""
    own = {name: found.path for name, found in ws.snapshots().items() if not name.startswith("loaded/")}
    return {**own, **inplace.tables(ws)}


@contextmanager
def engine_of(ws: Workspace) -> Iterator[Engine]:
    """An engine that sees the inside of the workspace; what does not fit into ``MEMORY`` goes to its scratch folder."""
    from openicp.engine import chosen

    inside, elsewhere = ws.layout.inside, inplace.locations(ws)
    with (
        ws.scratch() as folder,
        chosen(ws.project, inside, memory_limit=MEMORY, spill=folder, elsewhere=elsewhere) as engine,
    ):
        yield engine


def gather(ws: Workspace, engine: Engine, *, as_of: date | None = None) -> Known:
    """Facts of the published tables and the metrics of everybody.

    Raises
    ------
    NothingImported
        When no company is known.
    """
    from openicp import facts, metrics

    tables = tables_of(ws)
    if "accounts" not in tables:
        raise nobody(ws)
    inplace.check(engine, tables)
    found, findings = facts.gather(engine, tables, ws.project, as_of=as_of)
    if found.accounts.n == 0:
        raise nobody(ws)
    found = _without_erased(ws, found)
    whole = metrics.measure(found, project=ws.project, seed=SEED)
    return Known(ws.project, found, (*findings, *inplace.unread(engine, tables)), whole)


def _without_erased(ws: Workspace, found: Facts) -> Facts:
    import numpy as np

    shown = keeping_out(ws)
    if shown is as_is:
        return found
    names = np.array([shown(name) if name else name for name in found.accounts.name], dtype=object)
    return replace(found, accounts=replace(found.accounts, name=names))


def entries_of(
    ws: Workspace, engine: Engine, ids: Iterable[str], *, external: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Entry]:
    """What people call these accounts, by their ids, without those who were erased."""
    from openicp import facts

    found, shown = facts.directory(engine, tables_of(ws), ids, external_ids=external), keeping_out(ws)
    return {
        one: replace(entry, name=shown(entry.name or "") or None, domain=shown(entry.domain or "") or None)
        for one, entry in found.items()
    }


def nobody(ws: Workspace) -> NothingImported:
    """Why no company is known: nothing was read, nothing that names one, or tables in place without theirs."""
    named = "accounts" not in ws.project.tables and bool(ws.project.tables)
    reason = "no_accounts" if named else "no_companies" if ws.snapshots(verify=False) else ""
    return NothingImported(path=str(ws.path), reason=reason)
