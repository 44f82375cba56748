"""Files that are there whole or not at all, on Linux, macOS and Windows.

Comes in: paths and content. Goes out: durable files, digests, safe names. It knows nothing of workspaces.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import unicodedata
import uuid
from contextlib import suppress
from pathlib import Path

RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
"""Names that Windows keeps for devices."""


PART = ".part"
"""How the name of a file ends that is not whole yet."""


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content (1.8 GB a second), or of the names and contents of a folder's files."""
    if path.is_dir():
        parts = "".join(f"{part.name}\0{digest_of(part)}\0" for part in sorted(path.iterdir()))
        return hashlib.sha256(parts.encode()).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def safe_name(text: str) -> str:
    """A file name for ``text`` on every system: itself when plain, else a slug and a digest.

    Two texts never share a name, also where the file system ignores case.
    """
    plain = re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", text) and text not in RESERVED
    if plain:
        return text
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:40] or "x"
    return f"{slug}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def sync_file(path: Path) -> None:
    """Wait until the content of a file, or of the files of a folder, is on the disk."""
    if path.is_dir():
        for part in path.iterdir():
            sync_file(part)
        sync_folder(path)
        return
    # Windows wants a descriptor open for writing.
    descriptor = os.open(path, os.O_RDWR)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until the folder's entries are on the disk; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems refuse
            _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # fsync on macOS leaves the data in the disk's own cache.
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def remove(path: Path) -> None:
    """Remove a file, or a folder with what is in it; nothing happens when there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write or replace a file: readers see the old content or the new."""
    made = _beside(path, content)
    try:
        os.replace(made, path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_new(path: Path, text: str) -> None:
    """Write a file that must not exist yet, its content whole from the first moment.

    Raises
    ------
    FileExistsError
        When it does.
    """
    made = _beside(path, text)
    try:
        _rename_new(made, path)
    finally:
        made.unlink(missing_ok=True)
    sync_folder(path.parent)


def _beside(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.parent / f".{uuid.uuid4().hex}{PART}"
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
        stream.flush()
        _sync(stream.fileno())
    return made


def _rename_new(made: Path, path: Path) -> None:
    if sys.platform == "win32":
        os.rename(made, path)  # refuses an existing target there
        return
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links on this file system: exclusive, though not whole at once
        with path.open("xb") as stream:
            stream.write(made.read_bytes())
            _sync(stream.fileno())
