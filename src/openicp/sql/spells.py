"""SELECTs that make spells and monthly revenue of paying intervals.

Comes in: a dialect, the grace, a day; the tables ``facts_intervals, facts_sources, facts_ranks`` by name. Goes
out: SELECTs of chosen intervals, merged spells, MRR by account and month. It never reads a published table but
``accounts``.
"""

from __future__ import annotations

from openicp.sql.dialect import Dialect
from openicp.sql.paying import OPEN, listed_mrr


def interval_sources_sql(d: Dialect) -> str:
    """What each billing source holds: what ranks are decided by. One row per kind and source."""
    return f"""
with contracts as (
  select i.src, i.stream, count(distinct i.begins) > 1 as is_dated from facts_intervals i
  join facts_sources o on o.src = i.src and o.kind = 'subscriptions'
  where i.stream <> '' and i.mrr > 0e0 group by i.src, i.stream
), sliced as (
  select src, sum(case when is_dated then 1 else 0 end) as sliced from contracts group by src
), by_account as (
  select src, ix, max(case when refused is null then 1 else 0 end) as pays,
    max(case when refused is null and mrr > 0e0 then 1 else 0 end) as earns,
    max(case when has_status then 1 else 0 end) as has_status,
    max(case when has_decision then 1 else 0 end) as has_decision,
    max(case when refused is null and ends >= {OPEN} then 1 else 0 end) as is_open
  from facts_intervals group by src, ix
), summed as (
  select src, sum(pays) as accounts, sum(earns) as earning, max(has_status) as has_status,
    max(has_decision) as has_decision, sum(is_open) as open_rows
  from by_account group by src
)
select o.src, o.kind, o.source, i.accounts, i.earning, i.has_status, i.has_decision, i.open_rows,
  coalesce(s.sliced, 0) as sliced
from summed i join facts_sources o on o.src = i.src left join sliced s on s.src = i.src order by o.kind, o.source"""


SAMPLED = 20_000
"""Accounts whose contracts show whether ends are the last paid day or the day after it."""


def seams_sql(d: Dialect) -> str:
    """Per source, how many contracts go on from the very day of an end, and from the day after it.

    ``src, same_day, next_day``: where the first is the commoner, ends name the first day not paid.
    """
    of_sample = (
        "from facts_intervals i join facts_sources o on o.src = i.src and o.kind <> 'mrr_events'"
        f" where i.refused is null and i.ix < {SAMPLED}"
    )
    return f"""
with ends as (
  select distinct i.src, i.ix, i.ends {of_sample}
), starts as (
  select distinct i.src, i.ix, i.begins {of_sample}
), meeting as (
  select e.src, s.begins - e.ends as gap
  from ends e join starts s on s.src = e.src and s.ix = e.ix and s.begins = e.ends
  union all
  select e.src, s.begins - e.ends as gap
  from ends e join starts s on s.src = e.src and s.ix = e.ix and s.begins = e.ends + 1
)
select src, sum(case when gap = 0 then 1 else 0 end) as same_day, sum(case when gap = 1 then 1 else 0 end) as next_day
from meeting group by src order by src"""


def chosen_intervals_sql(d: Dialect, *, topic: str, as_of: int, grace: int, sources: int = 2) -> str:
    """Paying intervals that no better source covers; ``topic`` is ``spells`` or ``revenue``.

    A row of a worse source counts only outside of what the better ones know of the account. A period that simply
    runs out within the grace before ``as_of`` is still paying when its source never says that anyone left; revenue
    goes on only for accounts whose spell does. With one of ``sources`` there is nothing to compare.
    """
    ranked = _ranked(d, topic=topic, as_of=as_of)
    still = " and exists (select 1 from facts_spells f where f.ix = u.ix and f.ended < 0)" if topic == "revenue" else ""
    return f"""
with uncovered as (
  select x.* from ({ranked}) x{_unless_covered(ranked, sources)}
), latest as (
  select ix, rank, max(ends) as last_day from uncovered where runs_out and ends + {grace} >= {as_of} group by ix, rank
)
select u.ix, u.rank, u.begins,
  case when u.runs_out and not u.decided and u.ends = l.last_day{still} then {OPEN} else u.ends end as ends,
  u.mrr, u.term
from uncovered u left join latest l on l.ix = u.ix and l.rank = u.rank"""


def _ranked(d: Dialect, *, topic: str, as_of: int) -> str:
    """What pays by the day, with the rank of its source."""
    earning = " and i.mrr > 0e0" if topic == "revenue" else ""
    return f"""
  select i.ix, i.begins, i.mrr, i.term, i.decided, r.rank, r.runs_out,
    case when r.exclusive and i.ends < {OPEN} and i.ends > i.begins then i.ends - 1 else i.ends end as ends
  from facts_intervals i join facts_ranks r on r.src = i.src and r.topic = {d.literal(topic)}
  where i.refused is null and i.begins <= {as_of}{earning}"""


