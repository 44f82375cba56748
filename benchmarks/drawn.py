"""What is drawn of each company, as SELECTs: who they are, what they bought and paid, what they cost.

Comes in: how many accounts, lines of invoices, rows of usage, a seed. Goes out: SELECTs over ``companies``, which
``companies_sql`` fills. It never looks at what the product finds: what is true is written in ``WIN`` and ``LEAVE``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

AS_OF = "date '2026-10-31'"
MONTHS = 60
"""Of history before that day."""
FIRST = (*"bcdfghjklmnprstvwz", "br", "gr", "st", "tr", "kl")
SYLLABLES = tuple(a + b for a in FIRST for b in (*"aeiou", "ar", "en"))
NOUNS = ("Systems", "Labs", "Group", "Partners", "Works", "Studio", "Logistics", "Analytics", "Foods", "Media")
CORE = ("tech_startup", "ecommerce")
"""Industries that win more and leave less; and so do companies of 50 to 199 people."""
WIN = {"base": 0.20, "industry": 0.22, "people": 0.28}
LEAVE = {"base": 0.055, "industry": -0.020, "people": -0.020}
"""Share of customers that leaves in a month."""
TOOLS = ("slack", "jira", "asana", "dropbox", "g_suite", "google_drive", "salesforce", "zendesk", "microsoft_teams")


@dataclass(frozen=True)
class Choice:
    """A column with a few values: code, as written, share."""

    name: str
    values: tuple[tuple[str, str, float], ...]


INDUSTRY = Choice(
    "industry",
    (
        ("tech_startup", "Tech startup", 0.20),
        ("ecommerce", "E-commerce", 0.16),
        ("agency", "Agency", 0.14),
        ("nonprofit", "Nonprofit", 0.10),
        ("manufacturing", "Manufacturing", 0.14),
        ("financial_services", "Financial services", 0.10),
        ("health_care", "Health care", 0.09),
        ("education", "Education", 0.07),
    ),
)
COUNTRY = Choice(
    "country",
    (
        ("US", "United States", 0.36),
        ("GB", "United Kingdom", 0.14),
        ("DE", "Germany", 0.13),
        ("FR", "France", 0.09),
        ("NL", "Netherlands", 0.07),
        ("CA", "Canada", 0.07),
        ("RO", "Romania", 0.05),
        ("SE", "Sweden", 0.04),
        ("AU", "Australia", 0.03),
        ("BR", "Brazil", 0.02),
    ),
)
CHANNEL = Choice(
    "channel",
    (
        ("Organic search", "Organic search", 0.30),
        ("Paid search", "Paid search", 0.24),
        ("Referral", "Referral", 0.18),
        ("Events", "Events", 0.12),
        ("Outbound", "Outbound", 0.16),
    ),
)
COST = {"Organic search": 90, "Paid search": 420, "Referral": 60, "Events": 510, "Outbound": 380}
"""What an approached company costs, by its channel."""


@dataclass(frozen=True)
class Size:
    """How large the company is; lines and rows are met within one in a thousand."""

    accounts: int
    lines: int
    """Of invoices."""
    uses: int
    """Rows of usage."""
    seed: int = 1


def of(accounts: int, *, lines: int | None = None, uses: int | None = None, seed: int = 1) -> Size:
    """Twenty lines of invoices and ten rows of usage per account, unless told otherwise."""
    return Size(accounts, 20 * accounts if lines is None else lines, 10 * accounts if uses is None else uses, seed)


def _u(size: Size, what: str, *, row: str = "i") -> str:
    """A number in [0, 1) that the row, the word and the seed decide."""
    return f"((hash({row}, '{what}', {size.seed}) % 1000003) / 1000003e0)"


def _chosen(choice: Choice, drawn: str, *, written: bool = False) -> str:
    total, parts = 0.0, []
    for code, label, share in choice.values[:-1]:
        total += share
        parts.append(f"when {drawn} < {total:.4f}e0 then '{label if written else code}'")
    last = choice.values[-1]
    return f"case {' '.join(parts)} else '{last[1] if written else last[0]}' end"


def _bonus(weights: Mapping[str, float]) -> str:
    return (
        f"({weights['base']}e0 + case when industry in {CORE} then {weights['industry']}e0 else 0e0 end"
        f" + case when people between 50 and 199 then {weights['people']}e0 else 0e0 end)"
    )


def companies_sql(size: Size) -> str:
    """One row per company with all that is drawn of it; ``i`` is its number."""
    syllables, nouns = list(SYLLABLES), list(NOUNS)
    k = len(SYLLABLES)
    # Times an odd number modulo 2^48 no two are equal, and ids do not come in the order of the numbers.
    ident = "printf('a%012x', cast((cast(i as hugeint) * 174440041113731 + 99991) % 281474976710656 as bigint))"
    parts = (f"{syllables}[cast(mixed // {k**place} % {k} as int) + 1]" for place in range(4))
    # Mixed, so that companies that follow one another have nothing alike in their names.
    mixed, word = f"(i * 500000003 % {k**4})", f"({' || '.join(parts)})"
    return f"""
