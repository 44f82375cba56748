"""SELECTs that find the same deal in two systems, and the traces of a move from one to the other.

Comes in: a dialect, ``with_deals`` (the deals of all sources with their account) and small tables of what was found:
``collect_moved`` (system, day), ``collect_twins``. Goes out: SELECTs. It never chooses which of two deals stands.
"""

from __future__ import annotations

from openicp.sql.dialect import Dialect
from openicp.sql.words import but

DAYS_APART = 10
"""Between the closing days of one deal in two systems."""
DAYS_ALONE = 3
"""Where no amount confirms it."""
ROUNDING = "0.01"
"""Share by which amounts of one deal may differ."""


def numbered_deals_sql(d: Dialect) -> str:
    """The deals with a number each, and whole days."""
    return (
        "select t.*, cast(row_number() over (order by t.source, t.line, t.deal_id nulls last) as bigint) - 1 "
        "as deal_row, "
        "case when t.system = 'files' then t.source else t.system end as crm, "
        f"{d.day_number('t.opened_on')} as opened_day, {d.day_number('t.closed_on')} as closed_day from with_deals t"
    )


def days_of_deals_sql(d: Dialect) -> str:
    """How many deals of each system were opened on a day: ``system, day, n``."""
    return (
        "select crm as system, opened_day as day, count(*) as n from with_deals where opened_day is not null "
        "group by crm, opened_day order by crm, opened_day"
    )


def cycles_of_deals_sql(d: Dialect) -> str:
    """Days from opening to closing of what is decided: ``system, days, n``."""
    return (
        "select crm as system, closed_day - opened_day as days, count(*) as n from with_deals "
        "where opened_day is not null and closed_day is not null and outcome in ('won', 'lost') "
        "group by crm, closed_day - opened_day order by 1, 2"
    )


def traces_sql(d: Dialect) -> str:
    """Deals whose opening is a trace of a move: ``deal_row``.

    Opened on a day of ``collect_moved``; or, in a system that has such a day, closed before it was opened; or opened
    and closed on one day in a system of ``collect_at_once``.
    """
    return (
        "select t.deal_row as deal_row from with_deals t "
        "left join collect_moved m on m.system = t.crm and m.day = t.opened_day "
        "left join (select distinct system from collect_moved) s on s.system = t.crm "
        "left join collect_at_once o on o.system = t.crm "
        "where m.day is not null or (s.system is not null and t.closed_day < t.opened_day) "
        "or (o.system is not null and t.closed_day = t.opened_day) order by 1"
    )


def pairs_of_deals_sql(d: Dialect) -> str:
    """Pairs that could be one deal: ``first, second, distance``; the smaller the distance, the likelier."""
    certain = "a.system = b.system and a.deal_id = b.deal_id"
    decided = "a.outcome in ('won', 'lost') and b.outcome in ('won', 'lost')"
    gap = "abs(a.closed_day - b.closed_day)"
    opened = "abs(a.opened_day - b.opened_day)"
    off = f"abs({d.to_double('a.amount')} - {d.to_double('b.amount')})"
    room = f"greatest(0.5e0, {ROUNDING}e0 * greatest(abs({d.to_double('a.amount')}), abs({d.to_double('b.amount')})))"
    money = "coalesce(a.amount_currency, b.amount_currency, '') = coalesce(b.amount_currency, a.amount_currency, '')"
    same_money = f"(a.amount is not null and b.amount is not null and {off} <= {room} and {money})"
    unpriced = "(a.amount is null or b.amount is null or a.amount = 0 or b.amount = 0)"
    closed = (
        f"({decided} and a.outcome = b.outcome and (({same_money} and coalesce({gap}, 0) <= {DAYS_APART}) "
        f"or ({unpriced} and {gap} <= {DAYS_ALONE})))"
    )
    moved = "(x.deal_row is not null or y.deal_row is not null)"
    open_ = f"(not ({decided}) and {same_money} and ({opened} <= {DAYS_APART} or {moved}))"
    distance = (
        f"case when {certain} then -1e0 else coalesce({d.to_double(gap)}, {d.to_double(opened)} + 20e0, 60e0) "
        f"+ case when {same_money} then {off} / {room} else 5e0 end end"
    )
    return (
        f"select a.deal_row as first, b.deal_row as second, {distance} as distance "
        "from with_deals a join with_deals b on b.account_id = a.account_id and a.deal_row < b.deal_row "
        "left join collect_traces x on x.deal_row = a.deal_row left join collect_traces y on y.deal_row = b.deal_row "
        f"where a.source <> b.source and (({certain}) or (a.crm <> b.crm and a.kind = b.kind "
        f"and ({closed} or {open_})))"
    )


