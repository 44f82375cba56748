"""Attributes of the accounts as coded columns.

Comes in: the history of attributes and the tags, reduced by the engine; the day on which each account was won.
Goes out: one column per attribute worth looking at, and what was left out with its reason. It never uses an
outcome to choose, join or cut values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.facts.bands import edges, half_open
from openicp.facts.leaks import leak_reason
from openicp.model.attribute import Attribute, Kind
from openicp.model.facts import CategoryColumn, Column, NumberColumn, TagsColumn
from openicp.model.finding import Finding
from openicp.model.tables import ATTRIBUTES
from openicp.sql import known

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints

MOST_VALUES = 40
"""Of a category without a vocabulary; the rare ones are pooled."""
MOST_TAGS = 60
LASTING = frozenset({"founded_year", "channel"})
"""Attributes that never change."""
DAYS_OF_MONTH = 365.25 / 12
KIND_UNITS = {"date": "months", "money": "money", "moneyrange": "money"}
"""Unit of an attribute that has none of its own, by its kind."""
OTHER = "other"
UNITS = {column.name: column.unit for column in ATTRIBUTES}
KINDS = {column.name: column.kind for column in ATTRIBUTES}
GROUPS = {"technologies": "technographics", "roles": "people", "themes": "market", "channel": "market"}
NO_ATTRIBUTE = frozenset({"identifier", "date"})
"""Reasons of ``vocab/leaks.yaml`` that give no outcome away but make no attribute either."""
REASONS = {"id": "identifier", "free": "text", "person": "text"}
"""Reasons that are said in the same words as another."""
YES = frozenset({"yes", "true", "1", "y", "ja", "oui", "da"})
NO = frozenset({"no", "false", "0", "n", "nein", "nee", "non", "nu"})


@dataclass
class Gathered:
    """Columns under way."""

    columns: dict[str, Column] = field(default_factory=dict)
    only_now: set[str] = field(default_factory=set)
    leaked: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    allowed: frozenset[str] = frozenset()
    currencies: dict[str, str] = field(default_factory=dict)
    """Currency of attributes that are money."""

    def leave_out(self, attribute: str, reason: str, **fields: object) -> None:
        """Note why an attribute is not offered."""
        code = REASONS.get(reason, reason)
        fields |= {"attribute": attribute, "reason": code}
        self.findings.append(Finding(f"attribute_left_out.{code}", "note", fields))


@dataclass(frozen=True)
class Summary:
    """What is known of one attribute before its column is made."""

    attribute: str
    n: int
    distinct: int
    ranges: int
    then_known: int
    """Accounts whose value is that of the day on which they were won or approached."""
    placed: int
    """Accounts that have such a day."""
    estimated: int
    """Of these, told to be estimates."""
    kind: str
    label: str | None


def gather_columns(
    engine: Engine,
    tables: frozenset[str],
    *,
    n: int,
    as_of: int,
    strict: bool = False,
    allowed: frozenset[str] = frozenset(),
) -> Gathered:
    """Columns of all attributes in ``attributes`` and ``tags``; needs ``facts_accounts`` and ``facts_days``.

    Parameters
    ----------
    n
        How many accounts.
    as_of
        Day of the run.
    strict
        Whether that day is before the end of the data, so that what became known later must not be seen.
    allowed
        Attributes that a person wants although their names look as if they gave the outcome away.
    """
    found = Gathered(allowed=allowed)
    if "attributes" in tables:
        engine.create("facts_known", known.known_attributes_sql(engine.dialect, as_of=as_of, strict=strict))
        for summary in _summaries(engine, tables):
            _add(engine, summary, found, n=n, as_of=as_of)
        engine.drop("facts_known")
    if "tags" in tables:
        _add_tags(engine, found, n=n, as_of=as_of, labels=_labels(engine, tables))
    return found


def _summaries(engine: Engine, tables: frozenset[str]) -> list[Summary]:
    own: dict[str, tuple[str, str]] = {}
    if "own_attributes" in tables:
        rows = engine.rows(known.own_attributes_sql(engine.dialect))
        own = {name: (kind or "", label) for name, kind, label in rows}
    return [
        Summary(name, n, distinct, ranges, then, placed, guessed, *own.get(name, (KINDS.get(name, ""), None)))
        for name, n, distinct, ranges, then, placed, guessed in engine.rows(known.attribute_summary_sql(engine.dialect))
    ]


def _add(engine: Engine, summary: Summary, found: Gathered, *, n: int, as_of: int) -> None:
    name = summary.attribute
    if name not in found.allowed and (reason := leak_reason(name)) is not None:
        if reason in NO_ATTRIBUTE:
            found.leave_out(name, reason)
        else:
            found.leaked.append((name, reason))
        return
    if summary.kind in ("free", "person", "id"):
        found.leave_out(name, summary.kind)
        return
    column = _column(engine, summary, found, n=n, as_of=as_of)
    if isinstance(column, str):
        found.leave_out(name, column, values=summary.distinct)
        return
    found.columns[name] = column
    _say(summary, found)


def _say(summary: Summary, found: Gathered) -> None:
    """Note how much is known as it was when accounts were won, and what is an estimate."""
    if not summary.then_known and summary.attribute not in LASTING:
        found.only_now.add(summary.attribute)
    elif 0 < summary.then_known < summary.placed and summary.attribute not in LASTING:
        found.findings.append(_counted("known_then_partly", summary, summary.then_known, summary.placed))
    if summary.estimated:
        found.findings.append(_counted("values_estimated", summary, summary.estimated, summary.n))


def _counted(code: str, summary: Summary, n: int, of: int) -> Finding:
    return Finding(code, "note", {"attribute": summary.attribute, "n": int(n), "of": int(of)})


def _column(engine: Engine, summary: Summary, found: Gathered, *, n: int, as_of: int) -> Column | str:
    if summary.kind == "date":
        return _months_since(engine, summary, n=n, as_of=as_of)
    return _number(engine, summary, found, n=n) if _is_number(summary) else _category(engine, summary, n=n)


def _months_since(engine: Engine, summary: Summary, *, n: int, as_of: int) -> NumberColumn | str:
    """Whole months from a day that the user's column names to the day on which the account was won.

    A day after it was not known then, and is unknown.
    """
    rows = engine.fetch(known.days_sql(engine.dialect, attribute=summary.attribute, as_of=as_of))
    before = rows["day"] <= rows["own_day"]
    months = np.floor((rows["own_day"] - rows["day"])[before] / DAYS_OF_MONTH)
    if len(months) < 2:
        return "date"
    return number_column(summary, rows["ix"][before], months, months, n=n)


def say_today(found: Gathered) -> None:
    """Note of which attributes only today's value is known; after those that follow from others are there."""
    today = sorted(found.only_now & set(found.columns))
    if today:
        some = set(found.columns) - LASTING > set(today)
        code = "known_today_only" if some else "known_today_all"
        found.findings.append(Finding(code, "note", {"attributes": today, "n": len(today)}))


