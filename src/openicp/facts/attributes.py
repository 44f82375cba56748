"""Attributes of the accounts as coded columns.

Comes in: the history of attributes and the tags, reduced by the engine; the day on which each account was won.
Goes out: one column per attribute worth looking at, and what was left out with its reason. It never uses an
outcome to choose, join or cut values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine import Engine
from openicp.facts.bands import edges, half_open
from openicp.facts.leaks import leak_reason
from openicp.model.attribute import OWN_PREFIX, Attribute, Kind
from openicp.model.facts import CategoryColumn, Column, NumberColumn, TagsColumn
from openicp.model.finding import Finding
from openicp.model.tables import ATTRIBUTES
from openicp.sql import known

if TYPE_CHECKING:
    from openicp.model.facts import Floats, Ints, Tri

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
"""Reasons of ``vocab/leaks.toml`` that give no outcome away but make no attribute either."""
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
    code: int
    """Its place in ``facts_attributes``."""
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
        _put_attributes(engine)
        engine.create("facts_known", known.known_attributes_sql(engine.dialect, as_of=as_of, strict=strict))
        for summary in _summaries(engine, tables):
            _add(engine, summary, found, n=n, as_of=as_of)
        engine.drop("facts_known")
    if "tags" in tables:
        _add_tags(engine, found, n=n, as_of=as_of, labels=_labels(engine, tables))
    return found


def _put_attributes(engine: Engine) -> None:
    """A number for each attribute: a million accounts have several millions of values."""
    names = [str(name) for (name,) in engine.rows(known.attributes_sql(engine.dialect))]
    engine.put(
        "facts_attributes",
        {"code": range(len(names)), "attribute": names},
        types={"code": "int", "attribute": "varchar"},
    )


def _summaries(engine: Engine, tables: frozenset[str]) -> list[Summary]:
    own: dict[str, tuple[str, str]] = {}
    if "own_attributes" in tables:
        rows = engine.rows(known.own_attributes_sql(engine.dialect))
        own = {name: (kind or "", label) for name, kind, label in rows}
    return [
        Summary(*counts, *own.get(counts[0], (KINDS.get(counts[0], ""), None)))
        for counts in engine.rows(known.attribute_summary_sql(engine.dialect))
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
    rows = engine.fetch(known.days_sql(engine.dialect, code=summary.code, as_of=as_of))
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
    currencies = engine.rows(known.currencies_of_ranges_sql(engine.dialect, code=summary.code))
    if len(currencies) > 1:
        return "mixed_currencies"
    found.currencies |= dict.fromkeys((summary.attribute,), str(currencies[0][0])) if currencies else {}
    rows = engine.fetch(known.ranges_sql(engine.dialect, code=summary.code))
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
    group = "own" if name.startswith(OWN_PREFIX) else GROUPS.get(name, "firmographics")
    return Attribute(name, kind, unit, summary.label, whole, group)


def _category(engine: Engine, summary: Summary, *, n: int) -> CategoryColumn | str:
    counts = engine.rows(known.value_counts_sql(engine.dialect, code=summary.code))
    if (reason := _unfit(summary, counts)) is not None:
        return reason
    codes = _dictionary(summary, counts)
    engine.put("facts_codes", {"value": list(codes), "code": list(codes.values())})
    values, ranks = np.unique(list(codes.values()), return_inverse=True)
    if len(values) < 2:
        return "single_value"
    engine.put("facts_codes", {"value": list(codes), "code": ranks.tolist()})
    rows = engine.fetch(known.coded_sql(engine.dialect, code=summary.code))
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
    if summary.attribute.startswith(OWN_PREFIX) and len(counts) > max(20, 0.5 * summary.n):
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
    values = [(str(name), str(value)) for name, value in engine.rows(known.tag_values_sql(engine.dialect))]
    _put_tags(engine, values)
    engine.create("facts_tags", known.tags_sql(engine.dialect, as_of=as_of))
    counts = engine.rows(known.tag_counts_sql(engine.dialect))
    told = engine.rows(known.tag_sources_sql(engine.dialect))
    for name in sorted({values[code][0] for code, _, _ in counts}):
        mine = {code: int(knowing) for code, knowing, _ in counts if values[code][0] == name}
        if not any(mine.values()):
            found.leave_out(name, "known_later")
            continue
        kept = _kept(mine, {code: values[code][1] for code in mine})
        knows: dict[str, set[str]] = {}
        for _, source, value in (row for row in told if row[0] == name):
            knows.setdefault(str(source), set()).add(str(value))
        state = _states(engine, kept, knows, name=name, n=n, as_of=as_of)
        found.columns[name] = tags_column(name, tuple(kept), state, label=labels.get(name))
        if any(undated for code, _, undated in counts if code in mine):
            found.only_now.add(name)
    engine.drop("facts_tags")


def _put_tags(engine: Engine, values: Sequence[tuple[str, str]]) -> None:
    types = {"code": "int", "attribute": "varchar", "value": "varchar"}
    names, tags = [name for name, _ in values], [tag for _, tag in values]
    engine.put("facts_tag_codes", {"code": range(len(values)), "attribute": names, "value": tags}, types=types)


def _kept(known_by: Mapping[int, int], values: Mapping[int, str]) -> dict[str, int]:
    """The most frequent tags that anybody has, with their codes, by name."""
    names = {values[code]: code for code in sorted(known_by, key=values.__getitem__)}
    most = sorted(names, key=lambda name: -known_by[names[name]])[:MOST_TAGS]
    return {name: names[name] for name in sorted(most) if known_by[names[name]]}


def _states(
    engine: Engine, kept: Mapping[str, int], knows: Mapping[str, set[str]], *, name: str, n: int, as_of: int
) -> Tri:
    """(n, tags) Three answers per tag: a no only where a source that knows it lists something for the account.

    What became known after the account's day is neither a yes nor a no.
    """
    state = np.full((n, len(kept)), -1, dtype=np.int8)
    for source in sorted(knows):
        select = known.listed_for_sql(engine.dialect, attribute=name, source=source, as_of=as_of)
        listed = np.zeros(n, dtype=bool)
        listed[engine.fetch(select)["ix"]] = True
        known_tags = np.array([at for at, value in enumerate(kept) if value in knows[source]], dtype=np.int64)
        state[np.ix_(np.flatnonzero(listed), known_tags)] = 0
    place = np.zeros(max(kept.values(), default=0) + 1, dtype=np.int64)
    place[list(kept.values())] = np.arange(len(kept))
    rows = engine.fetch(known.tagged_sql(engine.dialect, kept.values()))
    state[rows["ix"], place[rows["code"]]] = np.where(rows["known"] == 1, 1, -1)
    return state


def tags_column(name: str, tags: tuple[str, ...], state: Tri, *, label: str | None = None) -> TagsColumn:
    """The column of an attribute that has several values."""
    group = GROUPS.get(name, "own" if name.startswith(OWN_PREFIX) else "market")
    return TagsColumn(Attribute(name, Kind.TAGS, own_label=label, group=group), tags, state)