def chosen_pairs_sql(d: Dialect) -> str:
    """The pairs of ``collect_pairs``, the likeliest first."""
    return "select first, second from collect_pairs order by distance, first, second"


def facts_of_deals_sql(d: Dialect) -> str:
    """What decides which of two deals stands, of those in ``collect_pairs``: one row per deal."""
    return (
        "select t.deal_row as deal_row, t.crm as system, t.place as place, t.deal_id as deal_id, "
        "t.outcome as outcome, t.opened_day as opened, t.closed_day as closed, x.deal_row is not null as trace "
        "from with_deals t join (select first as deal_row from collect_pairs union select second from collect_pairs) p "
        "on p.deal_row = t.deal_row left join collect_traces x on x.deal_row = t.deal_row order by t.deal_row"
    )


def settled_deals_sql(d: Dialect) -> str:
    """The deals with ``duplicate_of``; a trace of a move has its day in doubt, or takes it from the deal it repeats."""
    trace = "x.deal_row is not null and w.opened_day is null"
    return (
        f"select {but(d, 't', ['deal_row', 'opened_day', 'closed_day', 'crm', 'doubt', 'opened_on'])}, "
        f"case when {trace} then coalesce(t.doubt || ';', '') || 'migrated' else t.doubt end as doubt, "
        f"case when w.opened_day is not null then {d.from_day('w.opened_day')} else t.opened_on end as opened_on, "
        "w.duplicate_of as duplicate_of from with_deals t left join collect_traces x on x.deal_row = t.deal_row "
        "left join collect_twins w on w.deal_row = t.deal_row"
    )


def moved_accounts_sql(d: Dialect) -> str:
    """Companies that a move created: the day they appeared in the new system is no day of theirs."""
    doubt = "case when m.day is not null then coalesce(t.doubt || ';', '') || 'migrated' else t.doubt end"
    crm = "case when t.system = 'files' then t.source else t.system end"
    return (
        f"select {but(d, 't', ['doubt'])}, {doubt} as doubt "
        "from with_accounts t left join (select distinct system, day from collect_moved) m "
        f"on m.system = {crm} and m.day = {d.day_number('t.created_on')}"
    )


def moves_sql(d: Dialect) -> str:
    """What was found of moves: ``system, day, n``."""
    return f"select system, {d.from_day('day')} as day, n from collect_moved order by system, day"


def periods_sql(d: Dialect) -> str:
    """Which system is right from when until when: ``system, first_day, last_day, said``."""
    return "select system, first_day, last_day, said from collect_periods order by first_day nulls first, system"


def left_open_sql(d: Dialect) -> str:
    """Deals still open in a system that was left, of no system that came after: how many."""
    return (
        "select count(*) as n from with_deals t "
        "join collect_periods p on p.system = case when t.system = 'files' then t.source else t.system end "
        "where p.last_day is not null and t.outcome = 'open' and t.duplicate_of is null"
    )


def counts_of_deals_sql(d: Dialect) -> str:
    """How many deals no account has, how many repeat another, how many are no new business."""
    return (
        "select sum(case when account_id is null then 1 else 0 end) as deals_without_account, "
        "sum(case when duplicate_of is not null then 1 else 0 end) as same_deal_twice, "
        "sum(case when kind <> 'new' then 1 else 0 end) as deals_not_new_business from with_deals"
    )


def first_won_sql(d: Dialect) -> str:
    """``account_id, day``: the first day on which an account with deals was won; none where it never was."""
    return (
        "select account_id, min(case when outcome = 'won' and kind = 'new' then closed_on end) as day from with_deals "
        "where account_id is not null group by account_id order by account_id"
    )


def first_paid_sql(d: Dialect) -> str:
    """``account_id, day``: the first day of the first contract of an account."""
    return (
        "select account_id, min(started_on) as day from with_subscriptions "
        "where account_id is not null and started_on is not null group by account_id order by account_id"
    )
