"""Which canonical table the rows of a file are.

Comes in: headers with their candidates, profiles of the values, the file's name. Goes out: tables with a score,
best first. It never opens a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from openicp.collect.recognise.headers import (
    Candidate,
    Header,
    apart,
    candidates,
    fold,
    parse,
    table_file,
    thing_table,
    things,
)
from openicp.collect.recognise.shown import by_values
from openicp.collect.recognise.values import ColumnProfile
from openicp.model.tables import REFERENCES

FILLERS = frozenset(
    ["data", "export", "all", "csv", "list", "full", "final", "new", "the", "sf", "raw", "report", "from", "of"]
)
LEAST, LEAST_OF_SHEET = 4.0, 2.0
"""A table needs this much to be taken: two columns of its own, or its name. A sheet with one row for each company
needs less: that names of companies are its key says most already."""
EXPORT_DATE = re.compile(r"\d{4}([-_. ]?\d{2}){0,2}|\bv\d+\b|\(\d+\)")
ROW_ID, FILE_NAME, UNLIKE, MISNAMED, STRANGE = 5.0, 3.0, -20.0, -12.0, -2.0
"""Weights: the row's own id names the table; the file's name does; the id names something that we do not use; the
file's name does; either names an unknown thing or another table."""


@dataclass(frozen=True)
class Look:
    """What is known of a raw table before its columns are mapped."""

    file: str
    headers: tuple[Header, ...]
    profiles: tuple[ColumnProfile, ...]
    joins: Mapping[str, str] = field(default_factory=dict)
    """Header to the reference of a company that its values are, as other files show."""

    @cached_property
    def found(self) -> tuple[tuple[Candidate, ...], ...]:
        """Candidates per column: by what other files show, by the header, by the values."""
        return tuple(self._candidates(h, p) for h, p in zip(self.headers, self.profiles, strict=True))

    def _candidates(self, header: Header, profile: ColumnProfile) -> tuple[Candidate, ...]:
        named = candidates(header.text)
        if joined := self.joins.get(header.text):
            return (Candidate(joined, frozenset("*"), 0.9, "joins"), *named)
        if named or apart(header.text) or header.thing is not None:
            return named
        return by_values(profile)


@dataclass(frozen=True, slots=True)
class TableScore:
    """How well a canonical table fits."""

    table: str
    score: float
    reason: str


@cache
def needs() -> dict[str, tuple[tuple[frozenset[str], ...], frozenset[str]]]:
    """Per table: alternatives of columns that it needs, and the columns that are its row's own key."""
    return {
        table: (
            tuple(expanded for option in options.split("|") for expanded in _expanded(option)),
            frozenset(keys.split("|")),
        )
        for table, options, keys in table_file("tables.tsv")
    }


def _expanded(option: str) -> list[frozenset[str]]:
    """``company`` as any of the columns that name one."""
    words = frozenset(option.split("+"))
    if "company" not in words:
        return [words]
    return [words - {"company"} | {name} for name in (*REFERENCES, "account_mail")]


def bare_name(file: str) -> str:
    """Name of a file without date, version and extension, folded: what names its source."""
    stem = re.sub(r"\.(csv|tsv|txt|xlsx?|xlsm|xlsb|ods|parquet|jsonl?|ndjson|gz)$", "", file, flags=re.IGNORECASE)
    return fold(EXPORT_DATE.sub(" ", stem)) or fold(stem)


def file_thing(file: str) -> str | None:
    """Table that the file's name speaks of: the last thing in it (``opportunity_stage_history`` is a history)."""
    words = [word for word in bare_name(file).split() if word not in FILLERS]
    known = things()
    for end in range(len(words), 0, -1):
        for start in range(end):
            phrase = " ".join(words[start:end])
            if table := known.get(phrase) or known.get(phrase.removesuffix("s")):
                return table
    return None


def row_thing(look: Look) -> str | None:
    """Table that the row's own id names; ``?`` for an unknown thing, ``None`` when no column is a key."""
    for header, profile in zip(look.headers, look.profiles, strict=True):
        if header.thing is None or not (profile.unique and profile.complete) or not profile.distinct:
            continue
        if header.thing == "":
            return file_thing(look.file) or "?"
        return thing_table(header.thing) or "?"
    return None


