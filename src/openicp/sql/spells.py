"""SELECTs that make spells and monthly revenue of paying intervals.

Comes in: a dialect, the grace, a day; the tables ``facts_intervals`` and ``facts_ranks`` by name. Goes out: SELECTs
of chosen intervals, merged spells, MRR by account and month. It never reads a published table but ``accounts``.
"""

from __future__ import annotations

from openicp.sql.dialect import Dialect
from openicp.sql.paying import OPEN, money_sql


def interval_sources_sql(d: Dialect) -> str:
    """What each billing source holds: what ranks are decided by. One row per kind and source."""
    return f"""
with contracts as (
  select kind, source, stream, count(distinct begins) > 1 as is_dated from facts_intervals
  where stream <> '' and kind = 'subscriptions' and mrr > 0e0 group by kind, source, stream
), sliced as (
  select kind, source, sum(case when is_dated then 1 else 0 end) as sliced from contracts group by kind, source
), by_account as (
  select kind, source, ix, max(case when refused is null then 1 else 0 end) as pays,
    max(case when refused is null and mrr > 0e0 then 1 else 0 end) as earns,
    max(case when has_status then 1 else 0 end) as has_status,
    max(case when has_decision then 1 else 0 end) as has_decision,
    max(case when refused is null and ends >= {OPEN} then 1 else 0 end) as is_open
  from facts_intervals group by kind, source, ix
)
select i.kind, i.source, sum(pays) as accounts, sum(earns) as earning, max(has_status) as has_status,
  max(has_decision) as has_decision, sum(is_open) as open_rows, coalesce(max(s.sliced), 0) as sliced
from by_account i left join sliced s on s.kind = i.kind and s.source = i.source
group by i.kind, i.source order by i.kind, i.source"""


SAMPLED = 20_000
"""Accounts whose contracts show whether ends are the last paid day or the day after it."""


def seams_sql(d: Dialect) -> str:
    """Per source, how many contracts go on from the very day of an end, and from the day after it.

    ``kind, source, same_day, next_day``: where the first is the commoner, ends name the first day not paid.
    """
    return f"""
with ends as (
  select distinct kind, source, ix, ends from facts_intervals
  where refused is null and ix < {SAMPLED} and kind <> 'mrr_events'
), starts as (
  select distinct kind, source, ix, begins from facts_intervals
  where refused is null and ix < {SAMPLED} and kind <> 'mrr_events'
), meeting as (
  select e.kind, e.source, s.begins - e.ends as gap
  from ends e join starts s on s.kind = e.kind and s.source = e.source and s.ix = e.ix and s.begins = e.ends
  union all
  select e.kind, e.source, s.begins - e.ends as gap
  from ends e join starts s on s.kind = e.kind and s.source = e.source and s.ix = e.ix and s.begins = e.ends + 1
)
select kind, source, sum(case when gap = 0 then 1 else 0 end) as same_day,
  sum(case when gap = 1 then 1 else 0 end) as next_day
from meeting group by kind, source order by kind, source"""


def chosen_intervals_sql(d: Dialect, *, topic: str, as_of: int, grace: int, sources: int = 2) -> str:
    """Paying intervals that no better source covers; ``topic`` is ``spells`` or ``revenue``.

    A row of a worse source counts only outside of what the better ones know of the account. A period that simply
    runs out within the grace before ``as_of`` is still paying when its source never says that anyone left; revenue
    goes on only for accounts whose spell does. With one of ``sources`` there is nothing to compare.
    """
    uncovered = UNCOVERED if sources > 1 else "select * from ranked"
    earning = " and i.mrr > 0e0" if topic == "revenue" else ""
    still = " and exists (select 1 from facts_spells f where f.ix = u.ix and f.ended < 0)" if earning else ""
    return f"""
with ranked as (
  select i.ix, i.begins, i.mrr, i.term, i.decided, r.rank, r.runs_out,
    case when r.exclusive and i.ends < {OPEN} and i.ends > i.begins then i.ends - 1 else i.ends end as ends
  from facts_intervals i
  join facts_ranks r on r.kind = i.kind and r.source = i.source and r.topic = {d.literal(topic)}
  where i.refused is null and i.begins <= {as_of}{earning}
), uncovered as (
  {uncovered}
)
select u.ix, u.rank, u.begins,
  case when u.runs_out and not u.decided and u.ends = max(u.ends) over (partition by u.ix, u.rank)
      and u.ends + {grace} >= {as_of}{still} then {OPEN} else u.ends end as ends, u.mrr, u.term
from uncovered u"""


