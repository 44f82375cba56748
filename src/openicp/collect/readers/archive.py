"""Archives: the tables of every file inside that is one.

Comes in: a ZIP that is no workbook. Goes out: its entries one after the other under names of our own. It never writes
to a place that an entry names.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from openicp.collect.readers.output import Job
from openicp.collect.readers.unreadable import Unreadable
from openicp.collect.readers.workbook_bounds import opened

MOST = 100
"""Files in one archive."""
LEFT_OUT = ("__MACOSX/", ".")
"""What systems put beside the files of a person."""


def entries_of(path: Path, job: Job) -> Iterator[tuple[str, Path]]:
    """Unpacked copy of each file inside, gone when the next is asked for, and its name where there are several."""
    with opened(path) as archive:
        entries = [entry for entry in archive.infolist() if _is_file(entry)]
        if not entries or len(entries) > MOST:
            raise Unreadable("not_a_table", looks="archive")
        left = job.limits.unpacked_bytes
        for entry in entries:
            own = job.into / "entry"
            left -= _unpack(archive, entry, own, left)
            yield PurePosixPath(entry.filename).stem if len(entries) > 1 else "", own
            own.unlink()


def _is_file(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename).name
    return not (entry.is_dir() or entry.filename.startswith(LEFT_OUT) or name.startswith("."))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, own: Path, left: int) -> int:
    size = 0
    with archive.open(entry) as packed, own.open("wb") as plain:
        while chunk := packed.read(1 << 20):
            size += len(chunk)
            if size > left:
                raise Unreadable("too_large", detail="unpacked")
            plain.write(chunk)
    return size