with numbered as (select i, {mixed} as mixed from range({size.accounts}) as t(i)
), drawn as (
  select i, {ident} as account_id, {word} as word, {nouns}[i % 7919 % {len(nouns)} + 1] as noun,
    {_chosen(INDUSTRY, _u(size, "industry"))} as industry,
    {_chosen(INDUSTRY, _u(size, "industry"), written=True)} as industry_original,
    {_chosen(COUNTRY, _u(size, "country"))} as country,
    {_chosen(COUNTRY, _u(size, "country"), written=True)} as country_original,
    {_chosen(CHANNEL, _u(size, "channel"))} as channel,
    cast(round(exp(1.5e0 + 6e0 * {_u(size, "people")})) as bigint) as people,
    cast(1975 + floor(50e0 * {_u(size, "founded")}) as bigint) as founded_year,
    {_u(size, "known")} as known, {_u(size, "won")} as luck, {_u(size, "stay")} as stay,
    {AS_OF} - cast(floor(30.4375e0 * {MONTHS} * {_u(size, "opened")}) as int) as opened_on,
    cast(12 + floor(90e0 * {_u(size, "cycle")} * {_u(size, "cycle2")}) as int) as cycle
  from numbered
), told as (
  select *, word || ' ' || noun as name, word || '-' || lower(noun) || '.example' as domain,
    cast(round(people * 120000e0 * (0.5e0 + {_u(size, "revenue")}), -5) as bigint) as revenue,
    opened_on + cycle as closed_on, luck < {_bonus(WIN)} as would_win,
    cast(1 + floor(ln(1e0 - stay) / ln(1e0 - {_bonus(LEAVE)})) as bigint) as lasts,
    cast(round(20e0 * pow(people, 0.6e0) * (0.7e0 + 0.6e0 * {_u(size, "price")}), 0) as bigint) as price
  from drawn
), dated as (
  select *, upper(word[1]) || substr(word, 2) || ' ' || noun as title,
    would_win and closed_on + 2 <= {AS_OF} as won, closed_on + 2 as started_on,
    cast(closed_on + 2 + to_months(cast(lasts as int)) as date) - 1 as until
  from told
)
select * exclude (name, luck, stay), title as name, case when won and until <= {AS_OF} then until end as ended_on,
  case when won then greatest(1, least(lasts, cast(date_diff('month', started_on, {AS_OF}) as bigint) + 1)) else 0 end
    as paid_months
from dated"""


def tags_sql(size: Size) -> str:
    """Which tools each company uses; of a tenth nobody wrote it down."""
    held = f"(0.25e0 + 0.4e0 * {_u(size, 'share', row='tool')})"
    return f"""
select c.account_id, 'technologies' as attribute, tool as value, tool as value_original, 'crm-companies' as source,
  'hubspot' as system, c.i + 2 as line
from companies c, (select unnest({list(TOOLS)}) as tool)
where {_u(size, "listed", row="c.i")} >= 0.1e0 and {_u(size, "tool", row="c.i, tool")} < {held}"""


def subscriptions_sql(size: Size) -> str:
    """The contracts of customers: one, or two where the plan was changed after a year."""
    change = "cast(started_on + to_months(12) as date)"
    changed = f"(paid_months > 12 and {_u(size, 'upgrade')} < 0.2e0)"
    common = (
        "account_id, i, 'month' as billing_interval, 1e0 as billing_months, 'billing-subscriptions' as source, "
        "'stripe' as system"
    )
    return f"""
with customers as (select *, {changed} as changed from companies where won)
select {common}, printf('sub_%09d_1', i) as subscription_id, 'Team' as plan, started_on,
  case when changed then {change} - 1 else ended_on end as ended_on,
  case when changed then {change} - 1 else ended_on end as cancelled_on,
  case when changed or ended_on is not null then 'canceled' else 'active' end as status,
  cast(price as decimal(18,4)) as mrr, cast(people as double) as seats, 2 * i + 2 as line
from customers
union all
select {common}, printf('sub_%09d_2', i), 'Business', {change}, ended_on, ended_on,
  case when ended_on is not null then 'canceled' else 'active' end, cast(price * 1.5 as decimal(18,4)),
  cast(people as double), 2 * i + 3
from customers where changed"""


def _repeated(size: Size, wanted: int, what: str) -> str:
    """Rows of each paid month such that there are ``wanted`` in all: ``i, month, part`` (0, 1...) and ``parts``."""
    return f"""
select i, month, parts, unnest(range(parts)) as part from (
  select i, month, cast(floor(each) + case when {_u(size, what, row="i, month")} < each - floor(each) then 1 else 0 end
      as bigint) as parts
  from (select i, unnest(range(paid_months)) as month from companies where won) as months,
    (select {wanted}e0 / sum(paid_months) as each from companies) as rate
)"""


def invoices_sql(size: Size) -> str:
    """Lines of monthly invoices, which together are the MRR of the contract of that month."""
    share = "cast(round(price * (case when changed then 1.5e0 else 1e0 end) / l.parts, 2) as decimal(18,4))"
    return f"""
