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

    Needs ``facts_days(ix, day)`` and ``facts_attributes(code, attribute)``. ``then_known`` is true where the history
    tells the value of that day. Columns: ``ix, code, value, low, high, currency, estimated, then_known, placed``:
    whether the account has such a day.

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
    known = d.day_number("t.known_on")
    before = f"({known} is null or {known} <= {as_of})"
    late = f"max(case when not {before} and c.first <= {as_of} then 1 else 0 end) over (partition by a.ix, k.code)"
    covered = f"""join (
    select attribute, source, min({d.day_number("known_on")}) as first from {d.ident("attributes")}
    group by attribute, source) c on c.attribute = t.attribute and c.source = t.source"""
    return f"""
with dated as (
  select {d.cast("a.ix", "int")} as ix, k.code, t.value, t.low, t.high, t.currency, t.source,
    coalesce(t.estimated, false) as estimated, {known} as known, {day} as day, f.day >= 0 as placed,
    {late if strict else 0} as late
  from {d.ident("attributes")} t join facts_accounts a on a.account_id = t.account_id
  join facts_days f on f.ix = a.ix join facts_attributes k on k.attribute = t.attribute {covered if strict else ""}
), numbered as (
  select t.*, (t.known is not null and t.known <= t.day) as past, row_number() over (
    partition by t.ix, t.code order by
      case when t.known <= t.day then 0 when t.known <= {as_of} then 1 when t.known is null then 2 else 3 end,
      case when t.known <= t.day then -t.known else t.known end nulls last,
      t.estimated, t.source, t.value nulls last, t.low nulls last) as place
  from dated t where {f"(t.known <= {as_of} or t.late = 0)" if strict else "true"}
)
select ix, code, value, low, high, currency, estimated, (past and placed) as then_known, placed
from numbered where place = 1"""


def attributes_sql(d: Dialect) -> str:
    """The attributes of which anything is told: ``attribute``."""
    return f"select distinct attribute from {d.ident('attributes')} where attribute is not null order by attribute"


def attribute_summary_sql(d: Dialect) -> str:
    """What ``facts_known`` holds of each attribute: counts that decide its kind."""
    return """
with counted as (
  select code, count(*) as n, count(distinct value) as distinct_values,
    sum(case when low is not null or high is not null then 1 else 0 end) as ranges,
    sum(case when then_known then 1 else 0 end) as then_known,
    sum(case when placed then 1 else 0 end) as placed,
    sum(case when estimated then 1 else 0 end) as estimated
  from facts_known group by code
)
select a.attribute, c.n, c.distinct_values, c.ranges, c.then_known, c.placed, c.estimated, a.code
from counted c join facts_attributes a on a.code = c.code order by a.attribute"""


def value_counts_sql(d: Dialect, *, code: int) -> str:
    """How many accounts have each value of an attribute: ``value, n``, the most frequent first."""
    return (
        f"select value, count(*) as n from facts_known where code = {code} and value is not null"
        " group by value order by n desc, value"
    )


def coded_sql(d: Dialect, *, code: int) -> str:
    """Codes of one attribute through the dictionary ``facts_codes(value, code)``: ``ix, code``, in no order."""
    return f"select k.ix, c.code from facts_known k join facts_codes c on c.value = k.value where k.code = {code}"


def ranges_sql(d: Dialect, *, code: int) -> str:
    """Ranges of one attribute: ``ix, low, high``, in no order; an open end is infinite."""
    low, high = _range(d)
    return (
        f"select ix, coalesce({low}, {d.literal(float('-inf'))}) as low,"
        f" coalesce({high}, {d.literal(float('inf'))}) as high from facts_known"
        f" where code = {code} and ({low} is not null or {high} is not null)"
    )


def currencies_of_ranges_sql(d: Dialect, *, code: int) -> str:
    """Currencies of the ranges of one attribute: ``currency``."""
    low, high = _range(d)
    return (
        f"select distinct currency from facts_known where code = {code} and currency <> ''"
        f" and ({low} is not null or {high} is not null) order by currency"
    )


def _range(d: Dialect) -> tuple[str, str]:
    number = d.try_double("value")
    return f"coalesce(low, {number})", f"coalesce(high, {number})"