def scores(look: Look) -> list[TableScore]:
    """Every table that could be meant, best first."""
    own, named = row_thing(look), file_thing(look.file)
    found = [score for table in needs() if (score := _score(look, table, own=own, named=named))]
    return sorted(found, key=lambda each: (-each.score, each.table))


def _score(look: Look, table: str, *, own: str | None, named: str | None) -> TableScore | None:
    columns = _columns(look, table)
    options, _ = needs()[table]
    if not any(option <= columns.keys() for option in options) or _links_only(look, table, columns):
        return None
    if table == "prospects" or (table == "accounts" and not _names_companies(look)):
        return None
    total = sum(columns.values())
    total += _row_weight(own, table) + _name_weight(named, table)
    return TableScore(table, total, "row_id" if own == table else "file_name" if named == table else "columns")


def lacks_company(look: Look) -> bool:
    """Whether only the company is missing: answers or numbers of nobody."""
    companies = {*REFERENCES, "account_mail"}
    for table in ("ratings", "voices"):
        columns = _columns(look, table).keys()
        if any(option & companies and option - companies <= columns for option in needs()[table][0]):
            return not companies & columns
    return False


def _links_only(look: Look, table: str, columns: dict[str, float]) -> bool:
    """Ids of one thing beside ids of another say which belong together, nothing else."""
    if table not in ("accounts", "deals", "subscriptions", "leads"):
        return False
    telling = [c for c in columns if not c.endswith(("_ref", "_id")) and c not in ("currency", "livemode", "kind")]
    return not telling


def _row_weight(thing: str | None, table: str) -> float:
    """What the row's own id says of a table: a row of another table is no company, whatever else it names."""
    if thing is None or thing == _meant(table, thing):
        return 0.0 if thing is None else ROW_ID
    companies = table == "accounts" and thing not in ("?", "contracts", "prospects", "leads")
    return UNLIKE if thing == "-" or companies else STRANGE


def _name_weight(thing: str | None, table: str) -> float:
    """What the file's name says of a table: people name files loosely."""
    if thing is None:
        return 0.0
    return FILE_NAME if thing == _meant(table, thing) else MISNAMED if thing == "-" else STRANGE


def _meant(table: str, thing: str) -> str:
    return "contracts" if thing == "contracts" and table == "subscriptions" else table


def _columns(look: Look, table: str) -> dict[str, float]:
    """Columns of the table that the headers name: 3 for one that only this table has, less for a common one."""
    best: dict[str, float] = {}
    for found in look.found:
        for candidate in found:
            if candidate.fits(table):
                tables = 8 if "*" in candidate.tables else len(candidate.tables)
                if table == "accounts" and candidate.column in ("account_name", "account_domain"):
                    tables = 2
                best[candidate.column] = max(best.get(candidate.column, 0), 3 / tables * candidate.confidence)
    return best


def _names_companies(look: Look) -> bool:
    """Whether some column that names companies has (nearly) one row each."""
    for found, profile in zip(look.found, look.profiles, strict=True):
        if any(c.column in REFERENCES and c.confidence > 0.7 for c in found) and _one_row_each(profile):
            return True
    return row_thing(look) == "accounts" or _repeats_companies(look)


def _repeats_companies(look: Look) -> bool:
    """Whether the same companies are listed again and again, each time with the day on which it was so."""
    named = any(c.column in REFERENCES and c.confidence > 0.7 for found in look.found for c in found)
    days = zip(look.found, look.profiles, strict=True)
    return named and any(_tells_day(found, profile) for found, profile in days)


def _tells_day(found: tuple[Candidate, ...], profile: ColumnProfile) -> bool:
    told = any(c.column == "known_on" and c.confidence > 0.7 for c in found)
    return told and profile.share("date") >= 0.8 and profile.filled >= 0.9 * profile.rows


def _one_row_each(profile: ColumnProfile) -> bool:
    """One double is forgiven, also in a sheet of three rows."""
    return profile.filled >= 0.5 * profile.rows and profile.distinct >= max(0.9 * profile.filled - 1, 0.5)


def likely(look: Look, asked: str | None = None) -> Sequence[TableScore]:
    """The tables worth mapping: the one asked for, or those with a positive score."""
    if asked is not None:
        return [TableScore(asked, 99.0, "asked")]
    return [each for each in scores(look) if each.score >= (LEAST_OF_SHEET if each.table == "accounts" else LEAST)]


__all__ = ["Look", "TableScore", "bare_name", "file_thing", "likely", "parse", "row_thing", "scores"]
