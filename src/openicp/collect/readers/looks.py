"""What a file is, by its content and never by its name.

Comes in: the first bytes. Goes out: a format that we read, or what the file looks like instead. It never parses.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

from openicp.collect.readers.unreadable import Unreadable

HEAD = 8192

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "bitmap"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"SQLite format 3\x00", "database"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
)
"""First bytes and what they mean."""

READ = frozenset({"text", "json", "parquet", "gzip", "zip", "workbook", "archive", "webpage", "sheets"})
"""Kinds that a reader opens; every other kind is what a file looks like that is not a table."""

MARKUP: tuple[tuple[str, str], ...] = (
    ("<!doctype html", "webpage"),
    ("<html", "webpage"),
    ("<?xml", "markup"),
    ("<svg", "picture"),
    ("<table", "webpage"),
    ("<meta", "webpage"),
    ("<head", "webpage"),
    ("<style", "webpage"),
    ("<body", "webpage"),
    ("<div", "webpage"),
    ("<!--", "webpage"),
    ("webvtt", "transcript"),
    ("begin:vcard", "contacts"),
    ("begin:vcalendar", "calendar"),
    ("from nobody", "mail"),
)
"""First words of texts that are no tables."""


def kind_of(head: bytes) -> str:
    """``text``, ``json``, ``parquet``, ``workbook``, ``zip``, ``gzip``, or what it looks like instead."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return _checked(kind, head)
    if head[:4] == b"RIFF" and head[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        return "picture" if head[8:12] == b"WEBP" else "sound"
    if head[4:8] == b"ftyp":
        return "film"
    return _kind_of_text(head)


def _checked(kind: str, head: bytes) -> str:
    """Two letters prove nothing: a bitmap has its size and zeros behind them."""
    if kind == "bitmap":
        return "picture" if head[6:10] == b"\0\0\0\0" else _kind_of_text(head)
    return kind


def _kind_of_text(head: bytes) -> str:
    if _binary(head):
        return "binary"
    text = _rough_text(head).lstrip("\ufeff \t\r\n")
    lowered = text[:64].casefold()
    for start, kind in MARKUP:
        if lowered.startswith(start):
            return "sheets" if kind == "markup" and is_sheets(head) else kind
    return "json" if _starts_json(text) else "text"


def is_sheets(head: bytes) -> bool:
    """Whether XML is a workbook of Excel 2003."""
    return b"urn:schemas-microsoft-com:office:spreadsheet" in head.replace(b"\0", b"")


def _rough_text(head: bytes) -> str:
    """Good enough to look at the first words: zeros of UTF-16 fall out."""
    return head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"").decode("utf-8", "replace")


def _starts_json(text: str) -> bool:
    if text[:1] == "{":
        return text[1:].lstrip()[:1] in {'"', "}", ""}
    if text[:1] != "[":
        return False
    return text[1:].lstrip()[:1] in {"{", "[", "]", ""}


def _binary(head: bytes) -> bool:
    """Control characters that no text has, unless it is UTF-16, where every other byte is zero."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_order(head):
        return False
    strange = sum(head.count(byte) for byte in range(1, 32) if byte not in {9, 10, 11, 12, 13, 26, 27})
    return strange > max(2, len(head) // 100) or head.count(0) > max(8, len(head) // 20)


def utf16_order(head: bytes) -> str | None:
    """``le`` or ``be`` when every other byte is mostly zero and the rest is not."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.4 * pairs and even < 0.1 * pairs:
        return "le"
    return "be" if even > 0.4 * pairs and odd < 0.1 * pairs else None


def inside_zip(path: Path) -> str:
    """``workbook`` for XLSX, XLSB and ODS; otherwise what the archive looks like."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                return _open_document(archive)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable("damaged", detail=type(error).__name__) from error
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    return "document" if any(name.startswith(("word/", "ppt/")) for name in names) else "archive"


def ending_of(path: Path) -> str:
    """What a workbook that is an archive would be called."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if "mimetype" in names else "xlsx"


def linked(path: Path, own: Path) -> Path:
    """The file under our own name: as a link where the system allows it, else as a copy."""
    own.unlink(missing_ok=True)
    try:
        os.link(path.resolve(), own)
    except OSError:
        shutil.copyfile(path, own)
    return own


def _open_document(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as entry:
        return "workbook" if b"spreadsheet" in entry.read(200) else "document"


def is_json_document(path: Path, encoding: str) -> bool:
    """Whether the text is one document and not an object per line: its first line is none, or the only one."""
    with path.open(encoding=encoding, errors="replace") as stream:
        filled = (line for line in stream if line.strip("\ufeff \t\r\n"))
        first, second = next(filled, ""), next(filled, "")
    return not second or not _is_object(first)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line.strip("\ufeff \t\r\n")), dict)
    except (ValueError, RecursionError):
        return False
