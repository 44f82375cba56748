"""The card as SQL: one SELECT that scores any list of companies, with three answers to every condition.

Comes in: a dialect, a profile, how the list stores each attribute. Goes out: one SELECT over ``prospects`` and
``prospect_tags``. It never reads an unknown value as a no: the line then counts its reference mean, and the range of
the score says what is open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from openicp.model.attribute import Condition, Kind
from openicp.model.profile import Band, Line, Profile
from openicp.sql.dialect import Dialect
from openicp.sql.words import lower

TABLE, TAGS, KEY = "prospects", "prospect_tags", "prospect_id"
BELOW = 1 - 1e-9
"""What a shared upper end is multiplied by, so that it lies just below itself."""


def score_sql(d: Dialect, profile: Profile, columns: Mapping[str, Kind], *, source: str | None = None) -> str:
    """One row per company: ``score, score_low, score_high`` and, for line ``j``, what it gave.

    Columns per line: ``points_j`` (expected), ``low_j``, ``high_j``, ``unknown_j`` (whether the range is open) and
    ``best_j`` (whether its first band holds: 1, 0, -1).

    Parameters
    ----------
    d
        The engine's words.
    profile
        Lines with bands; a band without a condition is every other known value.
    columns
        Attributes that the list stores, by kind: a category or yes/no in a column of that name, a number in
        ``<name>_low`` and ``<name>_high``, tags as rows of ``prospect_tags``. Others are unknown for every company.
    source
        A SELECT to read the list from, as ``list_sql`` writes it; default: the table ``prospects``.
    """
    listed = d.ident(TABLE) if source is None else f"({source})"
    lines = list(enumerate(profile.lines))
    answers = ", ".join(
        f"{_all_of(d, j, place, band, columns)} as a{j}_{place}"
        for j, line in lines
        for place, band in enumerate(line.bands)
        if band.conditions
    )
    bounds = ", ".join(f"{_bounds(j, line)}, {_best(j, line)}" for j, line in lines)
    points = ", ".join(f"{_points(j, line)}, low_{j} <> high_{j} as unknown_{j}" for j, line in lines)
    sums = ", ".join(f"{_sum(profile, prefix)} as {name}" for prefix, name in SUMS)
    tags = _tag_flags(d, profile, columns)
    joined = f" left join tagged t on t.{KEY} = p.{KEY}" if tags else ""
    return f"""