def _unless_covered(ranked: str, sources: int) -> str:
    """But the rows of an account that meet what a better source knows of it; the last source covers nothing."""
    if sources < 2:
        return ""
    return f""" left join (
    select ix, rank, min(begins) as begins, max(ends) as ends from ({ranked}) y
    where y.rank < {sources - 1} group by ix, rank) v
  on v.ix = x.ix and v.rank < x.rank and v.begins <= x.ends and v.ends >= x.begins where v.ix is null"""


def merged_spells_sql(d: Dialect, *, as_of: int, grace: int) -> str:
    """Spells of ``facts_paying``: overlaps merged, gaps up to the grace bridged; ``ended`` is -1 while paying."""
    return f"""
with ordered as (
  select ix, begins, ends, term,
    max(ends) over (partition by ix order by begins, ends rows between unbounded preceding and 1 preceding) as before
  from facts_paying
), opened as (
  select *, case when before is null or begins > before + {grace} + 1 then 1 else 0 end as opens from ordered
), numbered as (
  select *, sum(opens)
    over (partition by ix order by begins, ends, opens desc rows between unbounded preceding and current row) as spell
  from opened
)
select ix, cast(min(begins) as bigint) as started,
  cast(case when max(ends) >= {as_of} then -1 else max(ends) end as bigint) as ended,
  cast(max(term) as bigint) as term
from numbered group by ix, spell order by ix, started"""


def by_grace_sql(d: Dialect, *, as_of: int) -> str:
    """How many accounts of ``facts_spells`` pay on the day without a period that covers it: ``n``."""
    ranked = _ranked(d, topic="spells", as_of=as_of)
    return f"""
select count(*) as n from (select distinct ix from facts_spells where ended < 0) s
left join (select distinct x.ix from ({ranked}) x where x.ends >= {as_of}) c on c.ix = s.ix
where c.ix is null"""


def listed_earnings_sql(d: Dialect, *, base: str | None) -> str:
    """The MRR that the list of companies names, over the account's spells, where no billing source gives one."""
    return f"""
with listed as (
  select a.ix, {listed_mrr(d, base)} as mrr
  from {d.ident("accounts")} c join facts_accounts a on a.account_id = c.account_id
)
select s.ix, 1000 as rank, s.started as begins, case when s.ended < 0 then {OPEN} else s.ended end as ends, l.mrr,
  s.term
from facts_spells s join listed l on l.ix = s.ix
where l.mrr > 0e0 and not exists (select 1 from facts_earning e where e.ix = s.ix)"""


def month_revenue_sql(d: Dialect) -> str:
    """MRR of each account at the end of each month of ``facts_months``: ``ix, month, mrr``.

    An interval with one end of a month in it, such as an invoice, finds it by equality: the range is for the others.
    """
    first, after = d.month_index(d.from_day("begins")), d.month_index(d.from_day("ends + 1"))
    return f"""
with lasting as (
  select ix, begins, ends, mrr, {first} as first, {after} as after from facts_earning
), running as (
  select e.ix, m.month, e.mrr from lasting e join facts_months m on m.month = e.first where e.after = e.first + 1
  union all
  select e.ix, m.month, e.mrr from lasting e join facts_months m on m.last_day between e.begins and e.ends
  where e.after > e.first + 1
)
select ix, month, sum(mrr) as mrr from running group by ix, month having sum(mrr) > 0e0 order by month, ix"""


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
select o.kind, o.source, count(distinct i.ix) as accounts, sum(i.mrr) as mrr
from facts_intervals i join facts_sources o on o.src = i.src
where i.refused is null and i.mrr > 0e0 and {as_of} between i.begins and i.ends
group by o.kind, o.source order by o.kind, o.source"""


def refused_sql(d: Dialect) -> str:
    """How many contracts don't count, and why: ``kind, refused, n, accounts``.

    What is free or a trial is told only of accounts that never pay: with the others it went over into paying.
    """
    return """
select o.kind, i.refused, cast(sum(i.n) as bigint) as n, count(distinct i.ix) as accounts
from facts_intervals i join facts_sources o on o.src = i.src
where i.refused not in ('replaced', 'over') and (i.refused not in ('free', 'trial')
  or i.ix not in (select ix from facts_intervals where refused is null))
group by o.kind, i.refused order by o.kind, i.refused"""


def tried_sql(d: Dialect, *, as_of: int) -> str:
    """Each account's first contract of any kind, paid or not, and whether the last unpaid one is over.

    ``ix, first_day, ended``: a trial that ended without a payment was approached and lost.
    """
    return f"""
select ix, coalesce(min(first_day), -1) as first_day,
  min(case when refused in ('trial', 'free', 'negative') and state <> 'ended' and ends >= {as_of} then 0
    else 1 end) as ended
from facts_intervals
where coalesce(refused, '') not in ('test', 'impossible', 'void', 'credited') and coalesce(first_day, 0) <= {as_of}
group by ix order by ix"""
