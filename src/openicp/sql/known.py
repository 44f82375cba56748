"""SELECTs of what is known of an account: attributes as of a day, tags with three answers, the directory.

Comes in: a dialect; the published tables ``attributes, tags, accounts`` and ``facts_accounts, facts_days`` (the day
on which each account was won, else approached) by name. Goes out: SELECTs of codes and ranges. It never turns an
absent value into a no: for tags the caller gets which sources list anything for the account.
"""

from __future__ import annotations

from collections.abc import Iterable

from openicp.sql.dialect import Dialect


def known_attributes_sql(d: Dialect, *, as_of: int, strict: bool = False) -> str:
    """One value per account and attribute: the latest known on the account's day, else the first known after it.

    Needs ``facts_days(ix, day)``. ``then_known`` is true where the history tells the value of that day. Columns:
    ``ix, attribute, value, low, high, currency, estimated, then_known, placed``: whether the account has such a day.

    Parameters
    ----------
    as_of
        Day of the run; the day of accounts that have none of their own.
    strict
        Whether the run looks from before the end of the data: a source that tells values of that time then tells all
        that was known, and its later values are not seen; values without a day are seen only where no source has a
        later one.
    """
    day = f"case when f.day < 0 or f.day > {as_of} then {as_of} else f.day end"
    before = f"(t.known is null or t.known <= {as_of})"
    seen = f"(t.known <= {as_of} or t.late = 0)" if strict else "true"
    late = f"max(case when not {before} and c.first <= {as_of} then 1 else 0 end)"
    return f"""
with told as (
  select t.*, {d.day_number("t.known_on")} as known from {d.ident("attributes")} t
), covered as (
  select attribute, source, min(known) as first from told group by attribute, source
), dated as (
  select a.ix, t.*, {day} as day, f.day as own_day, {late} over (partition by a.ix, t.attribute) as late
  from told t join facts_accounts a on a.account_id = t.account_id
  join facts_days f on f.ix = a.ix
  join covered c on c.attribute = t.attribute and c.source = t.source
), numbered as (
  select t.*, (t.known is not null and t.known <= t.day) as past, row_number() over (
    partition by t.ix, t.attribute order by
      case when t.known <= t.day then 0 when t.known <= {as_of} then 1 when t.known is null then 2 else 3 end,
      case when t.known <= t.day then -t.known else t.known end nulls last,
      coalesce(t.estimated, false), t.source, t.value nulls last, t.low nulls last) as place
  from dated t where {seen}
)
select ix, attribute, value, low, high, currency, coalesce(estimated, false) as estimated,
  (past and own_day >= 0) as then_known, (own_day >= 0) as placed from numbered where place = 1"""


def attribute_summary_sql(d: Dialect) -> str:
    """What ``facts_known`` holds of each attribute: counts that decide its kind."""
    return """
select attribute, count(*) as n, count(distinct value) as distinct_values,
  sum(case when low is not null or high is not null then 1 else 0 end) as ranges,
  sum(case when then_known then 1 else 0 end) as then_known,
  sum(case when placed then 1 else 0 end) as placed,
  sum(case when estimated then 1 else 0 end) as estimated
from facts_known group by attribute order by attribute"""


def value_counts_sql(d: Dialect, *, attribute: str) -> str:
    """How many accounts have each code: ``value, n``, the most frequent first."""
    return (
        f"select value, count(*) as n from facts_known where attribute = {d.literal(attribute)} and value is not null"
        " group by value order by n desc, value"
    )


def coded_sql(d: Dialect, *, attribute: str) -> str:
    """Codes of one attribute through the dictionary ``facts_codes(value, code)``: ``ix, code``."""
    return (
        "select k.ix, c.code from facts_known k join facts_codes c on c.value = k.value"
        f" where k.attribute = {d.literal(attribute)} order by k.ix"
    )


def ranges_sql(d: Dialect, *, attribute: str) -> str:
    """Ranges of one attribute: ``ix, low, high, currency``; an open end is infinite."""
    number = d.try_double("value")
    low, high = f"coalesce(low, {number})", f"coalesce(high, {number})"
    return (
        f"select ix, coalesce({low}, {d.literal(float('-inf'))}) as low,"
        f" coalesce({high}, {d.literal(float('inf'))}) as high, currency from facts_known"
        f" where attribute = {d.literal(attribute)} and ({low} is not null or {high} is not null) order by ix"
    )


