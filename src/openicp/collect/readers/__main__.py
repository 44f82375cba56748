"""The child process: one file in, tables and a JSON answer out.

Comes in: one line of JSON on the standard input (path, folder, limits). Goes out: ``answer.json`` and
``set_aside.jsonl`` in the folder. It ends when its parent does, and never shows a traceback for a bad file.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

from openicp.collect.readers import encoding, looks
from openicp.collect.readers.limits import Limits, hold
from openicp.collect.readers.output import Job, note
from openicp.collect.readers.table import Aside
from openicp.collect.readers.telling import start_telling
from openicp.collect.readers.unreadable import Unreadable


def main() -> None:
    """Read one file as asked on the standard input."""
    request = json.loads(sys.stdin.readline())
    start_telling()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    into = Path(request["into"])
    answer = json.dumps(_answer(Path(request["path"]), into, Limits(**request["limits"])))
    (into / "answer.part").write_text(answer, encoding="utf-8")
    (into / "answer.part").replace(into / "answer.json")
    os._exit(0)


def _end_with_the_parent() -> None:
    """The parent holds the other end of the pipe until we are done."""
    while sys.stdin.read(1):
        pass
    os._exit(74)


def _answer(path: Path, into: Path, limits: Limits) -> dict[str, Any]:
    try:
        return _read(path, into, limits)
    except Unreadable as error:
        return {"reason": error.reason, "fields": error.fields}
    except MemoryError:
        return {"reason": "too_large", "fields": {"detail": "memory"}}
    except PermissionError:
        return {"reason": "not_allowed", "fields": {}}
    except Exception as error:  # a foreign file: whatever goes wrong is a reason, never a traceback
        return {"reason": "damaged", "fields": {"detail": f"{type(error).__name__}: {error}"[:300]}}


def _read(path: Path, into: Path, limits: Limits) -> dict[str, Any]:
    before = path.stat()
    if before.st_size > limits.file_bytes:
        raise Unreadable("too_large", detail="file", limit=limits.file_bytes)
    hold(limits, before.st_size)
    found = encoding.survey(path)
    with (into / "set_aside.jsonl").open("w", encoding="utf-8") as stream:
        job = Job(into, limits, Aside(stream, limits))
        _dispatch(path, found, job, unpacked=False)
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unreadable("changed")
    return {"digest": found.digest, "tables": job.tables, "notes": job.notes}


def _dispatch(path: Path, found: encoding.Survey, job: Job, *, unpacked: bool) -> None:
    if not found.head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Unreadable("empty")
    kind = looks.kind_of(found.head)
    if kind == "gzip" and not unpacked:
        own = _unpacked(path, job)
        _dispatch(own, encoding.survey(own), job, unpacked=True)
        own.unlink()
        return
    zipped = kind == "zip"
    kind = looks.inside_zip(path) if zipped else kind
    if kind not in looks.READ or kind == "gzip" or (kind == "archive" and (unpacked or not zipped)):
        raise Unreadable("not_a_table", looks="archive" if kind == "gzip" else kind)
    if kind == "archive":
        _inside(path, job)
    else:
        _with_reader(kind, path, found, job, zipped=zipped)


def _inside(path: Path, job: Job) -> None:
    """The files of an archive: one that is no table does not take the others with it."""
    from openicp.collect.readers.archive import entries_of

    refused: list[Unreadable] = []
    for name, own in entries_of(path, job):
        job.entry = name
        try:
            _dispatch(own, encoding.survey(own), job, unpacked=True)
        except Unreadable as reason:
            refused.append(reason)
            if name:
                job.notes.append(note("entry_not_readable", "problem", entry=name, reason=reason.reason))
    if not job.tables:
        raise refused[0]


def _with_reader(kind: str, path: Path, found: encoding.Survey, job: Job, *, zipped: bool) -> None:
    """The libraries that a reader needs are imported with it: most files need none."""
    if kind == "workbook":
        from openicp.collect.readers.workbook import read_workbook

        read_workbook(path, job, zipped=zipped)
    elif kind == "parquet":
        from openicp.collect.readers.parquet import read_parquet

        read_parquet(path, job)
    elif kind in ("webpage", "sheets"):
        _with_tags(kind, path, found, job)
    elif kind == "json":
        from openicp.collect.readers.json_rows import read_json

        read_json(path, encoding.encoding_of(found), job)
    else:
        from openicp.collect.readers.delimited import read_delimited

        read_delimited(path, encoding.encoding_of(found), job)


def _with_tags(kind: str, path: Path, found: encoding.Survey, job: Job) -> None:
    from openicp.collect.readers.markup import read_page, read_sheets

    if kind == "sheets":
        read_sheets(path, job)
    else:
        read_page(path, encoding.encoding_of(found), job)


def _unpacked(path: Path, job: Job) -> Path:
    """A gzip file's content under our own name, within the limit."""
    own, size = job.into / "unpacked", 0
    try:
        with gzip.open(path) as packed, own.open("wb") as plain:
            while chunk := packed.read(1 << 20):
                size += len(chunk)
                if size > job.limits.unpacked_bytes:
                    raise Unreadable("too_large", detail="unpacked", limit=job.limits.unpacked_bytes)
                plain.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable("damaged", detail=type(error).__name__) from error
    return own


if __name__ == "__main__":
    main()
