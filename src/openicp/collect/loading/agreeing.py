"""How one file writes its numbers and days, where its columns agree: what decides those columns that do not show it.

Comes in: the texts of a file in the engine and its columns. Goes out: the columns with that as hints. It looks at a
sample of the lines, for a column that shows its own way is never overruled.
"""

from __future__ import annotations

from dataclasses import replace

from openicp.collect.loading.columns import Column
from openicp.engine import Engine
from openicp.normalise.evidence import NUMBERS, evidence
from openicp.sql import collect as sql

LINES = 2000
"""Lines looked at, from all over the file."""
ANY = ".+"


def agreed(engine: Engine, raw: str, rows: int, columns: list[Column]) -> list[Column]:
    """The columns, each with what the others show."""
    telling = [each for each in columns if each.kind in NUMBERS or each.kind == "date"]
    if len(telling) < 2:
        return columns
    step = max(1, rows // LINES)
    texts = {each.raw: _sample(engine, raw, each, step) for each in telling}
    told = evidence((each.kind, texts[each.raw]) for each in telling)
    return [replace(each, hints={**each.hints, **told}) if each in telling else each for each in columns]


def _sample(engine: Engine, raw: str, column: Column, step: int) -> list[str]:
    select = sql.sampled_texts_sql(engine.dialect, raw, column.raw, ANY, step)
    return [str(text) for (text,) in engine.rows(select)]
