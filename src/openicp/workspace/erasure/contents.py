"""Files of any kind read as text, and written again without a person.

Comes in: the bytes of a file. Goes out: its texts, or its bytes without the person; parts of archives and what is
wrapped in base64 are unwrapped first. What cannot be taken apart (a picture, a PDF) is said to be so.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

OPAQUE = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PAR1",
    b"SQLite format 3",
    b"RIFF",
    b"wOF",
    b"\x00\x01\x00\x00",
)
"""How files begin whose text cannot be changed where it stands."""
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
RUN = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9_-]{16,}={0,2}")
DEEPEST = 4
"""Archives in archives are followed this far."""
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1252")


class Changes(Protocol):
    """What is done with text."""

    def text(self, text: str) -> str:
        """The same without the person."""

    def count(self, text: str) -> int:
        """How often the person stands in it."""

    def spelt(self) -> list[str]:
        """The person as plain text."""


def opaque(data: bytes) -> bool:
    """Whether the content cannot be changed where it stands."""
    if data.startswith(OPAQUE):
        return True
    return not data.startswith((ZIP, GZIP)) and _decoded(data) is None


def texts(data: bytes, depth: int = 0) -> Iterator[str]:
    """Everything of a content that is text; of what is opaque the parts that can be unpacked."""
    if depth > DEEPEST:
        return
    if data.startswith(ZIP):
        yield from _texts_of_archive(data, depth)
    elif data.startswith(GZIP):
        unpacked = _gunzipped(data)
        yield from texts(unpacked, depth + 1) if unpacked is not None else ()
    elif data.startswith(OPAQUE) or (found := _decoded(data)) is None:
        yield from _loose(data)
    else:
        yield found[0]
        for wrapped in _wrapped(found[0]):
            yield from texts(wrapped, depth + 1)


def _texts_of_archive(data: bytes, depth: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                yield part.filename
                yield from texts(archive.read(part), depth + 1)
    except (zipfile.BadZipFile, RuntimeError, zlib.error):
        yield from _loose(data)


def _loose(data: bytes) -> Iterator[str]:
    """Bytes as they stand, and the streams of a PDF."""
    yield data.decode("latin-1")
    yield data.decode("utf-8", errors="ignore")
    yield data.decode("utf-16-le", errors="ignore")
    yield data[1:].decode("utf-16-le", errors="ignore")
    for start in re.finditer(rb"stream\r?\n", data) if data.startswith(b"%PDF") else ():
        unpacker = zlib.decompressobj()
        try:
            yield unpacker.decompress(data[start.end() :], 50_000_000).decode("latin-1")
        except zlib.error:
            continue


def _wrapped(text: str) -> Iterator[bytes]:
    """What long runs of base64 hold, read from each of the four places where one may begin."""
    for run in RUN.findall(text):
        for start in range(4):
            if (data := _unwrapped(run[start:])) is not None and _telling(data):
                yield data


def _telling(data: bytes) -> bool:
    """Whether it is text or an archive: chance makes neither of a word that only looks like base64."""
    if data.startswith((ZIP, GZIP)):
        return True
    return all(sign >= 32 or sign in (9, 10, 13) for sign in data[:64]) and _decoded(data) is not None


def _unwrapped(run: str) -> bytes | None:
    bare = run.rstrip("=").replace("-", "+").replace("_", "/")
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return None


def erased(data: bytes, changes: Changes, depth: int = 0) -> bytes:
    """The content without the person; the same bytes where the person is not in it or it is opaque."""
    if depth > DEEPEST or data.startswith(OPAQUE):
        return data
    if data.startswith(ZIP):
        return _archive_without(data, changes, depth)
    if data.startswith(GZIP):
        unpacked = _gunzipped(data)
        changed = erased(unpacked, changes, depth + 1) if unpacked is not None else None
        return data if changed is None or changed == unpacked else gzip.compress(changed, mtime=0)
    found = _decoded(data)
    if found is None:
        return data
    text, encoding, mark = found
    changed_text = erased_text(text, changes, depth)
    return data if changed_text == text else mark + changed_text.encode(encoding, errors="xmlcharrefreplace")


def erased_text(text: str, changes: Changes, depth: int = 0) -> str:
    """A text without the person, also inside what it wraps."""
    changed = changes.text(text)
    if depth < DEEPEST and RUN.search(changed):
        changed = RUN.sub(lambda run: _run_without(run[0], changes, depth), changed)
    return changed


def _run_without(run: str, changes: Changes, depth: int) -> str:
    for start in range(4):
        data = _unwrapped(run[start:])
        if data is None or not _telling(data):
            continue
        without = erased(data, changes, depth + 1)
        if without != data:
            made = base64.b64encode(without).decode()
            made = made.replace("+", "-").replace("/", "_") if re.search("[-_]", run) else made
            return run[:start] + (made if run.endswith("=") else made.rstrip("="))
    return run


def _archive_without(data: bytes, changes: Changes, depth: int) -> bytes:
    """The archive packed anew when a part changed: the old bytes of a part would stay in it otherwise."""
    made, changed = io.BytesIO(), False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                content = old.read(part)
                without = erased(content, changes, depth + 1)
                name = changes.text(part.filename)
                changed = changed or without != content or name != part.filename
                info = zipfile.ZipInfo(name, part.date_time)
                info.compress_type, info.external_attr = part.compress_type, part.external_attr
                new.writestr(info, without)
    except (zipfile.BadZipFile, RuntimeError, zlib.error):
        return data
    return made.getvalue() if changed else data


def _gunzipped(data: bytes) -> bytes | None:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


def _decoded(data: bytes) -> tuple[str, str, bytes] | None:
    """(text, encoding, byte order mark); ``None`` for what is no text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding, mark
            except UnicodeDecodeError:
                return None
    encodings = ENCODINGS if b"\x00" not in data[:4096] else ENCODINGS[1:3]
    for encoding in _likely(data, encodings):
        try:
            return data.decode(encoding), encoding, b""
        except UnicodeDecodeError:
            continue
    return None


def _likely(data: bytes, encodings: tuple[str, ...]) -> list[str]:
    """Wide encodings only where every second byte is empty: anything else decodes in them too."""
    sample = data[:4096]
    if b"\x00" not in sample:
        return [encoding for encoding in encodings if not encoding.startswith("utf-16")]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 3 < len(sample):
        return []
    return ["utf-16-le" if odd > even else "utf-16-be"]


def remains(data: bytes, changes: Changes) -> int:
    """How often the person still stands in a content, in any wrapping."""
    return sum(changes.count(text) for text in texts(data)) + _bare(data, changes)


def _bare(data: bytes, changes: Changes) -> int:
    """The spelt terms as bytes: plain, wide, and at each alignment of base64."""
    return sum(data.count(form) for term in changes.spelt() if len(term) > 3 for form in wrappings(term))


def wrappings(term: str) -> set[bytes]:
    """A term in base64 at its three alignments, and wide."""
    plain = term.encode()
    found = {term.encode("utf-16-le"), term.encode("utf-16-be")}
    for before in range(3):
        coded = base64.b64encode(b"\x00" * before + plain)
        # The signs at both ends depend on what stands around.
        whole = coded[(0, 2, 3)[before] : len(coded) - (0, 4, 3)[(before + len(plain)) % 3] or None]
        if len(whole) >= 6:
            found.add(whole)
    return found
