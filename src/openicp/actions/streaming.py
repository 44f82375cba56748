"""``score`` into Parquet: a list of any size, scored in its own order without being held.

Comes in: a workspace, a list, a profile, a place to write. Goes out: plain data and the file. The list is not kept,
and no row of it is: what is read are its distinct values.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.actions.answering import prospect_plain
from openicp.errors import FileNotReadable, not_written
from openicp.model.progress import Progress
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.collect.loading.columns import Column
    from openicp.collect.read import RawTable
    from openicp.collect.recognise.draft import Draft
    from openicp.engine import Engine, Location
    from openicp.model.profile import Profile
    from openicp.prospects import Ranked, Wording
    from openicp.prospects.facets import Listed
    from openicp.prospects.ours import Ours
    from openicp.prospects.streaming import Scored
    from openicp.texts import Texts

LISTED = "score_listed"
SHOWN = 100
"""Companies in the plain data; the file has all."""
MEMORY = "600MB"
"""What the engine may hold at first: what is written waits for its turn in as much of it as there is, so that with 2 GB
ten million companies took 735 MB in all and one million 449, with 600 MB 434 and 430."""


def stream(
    ws: Workspace,
    texts: Texts,
    file: Path,
    out: Path,
    fitted: Profile,
    ours: Sequence[Ours],
    progress: Progress,
) -> dict[str, Any]:
    """Score the companies of ``file`` into ``out``, a Parquet file with all their rows and columns in their order.

    Raises
    ------
    FileNotReadable, TableNotRecognised, OutputNotWritable
    """
    from openicp.engine import duck

    with ws.scratch() as folder, duck(folder, memory_limit=MEMORY) as engine:
        made = folder / "scored.parquet"
        view = scored_in(
            ws,
            texts,
            engine=engine,
            read=lambda: _listed(ws, file, folder, engine),
            out=made,
            fitted=fitted,
            ours=ours,
            progress=progress,
        )
        _move(made, out)
    return {"out": str(out), **view}


def scored_in(
    ws: Workspace,
    texts: Texts,
    *,
    engine: Engine,
    read: Callable[[], tuple[Listed, Draft]],
    out: Path | Location,
    fitted: Profile,
    ours: Sequence[Ours],
    progress: Progress,
) -> dict[str, Any]:
    """Score a list that an engine reads to where it writes.

    Parameters
    ----------
    read
        Gives the list in the engine, and what its columns are.
    """
    from openicp.prospects.streaming import stream_list

    with progress.step("read", total=1) as step:
        listed, chosen = read()
        columns = _columns(ws, listed, chosen)
        step.advance()
    with progress.step("prospects", total=1) as step:
        scored = stream_list(
            engine,
            listed,
            columns,
            fitted,
            out,
            sizes=ws.project.sizes,
            describe=described(texts, fitted),
            ours=ours,
            tell=step.advance,
        )
    return _view(scored) | {
        "prospects": list(_first(engine, scored, _naming(listed, columns), described(texts, fitted)))
    }


def described(texts: Texts, fitted: Profile) -> Callable[[Ranked], Wording]:
    """Which lines gave how many points, what is unknown, and the question: the values stand in the row itself."""
    from openicp.actions.telling.saying import ask_said
    from openicp.prospects import Wording

    def named(line: int) -> str:
        return " & ".join(texts.attribute(name) for name in fitted.lines[line].attributes)

    def describe(row: Ranked) -> Wording:
        reasons = ", ".join(f"{named(one.line)} {one.points:+d}" for one in row.reasons)
        unknown = ", ".join(texts.attribute(name) for name in row.unknown)
        return Wording(reasons, unknown, ask_said(row, texts))

    return describe


def _listed(ws: Workspace, file: Path, folder: Path, engine: Engine) -> tuple[Listed, Draft]:
    """The list in the engine, and what its columns are: by its header and its first rows."""
    from openicp.collect.lists import draft_of
    from openicp.collect.recognise.draft import SAMPLE
    from openicp.prospects.streaming import listed_in

    plain = is_parquet(file) and not ws.ledger.rows("erased")
    chosen = None if plain else draft_of(ws, file, folder)
    engine.load(LISTED, _linked(file, folder) if chosen is None else _parquet_of(engine, chosen.raw, folder))
    listed = listed_in(engine, LISTED, head=SAMPLE)
    if not listed.head:
        raise FileNotReadable(file=file.name, reason="header_only")
    return listed, chosen or drafted(ws, file, listed, folder)


def is_parquet(file: Path) -> bool:
    """Whether a file begins as Parquet does."""
    try:
        with file.open("rb") as stream:
            return stream.read(4) == b"PAR1"
    except OSError:
        return False


def _linked(file: Path, folder: Path) -> Path:
    from openicp.collect.readers.looks import linked

    return linked(file, folder / "list-own.parquet")


def _parquet_of(engine: Engine, raw: RawTable, folder: Path) -> Path:
    """A clean CSV as Parquet, every column as text."""
    from openicp.sql import stream as sql
    from openicp.sql.collect import LINE, all_rows_sql

    engine.load_texts("list_read", raw.path, [LINE, *(f"c{at}" for at in range(len(raw.header)))])
    rows = all_rows_sql(engine.dialect, ["list_read"])
    path = folder / "list-read.parquet"
    engine.export(sql.named_sql(engine.dialect, rows, raw.header), path)
    return path


def drafted(ws: Workspace, file: Path, listed: Listed, folder: Path) -> Draft:
    """What the columns are, as for any list: by the names, and the first rows as a clean CSV."""
    from openicp.collect.lists import names_companies
    from openicp.collect.read import RawTable, ReadResult
    from openicp.collect.readers.header import find_header
    from openicp.collect.recognise.draft import draft
    from openicp.sql.collect import LINE

    header = find_header([[name for name, _ in listed.columns]]).names
    path = folder / "head.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([LINE, *header])
        writer.writerows([at, *row] for at, row in enumerate(listed.head, 1))
    raw = RawTable("", header, len(listed.head), path, 0)
    result = ReadResult(file.name, "", (raw,))
    return names_companies(draft(ws, file, result, raw, table="prospects", several=False))


def _columns(ws: Workspace, listed: Listed, chosen: Draft) -> list[Column]:
    """How each column is read: what the others of the file show decides where one does not."""
    from openicp.collect.loading.agreeing import agreed
    from openicp.collect.loading.columns import columns_of

    mapping = chosen.mapping.settled(yes=True)
    columns = columns_of(chosen.raw.header, mapping, own_words=ws.layout.vocab)
    texts = {f"c{at}": [row[at] or "" for row in listed.head] for at in range(len(listed.columns))}
    return agreed(columns, texts)


def _naming(listed: Listed, columns: Sequence[Column]) -> tuple[str | None, str | None]:
    """The list's columns of names and of domains."""
    from openicp.prospects.facets import name_in

    found = {one.column: name_in(listed, one)[0] for one in columns if one.table == "prospects"}
    return found.get("account_name"), found.get("account_domain")


