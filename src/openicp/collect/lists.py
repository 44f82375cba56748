"""A list of companies to be scored, read without becoming a source.

Comes in: the path of any list, and a workspace for how its columns are read. Goes out: a Parquet file in the shape of
the published ``prospects``, one for its tags, and the rows as they were. It publishes nothing, and asks for no account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openicp.collect.erased import kept_out
from openicp.collect.identify.run import Known, Source, identify
from openicp.collect.loading.load import Loaded, Task, Words, load
from openicp.collect.mapping import Mapping as ColumnsOfFile
from openicp.collect.read import RawTable, read
from openicp.collect.recognise.draft import Draft, draft
from openicp.collect.recognise.told import words_of
from openicp.engine import Engine
from openicp.errors import FileNotReadable, TableNotRecognised
from openicp.model.finding import Finding, SetAside
from openicp.model.tables import TABLES
from openicp.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CompanyList:
    """A list, read."""

    prospects: Path
    """Parquet in the shape of the published ``prospects``; ``line`` is that of the file."""
    tags: Path | None
    """Parquet in the shape of ``prospect_tags``."""
    rows: int
    raw: RawTable
    """The rows as they were: a clean CSV with ``_line``."""
    mapping: ColumnsOfFile
    set_aside: tuple[SetAside, ...]
    findings: tuple[Finding, ...]


def read_list(workspace: Workspace, path: Path, *, engine: Engine, folder: Path) -> CompanyList:
    """Read a list of companies.

    Parameters
    ----------
    engine
        One that may read and write ``folder`` (a scratch folder of the workspace).

    Raises
    ------
    FileNotReadable, TableNotRecognised
        When there is no table in it, no column names companies, or no row names one.
    """
    chosen = draft_of(workspace, path, folder)
    inside = folder / "list"
    inside.mkdir()
    words = words_of([chosen], workspace, engine)
    loaded = load(_task(engine, chosen, inside, words))
    if loaded.rows == loaded.rows_set_aside:
        raise FileNotReadable(file=path.name, reason="no_company", detail="")
    made = _published(engine, workspace, loaded, inside)
    findings = [*chosen.raw.notes, *loaded.findings]
    aside = (*chosen.set_aside, *loaded.set_aside)
    tags = made.get("prospect_tags")
    return CompanyList(made["prospects"], tags, chosen.rows, chosen.raw, loaded.mapping, aside, tuple(findings))


def draft_of(workspace: Workspace, path: Path, folder: Path) -> Draft:
    """The table of a list that says most, read in a child process and recognised.

    Raises
    ------
    FileNotReadable, TableNotRecognised
    """
    path, result = kept_out(workspace, path, read(path, folder))
    if not result.tables:
        raise FileNotReadable(file=path.name, reason="no_rows", detail="")
    several = len(result.tables) > 1
    drafts = [draft(workspace, path, result, raw, table="prospects", several=several) for raw in result.tables]
    chosen = max(drafts, key=lambda each: (len(each.mapping.columns), each.raw.rows))
    if not chosen.raw.rows:
        raise FileNotReadable(file=path.name, reason="header_only")
    return names_companies(chosen)


def names_companies(found: Draft) -> Draft:
    """The draft itself, where one of its columns names companies."""
    if not {"account_name", "account_domain", "account_ref"} & {each.column for each in found.mapping.columns}:
        columns = list(found.raw.header)[:20]
        raise TableNotRecognised(file=found.file, columns=columns, tables=sorted(TABLES), reason="list")
    return found


def _task(engine: Engine, chosen: Draft, folder: Path, words: Words) -> Task:
    mapping = chosen.mapping.settled(yes=True)
    return Task(engine, chosen.raw, chosen.file, mapping, folder, datetime.now(UTC).date(), words)


def _published(engine: Engine, workspace: Workspace, loaded: Loaded, folder: Path) -> dict[str, Path]:
    """The list as it would be published."""
    own = Source(loaded.mapping.source, loaded.mapping.system, loaded.paths, "prospects", loaded.own)
    identified = identify(engine, [own], Known(), folder, workspace.project)
    return {each.name: each.path for each in identified.made}
