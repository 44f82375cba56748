"""SELECTs of what systems say differently of one company, and of values that can hardly be true.

Comes in: a dialect and a day; the published tables and ``facts_accounts, facts_words, facts_intervals,
facts_sources`` by name. Goes out: SELECTs with the company. It never says which system is right.
"""

from __future__ import annotations

from collections.abc import Iterable

from openicp.sql.dialect import Dialect
from openicp.sql.paying import OPEN
from openicp.sql.words import folded


def states_sql(d: Dialect, *, as_of: int, grace: int, apart: int) -> str:
    """What each table says of accounts of which they disagree: ``kind, ix, pays, last_day``; -1 is no day.

    They disagree whether an account left, or, but for invoices, by more than ``apart`` days when. Only accounts of
    which billing knows something are looked at. An invoice says that it was written, not that nobody left: its period
    counts up to the grace after its end. On the day it left a company no longer pays: its last paid day is the one
    before.
    """
    lasting = f"case when o.kind = 'invoices' then i.ends + {grace} else i.ends end"
    churned = d.day_number("c.churned_on")
    return f"""
with billed as (
  select o.kind, i.ix, max(case when {lasting} >= {as_of} then 1 else 0 end) as pays, max(i.ends) as last_day
  from facts_intervals i join facts_sources o on o.src = i.src
  where i.refused is null and i.begins <= {as_of} and o.kind <> 'accounts' group by o.kind, i.ix
), listed as (
  select 'accounts' as kind, a.ix, case when c.churned_on is not null then 0 when c.is_churned then 0
      when w.meaning = 'ended' then 0 when w.meaning = 'active' then 1 when c.is_churned = false then 1 end as pays,
    coalesce({churned} - 1, -1) as last_day
  from {d.ident("accounts")} c join facts_accounts a on a.account_id = c.account_id
  left join facts_words w on w.topic = 'account' and w.word = {folded(d, "c.status")}
  where a.ix in (select ix from billed)
), said as (
  select kind, ix, pays, case when pays = 1 or last_day >= {OPEN} then -1 else last_day end as last_day from billed
  union all
  select kind, ix, pays, last_day from listed where pays is not null
), apart as (
  select ix from said group by ix having min(pays) <> max(pays)
    or max(case when kind <> 'invoices' and last_day >= 0 then last_day end)
      - min(case when kind <> 'invoices' and last_day >= 0 then last_day end) > {apart}
)
select s.kind, s.ix, s.pays, s.last_day from said s join apart a on a.ix = s.ix order by s.ix, s.kind"""


def earnings_sql(d: Dialect, *, as_of: int) -> str:
    """MRR as contracts and ledger have it, by their best source, where they differ: ``kind, ix, mrr``."""
    return f"""
with best as (
  select kind, src, row_number() over (partition by kind order by rank) as place from facts_ranks
  where topic = 'revenue' and kind in ('subscriptions', 'mrr_events')
), earned as (
  select b.kind, i.ix, sum(i.mrr) as mrr from facts_intervals i join best b on b.src = i.src and b.place = 1
  where i.refused is null and i.mrr > 0e0 and {as_of} between i.begins and i.ends group by b.kind, i.ix
), apart as (
  select ix from earned group by ix having max(mrr) - min(mrr) > 0.011e0
)
select e.kind, e.ix, e.mrr from earned e join apart a on a.ix = e.ix order by e.ix, e.kind"""


def sources_sql(d: Dialect) -> str:
    """How many sources give attributes: ``n``."""
    return f"select count(distinct source) as n from {d.ident('attributes')}"


def differing_attributes_sql(d: Dialect) -> str:
    """Codes that several sources give differently of one account: ``attribute, ix, n``, the newest of each source."""
    return f"""
with numbered as (
  select a.ix, t.attribute, t.source, t.value, row_number() over (
    partition by a.ix, t.attribute, t.source order by t.known_on desc nulls first, t.value) as place
  from {d.ident("attributes")} t join facts_accounts a on a.account_id = t.account_id
  where t.value is not null and not coalesce(t.estimated, false)
)
select attribute, ix, count(distinct value) as n from numbered where place = 1
group by attribute, ix having count(distinct value) > 1 and count(distinct source) > 1
order by attribute nulls last, ix nulls last"""


def doubtful_sql(d: Dialect, table: str) -> str:
    """Rows of a table in doubt, by company: ``doubt, name, n``."""
    return (
        f"select t.doubt, coalesce(c.name, '') as name, count(*) as n from {d.ident(table)} t"
        f" left join {d.ident('accounts')} c on c.account_id = t.account_id where t.doubt is not null"
        " group by t.doubt, coalesce(c.name, '') order by t.doubt, name"
    )


def big_for_its_people_sql(d: Dialect, *, per_person: int, currencies: Iterable[str]) -> str:
    """Companies whose revenue, in one of these currencies or an unknown one, is so much a head.

    Columns: ``name, high, revenue``.
    """
    known = d.is_in("revenue_currency", currencies)
    return (
        f"select name, employees_high as high, revenue_low as revenue from {d.ident('accounts')}"
        f" where revenue_low >= {d.literal(float(per_person))} * greatest(employees_high, 1e0)"
        f" and employees_high < cast('Infinity' as double) and (revenue_currency is null or {known})"
        " order by revenue_low desc, name"
    )


def odd_founded_sql(d: Dialect, *, year: int) -> str:
    """Companies founded after the year, or before 1500: ``name, founded``."""
    return (
        f"select name, founded_year as founded from {d.ident('accounts')}"
        f" where founded_year > {year} or founded_year < 1500 order by name"
    )


def negative_mrr_sql(d: Dialect, table: str, column: str) -> str:
    """Companies with an MRR below nothing: ``name, mrr``."""
    amount = d.column("t", column)
    return (
        f"select coalesce(c.name, '') as name, min({d.to_double(amount)}) as mrr from {d.ident(table)} t"
        f" left join {d.ident('accounts')} c on c.account_id = t.account_id where {amount} < 0"
        " group by coalesce(c.name, '') order by name"
    )


def starting_sql(d: Dialect, columns: Iterable[tuple[str, str]], days: Iterable[int]) -> str:
    """Companies of which a row of these tables begins on one of the days: ``name``.

    Parameters
    ----------
    columns
        Table and its column of days.
    """
    such = ", ".join(map(str, days))
    selects = [
        f"select c.name from {d.ident(table)} t join {d.ident('accounts')} c on c.account_id = t.account_id"
        f" where {d.day_number(d.column('t', column))} in ({such})"
        for table, column in columns
    ]
    return f"select distinct name from ({' union all '.join(selects)}) f where name is not null order by name"
