"""What a person does with files, on one engine through the public doors, and plain answers that can be compared.

Comes in: an empty folder, the name of an engine, files. Goes out: answers by question, the published tables. The
places, ids of runs and fingerprints are left out: the bytes of a Parquet file are each engine's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from openicp.actions import Session
from openicp.engine.clean import unglobbed
from parity.witness import CLOSE, alike

Row = tuple[Any, ...]
RUN = re.compile(r"[0-9a-f]{12,64}")
"""An id that depends on the bytes of a file."""
PRIVATE = frozenset({"run", "report", "list", "out", "workspace", "files_written", "path"})


def opened(folder: Path, engine: str, settings: dict[str, str]) -> Session:
    """A new workspace whose questions an engine answers."""
    session = Session.init(folder, engine=engine)
    session.workspace.configure(gross_margin=0.8, spark={"settings": settings})
    return session


def asked(session: Session, files: Sequence[Path], listed: Path | None) -> dict[str, Any]:
    """The answers of a company's files: import, check, run, segments, accounts, links, a list ranked."""
    data, made = session.data, session.path / "ranked.csv"
    questions: dict[str, Callable[[], Any]] = {
        "import": lambda: data.import_files(files, yes=True),
        "check": data.check,
        "run": session.run,
        "segments": lambda: session.segments(by=["industry"]),
        "accounts": session.accounts,
        "links": data.links,
        "sources": data.sources,
        "totals": lambda: data.totals({"mrr": "1000"}),
    }
    if listed is not None:
        questions["score"] = lambda: session.score(listed, made)
        questions["ranked"] = lambda: made.read_text(encoding="utf-8").splitlines()
    return {name: plain(ask(), session.path) for name, ask in questions.items()}


def again(session: Session, files: Sequence[Path]) -> dict[str, Any]:
    """The answers when files of a later day come, and when a source is forgotten."""
    data = session.data
    questions: dict[str, Callable[[], Any]] = {
        "import": lambda: data.import_files(files, yes=True),
        "check": data.check,
        "run": session.run,
        "segments": lambda: session.segments(by=["country"]),
        "forget": lambda: data.forget(str(data.sources()["sources"][0]["source"])),
        "accounts": session.accounts,
    }
    return {f"later {name}": plain(ask(), session.path) for name, ask in questions.items()}


def streamed(session: Session, listed: Path) -> dict[str, Any]:
    """A list as Parquet, scored into Parquet: what is told, and its rows without their order."""
    given, made = session.path / "given.parquet", session.path / "scored.parquet"
    with duckdb.connect(":memory:") as here:
        texts = f"read_csv('{unglobbed(listed)}', all_varchar = true)"
        here.execute(f"copy (from {texts}) to '{given}' (format parquet)")
        told = session.score(given, made)
        files = [str(each) for each in (made.glob("*.parquet") if made.is_dir() else [made])]
        rows = here.execute("from read_parquet(?, hive_partitioning = false)", [files]).fetchall()
    counted = {name: value for name, value in told.items() if name != "prospects"}
    return {"streamed": plain(counted, session.path), "rows": sorted(map(repr, rows))}


def plain(answer: Any, folder: Path) -> Any:
    """An answer without what is each workspace's own."""
    text = json.dumps(answer, default=str, ensure_ascii=False).replace(str(folder), "")
    return _without(json.loads(text))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(each) for key, each in value.items() if key not in PRIVATE}
    if isinstance(value, list):
        return [_without(each) for each in value]
    return RUN.sub("", value) if isinstance(value, str) else value


def tables(session: Session) -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    """Columns and rows of everything published, in the order in which the rows stand."""
    return {name: content(each.path) for name, each in session.workspace.snapshots(verify=False).items()}


def content(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    """Names and types of the columns of a Parquet file, its rows in their order."""
    with duckdb.connect(":memory:") as here:
        found = here.execute(f"select * from read_parquet('{unglobbed(path)}', hive_partitioning = false)")
        return tuple(f"{name} {kind}" for name, kind, *_ in found.description), found.fetchall()


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Where two answers are not the same; doubles may differ by a billionth."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other})
        missing = object()
        return [d for k in keys for d in differences(one.get(k, missing), other.get(k, missing), f"{where}.{k}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for at, (a, b) in pairs for found in differences(a, b, f"{where}[{at}]")]
    return [] if alike(one, other) else [f"{where}: {one!r} is not {other!r}"]


__all__ = ["CLOSE", "again", "asked", "content", "differences", "opened", "plain", "streamed", "tables"]