select c.account_id, printf('in_%09d_%03d', l.i, l.month) as invoice_id,
  printf('sub_%09d_%d', l.i, case when changed then 2 else 1 end) as subscription_id,
  cast(c.started_on + to_months(cast(l.month as int)) as date) as issued_on,
  cast(c.started_on + to_months(cast(l.month as int)) as date) as period_start,
  cast(c.started_on + to_months(cast(l.month + 1 as int)) as date) - 1 as period_end,
  {share} as amount, 'paid' as status, 'billing-invoices' as source, 'stripe' as system,
  (l.i * {MONTHS + 2} + l.month) * 64 + l.part as line, l.i, l.month, l.part
from ({_repeated(size, size.lines, "lines")}) l join (
  select *, paid_months > 12 and {_u(size, "upgrade")} < 0.2e0 as twice from companies where won
) c on c.i = l.i, lateral (select c.twice and l.month >= 12 as changed)"""


def usage_sql(size: Size) -> str:
    """Use of features in the paid months."""
    return f"""
select c.account_id, 'Feature ' || (l.part + 1) as feature,
  cast(date_trunc('month', c.started_on + to_months(cast(l.month as int))) as date) as "on",
  floor(5e0 + c.people * {_u(size, "use", row="l.i, l.month, l.part")}) as amount, 'usage' as source,
  'files' as system, (l.i * {MONTHS + 2} + l.month) * 64 + l.part as line
from ({_repeated(size, size.uses, "uses")}) l join companies c on c.i = l.i"""


def deals_sql(size: Size) -> str:
    """One new deal of each company but one in twenty, and renewals of a tenth of the customers."""
    outcome = f"case when closed_on > {AS_OF} then 'open' when would_win then 'won' else 'lost' end"
    stage = f"case {outcome} when 'open' then 'Proposal sent' else 'Closed ' || ({outcome}) end"
    common = "'crm-deals' as source, 'hubspot' as system"
    return f"""
select account_id, printf('d%09d', i) as deal_id, 'New business' as pipeline, 'new' as kind, channel, opened_on,
  case when closed_on <= {AS_OF} then closed_on end as closed_on, {stage} as stage, {outcome} as outcome,
  cast(price * 12 as decimal(18,4)) as amount, {common}, 2 * i + 2 as line
from companies where {_u(size, "deal")} >= 0.05e0 or won
union all
select account_id, printf('r%09d', i), 'Renewals', 'renewal', channel, cast(started_on + to_months(11) as date),
  cast(started_on + to_months(12) as date), 'Closed won', 'won', cast(price * 12 as decimal(18,4)), {common}, 2 * i + 3
from companies where won and paid_months > 12 and {_u(size, "renewal")} < 0.1e0"""


def spend_sql(size: Size) -> str:
    """Spend by month and channel: what those approached in it cost."""
    costs = " ".join(f"when '{channel}' then {cost}" for channel, cost in COST.items())
    return f"""
select cast(date_trunc('month', opened_on) as date) as month, channel,
  cast(sum(case channel {costs} end) as decimal(18,4)) as amount, 'spend' as source, 'files' as system,
  row_number() over (order by 1, 2) + 1 as line
from companies group by 1, 2"""


ATTRIBUTES = ("industry", "country", "channel", "founded_year", "employees", "revenue")


def attributes_sql(size: Size) -> str:
    """What the list of companies says, with some gaps."""
    common = f"{AS_OF} as known_on, 'crm-companies' as source, false as estimated"
    none = "null as low, null as high, null as currency"
    parts = [
        f"select account_id, '{name}' as attribute, {name} as value, {none}, {original} as original, {common}"
        f" from companies where known >= {gap}e0"
        for name, original, gap in (
            ("industry", "industry_original", 0.05),
            ("country", "country_original", 0.02),
            ("channel", "channel", 0.10),
        )
    ]
    parts += [
        f"select account_id, '{name}', null, {number}, {number}, {currency}, cast({number} as varchar), {common}"
        f" from companies where known >= {gap}e0"
        for name, number, currency, gap in (
            ("founded_year", "founded_year", "null", 0.20),
            ("employees", "people", "null", 0.08),
            ("revenue", "revenue", "'EUR'", 0.25),
        )
    ]
    return " union all by name ".join(parts[:1]) + "".join(f" union all {part}" for part in parts[1:])


def accounts_sql(size: Size) -> str:
    """The list of companies."""
    return """
select account_id, name, domain, industry, industry_original, people as employees_low, people as employees_high,
  cast(people as varchar) as employees_original, revenue as revenue_low, revenue as revenue_high,
  'EUR' as revenue_currency, cast(revenue as varchar) as revenue_original, country, country_original, founded_year,
  channel, opened_on as created_on, false as is_internal, true as listed, 'crm-companies' as source,
  'hubspot' as system, i + 2 as line
from companies"""