def days_sql(d: Dialect, *, code: int, as_of: int) -> str:
    """Days that an attribute names, beside the account's own day (else the run's): ``ix, day, own_day``, unordered."""
    named = d.day_number(d.cast("k.value", "date", strict=False))
    return (
        f"select k.ix, {named} as day, case when f.day < 0 then {as_of} else f.day end as own_day from facts_known k"
        f" join facts_days f on f.ix = k.ix where k.code = {code} and {named} is not null"
    )


def names_sql(d: Dialect, places: Iterable[int]) -> str:
    """Names of the accounts at these places of ``facts_accounts``, in order."""
    return f"select name from facts_accounts where {d.is_in('ix', sorted(places))} order by name nulls last"


def tag_values_sql(d: Dialect) -> str:
    """Every tag there is: ``attribute, value``."""
    return f"select distinct attribute, value from {d.ident('tags')} where value is not null order by attribute, value"


def tags_sql(d: Dialect, *, as_of: int) -> str:
    """Who has which tag of ``facts_tag_codes(code, attribute, value)``: ``code, ix, known, dated``.

    ``known`` is 1 where it was known on the account's day or has no day, 0 where it became known later; ``dated`` is 1
    where a day is told. A tag that ended before the account's day is left out.
    """
    known, ended, day = _tag_days(d, as_of)
    return f"""
select c.code, {d.cast("a.ix", "int")} as ix, max(case when {known} > {day} then 0 else 1 end) as known,
  min(case when {known} is null then 0 else 1 end) as dated
from {d.ident("tags")} t
join facts_tag_codes c on c.attribute = t.attribute and c.value = t.value
join facts_accounts a on a.account_id = t.account_id
join facts_days f on f.ix = a.ix
where ({known} is null or {known} <= {as_of}) and ({ended} is null or {ended} >= {day})
group by c.code, {d.cast("a.ix", "int")}"""


def tag_counts_sql(d: Dialect) -> str:
    """What ``facts_tags`` holds of each tag: ``code, known, undated``, how many accounts."""
    return "select code, sum(known) as known, sum(1 - dated) as undated from facts_tags group by code order by code"


def tagged_sql(d: Dialect, codes: Iterable[int]) -> str:
    """Who has some of the tags: ``code, ix, known``, in no order."""
    return f"select code, ix, known from facts_tags where {d.is_in('code', codes)}"


def _tag_days(d: Dialect, as_of: int) -> tuple[str, str, str]:
    """Days of a tag ``t``, and the account's own (else that of the run) of ``f``."""
    day = f"(case when f.day < 0 then {as_of} else f.day end)"
    return d.day_number("t.known_on"), d.day_number("t.ended_on"), day


def tag_sources_sql(d: Dialect) -> str:
    """Which values each source ever lists of an attribute: ``attribute, source, value``.

    A tag is a no only where a source that lists this tag at all lists something for the account.
    """
    return f"select distinct attribute, source, value from {d.ident('tags')} where value is not null order by 1, 2, 3"


def listed_for_sql(d: Dialect, *, attribute: str, source: str, as_of: int) -> str:
    """For which accounts a source lists anything of an attribute by their day: ``ix``, in no order."""
    known, _, day = _tag_days(d, as_of)
    return f"""
select distinct {d.cast("a.ix", "int")} as ix
from {d.ident("tags")} t join facts_accounts a on a.account_id = t.account_id join facts_days f on f.ix = a.ix
where t.attribute = {d.literal(attribute)} and t.source = {d.literal(source)}
  and ({known} is null or {known} <= {day})"""


def directory_sql(d: Dialect) -> str:
    """Names and descriptions of the accounts in ``facts_wanted(account_id)``: all columns of ``accounts``."""
    return (
        f"select c.* from {d.ident('accounts')} c join facts_wanted w on w.account_id = c.account_id"
        " order by c.account_id"
    )


def countries_of_accounts_sql(d: Dialect) -> str:
    """``account_id, country`` of the accounts whose lists say one."""
    return (
        f"select account_id, country from {d.ident('accounts')} where account_id is not null and country is not null "
        "order by account_id"
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
