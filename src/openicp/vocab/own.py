"""A user's own words: tab-separated files in the folder ``vocab`` of a workspace.

Comes in: that folder. Goes out: the entries of each file, checked, and a fingerprint of all. A file that is not as it
should be is one error with its line; it is never read in part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from openicp.errors import VocabularyNotReadable
from openicp.vocab.entries import SEPARATOR, read_entries
from openicp.vocab.folding import key

EXTENDABLE = (
    "business_model",
    "city",
    "country",
    "department",
    "empty",
    "funding",
    "growth_stage",
    "industry",
    "investors",
    "location_type",
    "region",
    "seniority",
    "size_class",
    "technologies",
    "themes",
    "yesno",
)
"""Vocabularies that users add words to."""
FIXED = {"yesno": {"yes", "no"}, "empty": {"empty"}}
"""Vocabularies that take more words and no more codes."""
HEADER = ("code", "en", "nl", "de", "ro", "fr", "words")
FURTHER = frozenset({"nace", "naics", "isic", "group", "region", "alpha3", "country", "abbreviation"})
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")
OTHER_FORMATS = frozenset({".csv", ".xlsx", ".xls", ".ods", ".tab"})


def files_of(folder: Path | None) -> list[Path]:
    """The vocabularies of a folder, in order; notes and hidden files are none."""
    if folder is None or not folder.is_dir():
        return []
    known = {".tsv", *OTHER_FORMATS}
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in known and path.name[0] not in ".~")


def check(folder: Path | None) -> None:
    """Read every file of a folder.

    Raises
    ------
    VocabularyNotReadable
        At the first line that is not as it should be.
    """
    for path in files_of(folder):
        lines_of(path)


def fingerprint(folder: Path | None) -> str:
    """Changes with any word of any file; empty where there are none."""
    found = [f"{path.name}:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files_of(folder)]
    return hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""


def own_names(folder: Path | None) -> dict[str, dict[str, Mapping[str, str]]]:
    """By vocabulary and code the names that a folder gives, by language."""
    entries = {path.stem: read_entries(lines_of(path)) for path in files_of(folder)}
    return {name: {entry.code: entry.names for entry in found if entry.names} for name, found in entries.items()}


def lines_of(path: Path) -> list[str]:
    """The lines of a user's file, checked."""
    if path.suffix.lower() != ".tsv" or path.stem not in EXTENDABLE:
        raise _broken(path, 1, "unknown_file", choices=[f"{name}.tsv" for name in EXTENDABLE])
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise _broken(path, 1, "not_utf8") from error
    rows = [(place, line.split("\t")) for place, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if rows:
        header = _header(path, *rows[0])
        for place, fault in _faults(path.stem, header, rows[1:]):
            raise _broken(path, place, **fault)
    return lines


def _header(path: Path, place: int, cells: Sequence[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if "code" not in names:
        raise _broken(path, place, "no_code_column", choices=list(HEADER))
    unknown = [name for name in names if name and name not in HEADER and name not in FURTHER]
    if unknown:
        raise _broken(path, place, "unknown_column", given=unknown[0], choices=list(HEADER))
    return names


def _faults(
    vocabulary: str, header: Sequence[str], rows: Sequence[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines with too many cells, without a code that can be one, or with a word that another line has too."""
    seen: dict[str, tuple[str, int]] = {}
    form = COUNTRY if vocabulary == "country" else CODE
    for place, cells in rows:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if any(cell.strip() for cell in cells[len(header) :]):
            yield place, {"reason": "too_many_cells"}
        if not form.fullmatch(row["code"]):
            yield place, {"reason": "not_a_code", "given": row["code"]}
        if row["code"] not in FIXED.get(vocabulary, {row["code"]}):
            yield place, {"reason": "no_such_code", "given": row["code"]}
        for word in row.get("words", "").split(SEPARATOR):
            code, line = seen.setdefault(key(word) or f"line {place}", (row["code"], place))
            if code != row["code"]:
                yield place, {"reason": "word_twice", "given": word.strip(), "other": str(line)}


def _broken(path: Path, line: int, reason: str, **fields: object) -> VocabularyNotReadable:
    return VocabularyNotReadable(file=f"{path.parent.name}/{path.name}", line=line, reason=reason, **fields)
