"""SELECTs that read who paid when: one row per paying interval of each billing source.

Comes in: a dialect and the base currency; the published tables and ``facts_accounts, facts_words, facts_rates,
facts_sources`` by name. Goes out: SELECTs over whole days since 1970, all with the columns of ``INTERVAL_COLUMNS``. It
never decides which source is better: ``sql.spells`` does, by a table of ranks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openicp.sql.dialect import Dialect
from openicp.sql.words import folded

OPEN = 1_000_000
"""Day of an end that is not known: after every date that a table may hold."""

INTERVAL_COLUMNS = (
    "src",
    "ix",
    "stream",
    "begins",
    "ends",
    "mrr",
    "term",
    "decided",
    "has_status",
    "has_decision",
    "state",
    "first_day",
    "refused",
    "n",
)
"""``src`` is the place of kind and source in ``facts_sources``, ``stream`` the contract; ``refused`` is null for paying
rows, else the reason; ``n`` is how many rows of the table one interval stands for."""
SHORT = ("src", "ix", "begins", "ends", "term", "first_day", "n")
"""Columns that are kept in four bytes: a company of a million accounts has intervals by the million."""


def billing_sources_sql(d: Dialect, kinds: Iterable[str]) -> str:
    """Every source of the billing tables: ``kind, source``."""
    named = {kind: d.literal("") if kind == "accounts" else "source" for kind in kinds}
    selects = [
        f"select distinct {d.literal(kind)} as kind, {source} as source from {d.ident(kind)}"
        for kind, source in named.items()
    ]
    return f"select kind, source from ({' union all '.join(selects)}) as found order by kind, source"


def account_index_sql(d: Dialect) -> str:
    """Accounts but the internal ones, numbered by their id from 0: ``account_id, name, ix``."""
    return (
        "select account_id, name, cast(row_number() over (order by account_id) as bigint) - 1 as ix"
        f" from {d.ident('accounts')} where not coalesce(is_internal, false)"
    )


HALF_PLACE = 0.000051
"""Half of the last of the four places that money is kept in, and what a double adds to it."""
RATE = "decimal(19,10)"
"""Type of a rate: times an amount of 18 digits it fills the 38 that engines have. The product is exact, and so is the
rounding to the cent; with one digit more Spark would round the product to 13 places first."""


def money_sql(d: Dialect, amount: str, currency: str, *, day: str, base: str | None) -> str:
    """``amount`` as a double in the base currency; null where its currency has no rate for the day's month.

    What is converted is rounded to the cent, as a booking is: sums of it agree with a ledger's to the cent.
    """
    plain = d.to_double(amount)
    if base is None:
        return plain
    rate = (
        f"select max(r.rate) from facts_rates r where r.currency = {currency}"
        f" and r.month = coalesce({d.month_index(day)}, -1)"
    )
    home = d.literal(base)
    exact = f"{d.cast(amount, 'decimal(18,4)')} * {d.cast(f'({rate})', RATE)}"
    return f"case when coalesce({currency}, {home}) = {home} then {plain} else {d.to_double(f'round({exact}, 2)')} end"


def subscription_intervals_sql(d: Dialect, *, base: str | None) -> str:
    """Every contract as an interval; trials, tests, free plans and impossible rows say why they don't count."""
    day = d.day_number
    return f"""
with contracts as (
  select o.src, a.ix, coalesce(s.subscription_id, '') as stream, s.status,
    {day("s.started_on")} as started, {day("s.trial_end")} as trial_end, {day("s.trial_start")} as trial_start,
    {day("s.ended_on")} as ended, {day("s.cancelled_on")} as cancelled, coalesce(state.meaning, '') as state,
    coalesce(s.is_test, false) as is_test, {_free(d)} as is_free, {_price(d)} < 0e0 as is_negative,
    {contract_mrr(d, base)} as mrr, coalesce(s.billing_months, pace.amount, 0e0) as term
  from {d.ident("subscriptions")} s
  join facts_accounts a on a.account_id = s.account_id
  join facts_sources o on o.kind = 'subscriptions' and o.source = s.source
  left join facts_words state on state.topic = 'status' and state.word = {folded(d, "s.status")}
  left join facts_words plan on plan.topic = 'plan' and plan.word = {folded(d, "s.plan")}
  left join facts_words pace on pace.topic = 'interval' and pace.word = {folded(d, "s.billing_interval")}
), dated as (
  select *,
    case when trial_end is not null and coalesce(started, trial_end) <= trial_end then trial_end + 1
      else started end as begins,
    coalesce(ended, case when state = 'ended' or status is null then cancelled end) as last_day
  from contracts
)
select src, ix, stream, begins, coalesce(last_day, {OPEN}) as ends,
  mrr, cast(round(term) as bigint) as term,
  (state = 'ended' or cancelled is not null) as decided,
  status is not null as has_status, cancelled is not null as has_decision, state,
  coalesce(least(started, trial_start), started, trial_start, trial_end) as first_day,
  {REFUSED} as refused, 1 as n
from dated"""