def _view(scored: Scored) -> dict[str, Any]:
    return {
        "tier": scored.tiers,
        "companies": scored.rows,
        "customers": scored.counts["customer"],
        "doubles": None,  # nobody looked: that would hold the whole list
        "too_little_known": scored.counts["too_little_known"],
        "set_aside": scored.counts["set_aside"],
        "missing": list(scored.missing),
        "findings": [],
    }


def _first(
    engine: Engine, scored: Scored, naming: tuple[str | None, str | None], describe: Callable[[Ranked], Wording]
) -> Iterator[dict[str, Any]]:
    """Some of the best; equals by name and domain. What gave the points is said in the row itself."""
    from openicp.collect.loading.columns import company_domain
    from openicp.normalise.nothing import is_nothing
    from openicp.prospects.streaming import best
    from openicp.vocab import tidy

    there = [name for name in naming if name is not None]
    for rank, (alike, row) in enumerate(best(engine, scored, there, SHOWN), 1):
        named = dict(zip(there, row, strict=True))
        name, domain = (_shown(named.get(one)) if one is not None else None for one in naming)
        name = None if name is None or is_nothing(tidy(name)) else name
        own = replace(alike, rank=rank, name=name, domain=company_domain(domain or ""))
        yield prospect_plain(own, describe(own), value=lambda reason: None)


def _shown(value: object) -> str | None:
    """A cell of any type as a text."""
    if value is None or isinstance(value, str):
        return value
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _move(made: Path, out: Path) -> None:
    """Whole or not at all: beside its place first, where that is on another disk."""
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        shutil.move(made, beside)
        os.replace(beside, out)
    except OSError as error:
        raise not_written(out, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
