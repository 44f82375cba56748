"""SELECTs that bring deals, approaches, spend and answers of the accounts to small arrays.

Comes in: a dialect, the base currency; the published tables and ``facts_accounts, facts_words, facts_rates`` by
name. Goes out: SELECTs with the account's index ``ix`` and whole days since 1970. It never divides cost or decides
an outcome: that is done on the arrays.
"""

from __future__ import annotations

from collections.abc import Iterable

from openicp.sql.dialect import Dialect
from openicp.sql.paying import money_sql
from openicp.sql.words import capitals, folded, trim

EVENT_DAYS: tuple[tuple[str, str, str], ...] = (
    ("subscriptions", "started_on", "fact"),
    ("subscriptions", "trial_start", "fact"),
    ("subscriptions", "cancelled_on", "fact"),
    ("subscriptions", "ended_on", "announced"),
    ("subscriptions", "ended_on", "left"),
    ("subscriptions", "ended_on", "broke_off"),
    ("mrr_events", "on", "fact"),
    ("invoices", "issued_on", "fact"),
    ("deals", "opened_on", "fact"),
    ("deals", "closed_on", "fact"),
    ("accounts", "customer_since", "fact"),
    ("accounts", "churned_on", "fact"),
    ("accounts", "created_on", "fact"),
    ("leads", "created_on", "fact"),
    ("usage", "on", "fact"),
    ("ratings", "on", "fact"),
    ("spend", "month", "month"),
)
"""Dates that say how far a table goes; all but a ``fact`` and a ``month`` may lie ahead of the export."""

TERMS = ((28, 32), (88, 94), (179, 186), (361, 370), (726, 735), (1091, 1100), (1456, 1466), (1821, 1831))
"""Days that contracts of one, three, six months and of one to five years last."""
NO_TERM = " and ".join(f"{{days}} not between {least} and {most}" for least, most in TERMS)
GONE = "select word from facts_words where topic = 'status' and meaning = 'ended'"
ONLY = {
    "announced:subscriptions.ended_on": f" and {{status}} not in ({GONE})",
    "left:subscriptions.ended_on": f" and {{status}} in ({GONE})",
    "broke_off:subscriptions.ended_on": f" and {NO_TERM}"
    " and not exists (select 1 from subscriptions where {status} <> '')",
    "fact:deals.closed_on": " and {outcome} <> 'open'",
}
"""Of which rows: an end is a leaving where the status says so, and may be one where no status is ever given and the
days are those of no term; open deals bear the day on which they should close."""

MONEY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("subscriptions", "mrr", ("started_on", "trial_end")),
    ("subscriptions", "arr", ("started_on", "trial_end")),
    ("subscriptions", "amount", ("started_on", "trial_end")),
    ("mrr_events", "mrr_after", ("on",)),
    ("mrr_events", "mrr_change", ("on",)),
    ("invoices", "amount", ("period_start", "issued_on")),
    ("deals", "amount", ("closed_on", "opened_on")),
    ("accounts", "mrr", ("customer_since",)),
    ("accounts", "arr", ("customer_since",)),
    ("spend", "amount", ("month",)),
)
"""Columns of money that are summed, and the days whose month gives their rate, the first that is known."""
INSTEAD: dict[tuple[str, str], tuple[str, ...]] = {
    ("subscriptions", "arr"): ("mrr",),
    ("subscriptions", "amount"): ("mrr", "arr"),
    ("accounts", "arr"): ("mrr",),
}
"""Prices that count where none of these is given: an import keeps the price beside the MRR that it makes of it."""


def event_days_sql(d: Dialect, tables: Iterable[str]) -> str:
    """How many rows of each table bear each day: ``part, role, name, day, n``; empty text where nothing is dated."""
    present = set(tables)
    words = {name: folded(d, f"coalesce({name}, '')") for name in ("status", "outcome")}
    words["days"] = f"{d.day_number(d.ident('ended_on'))} - {d.day_number(d.ident('started_on'))}"
    selects = [
        f"select {d.literal(table)} as part, {d.literal(role)} as role, {d.literal(column)} as name,"
        f" {d.day_number(d.ident(column))} as day, count(*) as n"
        f" from {d.ident(table)} where {d.ident(column)} is not null"
        f"{ONLY.get(f'{role}:{table}.{column}', '').format_map(words)}"
        f" group by {d.ident(column)}"
        for table, column, role in EVENT_DAYS
        if table in present
    ]
    return " union all ".join(selects)


