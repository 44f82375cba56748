"""``stream_list``: a list of any size scored where it lies, in one pass, with its rows and columns in their order.

Comes in: a list in the engine, how its columns are read, a profile, our accounts. Goes out: one Parquet file, and how
many companies are in each tier. It ranks one company of each kind, as ``rank`` does; no row of the list comes here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openicp.collect.loading.columns import Column
from openicp.collect.schema import stored_columns
from openicp.config.sizes import SizeScheme
from openicp.engine import Engine, Location
from openicp.model.profile import Profile
from openicp.prospects.facets import Facets, Listed, Lookup, facets, looked_up_texts
from openicp.prospects.finding import Found, found_in
from openicp.prospects.kinds import Card, Kinds, standing
from openicp.prospects.naming import unnamed_in
from openicp.prospects.ours import Ours
from openicp.prospects.ranking import rank
from openicp.prospects.rows import Ranked, Ranking
from openicp.prospects.writing import COLUMNS, Wording, added, free_names
from openicp.sql import score, stream
from openicp.sql.joining import no_rows_sql

ADDED = (*COLUMNS, "status", "account_id")
"""What a streamed list has beside its own columns."""
TYPES = {"score": "int", "score_low": "int", "score_high": "int", "chance": "double", "expected_value": "double"}
MOST = 4_096
"""Kinds of companies that are ranked without asking the list which of them it has."""
FEW = 4_096
"""Distinct texts of a column that each part of a file may name."""
SAID, OURS, OUT = "score_said", "score_ours", "score_out"
SET_ASIDE = "set_aside"
"""Status of rows that name no company, or that their system marks as deleted."""


@dataclass(frozen=True)
class Scored:
    """A list that was scored."""

    rows: int
    counts: dict[str, int]
    """Companies by status."""
    tiers: dict[str, int]
    """Ranked companies by tier, best tier first, tiers with none included."""
    missing: tuple[str, ...]
    """Attributes of the profile that the list does not have at all."""
    names: dict[str, str]
    """What was added, by the name that it got in the file."""
    said: Mapping[tuple[object, ...], Ranked]
    """A company of each kind that is ranked, by what the file says of it: the cells of ``COLUMNS``."""


@dataclass(frozen=True)
class _Placed:
    """What is said of each kind of company, and where each row finds it."""

    ranking: Ranking
    numbers: list[int]
    place: str
    """Expression of the place of a row's kind among ``numbers``, from 0."""
    lookups: tuple[Lookup, ...]


def listed_in(engine: Engine, table: str, *, head: int) -> Listed:
    """A table of the engine as a list: its columns, and so many of its first rows as texts."""
    d = engine.dialect
    names = list(engine.fetch(no_rows_sql(d, table)))
    kinds = engine.rows(stream.types_sql(d, table, names))
    columns = tuple(zip(names, map(str, kinds[0]), strict=True)) if kinds else ()
    rows = engine.rows(stream.head_sql(d, table, columns, head)) if kinds else []
    return Listed(table, columns, tuple(tuple(cell or None for cell in row) for row in rows))


def stream_list(
    engine: Engine,
    listed: Listed,
    columns: Sequence[Column],
    profile: Profile,
    out: Path | Location,
    *,
    sizes: SizeScheme,
    describe: Callable[[Ranked], Wording],
    ours: Sequence[Ours] = (),
    tell: Callable[[float], None] = lambda share: None,
) -> Scored:
    """Score a list into a Parquet file.

    Parameters
    ----------
    columns
        How the columns of the list are read.
    out
        Inside the folder that the engine may write to, or where the workers of a cluster write.
    describe
        What is said of a kind of company.
    ours
        Accounts to find again: see ``found_in``.
    tell
        Called with each further share of the pass over the list.
    """
    found = facets(engine, listed, columns, Card(profile, sizes))
    known = found_in(engine, listed, columns, ours)
    placed = _placed(engine, listed, found, profile, sizes)
    said = _say(engine, placed, describe, known)
    names = dict(zip(ADDED, free_names([name for name, _ in listed.columns], ADDED), strict=True))
    apart, others = unnamed_in(engine, listed, columns, known.addresses)
    shift = f"case when {known.place} > {known.others} then {len(placed.numbers)} else 0 end"
    select = stream.streamed_sql(
        engine.dialect,
        listed.table,
        [(name, name) for name, _ in listed.columns],
        list(names.items()),
        place=f"case when {apart} then 1 else 2 + {placed.place} + {shift} end",
        account=known.place,
        lookups={one.table: one.key for one in (*placed.lookups, *known.lookups, *others)},
        said=SAID,
        ours=OURS,
    )
    with engine.watched(tell):
        rows = engine.export(select, out)
    counts, tiers = _counted(engine, out, names, placed.ranking)
    return Scored(rows, counts, tiers, placed.ranking.missing, names, said)


