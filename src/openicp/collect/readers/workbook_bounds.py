"""How large the sheets of a compressed workbook are, before anything expands them.

Comes in: an XLSX or ODS file. Goes out: per sheet part its bounds, its number of cells and its cells with formula
errors. It never builds a grid: a sheet with the two cells A1 and XFD1048576 would be 17 billion cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from openicp.collect.readers.limits import Limits
from openicp.collect.readers.unreadable import Unreadable

CHUNK = 1 << 18
LONGEST_REST = 1 << 20
"""Bytes kept between two pieces; a cell holds at most 32,767 characters."""

_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt=["']e["'])[^<>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>(?:<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]{1,40})</"""
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\bhidden=["'](?:1|true)["'][^<>]*?(?<!/)>""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s[^<>]*?\bhidden=["'](?:1|true)["']""")
_NO_RESULT = re.compile(
    rb"""<(?:\w+:)?c\s(?![^<>]*\bt=["']str["'])[^<>]*?\br=["']([A-Z]{1,3}\d{1,7})["'][^<>]*>"""
    rb"""<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"""
)
"""A formula whose result the program that wrote the file has not worked out."""


@dataclass(slots=True)
class Bounds:
    """Smallest rectangle around the cells of one sheet."""

    top: int = 1 << 30
    bottom: int = 0
    left: int = 1 << 30
    right: int = 0
    cells: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column), both from 0, to the text of a formula error."""
    hidden_rows: int = 0
    hidden_columns: int = 0
    without_result: int = 0
    first_without_result: str = ""
    """The first such cell: ``D3``."""

    @property
    def area(self) -> int:
        """Cells of the rectangle."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.cells else 0

    def include(self, row: int, column: int) -> None:
        """One more cell, counted from 1."""
        self.cells += 1
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)


def bounds_of(path: Path, limits: Limits) -> dict[str, Bounds]:
    """Bounds by name of the part (``xl/worksheets/sheet1.xml``); parts together must fit ``unpacked_bytes``."""
    found: dict[str, Bounds] = {}
    unpacked = 0
    with opened(path) as archive:
        for entry in archive.infolist():
            bounds = Bounds()
            for piece in _pieces(archive, entry):
                unpacked += len(piece)
                if unpacked > limits.unpacked_bytes:
                    raise Unreadable("too_large", detail="unpacked", limit=limits.unpacked_bytes)
                _scan(piece, bounds)
            if bounds.cells:
                found[entry.filename] = bounds
    return found


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; everything that can be wrong with one becomes a reason."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise Unreadable("damaged", detail=type(error).__name__) from error
    except RuntimeError as error:
        reason = "encrypted" if "encrypted" in str(error) else "damaged"
        raise Unreadable(reason, detail=type(error).__name__) from error


def parts_by_sheet(path: Path) -> dict[str, str]:
    """Name of each sheet to the part that holds it; empty when the workbook does not say."""
    with opened(path) as archive:
        names = set(archive.namelist())
        if not {WORKBOOK, RELATIONS} <= names:
            return {}
        try:
            targets = {e.get("Id"): e.get("Target", "") for e in _elements(archive, RELATIONS, "Relationship")}
            sheets = {e.get("name", ""): e.get(RELATION_ID) for e in _elements(archive, WORKBOOK, "sheet")}
        except ElementTree.ParseError:
            return {}
    return {name: _part(targets.get(identifier, "")) for name, identifier in sheets.items()}


WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> list[ElementTree.Element]:
    with archive.open(part) as stream:
        root = ElementTree.fromstring(stream.read(8 << 20))  # noqa: S314 - in the child, eight megabytes at most
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that end behind a cell, so that none is cut or seen twice."""
    rest = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            rest += chunk
            end = max(rest.rfind(b"</c>") + 4, rest.rfind(b":c>") + 3)
            end = end if end > 4 else rest.rfind(b">") + 1
            if end > 0:
                yield rest[:end]
                rest = rest[end:]
            rest = rest[-LONGEST_REST:]
    yield rest


def _scan(piece: bytes, bounds: Bounds) -> None:
    for letters, digits in _CELL.findall(piece):
        bounds.include(int(digits), column_number(letters))
    if b"hidden=" in piece:
        bounds.hidden_rows += len(_HIDDEN_ROW.findall(piece))
        bounds.hidden_columns += len(_HIDDEN_COLUMN.findall(piece))
    if b"f>" in piece or b"<f" in piece:
        cells = _NO_RESULT.findall(piece)
        bounds.without_result += len(cells)
        bounds.first_without_result = bounds.first_without_result or (cells[0].decode() if cells else "")
    if b"#" in piece:
        for letters, digits, text in _ERROR.findall(piece):
            bounds.errors[int(digits) - 1, column_number(letters) - 1] = text.decode("utf-8", "replace")


def column_number(letters: bytes) -> int:
    """``A`` is 1.

    >>> column_number(b"XFD")
    16384
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