def currencies_sql(d: Dialect, tables: Iterable[str]) -> str:
    """Amounts by currency and month: ``part, currency, month, n``; month -1 where nothing has a date."""
    present = set(tables)
    selects = [
        f"select {d.literal(table)} as part, {d.ident(column + '_currency')} as currency,"
        f" coalesce({d.month_index(_first_of(d, days))}, -1) as month"
        f" from {d.ident(table)} where {d.ident(column)} is not null and {d.ident(column)} <> 0"
        f" and {d.ident(column + '_currency')} is not null"
        f"{''.join(f' and {d.ident(other)} is null' for other in INSTEAD.get((table, column), ()))}"
        for table, column, days in MONEY
        if table in present
    ]
    inner = " union all ".join(selects)
    return f"select part, currency, month, count(*) as n from ({inner}) as found group by part, currency, month"


def _first_of(d: Dialect, days: Iterable[str]) -> str:
    return f"coalesce({', '.join(map(d.ident, days))})"


def distinct_words_sql(d: Dialect, table: str, column: str) -> str:
    """The different texts of a column, folded in case: ``word``."""
    word = folded(d, d.ident(column))
    return f"select distinct {word} as word from {d.ident(table)} where {d.ident(column)} is not null"


def deals_sql(d: Dialect, *, base: str | None, named: bool = False) -> str:
    """Every deal: ``ix, opened, closed, outcome, kind, channel, campaign, amount, is_double, is_internal``; -1 unknown.

    A deal of a company that ``accounts`` does not have is none. ``named``: also ``deal`` and the company's ``name``,
    for what is shown of single deals.
    """
    day = d.day_number
    names = ", t.deal_id as deal, n.name" if named else ""
    amount = money_sql(d, "t.amount", "t.amount_currency", day="coalesce(t.closed_on, t.opened_on)", base=base)
    return f"""
select coalesce(a.ix, -1) as ix, coalesce(n.is_internal, false) as is_internal,
  coalesce({day("t.opened_on")}, -1) as opened, coalesce({day("t.closed_on")}, -1) as closed,
  coalesce(o.meaning, s.meaning, 'open') as outcome, coalesce(c.meaning, k.meaning, p.meaning, 'new') as kind,
  {amount} as amount, t.channel, t.campaign, t.duplicate_of is not null as is_double{names}
from {d.ident("deals")} t
left join facts_accounts a on a.account_id = t.account_id
left join {d.ident("accounts")} n on n.account_id = t.account_id
left join facts_words o on o.topic = 'outcome' and o.word = {folded(d, "t.outcome")}
left join facts_words s on s.topic = 'outcome' and s.word = {folded(d, "t.stage")}
left join facts_words k on k.topic = 'deal_kind' and k.word = {folded(d, "t.kind")}
left join facts_words p on p.topic = 'deal_kind' and p.word = {folded(d, "t.pipeline")}
left join facts_words c on c.topic = 'pipeline' and c.word = {folded(d, "t.pipeline")}
where t.account_id is null or n.account_id is not null
order by t.deal_id nulls last, t.source, t.line nulls last, t.opened_on nulls last, t.closed_on nulls last,
  t.channel nulls last"""


def leads_sql(d: Dialect, *, as_of: int) -> str:
    """Each account's first lead: ``ix, day, channel, campaign``; day -1 where none of its leads has a date."""
    day = d.day_number("t.created_on")
    return f"""
with numbered as (
  select a.ix, coalesce({day}, -1) as day, t.channel, t.campaign, row_number() over (
    partition by a.ix order by t.created_on nulls last, t.lead_id nulls last, t.source, t.line nulls last,
      t.channel nulls last, t.campaign nulls last) as place
  from {d.ident("leads")} t join facts_accounts a on a.account_id = t.account_id
  where coalesce({day}, -1) <= {as_of}
)
select ix, day, channel, campaign from numbered where place = 1 order by ix"""


