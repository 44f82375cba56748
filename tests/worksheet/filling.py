"""Fills in a workbook as a person would: cells of its sheets get a value, everything else stays."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NS = {"m": MAIN}
Value = str | int | float | date
Cells = Mapping[tuple[int, int], Value]
"""Row and column, from 0, to what is typed."""
DAY_ZERO = date(1899, 12, 30)


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets, in their order."""
    with zipfile.ZipFile(path) as archive:
        book = Xml.fromstring(archive.read("xl/workbook.xml"))
    return [sheet.attrib["name"] for sheet in book.findall("m:sheets/m:sheet", NS)]


def fill(path: Path, out: Path, filled: Mapping[int, Cells], *, renamed: Mapping[str, str] | None = None) -> Path:
    """Write a copy in which the cells of some sheets, by their place, are filled in."""
    Xml.register_namespace("", MAIN)
    Xml.register_namespace("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            content = archive.read(name)
            found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if found and (cells := filled.get(int(found[1]) - 1)):
                content = _typed(content, cells)
            if name == "xl/workbook.xml":
                for old, new in (renamed or {}).items():
                    content = content.replace(f'name="{old}"'.encode(), f'name="{new}"'.encode())
            target.writestr(name, content)
    return out


def _typed(content: bytes, cells: Cells) -> bytes:
    sheet = Xml.fromstring(content)
    data = sheet.find("m:sheetData", NS)
    assert data is not None
    styles = _column_styles(sheet)
    for (line, place), value in sorted(cells.items()):
        row = _row(data, line + 1)
        cell = _cell(row, line + 1, place)
        _put(cell, value)
        if place in styles and "s" not in cell.attrib:
            cell.set("s", styles[place])
    for row in data:
        row.attrib.pop("spans", None)
    dimension = sheet.find("m:dimension", NS)
    if dimension is not None:
        sheet.remove(dimension)
    return Xml.tostring(sheet, encoding="UTF-8", xml_declaration=True)


def _column_styles(sheet: Xml.Element) -> dict[int, str]:
    found = {}
    for column in sheet.findall("m:cols/m:col", NS):
        for place in range(int(column.attrib["min"]) - 1, int(column.attrib["max"])):
            if "style" in column.attrib:
                found[place] = column.attrib["style"]
    return found


def _row(data: Xml.Element, number: int) -> Xml.Element:
    for place, row in enumerate(data):
        if int(row.attrib["r"]) == number:
            return row
        if int(row.attrib["r"]) > number:
            made = Xml.Element(f"{{{MAIN}}}row", {"r": str(number)})
            data.insert(place, made)
            return made
    return Xml.SubElement(data, f"{{{MAIN}}}row", {"r": str(number)})


def _cell(row: Xml.Element, number: int, place: int) -> Xml.Element:
    name = f"{letters(place)}{number}"
    for at, cell in enumerate(row):
        if cell.attrib["r"] == name:
            return cell
        if _place(cell.attrib["r"]) > place:
            made = Xml.Element(f"{{{MAIN}}}c", {"r": name})
            row.insert(at, made)
            return made
    return Xml.SubElement(row, f"{{{MAIN}}}c", {"r": name})


def _put(cell: Xml.Element, value: Value) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        Xml.SubElement(Xml.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t").text = value
        return
    number = (value - DAY_ZERO).days if isinstance(value, date) else value
    Xml.SubElement(cell, f"{{{MAIN}}}v").text = repr(number)


def letters(place: int) -> str:
    """``0`` is ``A``, ``27`` is ``AB``."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def _place(reference: str) -> int:
    found = 0
    for sign in re.match(r"[A-Z]+", reference)[0]:  # type: ignore[index]
        found = found * 26 + ord(sign) - 64
    return found - 1