def _is_number(summary: Summary) -> bool:
    if summary.kind:
        return summary.kind in ("range", "moneyrange", "number", "money", "share")
    return summary.ranges >= 0.5 * summary.n


def _number(engine: Engine, summary: Summary, found: Gathered, *, n: int) -> NumberColumn | str:
    rows = engine.fetch(known.ranges_sql(engine.dialect, attribute=summary.attribute))
    currencies = {str(currency) for currency in rows["currency"] if currency}
    if len(currencies) > 1:
        return "mixed_currencies"
    found.currencies |= dict.fromkeys((summary.attribute,), next(iter(currencies))) if currencies else {}
    return number_column(summary, rows["ix"], rows["low"], rows["high"], n=n)


def number_column(summary: Summary, ix: Ints, low: Floats, high: Floats, *, n: int) -> NumberColumn | str:
    """A number per account with unsupervised edges, or the reason why it is not offered."""
    valid = (low <= high) & ~(np.isinf(low) & np.isinf(high))
    ix, low, high = ix[valid], low[valid], high[valid]
    if len(ix) == 0 or (low.min() == high.max()):
        return "single_value"
    unit = UNITS.get(summary.attribute, "") or KIND_UNITS.get(summary.kind, "")
    ends = np.concatenate([low, high])
    whole = bool((ends[np.isfinite(ends)] % 1 == 0).all()) and unit != "money"
    high = half_open(low, high)
    lows, highs = np.full(n, np.nan), np.full(n, np.nan)
    lows[ix], highs[ix] = low, high
    attribute = _attribute(summary, Kind.NUMBER, unit=unit, whole=whole)
    return NumberColumn(attribute, lows, highs, edges(low, high, unit=unit, whole=whole))


def _attribute(summary: Summary, kind: Kind, *, unit: str = "", whole: bool = True) -> Attribute:
    name = summary.attribute
    group = "own" if name.startswith("x_") else GROUPS.get(name, "firmographics")
    return Attribute(name, kind, unit, summary.label, whole, group)