REFUSED = """case when is_test then 'test'
    when started is not null and ended is not null and ended < started then 'impossible'
    when is_free then 'free'
    when is_negative then 'negative'
    when state in ('trial', 'void') then 'trial'
    when begins is null then 'no_start'
    when state = 'ended' and last_day is null then 'no_end'
    when last_day is not null and last_day < begins then 'trial' end"""


def _free(d: Dialect) -> str:
    """A price of nothing, a plan that is free by name, or a discount of (nearly) everything."""
    return (
        "(coalesce(s.is_free, false) or coalesce(plan.meaning, '') = 'free'"
        f" or coalesce(s.discount, 0e0) >= 0.9995e0 or {_price(d)} = 0e0)"
    )


def _price(d: Dialect) -> str:
    """Whichever price the contract `s` names; 1 where it names none."""
    prices = ", ".join(d.to_double(f"s.{name}") for name in ("mrr", "arr", "amount"))
    return f"coalesce({prices}, 1e0)"


def contract_mrr(d: Dialect, base: str | None) -> str:
    """What a contract `s` brings in a month, from whichever price it names; `pace` is the word of its interval."""
    day = "coalesce(s.started_on, s.trial_end)"
    prices = [
        ("s.arr", "s.arr_currency", d.literal(12.0)),
        ("s.amount", "s.amount_currency", "coalesce(s.billing_months, pace.amount, 1e0)"),
    ]
    return _monthly(d, "s.mrr", "s.mrr_currency", prices, day=day, base=base)


def listed_mrr(d: Dialect, base: str | None) -> str:
    """What the list of companies `c` says that one brings in a month."""
    yearly = ("c.arr", "c.arr_currency", d.literal(12.0))
    return _monthly(d, "c.mrr", "c.mrr_currency", [yearly], day="c.customer_since", base=base)


def _monthly(
    d: Dialect, mrr: str, currency: str, prices: Sequence[tuple[str, str, str]], *, day: str, base: str | None
) -> str:
    """MRR as given, else the first of some prices by its months.

    An MRR that is such a price divided by its months, in the four places that a table keeps, is worked out from the
    price again: divided first and converted then, a contract would be a part of a cent off.

    Parameters
    ----------
    prices
        Amount, its currency and its months.
    """
    divided = [d.divide(money_sql(d, amount, whose, day=day, base=base), months) for amount, whose, months in prices]
    derived = " ".join(
        f"when abs({d.to_double(amount)} - {d.to_double(mrr)} * {months}) <= {d.literal(HALF_PLACE)} * {months} "
        f"and coalesce({whose}, '') = coalesce({currency}, '') then {part}"
        for (amount, whose, months), part in zip(prices, divided, strict=True)
    )
    given = money_sql(d, mrr, currency, day=day, base=base)
    return f"case {derived} else coalesce({', '.join([given, *divided])}) end"