with {tags}answered as (
  select p.{d.ident(KEY)}{", " + answers if answers else ""} from {listed} p{joined}
), bounded as (
  select {d.ident(KEY)}{", " + bounds if bounds else ""} from answered
), pointed as (
  select *{", " + points if points else ""} from bounded
)
select *, {sums} from pointed"""


SUMS = (("points", "score"), ("low", "score_low"), ("high", "score_high"))


def _sum(profile: Profile, prefix: str) -> str:
    terms = [f"{prefix}_{j}" for j in range(len(profile.lines))]
    return " + ".join(terms) if terms else "0"


def _all_of(d: Dialect, line: int, place: int, band: Band, columns: Mapping[str, Kind]) -> str:
    """True, false or null: SQL's *and* is Kleene's, as ``all_of`` answers."""
    parts = [_answer(d, f"{line}_{place}_{part}", one, columns) for part, one in enumerate(band.conditions)]
    return parts[0] if len(parts) == 1 else "(" + " and ".join(f"({part})" for part in parts) + ")"


def _answer(d: Dialect, flag: str, condition: Condition, columns: Mapping[str, Kind]) -> str:
    """True, false or null, as ``Condition`` answers."""
    kind = columns.get(condition.attribute)
    if kind is None:
        return "cast(null as boolean)"
    if kind is Kind.TAGS:
        listed = _listed(condition.attribute, columns)
        return f"case when t.has{flag} = 1 then true when t.{listed} = 1 then false end"
    if kind is Kind.NUMBER:
        return _range_answer(d, condition)
    return d.is_in(d.column("p", condition.attribute), condition.values)


def _range_answer(d: Dialect, condition: Condition) -> str:
    low, high = (d.column("p", f"{condition.attribute}_{end}") for end in ("low", "high"))
    above, below = f"coalesce({low}, {d.literal(-math.inf)})", f"coalesce({high}, {d.literal(math.inf)})"
    start, end = condition.low, condition.high
    yes = [f"{above} >= {d.literal(float(start))}"] if start is not None and start > -math.inf else []
    no = [f"{below} < {d.literal(float(start))}"] if yes and start is not None else []
    if end is not None and end < math.inf:
        yes.append(f"{below} < {d.literal(float(end))}")
        no.append(f"{above} >= {d.literal(float(end))}")
    return (
        f"case when {low} is null and {high} is null then null when {' and '.join(yes) or 'true'} then true"
        f" when {' or '.join(no) or 'false'} then false end"
    )


def _bounds(line: int, card: Line) -> str:
    """Fewest and most points: the first band that holds decides, those before it only as far as they may hold."""
    rest = next((band.points for band in card.bands if band.condition is None), 0)
    low = high = f"{rest}"
    for place, band in reversed(list(enumerate(card.bands))):
        if band.condition is None:
            continue
        answer, points = f"a{line}_{place}", band.points
        low = f"case when {answer} then {points} when not {answer} then {low} else least({points}, {low}) end"
        high = f"case when {answer} then {points} when not {answer} then {high} else greatest({points}, {high}) end"
    return f"cast({low} as int) as low_{line}, cast({high} as int) as high_{line}"


def _best(line: int, card: Line) -> str:
    if not card.bands or card.bands[0].condition is None:
        return f"cast(-1 as int) as best_{line}"
    return f"cast(case when a{line}_0 then 1 when not a{line}_0 then 0 else -1 end as int) as best_{line}"


def _points(line: int, card: Line) -> str:
    expected = math.floor(card.reference + 0.5)
    return f"greatest(low_{line}, least(high_{line}, {expected})) as points_{line}"


def _listed(attribute: str, columns: Mapping[str, Kind]) -> str:
    tagged = sorted(name for name, kind in columns.items() if kind is Kind.TAGS)
    return f"listed{tagged.index(attribute)}"


def _tag_flags(d: Dialect, profile: Profile, columns: Mapping[str, Kind]) -> str:
    """One row per company that lists any tag: which attributes it lists, which bands it has."""
    wanted = [
        (f"{j}_{place}_{part}", condition)
        for j, line in enumerate(profile.lines)
        for place, band in enumerate(line.bands)
        for part, condition in enumerate(band.conditions)
        if columns.get(condition.attribute) is Kind.TAGS
    ]
    if not wanted:
        return ""
    attribute, value = d.ident("attribute"), d.ident("value")
    names = sorted({condition.attribute for _, condition in wanted})
    flags = [f"max(case when {attribute} = {d.literal(n)} then 1 else 0 end) as {_listed(n, columns)}" for n in names]
    flags += [
        f"max(case when {attribute} = {d.literal(c.attribute)} and {d.is_in(value, c.values)} then 1 else 0 end)"
        f" as has{flag}"
        for flag, c in wanted
    ]
    return (
        f"tagged as (\n  select {d.ident(KEY)}, {', '.join(flags)} from {d.ident(TAGS)}"
        f" where {d.is_in(attribute, names)} and {value} is not null group by {d.ident(KEY)}\n), "
    )


def prospect_names_sql(d: Dialect) -> str:
    """What tells companies of the list apart, and what people want to see of each: one row per company, in order.

    ``prospect_id, name, domain, source, line, country, industry, employees_low, employees_high, event,
    event_on``.
    """
    shown = "country, industry, employees_low, employees_high, event, event_on"
    return (
        f"select {d.ident(KEY)}, account_name as name, {lower(d, 'account_domain')} as domain,"
        f" source, line, {shown} from {d.ident(TABLE)} order by source, line nulls last, {d.ident(KEY)}"
    )


def prospect_tags_sql(d: Dialect) -> str:
    """Tags of the list: ``prospect_id, attribute, value``."""
    key = d.ident(KEY)
    return f"select distinct {key}, attribute, value from {d.ident(TAGS)} where value is not null order by 1, 2, 3"


def shared_ends_sql(d: Dialect, name: str) -> str:
    """Upper ends of ranges at which another range of the list begins: ``10-50`` and ``50-200`` share 50.

    A plain ``50`` begins no range: beside it ``11-50`` keeps its 50.
    """
    low, high = d.ident(f"{name}_low"), d.ident(f"{name}_high")
    table = d.ident(TABLE)
    return f"""
select distinct p.{high} as shared from {table} p join (
  select distinct {low} as begins from {table} where {high} is null or {low} < {high}
) q
on q.begins = p.{high} where p.{low} < p.{high} order by 1"""


def list_sql(d: Dialect, columns: Mapping[str, str]) -> str:
    """The list with these columns alone, each by its expression over ``p``: what ``score_sql`` reads from."""
    listed = "".join(f", {expression} as {d.ident(name)}" for name, expression in columns.items())
    return f"select p.{d.ident(KEY)}{listed} from {d.ident(TABLE)} p"


def told_sql(d: Dialect, source: str, columns: Sequence[str]) -> str:
    """Of how many companies each column tells something: one row."""
    counts = ", ".join(f"count({d.ident(name)})" for name in columns) or "0"
    return f"select {counts} from ({source}) s"


def tagged_sql(d: Dialect) -> str:
    """The attributes that tags tell."""
    return f"select distinct attribute from {d.ident(TAGS)} order by 1"


def open_end(d: Dialect, name: str, shared: Sequence[float]) -> str:
    """The upper end of a range, made open where ranges share their ends."""
    low, high = d.column("p", f"{name}_low"), d.column("p", f"{name}_high")
    if not shared:
        return high
    return f"case when {low} < {high} and {d.is_in(high, shared)} then {high} * {d.literal(BELOW)} else {high} end"


def yes_or_no(d: Dialect, expression: str) -> str:
    """A flag as a code."""
    return f"case when {expression} then {d.literal('yes')} when not {expression} then {d.literal('no')} end"


def first_that_holds(d: Dialect, choices: Sequence[tuple[Condition, str]]) -> str:
    """The text of the first range that is known to hold, else null; ranges must not overlap."""
    whens = "".join(f" when {_range_answer(d, c)} then {d.literal(text)}" for c, text in choices)
    return f"case{whens} end" if whens else d.to_text("null")


def looked_up(d: Dialect, expression: str, table: Mapping[str, str]) -> str:
    """The text that ``table`` has for the value of an expression, else null."""
    if not table:
        return d.to_text("null")
    whens = "".join(f" when {d.literal(key)} then {d.literal(text)}" for key, text in sorted(table.items()))
    return f"case {expression}{whens} end"
