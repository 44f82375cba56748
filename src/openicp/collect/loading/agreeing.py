"""How one file writes its numbers and days, where its columns agree: what decides those columns that do not show it.

Comes in: a sample of the texts of a file in the engine, and its columns. Goes out: the columns with that as hints. A
column that shows its own way is never overruled.
"""

from __future__ import annotations

from dataclasses import replace

from openicp.collect.loading.columns import Column
from openicp.engine import Engine
from openicp.normalise.evidence import NUMBERS, evidence
from openicp.sql import collect as sql

ANY = ".+"


def agreed(engine: Engine, sample: str, columns: list[Column]) -> list[Column]:
    """The columns, each with what the others show."""
    telling = [each for each in columns if each.kind in NUMBERS or each.kind == "date"]
    if len(telling) < 2:
        return columns
    texts = {each.raw: _shown(engine, sample, each) for each in telling}
    told = evidence((each.kind, texts[each.raw]) for each in telling)
    return [replace(each, hints={**each.hints, **told}) if each in telling else each for each in columns]


def _shown(engine: Engine, sample: str, column: Column) -> list[str]:
    select = sql.texts_of_form_sql(engine.dialect, sample, column.raw, ANY)
    return [str(text) for (text,) in engine.rows(select)]
