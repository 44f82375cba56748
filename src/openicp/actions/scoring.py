"""``score``: any list of companies, ranked by a profile and written with its own columns.

Comes in: a workspace, a list, a place to write. Goes out: plain data and the file. The list is not kept.
"""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from openicp.actions.answering import finding_plain, prospect_plain
from openicp.actions.known import Known, engine_of, gather, tables_of
from openicp.actions.recorded import read_profile
from openicp.actions.streaming_there import is_part, place_of, read_there, stream_there
from openicp.actions.telling.listing import ours, timed
from openicp.actions.telling.saying import value_said, wording
from openicp.actions.telling.terms import terms_of
from openicp.errors import FileNotReadable, ListElsewhere, NothingImported, OutputNotWritable, not_written
from openicp.model.profile import TOGETHER, Profile
from openicp.model.progress import Progress, Silence
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.collect.lists import CompanyList
    from openicp.engine import Engine
    from openicp.prospects import Ranked, Ranking, Reason, Wording
    from openicp.prospects.ours import Ours
    from openicp.texts import Texts

SHOWN = 100
"""Companies in the plain data; the file has all."""


def score(
    ws: Workspace,
    texts: Texts,
    file: Path | str,
    out: Path | str,
    *,
    name: str | None = None,
    tiers: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Rank the companies of ``file`` and write them to ``out``; into Parquet all rows in their order, of any number.

    Parameters
    ----------
    file, out
        Paths. For a cluster also addresses such as ``hdfs://...`` as texts; ``file`` may name a table of its catalog.

    Raises
    ------
    ListElsewhere, FileNotReadable, TableNotRecognised, ProfileNotFound, OutputNotWritable
    """
    from openicp.prospects import write_list
    from openicp.prospects.writing import IN_ORDER

    file, out = place_of(file), place_of(out)
    in_order = PurePosixPath(out).suffix.lower() == IN_ORDER
    _check(file, out, folders=in_order and ws.project.engine != "duckdb")
    told = progress or Silence()
    fitted = read_profile(ws, name)
    if in_order:
        if tiers is not None:
            raise OutputNotWritable(file=str(out), detail="", reason="in_order", choices=[".csv", ".xlsx"])
        return _streamed(ws, texts, file, out, fitted, told)
    if isinstance(file, str) or isinstance(out, str):
        raise OutputNotWritable(file=str(out), detail="", reason="there")
    with ws.scratch() as folder, engine_of(ws) as engine:
        known = _known(ws, engine)
        said = _own_words(ws, texts, engine, known)
        with told.step("read", total=1) as step:
            found = _read(ws, file, engine, folder)
            step.advance()
        with told.step("prospects", total=1) as step:
            ranking = _rank(ws, engine, fitted, found, tiers, known)
            write_list(out, ranking, described(said), header=found.raw.header, rows=_rows(found))
            step.advance()
    return {
        "out": str(out),
        "tier": dict(ranking.tiers),
        "companies": len(ranking.rows),
        "customers": ranking.counts.get("customer", 0),
        "doubles": ranking.counts.get("double", 0),
        "too_little_known": ranking.counts.get("too_little_known", 0),
        "set_aside": found.raw.rows - len(ranking.rows),
        "missing": list(ranking.missing),
        "prospects": _first(ranking, said),
        "findings": [finding_plain(one, said) for one in found.findings],
    }


def _check(file: Path | str, out: Path | str, *, folders: bool) -> None:
    """A list is one file but for a cluster, and what is written may not take the place of what is read."""
    if isinstance(file, Path) and file.is_dir() and not folders:
        raise FileNotReadable(file=str(file), reason="list_folder", detail="")
    if is_part(out, file):
        reason = "is_read" if is_part(file, out) else "in_list"
        raise OutputNotWritable(file=str(out), detail="", reason=reason, folder=str(file))
    check_place(out, folders=folders)


def check_place(out: Path | str, *, folders: bool = False) -> None:
    """A pass over a long list takes minutes: what can be seen before it is said before it.

    A cluster writes folders and replaces them; what it writes to another storage is looked at there.
    """
    if isinstance(out, str):
        return
    taken = out.is_dir() and not folders
    code = errno.ENOENT if not out.absolute().parent.is_dir() else errno.EISDIR if taken else None
    if code is not None:
        raise not_written(out, OSError(code, os.strerror(code)))


def _streamed(
    ws: Workspace, texts: Texts, file: Path | str, out: Path | str, fitted: Profile, told: Progress
) -> dict[str, Any]:
    """A list of any size in its own order; what is known of our own accounts is gathered first."""
    at = read_there(ws, file)
    if at is None and isinstance(out, str):
        if ws.project.engine == "duckdb":
            raise ListElsewhere(at=out, reason="needs_spark", detail="")
        raise OutputNotWritable(file=out, detail="", reason="there")
    with engine_of(ws) as engine:
        said, own = _ours(ws, texts, engine)
        if at is not None:
            made = stream_there(ws, said, engine=engine, at=at, out=out, fitted=fitted, ours=own, progress=told)
            return {"out": str(out), **made}
    from openicp.actions.apart import Request, stream_apart

    here, written = Path(file), Path(out)
    with ws.scratch() as folder:
        request = Request(ws.path, texts.lang, said.terms, here.absolute(), written.absolute(), fitted, tuple(own))
        return stream_apart(request, folder, told) | {"out": str(out)}


def _ours(ws: Workspace, texts: Texts, engine: Engine) -> tuple[Texts, list[Ours]]:
    """The words of our data, and our accounts."""
    known = _known(ws, engine)
    return _own_words(ws, texts, engine, known), ours(ws, engine, known.facts.accounts if known is not None else None)


def _own_words(ws: Workspace, texts: Texts, engine: Engine, known: Known | None) -> Texts:
    """With the names that our data give to what no vocabulary knows."""
    if known is None:
        return texts
    return texts.within(terms_of(engine, tables_of(ws), known, own_words=ws.layout.vocab))


def _read(ws: Workspace, file: Path, engine: Engine, folder: Path) -> CompanyList:
    from openicp.collect.lists import read_list

    return read_list(ws, file, engine=engine, folder=folder)


def _rank(
    ws: Workspace,
    engine: Engine,
    fitted: Profile,
    found: CompanyList,
    tiers: Sequence[int] | None,
    known: Known | None,
) -> Ranking:
    from openicp import prospects

    engine.load("prospects", found.prospects)
    if found.tags is not None:
        engine.load("prospect_tags", found.tags)
    ranking = prospects.rank(
        engine,
        fitted,
        ours(ws, engine, known.facts.accounts) if known is not None else (),
        tagged=found.tags is not None,
        sizes=ws.project.sizes,
        tiers=tuple(tiers or ws.project.tiers),
    )
    return timed(ranking)


def described(texts: Texts) -> Callable[[Ranked], Wording]:
    """Reasons, unknown lines and the question in words; why a company stands apart comes first: it has no tier."""
    words = wording(texts)

    def describe(row: Ranked) -> Wording:
        said = words(row)
        if row.status == "ranked":
            return said
        apart = texts(f"list.status.{row.status}")
        return replace(said, reasons=f"{apart}: {said.reasons}" if said.reasons else apart)

    return describe


def _rows(found: CompanyList) -> Iterator[tuple[int, Sequence[str | None]]]:
    """The rows as they were, each with its line in the file."""
    with found.raw.path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader, None)
        for row in reader:
            yield int(row[0]), row[1:]


def _known(ws: Workspace, engine: Engine) -> Known | None:
    """What is known of our own accounts; ``None`` where there are none: a profile scores without them too."""
    try:
        return gather(ws, engine)
    except NothingImported:
        return None


def _first(ranking: Ranking, texts: Texts) -> list[dict[str, Any]]:
    words = wording(texts)
    return [prospect_plain(row, words(row), value=_value) for row in ranking.rows[:SHOWN] if row.status == "ranked"]


def _value(reason: Reason) -> object:
    """What the company has; of conditions that count together one after the other."""
    said = value_said(reason.value)
    if reason.attribute == TOGETHER and isinstance(said, tuple):
        return [{"attribute": name, "value": value} for name, value in said]
    return said