def _category(engine: Engine, summary: Summary, *, n: int) -> CategoryColumn | str:
    counts = engine.rows(known.value_counts_sql(engine.dialect, attribute=summary.attribute))
    if (reason := _unfit(summary, counts)) is not None:
        return reason
    codes = _dictionary(summary, counts)
    engine.put("facts_codes", {"value": list(codes), "code": list(codes.values())})
    values, ranks = np.unique(list(codes.values()), return_inverse=True)
    if len(values) < 2:
        return "single_value"
    engine.put("facts_codes", {"value": list(codes), "code": ranks.tolist()})
    rows = engine.fetch(known.coded_sql(engine.dialect, attribute=summary.attribute))
    return category_column(summary, rows["ix"], rows["code"], tuple(map(str, values)), n=n)


def category_column(summary: Summary, ix: Ints, codes: Ints, values: tuple[str, ...], *, n: int) -> CategoryColumn:
    """One code per account, -1 where unknown."""
    coded = np.full(n, -1, dtype=np.int64)
    coded[ix] = codes
    kind = Kind.YESNO if values == ("no", "yes") else Kind.CATEGORY
    return CategoryColumn(_attribute(summary, kind), values, coded)


def _unfit(summary: Summary, counts: list[tuple[Any, ...]]) -> str | None:
    if len(counts) < 2:
        return "single_value"
    if summary.attribute.startswith("x_") and len(counts) > max(20, 0.5 * summary.n):
        return "too_many_values"
    return None


def _dictionary(summary: Summary, counts: list[tuple[Any, ...]]) -> dict[str, str]:
    """Value as stored to value as offered: yes and no in one form, rare ones pooled."""
    words = [str(value) for value, _ in counts]
    if all(word.casefold() in YES | NO for word in words):
        return {word: "yes" if word.casefold() in YES else "no" for word in words}
    if len(words) <= MOST_VALUES or (KINDS.get(summary.attribute) == "code" and summary.attribute != "city"):
        return {word: word for word in words}
    frequent = {str(value) for value, n in counts[: MOST_VALUES - 1] if n > 1}
    return {word: word if word in frequent else OTHER for word in words}


def _labels(engine: Engine, tables: frozenset[str]) -> dict[str, str]:
    """The users' own attributes as their headers were written."""
    if "own_attributes" not in tables:
        return {}
    return {name: label for name, _, label in engine.rows(known.own_attributes_sql(engine.dialect))}


def _add_tags(engine: Engine, found: Gathered, *, n: int, as_of: int, labels: Mapping[str, str]) -> None:
    rows = engine.fetch(known.tags_sql(engine.dialect, as_of=as_of))
    listing = engine.fetch(known.tag_sources_sql(engine.dialect, as_of=as_of))
    for name in sorted(set(rows["attribute"])):
        mine = {key: column[rows["attribute"] == name] for key, column in rows.items()}
        if not mine["known"].any():
            found.leave_out(name, "known_later")
            continue
        of = {key: column[listing["attribute"] == name] for key, column in listing.items()}
        found.columns[name] = tags_column(name, mine, of, n=n, label=labels.get(name))
        if not mine["dated"].all():
            found.only_now.add(name)


def tags_column(
    name: str, rows: Mapping[str, Any], listing: Mapping[str, Any], *, n: int, label: str | None = None
) -> TagsColumn:
    """Three answers per tag: a no only where a source that knows the tag lists something for the account.

    Parameters
    ----------
    rows
        Columns ``ix, value, known``: who has which tag, and whether (1) that was known on the account's day; what
        became known later is neither a yes nor a no.
    listing
        Columns ``source, ix, value``: for whom each source lists anything (``value`` null), and which tags it knows
        (``ix`` -1).
    """
    then = rows["known"] == 1
    tags, place = np.unique(rows["value"].astype(str), return_inverse=True)
    counts = np.bincount(place[then], minlength=len(tags))
    kept = np.sort([at for at in np.argsort(-counts, kind="stable")[:MOST_TAGS] if counts[at]])
    state = np.full((n, len(tags)), -1, dtype=np.int8)
    for source in sorted({str(s) for s in listing["source"]}):
        mine = listing["source"].astype(str) == source
        listed = np.unique(listing["ix"][mine & (listing["ix"] >= 0)])
        knows = np.isin(tags, listing["value"][mine & (listing["ix"] < 0)].astype(str))
        state[np.ix_(listed, np.flatnonzero(knows))] = 0
    state[rows["ix"], place] = np.where(then, 1, -1)
    group = GROUPS.get(name, "own" if name.startswith("x_") else "market")
    attribute = Attribute(name, Kind.TAGS, own_label=label, group=group)
    return TagsColumn(attribute, tuple(map(str, tags[kept])), state[:, kept])
