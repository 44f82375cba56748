"""How one file writes its numbers and days, where its columns agree: what decides those columns that do not show it.

Comes in: a sample of the texts of a file, and its columns. Goes out: the columns with that as hints. A column that
shows its own way is never overruled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from openicp.collect.loading.columns import Column
from openicp.normalise.evidence import NUMBERS, evidence


def telling(columns: Sequence[Column]) -> list[Column]:
    """Columns that show how a file writes numbers and days, where there are several."""
    found = [each for each in columns if each.kind in NUMBERS or each.kind == "date"]
    return found if len(found) > 1 else []


def agreed(columns: list[Column], texts: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns, each with what the others show.

    Parameters
    ----------
    texts
        By raw column those that tell.
    """
    tell = telling(columns)
    if not tell:
        return columns
    shown = {each.raw: [text for text in texts[each.raw] if text and "\n" not in text] for each in tell}
    told = evidence((each.kind, shown[each.raw]) for each in tell)
    return [replace(each, hints={**each.hints, **told}) if each in tell else each for each in columns]
