"""The tables of one gathering: what is loaded, what words mean, to which day, in which currency.

Comes in: an engine, snapshots, the project. Goes out: a frozen ``Setting`` that all parts of ``gather`` share, with
the small tables ``facts_accounts, facts_words, facts_rates`` in the engine. It never fetches an attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np

from openicp.engine import Engine, Location
from openicp.facts.asof import AsOf, decide, to_date
from openicp.facts.money import BILLING, Amounts, Conversion, Money, decide_money
from openicp.facts.rates import Way
from openicp.facts.words import dictionary
from openicp.model.finding import Finding
from openicp.model.tables import OF_LISTS, PUBLISHED
from openicp.sql import facts as sql
from openicp.sql import known, paying

NOT_USED = frozenset({"segment_figures", "voices", "personas", *OF_LISTS})
USED = tuple(name for name in PUBLISHED if name not in NOT_USED)
"""Published tables that facts are made from."""

WORDS: tuple[tuple[str, str, str], ...] = (
    ("status", "subscriptions", "status"),
    ("standing", "subscriptions", "status"),
    ("plan", "subscriptions", "plan"),
    ("interval", "subscriptions", "billing_interval"),
    ("movement", "mrr_events", "kind"),
    ("invoice", "invoices", "status"),
    ("account", "accounts", "status"),
    ("plan", "accounts", "plan"),
    ("outcome", "deals", "outcome"),
    ("outcome", "deals", "stage"),
    ("deal_kind", "deals", "kind"),
    ("deal_kind", "deals", "pipeline"),
    ("pipeline", "deals", "pipeline"),
)
"""Topics of words, and the columns whose different texts they explain."""

NO_DATES = date(2000, 12, 31)
"""Stands for today where nothing at all is dated: only lengths of time are known then."""


class Choices(Protocol):
    """What facts need of ``config.Project``."""

    @property
    def currency(self) -> str | None: ...
    @property
    def rates_are(self) -> Way | None: ...
    @property
    def grace_days(self) -> int: ...
    @property
    def free_plans(self) -> tuple[str, ...]: ...
    @property
    def renewal_pipelines(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Setting:
    """What all parts of one gathering share."""

    tables: frozenset[str]
    """Published tables that are there and not empty."""
    as_of: AsOf
    dated: bool
    money: Money
    grace: int
    n: int
    """Accounts."""
    findings: tuple[Finding, ...]

    @property
    def base(self) -> str | None:
        """Base currency for SQL that must convert; ``None`` where all sums are in one currency."""
        return self.money.base if self.money.convert else None

    def refuses(self, table: str) -> bool:
        """Whether sums of a table are refused: its amounts are in a currency without a rate."""
        return table in self.money.refused

    @property
    def billing_refused(self) -> bool:
        """Whether MRR is refused; a list of companies tells it only where there is no billing."""
        billing = self.tables & set(BILLING)
        return bool(self.money.refused & (billing or {"accounts"}))


def month_of(day: int) -> int:
    """Year x 12 + month - 1 of a day."""
    found = to_date(day)
    return found.year * 12 + found.month - 1


def last_full_month(day: int) -> int:
    """The last month that is over at the end of ``day``."""
    return month_of(day + 1) - 1


def load_tables(engine: Engine, snapshots: Mapping[str, Path | Location], wanted: Iterable[str]) -> frozenset[str]:
    """Load the wanted published tables; those with rows."""
    present = [name for name in wanted if name in snapshots]
    for name in present:
        engine.load(name, snapshots[name])
    if not present:
        return frozenset()
    counts = engine.rows(known.totals_sql(engine.dialect, present))
    return frozenset(name for name, n in counts if n)


def prepare(
    engine: Engine, snapshots: Mapping[str, Path | Location], project: Choices, *, as_of: date | None
) -> Setting:
    """Load the tables and decide day, words and currency."""
    tables = load_tables(engine, snapshots, USED)
    if "accounts" in tables:
        engine.create("facts_accounts", paying.account_index_sql(engine.dialect))
    else:
        engine.put("facts_accounts", {"account_id": [], "name": [], "ix": []}, types={"ix": "bigint"})
        if "accounts" not in snapshots:
            types = {"account_id": "varchar", "name": "varchar", "is_internal": "boolean"}
            engine.put("accounts", {name: [] for name in types}, types=types)
    _put_words(engine, tables, project)
    decided = _decide(engine, tables, as_of)
    day = decided or _undated()
    money = _decide_money(engine, tables, project, day.day)
    engine.put("facts_rates", money.rates, types={"currency": "varchar", "month": "bigint", "rate": "double"})
    n = int(engine.rows("select count(*) from facts_accounts")[0][0])
    findings = (*day.findings, *money.findings)
    return Setting(tables, day, decided is not None, money, project.grace_days, n, findings)


def rates_used(
    engine: Engine, snapshots: Mapping[str, Path | Location], project: Choices, *, as_of: date | None = None
) -> tuple[Conversion, ...]:
    """Which rate stands for each currency and month that occurs, and of which month it is."""
    return prepare(engine, snapshots, project, as_of=as_of).money.conversions


def _undated() -> AsOf:
    today = (NO_DATES - date(1970, 1, 1)).days
    return AsOf(today, today, today, (), (Finding("no_dates", "warning"),))


def _put_words(engine: Engine, tables: frozenset[str], project: Choices) -> None:
    found: dict[str, list[str]] = {}
    for topic, table, column in WORDS:
        if table in tables:
            words = engine.rows(sql.distinct_words_sql(engine.dialect, table, column))
            found.setdefault(topic, []).extend(str(word) for (word,) in words)
    columns = dictionary(found, free_plans=project.free_plans, renewal_pipelines=project.renewal_pipelines)
    types = {"topic": "varchar", "word": "varchar", "meaning": "varchar", "amount": "double"}
    engine.put("facts_words", columns, types=types)


def _decide(engine: Engine, tables: frozenset[str], chosen: date | None) -> AsOf | None:
    select = sql.event_days_sql(engine.dialect, tables)
    events: dict[str, np.ndarray] = {name: np.array([]) for name in ("part", "role", "name", "day", "n")}
    return decide(engine.fetch(select) if select else events, chosen)


def _decide_money(engine: Engine, tables: frozenset[str], project: Choices, day: int) -> Money:
    rows = engine.rows(sql.currencies_sql(engine.dialect, tables)) if tables & {one[0] for one in sql.MONEY} else []
    found = [Amounts(str(part), str(currency), int(month), int(n)) for part, currency, month, n in rows]
    given = engine.fetch(sql.rates_sql(engine.dialect)) if "rates" in tables else None
    return decide_money(found, given, wanted=project.currency, last_month=month_of(day), way=project.rates_are)
