"""How the worksheet is read back: its headers in five languages, as ``vocab/systems/worksheet.toml`` holds them.

Comes in: the sheets and the words of every language. Goes out: the text of that file, which a test compares;
``python tests/worksheet/recogniser.py`` writes it anew. It reads no workbook.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from openicp.texts import LANGUAGES, catalogue
from openicp.worksheet.sheets import Sheet, sheets

HEAD = """\
# The worksheet that we write ourselves, read back by its headers in five languages. Made from worksheet/sheets.toml and
# texts/locale/*/worksheet.po; a test compares. Only files whose headers bear the sign of the worksheet are read by it.
system = "worksheet"
"""
EARLIER = {
    "company": ("Firmă",),
    "worth": ("Valoarea firmei",),
    "goals": ("Obiectivele firmei",),
    "technology": ("Werkzeug",),
    "technologies": ("Eingesetzte Werkzeuge",),
}
"""What headers said before: sheets written then are filled in and read later."""
UNNEEDED = "unneeded"
"""Group of columns that are only shown."""


def recogniser() -> str:
    """The text of the file; of several sheets of one table the first stands last, as it takes what tells none."""
    return HEAD + "".join(_object(each) for each in reversed(sheets()))


def _object(sheet: Sheet) -> str:
    columns = _columns(sheet.table)
    lines = ["", "[[objects]]", f'object = "{sheet.id}"', f'table = "{sheet.table}"', 'file = "openicp worksheet"']
    lines += ["needs = [", *(f'    ["@{first}", "@{second}"],' for first, second in _pairs(sheet)), "]"]
    lines += ["", "[objects.columns]", *(f'{reads} = "{"|".join(names)}"' for reads, names in columns.items())]
    return "\n".join(lines) + "\n"


def _pairs(sheet: Sheet) -> list[tuple[str, str]]:
    """Two columns that tell the sheet: its first and any other, or two that stand side by side."""
    reads = [each.reads for each in sheet.columns if each.reads != UNNEEDED]
    found = [*((reads[0], each) for each in reads[1:]), *pairwise(reads[1:])]
    siblings = [each for each in sheets() if each.table == sheet.table and each is not sheet]
    if siblings and sheet is not next(each for each in sheets() if each.table == sheet.table):
        others = {column.reads for each in siblings for column in each.columns}
        found = [pair for pair in found if not set(pair) <= others]
    return found


def _columns(table: str) -> dict[str, list[str]]:
    """Canonical column to its headers, over all sheets of a table."""
    found: dict[str, list[str]] = {}
    for sheet in sheets():
        for column in sheet.columns if sheet.table == table else ():
            names = found.setdefault(column.reads, [])
            heads = (catalogue(lang)(f"worksheet.head.{column.id}") for lang in LANGUAGES)
            names += [head for head in (*heads, *EARLIER.get(column.id, ())) if head not in names]
    return found


def place() -> Path:
    """Where the file is kept."""
    return Path(str(files("openicp"))) / "vocab" / "systems" / "worksheet.toml"


if __name__ == "__main__":
    place().write_text(recogniser(), encoding="utf-8")