UNCOVERED = """select x.* from ranked x where not exists (
    select 1 from (select ix, rank, min(begins) as begins, max(ends) as ends from ranked group by ix, rank) v
    where v.ix = x.ix and v.rank < x.rank and v.begins <= x.ends and v.ends >= x.begins)"""
"""Rows of an account that do not meet what a better source knows of it."""


def merged_spells_sql(d: Dialect, *, as_of: int, grace: int) -> str:
    """Spells of ``facts_paying``: overlaps merged, gaps up to the grace bridged; ``ended`` is -1 while paying."""
    return f"""
with ordered as (
  select ix, begins, ends, term,
    max(ends) over (partition by ix order by begins, ends rows between unbounded preceding and 1 preceding) as before
  from facts_paying
), numbered as (
  select *, sum(case when before is null or begins > before + {grace} + 1 then 1 else 0 end)
    over (partition by ix order by begins, ends rows between unbounded preceding and current row) as spell
  from ordered
)
select ix, cast(min(begins) as bigint) as started,
  cast(case when max(ends) >= {as_of} then -1 else max(ends) end as bigint) as ended,
  cast(max(term) as bigint) as term
from numbered group by ix, spell order by ix, started"""


def listed_earnings_sql(d: Dialect, *, base: str | None) -> str:
    """The MRR that the list of companies names, over the account's spells, where no billing source gives one."""
    mrr = money_sql(d, "c.mrr", "c.mrr_currency", day="c.customer_since", base=base)
    arr = d.divide(money_sql(d, "c.arr", "c.arr_currency", day="c.customer_since", base=base), "12")
    return f"""
with listed as (
  select a.ix, coalesce({mrr}, {arr}) as mrr
  from {d.ident("accounts")} c join facts_accounts a on a.account_id = c.account_id
)
select s.ix, 1000 as rank, s.started as begins, case when s.ended < 0 then {OPEN} else s.ended end as ends, l.mrr,
  s.term
from facts_spells s join listed l on l.ix = s.ix
where l.mrr > 0e0 and not exists (select 1 from facts_earning e where e.ix = s.ix)"""


def month_revenue_sql(d: Dialect) -> str:
    """MRR of each account at the end of each month of ``facts_months``: ``ix, month, mrr``."""
    return (
        "select e.ix, m.month, sum(e.mrr) as mrr from facts_earning e"
        " join facts_months m on m.last_day between e.begins and e.ends"
        " group by e.ix, m.month having sum(e.mrr) > 0e0 order by m.month, e.ix"
    )


def latest_mrr_sql(d: Dialect, *, as_of: int) -> str:
    """MRR of each account at ``as_of``, or on its last paid day when that was earlier: ``ix, mrr``."""
    return f"""
with days as (
  select ix, least(max(ends), {as_of}) as day from facts_earning group by ix
)
select e.ix, sum(e.mrr) as mrr from facts_earning e
join days on days.ix = e.ix and days.day between e.begins and e.ends
group by e.ix order by e.ix"""


def mrr_by_source_sql(d: Dialect, *, as_of: int) -> str:
    """MRR at ``as_of`` as each source alone would have it: ``kind, source, accounts, mrr``."""
    return f"""
select kind, source, count(distinct ix) as accounts, sum(mrr) as mrr from facts_intervals
where refused is null and mrr > 0e0 and {as_of} between begins and ends
group by kind, source order by kind, source"""


def refused_sql(d: Dialect) -> str:
    """How many contracts don't count, and why: ``kind, refused, n, accounts``.

    What is free or a trial is told only of accounts that never pay: with the others it went over into paying.
    """
    return """
select i.kind, i.refused, count(*) as n, count(distinct i.ix) as accounts from facts_intervals i
left join (select distinct ix from facts_intervals where refused is null) paying on paying.ix = i.ix
where i.refused not in ('replaced', 'over') and (paying.ix is null or i.refused not in ('free', 'trial'))
group by i.kind, i.refused order by i.kind, i.refused"""


def tried_sql(d: Dialect, *, as_of: int) -> str:
    """Each account's first contract of any kind, paid or not, and whether the last unpaid one is over.

    ``ix, first_day, ended``: a trial that ended without a payment was approached and lost.
    """
    return f"""
select ix, coalesce(min(first_day), -1) as first_day,
  min(case when refused in ('trial', 'free') and state <> 'ended' and ends >= {as_of} then 0 else 1 end) as ended
from facts_intervals
where coalesce(refused, '') not in ('test', 'impossible', 'void') and coalesce(first_day, 0) <= {as_of}
group by ix order by ix"""