def _placed(engine: Engine, listed: Listed, found: Facets, profile: Profile, sizes: SizeScheme) -> _Placed:
    """One company of each kind, ranked as any list is."""
    d, kinds = engine.dialect, found.kinds
    place = stream.sum_of(d, list(zip(found.parts, kinds.weights, strict=True)), most=kinds.number)
    lookups = found.lookups
    numbers = list(range(kinds.number)) if kinds.number <= MOST else []
    if not numbers:
        keys = {one.table: one.key for one in lookups}
        numbers = [int(number) for (number,) in engine.rows(stream.kinds_sql(d, listed.table, place, keys))]
        codes = {str(number): at for at, number in enumerate(numbers, 1)}
        own = looked_up_texts(engine, "score_numbers", d.to_text(f"({place})"), codes)
        lookups, place = (*lookups, own), f"{own.code} - 1"
    ranking = _ranked(engine, kinds, numbers, profile, sizes)
    return _Placed(ranking, numbers, place, lookups)


def _ranked(engine: Engine, kinds: Kinds, numbers: list[int], profile: Profile, sizes: SizeScheme) -> Ranking:
    types = {"prospect_id": "varchar"} | dict(stored_columns("prospects"))
    types |= {name: _type(value) for facet in kinds.facets for one in facet.said for name, value in one.stored.items()
              if name not in types}  # fmt: skip
    columns, tags = standing(kinds, numbers, types)
    engine.put(score.TABLE, columns, types=types)
    engine.put(score.TAGS, tags, types=dict.fromkeys(tags, "varchar"))
    return rank(engine, profile, tagged=True, sizes=sizes, shared=kinds.shared)


def _type(value: object) -> str:
    return "boolean" if isinstance(value, bool) else "double" if isinstance(value, float) else "varchar"


def _say(
    engine: Engine, placed: _Placed, describe: Callable[[Ranked], Wording], known: Found
) -> dict[tuple[object, ...], Ranked]:
    """Put what is said of each place, and which account has which; gives who is ranked by what is said."""
    ranked = {int(row.prospect_id): row for row in placed.ranking.rows}
    rows = [ranked[number] for number in placed.numbers]
    cells: list[Sequence[Any]] = [(*(None for _ in COLUMNS), SET_ASIDE)]
    cells += [(*added(row, describe(row)), row.status) for row in (*rows, *map(_as_customer, rows))]
    names = (*COLUMNS, "status")
    columns: dict[str, list[Any]] = {name: [_cell(row[at]) for row in cells] for at, name in enumerate(names)}
    _put(engine, SAID, columns, {name: _few(cells) for name, cells in columns.items()})
    _put(engine, OURS, {"account_id": list(known.ids)})
    return {
        tuple(map(_cell, own[:-1])): row for own, row in zip(cells[1:], rows, strict=False) if row.status == "ranked"
    }


def _cell(value: object) -> object:
    """Nothing to say is null."""
    return None if value == "" else value


def _as_customer(row: Ranked) -> Ranked:
    """A customer has points and no place."""
    return replace(row, status="customer", tier=None, chance=None, expected=None, ask=None)


def _put(
    engine: Engine, table: str, columns: dict[str, list[Any]], few: Mapping[str, Sequence[str]] | None = None
) -> None:
    size = len(next(iter(columns.values())))
    types = {name: TYPES.get(name, "varchar") for name in columns} | {"place": "int"}
    engine.put(table, columns | {"place": list(range(1, size + 1))}, types=types)
    if engine.dialect.joins_lose_order:
        engine.create(table, stream.in_lists_sql(engine.dialect, table, list(columns), few or {}))


def _few(cells: Sequence[object]) -> Sequence[str]:
    """The distinct texts of a column; none where they are too many for each part of a file to name them all."""
    texts = list(dict.fromkeys(text for text in cells if isinstance(text, str)))
    return texts if len(texts) <= FEW else ()


def _counted(
    engine: Engine, out: Path | Location, names: dict[str, str], ranking: Ranking
) -> tuple[dict[str, int], dict[str, int]]:
    """How many companies the file holds, by status and by tier."""
    d = engine.dialect
    engine.load(OUT, out)
    counts: dict[str, int] = dict.fromkeys((*ranking.counts, SET_ASIDE), 0)
    tiers = dict.fromkeys(ranking.tiers, 0)
    for status, tier, number in engine.rows(stream.tiers_sql(d, OUT, names["tier"], names["status"])):
        counts[str(status)] += int(number)
        if tier is not None:
            tiers[str(tier)] += int(number)
    return counts, tiers


def best(
    engine: Engine, scored: Scored, columns: Sequence[str], number: int
) -> Iterator[tuple[Ranked, tuple[Any, ...]]]:
    """So many of the best companies of a list that was scored: one of the same kind, and these columns of the file."""
    names = scored.names
    condition = (names["status"], "ranked")
    asked = [*columns, *(names[name] for name in COLUMNS)]
    select = stream.best_sql(engine.dialect, OUT, asked, condition, names["score"], number)
    for row in engine.rows(select):
        yield scored.said[tuple(row[len(columns) :])], row[: len(columns)]