def event_intervals_sql(d: Dialect, *, base: str | None) -> str:
    """A ledger as intervals of constant MRR: the balance after each event, until the next one of its stream.

    Changes are summed from 0 and again after each churn, whatever that event's own amount says. Of events of one day
    that neither an id nor a line orders, a churn comes first, then the lowest balance.
    """
    on = d.column("e", "on")
    order = (
        "order by day, event_id nulls last, line nulls last, case when is_churn then 0 else 1 end,"
        " mrr_after nulls first, mrr_change nulls first"
    )
    return f"""
with events as (
  select o.src, a.ix, coalesce(e.subscription_id, '') as stream, {d.day_number(on)} as day, e.event_id, e.line,
    {money_sql(d, "e.mrr_after", "e.mrr_after_currency", day=on, base=base)} as mrr_after,
    {money_sql(d, "e.mrr_change", "e.mrr_change_currency", day=on, base=base)} as mrr_change,
    coalesce(w.meaning, '') = 'ended' as is_churn
  from {d.ident("mrr_events")} e
  join facts_accounts a on a.account_id = e.account_id
  join facts_sources o on o.kind = 'mrr_events' and o.source = e.source
  left join facts_words w on w.topic = 'movement' and w.word = {folded(d, "e.kind")}
  where {on} is not null
), runs as (
  select *, coalesce(sum(case when is_churn then 1 else 0 end) over (partition by src, ix, stream {order}
      rows between unbounded preceding and 1 preceding), 0) as run,
    lead(day) over (partition by src, ix, stream {order}) as next_day,
    min(day) over (partition by ix) as first_day
  from events
), balances as (
  select *, case when mrr_after is not null then mrr_after when is_churn then 0e0
      else sum(coalesce(mrr_change, 0e0)) over (partition by src, ix, stream, run {order}
        rows between unbounded preceding and current row) end as balance
  from runs
)
select src, ix, stream, day as begins, coalesce(next_day - 1, {OPEN}) as ends,
  balance as mrr, cast(0 as bigint) as term, true as decided, true as has_status, true as has_decision,
  case when is_churn then 'ended' else '' end as state, first_day,
  case when balance < 0.005e0 and is_churn then 'over' when balance <= -0.005e0 then 'negative'
    when balance < 0.005e0 then 'free'
    when next_day <= day then 'replaced' end as refused, 1 as n
from balances"""


def without_period_sql(d: Dialect) -> str:
    """How many invoices do not say until when they are: ``n``."""
    return (
        f"select count(*) as n from {d.ident('invoices')} where {WITHOUT_PERIOD}"
        " and coalesce(issued_on, period_start) is not null"
    )


WITHOUT_PERIOD = "(period_end is null or period_end <= coalesce(period_start, issued_on))"


def invoice_intervals_sql(d: Dialect, *, base: str | None, paced: bool = True) -> str:
    """Each invoice as the period that it covers; without one, as the usual gap between an account's invoices.

    Lines of one period are one interval: what is added up is their money, credits included. Unless ``paced``, every
    invoice says until when it is and nothing is asked about gaps, which costs as much as all the rest.
    """
    day = d.day_number
    start = "coalesce(i.period_start, i.issued_on)"
    amount = money_sql(d, "i.amount", "i.amount_currency", day=start, base=base)
    paces = f"{_paces_sql(d)}, " if paced else ""
    pace = "case when p.gap < 2e0 then 1 when p.gap < 4.5e0 then 3 when p.gap < 9e0 then 6 else 12 end"
    left = "left join paces p on p.src = o.src and p.ix = a.ix " if paced else ""
    return f"""
with {paces}bills as (
  select o.src, {d.cast("a.ix", "int")} as ix, {d.cast(day(start), "int")} as begins,
    {d.cast(day("i.period_end"), "int")} as period_end, {amount} as amount, coalesce(w.meaning, '') = 'void' as is_void,
    {pace if paced else 1} as pace
  from {_billed(d)} {left}where coalesce(i.issued_on, i.period_start) is not null
), covered as (
  select src, ix, begins, amount, is_void, case when period_end > begins then period_end
      else begins + {d.cast("round(pace * 30.44e0)", "int")} - 1 end as last_day
  from bills
), measured as (
  select *, greatest(1e0, round((last_day - begins + 1) / 30.44e0)) as months from covered
), summed as (
  select src, ix, begins, last_day, is_void, sum(amount / months) as mrr, max(amount) as highest, max(months) as months,
    count(*) as n
  from measured group by src, ix, begins, last_day, is_void
)
select src, ix, '' as stream, begins, last_day as ends, mrr, months as term, false as decided, false as has_status,
  false as has_decision, case when is_void then 'void' else '' end as state, begins as first_day,
  case when is_void then 'void' when mrr < 0.005e0 and highest >= 0.005e0 then 'credited'
    when mrr <= -0.005e0 then 'negative' when mrr < 0.005e0 then 'free' end as refused, n
from summed"""