def leads_count_sql(d: Dialect, *, as_of: int) -> str:
    """How many leads came in up to the day, without our own accounts: ``n``; each id once, and each row without one."""
    day = d.day_number("t.created_on")
    return (
        "select count(distinct t.lead_id) + count(case when t.lead_id is null then 1 end) as n"
        f" from {d.ident('leads')} t left join facts_accounts a on a.account_id = t.account_id"
        f" where coalesce({day}, -1) <= {as_of} and (t.account_id is null or a.ix is not null)"
    )


def listed_sql(d: Dialect) -> str:
    """What the list of companies says of each: ``ix, created, status, channel``."""
    return f"""
select a.ix, coalesce({d.day_number("c.created_on")}, -1) as created, coalesce(w.meaning, '') as status, c.channel
from {d.ident("accounts")} c join facts_accounts a on a.account_id = c.account_id
left join facts_words w on w.topic = 'account' and w.word = {folded(d, "c.status")}
order by a.ix"""


def spend_sql(d: Dialect, *, base: str | None) -> str:
    """Spend: ``first_day, last_day, channel, campaign, amount``; last_day -1 where a row is a month."""
    day = d.day_number
    month = d.column("t", "month")
    amount = money_sql(d, "t.amount", "t.amount_currency", day=month, base=base)
    return (
        f"select {day(month)} as first_day, coalesce({day('t.ended_on')}, -1) as last_day, t.channel, t.campaign,"
        f" sum({amount}) as amount, count(*) as n, sum(case when {amount} is null then 1 else 0 end) as unread"
        f" from {d.ident('spend')} t where {month} is not null and t.amount is not null"
        " group by 1, 2, 3, 4 order by 1, 2, 3 nulls last, 4 nulls last"
    )


def promoters_sql(d: Dialect, *, as_of: int) -> str:
    """Each account's latest 0-10 answer, of several that nothing orders the lowest: ``ix, score``."""
    on = d.column("t", "on")
    kind = folded(d, "coalesce(t.kind, 'nps')")
    return f"""
with numbered as (
  select a.ix, t.score, row_number() over (
    partition by a.ix order by {on} desc nulls last, t.line desc nulls last, t.source, t.score) as place
  from {d.ident("ratings")} t join facts_accounts a on a.account_id = t.account_id
  where {kind} like '%nps%' and t.score between 0 and 10 and coalesce({d.day_number(on)}, 0) <= {as_of}
)
select ix, score from numbered where place = 1 order by ix"""


def referrals_sql(d: Dialect, *, as_of: int) -> str:
    """How many companies each account recommended us to: ``ix, n``; a row that does not name the company is one."""
    referred = folded(d, "coalesce(t.referred_ref, t.referred_name)")
    on = d.day_number(d.column("t", "on"))
    return f"""
select a.ix, count(distinct {referred}) + count(case when {referred} is null then 1 end) as n
from {d.ident("referrals")} t join facts_accounts a on a.account_id = t.account_id
where coalesce({on}, 0) <= {as_of} group by a.ix order by a.ix"""


def usage_sql(d: Dialect, *, first_month: int, last_month: int) -> str:
    """Mean monthly amount of use from ``first_month`` to ``last_month``, of whoever ever used: ``ix, amount``."""
    month = d.month_index(d.column("t", "on"))
    months = last_month - first_month + 1
    inside = f"case when {month} between {first_month} and {last_month} then t.amount else 0e0 end"
    return f"""
select a.ix, {d.divide(f"sum({inside})", str(months))} as amount
from {d.ident("usage")} t join facts_accounts a on a.account_id = t.account_id
where {d.column("t", "on")} is not null and t.amount is not null and {month} <= {last_month}
group by a.ix order by a.ix"""


def rates_sql(d: Dialect) -> str:
    """Rates as given: ``currency, base, month, rate``; of several in a month the mean; month -1 without a date."""
    month = d.ident("month")
    mean = d.divide("sum(cast(rate as decimal(28,12)))", "count(*)")
    return (
        f"select {capitals(d, trim(d, 'currency'))} as currency, {capitals(d, trim(d, d.ident('base')))} as base,"
        f" coalesce({d.month_index(month)}, -1) as month, {mean} as rate from {d.ident('rates')}"
        " where currency is not null and rate > 0e0 group by 1, 2, 3 order by 1, 2 nulls last, 3"
    )