def days_sql(d: Dialect, *, attribute: str, as_of: int) -> str:
    """Days that an attribute names, beside the account's own day (else that of the run): ``ix, day, own_day``."""
    named = d.day_number(d.cast("k.value", "date", strict=False))
    return (
        f"select k.ix, {named} as day, case when f.day < 0 then {as_of} else f.day end as own_day from facts_known k"
        f" join facts_days f on f.ix = k.ix where k.attribute = {d.literal(attribute)}"
        f" and {named} is not null order by k.ix"
    )


def names_sql(d: Dialect, places: Iterable[int]) -> str:
    """Names of the accounts at these places of ``facts_accounts``, in order."""
    return f"select name from facts_accounts where {d.is_in('ix', sorted(places))} order by name nulls last"


def tags_sql(d: Dialect, *, as_of: int) -> str:
    """Who has which tag: ``attribute, value, ix, known, dated``; one that ended before the account's day is left out.

    ``known`` is 1 where it was known on the account's day or has no day, 0 where it became known later; ``dated`` is 1
    where a day is told.
    """
    known, ended, day = _tag_days(d, as_of)
    return f"""
select t.attribute, t.value, a.ix, max(case when {known} > {day} then 0 else 1 end) as known,
  min(case when {known} is null then 0 else 1 end) as dated
from {d.ident("tags")} t
join facts_accounts a on a.account_id = t.account_id
join facts_days f on f.ix = a.ix
where t.value is not null and ({known} is null or {known} <= {as_of}) and ({ended} is null or {ended} >= {day})
group by t.attribute, t.value, a.ix order by t.attribute, t.value, a.ix"""


def _tag_days(d: Dialect, as_of: int) -> tuple[str, str, str]:
    """Days of a tag ``t``, and the account's own (else that of the run) of ``f``."""
    day = f"(case when f.day < 0 then {as_of} else f.day end)"
    return d.day_number("t.known_on"), d.day_number("t.ended_on"), day


def tag_sources_sql(d: Dialect, *, as_of: int) -> str:
    """For which accounts each source lists anything of an attribute by their day, and which values it ever lists.

    Two kinds of row in one: ``attribute, source, ix, value``, with ``value`` null for the first and ``ix`` -1 for
    the second. A tag is a no only where a source that lists this tag at all lists something for the account.
    """
    tags = d.ident("tags")
    known, _, day = _tag_days(d, as_of)
    return f"""
select distinct t.attribute, t.source, a.ix, cast(null as {d.text}) as value
from {tags} t join facts_accounts a on a.account_id = t.account_id join facts_days f on f.ix = a.ix
where {known} is null or {known} <= {day}
union all
select distinct attribute, source, cast(-1 as bigint) as ix, value from {tags} where value is not null"""


def directory_sql(d: Dialect) -> str:
    """Names and descriptions of the accounts in ``facts_wanted(account_id)``: all columns of ``accounts``."""
    return (
        f"select c.* from {d.ident('accounts')} c join facts_wanted w on w.account_id = c.account_id"
        " order by c.account_id"
    )


def relations_sql(d: Dialect) -> str:
    """What our product does with each technology of which a file tells it: ``value, relation``."""
    return (
        f"select distinct value, relation from {d.ident('tags')} where attribute = 'technologies'"
        " and relation is not null and value is not null order by value, relation"
    )


def tag_lists_sql(d: Dialect) -> str:
    """Tags of the accounts in ``facts_wanted``: ``account_id, attribute, value``."""
    return (
        f"select distinct t.account_id, t.attribute, t.value from {d.ident('tags')} t"
        " join facts_wanted w on w.account_id = t.account_id where t.value is not null"
        " order by t.account_id, t.attribute, t.value"
    )


def totals_sql(d: Dialect, tables: Iterable[str]) -> str:
    """Rows of each table that stand for something people count: ``part, n``."""
    return " union all ".join(
        f"select {d.literal(table)} as part, count(*) as n from {d.ident(table)}" for table in sorted(set(tables))
    )


def own_attributes_sql(d: Dialect) -> str:
    """What the user's own attributes are: ``attribute, kind, label``."""
    return (
        f"select attribute, max(kind) as kind, max(label) as label from {d.ident('own_attributes')}"
        " group by attribute order by attribute"
    )