def _paces_sql(d: Dialect) -> str:
    """Months between the invoices of an account, where some do not say until when they are: ``src, ix, gap``."""
    issued, day = "coalesce(i.issued_on, i.period_start)", d.day_number
    gap = d.divide(f"max({day(issued)}) - min({day(issued)})", f"count(distinct {issued}) - 1")
    return f"""paces as (
  select o.src, a.ix, case when count(distinct {issued}) < 2 then 1e0 else {gap} / 30.44e0 end as gap
  from {_billed(d)} where {issued} is not null and coalesce(w.meaning, '') <> 'void'
    and i.account_id in (select account_id from {d.ident("invoices")} where {WITHOUT_PERIOD})
  group by o.src, a.ix
)"""


def _billed(d: Dialect) -> str:
    """Invoices ``i`` with their source ``o``, account ``a`` and the meaning of their status ``w``."""
    return (
        f"{d.ident('invoices')} i join facts_accounts a on a.account_id = i.account_id"
        " join facts_sources o on o.kind = 'invoices' and o.source = i.source"
        f" left join facts_words w on w.topic = 'invoice' and w.word = {folded(d, 'i.status')}"
    )


def account_intervals_sql(d: Dialect, *, base: str | None, as_of: int) -> str:
    """What the list of companies itself says: since when, until when, or for how many months back from today.

    On the day it left a company no longer pays: its last paid day is the one before.
    """
    day = d.day_number
    tenure = "cast(round(c.tenure_months * 30.4375e0) as bigint)"
    return f"""
with listed as (
  select a.ix, {day("c.customer_since")} as since, {day("c.churned_on")} as churned, {tenure} as tenure,
    coalesce(c.is_churned, case w.meaning when 'ended' then true when 'active' then false end) as gone,
    w.meaning, {listed_mrr(d, base)} as mrr, coalesce(plan.meaning, '') as plan
  from {d.ident("accounts")} c
  join facts_accounts a on a.account_id = c.account_id
  left join facts_words w on w.topic = 'account' and w.word = {folded(d, "c.status")}
  left join facts_words plan on plan.topic = 'plan' and plan.word = {folded(d, "c.plan")}
  where c.customer_since is not null or c.churned_on is not null or c.tenure_months is not null
), dated as (
  select *, coalesce(case when churned > since or since is null then churned - 1 else churned end,
      case when coalesce(gone, false) and tenure is not null
        then case when since is null then {as_of} - 1 else since + tenure end end) as last_day
  from listed
), started as (
  select *, coalesce(since, case when tenure is not null then coalesce(last_day, {as_of}) - tenure end) as begins
  from dated
)
select o.src, ix, '' as stream, begins, coalesce(last_day, {OPEN}) as ends,
  case when mrr > 0e0 then mrr end as mrr, cast(0 as bigint) as term, true as decided, true as has_status,
  true as has_decision, '' as state,
  begins as first_day,
  case when begins is null then 'no_start'
    when last_day < begins then 'impossible'
    when coalesce(gone, false) and last_day is null then 'no_end'
    when plan = 'free' or (mrr = 0e0 and last_day is null) then 'free'
    when mrr < 0e0 and last_day is null then 'negative'
    when meaning in ('trial', 'prospect') then 'trial' end as refused, 1 as n
from started join facts_sources o on o.kind = 'accounts'"""
