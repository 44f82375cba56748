"""SELECTs of what a dashboard may count and we don't, or the other way round, company by company.

Comes in: a dialect and a day; the published tables and ``facts_accounts, facts_words,
facts_intervals, facts_sources, facts_ranks`` by name. Goes out: SELECTs with a rule, the company, how many rows and how
much money. It never decides which rule a person's figure follows: ``facts.explaining`` does.
"""

from __future__ import annotations

from openicp.sql.dialect import Dialect
from openicp.sql.paying import contract_mrr, money_sql
from openicp.sql.words import folded


def unpaid_sql(d: Dialect, *, as_of: int) -> str:
    """Contracts that run on the day and don't count as paying: ``rule, ix, n, mrr``."""
    return f"""
with running as (
  select i.ix, i.mrr, case when i.refused = 'trial' and i.state = 'void' then 'pending'
      when i.refused in ('test', 'free', 'trial') then i.refused
      when i.refused is null and i.begins > {as_of} and i.first_day <= {as_of} then 'trial'
      when i.refused is null and i.begins > {as_of} then 'not_started' end as rule
  from facts_intervals i join facts_sources o on o.src = i.src
  where i.ends >= {as_of} and i.state <> 'ended'
    and (o.kind = 'subscriptions' or (o.kind = 'mrr_events' and i.refused = 'free' and i.begins <= {as_of}))
)
select rule, ix, count(*) as n, coalesce(sum(mrr), 0e0) as mrr from running
where rule is not null group by rule, ix order by rule, ix"""


def free_times_sql(d: Dialect) -> str:
    """When accounts were on a free plan: ``ix, begins, ends``."""
    return (
        "select ix, begins, ends from facts_intervals where refused = 'free' and begins is not null order by ix, begins"
    )


def standing_sql(d: Dialect, *, as_of: int) -> str:
    """Paying contracts that a dashboard may leave out: ``rule, ix, n, total, mrr``; ``total`` is all of the account."""
    day = d.day_number
    return f"""
with paying as (
  select o.source, i.ix, i.stream, sum(i.mrr) as mrr from facts_intervals i join facts_sources o on o.src = i.src
  where o.kind = 'subscriptions' and i.refused is null and {as_of} between i.begins and i.ends
  group by o.source, i.ix, i.stream
), totals as (
  select ix, count(*) as total from paying group by ix
), contracts as (
  select s.source, a.ix, coalesce(s.subscription_id, '') as stream, max(w.meaning) as standing,
    max({day("s.cancelled_on")}) as cancelled
  from {d.ident("subscriptions")} s join facts_accounts a on a.account_id = s.account_id
  left join facts_words w on w.topic = 'standing' and w.word = {folded(d, "s.status")}
  group by s.source, a.ix, coalesce(s.subscription_id, '')
), ruled as (
  select source, ix, stream, standing as rule from contracts where standing is not null
  union all
  select source, ix, stream, 'ending' as rule from contracts where cancelled <= {as_of}
)
select r.rule, p.ix, count(*) as n, max(t.total) as total, coalesce(sum(p.mrr), 0e0) as mrr
from ruled r join paying p on p.source = r.source and p.ix = r.ix and p.stream = r.stream
join totals t on t.ix = p.ix group by r.rule, p.ix order by r.rule, p.ix"""


def contracts_sql(d: Dialect, *, as_of: int) -> str:
    """Paying contracts of each account in the best source: ``ix, n``; only those with more than one."""
    return f"""
with best as (
  select src, row_number() over (order by rank) as place from facts_ranks
  where topic = 'spells' and kind = 'subscriptions'
)
select i.ix, count(distinct i.stream) as n from facts_intervals i join best b on b.src = i.src and b.place = 1
where i.refused is null and {as_of} between i.begins and i.ends
group by i.ix having count(distinct i.stream) > 1 order by i.ix"""


def internal_sql(d: Dialect, *, as_of: int, base: str | None) -> str:
    """Our own and test accounts whose contracts run on the day: ``name, mrr``."""
    day = d.day_number
    return f"""
select c.name, coalesce(sum({contract_mrr(d, base)}), 0e0) as mrr
from {d.ident("subscriptions")} s join {d.ident("accounts")} c on c.account_id = s.account_id
left join facts_words pace on pace.topic = 'interval' and pace.word = {folded(d, "s.billing_interval")}
left join facts_words state on state.topic = 'status' and state.word = {folded(d, "s.status")}
where coalesce(c.is_internal, false) and coalesce({day("s.started_on")}, 0) <= {as_of}
  and coalesce({day("s.ended_on")}, {as_of}) >= {as_of} and coalesce(state.meaning, '') not in ('ended', 'trial')
group by c.account_id, c.name order by c.name"""


def leads_by_row_sql(d: Dialect, *, as_of: int) -> str:
    """Every lead up to the day: ``lead, name, created, qualified, accepted, is_internal``; -1 is no date."""
    day = d.day_number
    number = "row_number() over (order by t.created_on, t.account_id, t.line)"
    return f"""
select coalesce(t.lead_id, t.source || ':' || {d.to_text(number)}) as lead, coalesce(c.name, '') as name,
  coalesce(t.account_id, '') as account, coalesce({day("t.created_on")}, -1) as created,
  coalesce({day("t.mql_on")}, -1) as qualified, coalesce({day("t.sql_on")}, -1) as accepted,
  coalesce(c.is_internal, false) as is_internal
from {d.ident("leads")} t left join {d.ident("accounts")} c on c.account_id = t.account_id
where coalesce({day("t.created_on")}, -1) <= {as_of} and (t.account_id is null or c.account_id is not null)
order by created, lead"""


def spend_by_row_sql(d: Dialect, *, base: str | None) -> str:
    """Every row of spend: ``first_day, last_day, channel, kind, amount``; last_day -1 where a row is a month."""
    day, month = d.day_number, d.column("t", "month")
    amount = money_sql(d, "t.amount", "t.amount_currency", day=month, base=base)
    return (
        f"select coalesce({day(month)}, -1) as first_day, coalesce({day('t.ended_on')}, -1) as last_day,"
        f" coalesce(t.channel, '') as channel, coalesce(t.kind, '') as kind, {amount} as amount"
        f" from {d.ident('spend')} t where t.amount is not null order by first_day, channel, amount"
    )
