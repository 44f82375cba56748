"""A user's file to clean tables, through a child process that may die.

Comes in: the path of a file as the user has it, and a folder of ours. Goes out: a ``ReadResult``: one clean CSV per
table, what was set aside, findings. It never parses a foreign file in this process.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import openicp
from openicp.collect.readers.limits import DEFAULT, Limits
from openicp.errors import FileNotReadable, StorageRefused
from openicp.model.finding import Finding, SetAside

_START = "import sys; sys.path[:] = {path!r}; from openicp.collect.readers.__main__ import main; main()"


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of a file, as text."""

    sheet: str
    """Name of the sheet, or of the list in a JSON document; empty for other files."""
    header: tuple[str, ...]
    """Names of the columns without ``_line``: unique regardless of case, none empty."""
    rows: int
    """Rows written."""
    path: Path
    """UTF-8 CSV: column 1 is ``_line`` (line in the user's file), then every column as text, NULL = empty."""
    first_line: int
    """Line of the header in the user's file; 0 where there is no such line."""
    notes: tuple[Finding, ...] = ()
    """What was noticed: encoding, delimiter, titles, rows that were too short..."""
    batch: str = ""
    """Which prefilled worksheet it is, where it is one."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Everything that one file gave; data rows = rows of the tables + rows set aside."""

    file: str
    """Name of the file, without its folder."""
    digest: str
    """SHA-256 of the file."""
    tables: tuple[RawTable, ...]
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[Finding, ...] = ()
    """What concerns the whole file: hidden sheets, sheets that could not be read."""


Tell = Callable[[float], None]
LITTLE = 1 << 20
"""Bytes that a disk has left when it is full: the last block of a file may have been too large for them."""


def read(path: str | Path, into: Path, *, limits: Limits = DEFAULT, tell: Tell | None = None) -> ReadResult:
    """Read a file of any supported kind in a child process.

    Parameters
    ----------
    path
        The user's file: CSV and relatives, XLSX, XLS, ODS, Parquet, JSON, or one of these in gzip. Its content
        decides, its name does not matter.
    into
        An existing folder of ours; the tables stay in a new folder inside it.
    limits
        What the child may take.
    tell
        Called with each further share of the file that is read; the shares add up to 1.

    Raises
    ------
    FileNotReadable
        With ``reason`` (a code), ``detail`` and, where they say more, ``looks``, ``columns``, ``rows``, ``limit``.
    StorageRefused
        When the disk of ``into`` is full.
    """
    path = Path(path)
    _check(path)
    work = Path(tempfile.mkdtemp(prefix="read-", dir=into)).resolve()
    answer = _ask_child(path, work, limits, tell or (lambda share: None))
    if "reason" in answer:
        check_space(work.parent)
        raise _unreadable(path, answer["reason"], **answer["fields"])
    tables = tuple(_table(plain, work) for plain in answer["tables"])
    return ReadResult(path.name, answer["digest"], tables, _set_aside(path, work), _findings(answer["notes"]))


def check_space(folder: Path) -> None:
    """Whether a process that ended before its time had no space to write to.

    Raises
    ------
    StorageRefused
    """
    if shutil.disk_usage(folder).free < LITTLE:
        raise StorageRefused(path=str(folder.parent), reason="full", detail="")


def _check(path: Path) -> None:
    try:
        if not path.exists():
            raise _unreadable(path, "missing")
        if path.is_dir():
            raise _unreadable(path, "not_a_table", looks="folder")
        if not path.is_file():
            raise _unreadable(path, "not_a_file")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise _unreadable(path, "missing") from error
    if not os.access(path, os.R_OK):
        raise _unreadable(path, "not_allowed")
    if size == 0:
        raise _unreadable(path, "empty")


def _unreadable(path: Path, reason: str, **fields: object) -> FileNotReadable:
    shown = str(path) if reason == "missing" else path.name or str(path)
    return FileNotReadable(**{"file": shown, "reason": reason, "detail": "", **fields})


def _ask_child(path: Path, work: Path, limits: Limits, tell: Tell) -> dict[str, Any]:
    """The child's answer; when it dies or takes too long, the reason for that."""
    request = {"path": str(path.resolve()), "into": str(work), "limits": limits.to_json()}
    seconds = limits.allowance(path.stat().st_size)
    child = _start(work)
    assert child.stdin is not None
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
        if not _follow(child, seconds, tell):
            return {"reason": "timeout", "fields": {"seconds": round(seconds)}}
    except OSError:
        child.wait()
    finally:
        _end(child)
    try:
        answer: dict[str, Any] = json.loads((work / "answer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"reason": "reader_died", "fields": {"detail": f"exit code {child.returncode}"}}
    return answer


def _follow(child: subprocess.Popen[bytes], seconds: float, tell: Tell) -> bool:
    """Tell how far the child is until it ends; whether it did so in time.

    A thread listens, so that this one can wait with a limit: ``wait`` with a timeout polls, which costs 50 ms a file.
    """
    heard: SimpleQueue[float | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(child, heard), daemon=True).start()
    until, done = time.monotonic() + seconds, 0.0
    with contextlib.suppress(Empty):
        while (share := heard.get(timeout=max(0.0, until - time.monotonic()))) is not None:
            tell(max(0.0, min(share, 1.0) - done))
            done = max(done, min(share, 1.0))
        tell(1.0 - done)
        return True
    return False


def _listen(child: subprocess.Popen[bytes], heard: SimpleQueue[float | None]) -> None:
    assert child.stdout is not None
    with contextlib.suppress(OSError, ValueError):
        for line in child.stdout:
            heard.put(float(line))
    child.wait()
    heard.put(None)


def _start(work: Path) -> subprocess.Popen[bytes]:
    """Isolated from the environment's Python settings, with the same places to import from as this process."""
    places = [place for place in sys.path if place and os.path.isabs(place)]
    places.append(str(Path(openicp.__file__).parent.parent))
    command = [sys.executable, "-I", "-X", "utf8", "-c", _START.format(path=places)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own text
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=work
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.kill()
        child.wait()
    for pipe in (child.stdin, child.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()


def _table(plain: dict[str, Any], work: Path) -> RawTable:
    return RawTable(
        sheet=plain["sheet"],
        header=tuple(plain["header"]),
        rows=plain["rows"],
        path=work / plain["path"],
        first_line=plain["first_line"],
        notes=_findings(plain["notes"]),
    )


def _findings(plain: list[dict[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(entry["code"], entry["severity"], entry["fields"]) for entry in plain)


def _set_aside(path: Path, work: Path) -> tuple[SetAside, ...]:
    with (work / "set_aside.jsonl").open(encoding="utf-8") as stream:
        entries = [json.loads(line) for line in stream]
    return tuple(
        SetAside(path.name, line, column, value, reason, scope, sheet)
        for sheet, line, column, value, reason, scope in entries
    )
