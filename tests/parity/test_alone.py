"""Statements that only few companies need, each asked by itself of both engines over the same drawn tables.

What they are asked for by whole imports and runs is in ``test_room``; here stand those that no company there has.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from openicp.model.attribute import Condition
from openicp.sql import (
    collect,
    elsewhere,
    erasing,
    estimates,
    figures,
    history,
    joining,
    known,
    paying,
    personas,
    plans,
    publish,
    quality,
    score,
    stream,
    uncounted,
)
from openicp.sql.dialect import Dialect
from parity.reached import ALONE, places
from parity.witness import Step, hold, is_ordered

TEXTS = ["a", "A", "a ", "ä", "b;", "o'b", "Straße", "\U0001f986", "12", "12.5", "2026-01-31", "", "2026-1-2"]
CODES = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"]
NUMBERS = [-1.0, 0.0, 1.0, 7.25, 12.0, 50.0, 199.5, 1e6]
DRAWN: dict[str, tuple[list[Any], str]] = {
    "text": (TEXTS, "varchar"),
    "id": (CODES, "varchar"),
    "number": (NUMBERS, "double"),
    "money": (NUMBERS, "decimal(18,4)"),
    "whole": (list(range(8)), "bigint"),
    "what": (["industry", "x_o'b", "channel"], "varchar"),
    "day": (["2024-02-29", "2026-01-31", "2026-02-01", "2026-10-31"], "date"),
    "flag": ([True, False], "boolean"),
    "currency": (["EUR", "USD"], "varchar"),
    "status": (["active", "Ended", "trial"], "varchar"),
    "topic": (["account", "plan"], "varchar"),
    "word": (["active", "ended", "trial", "a1", "a2"], "varchar"),
    "meaning": (["active", "ended", "trial", "prospect", "free"], "varchar"),
    "source": (["accounts", "invoices"], "varchar"),
    "month": ([2024 * 12 + 1, 2026 * 12, 2026 * 12 + 1, -1], "bigint"),
}
ROWS, FEW = 300, 10
"""Of a table, and of one that others are looked up in."""
LOOKED_UP = (
    "n",
    "join_ids",
    "join_numbers",
    "facts_accounts",
    "facts_days",
    "facts_rates",
    "facts_sources",
    "facts_words",
)
Columns = Mapping[str, str]
PLAIN = "length({text}) < 3"
ONE = {"t": {"_line": "line", "x": "text", "y": "id"}}
NUMBERED = {"t": {"text": "text", "place": "line"}}
TWO = {name: {"line": "line", "deal": "id", "on": "day", name: "text"} for name in ("newer", "older")}
SAID = {"line": "line", "history.attribute": "id", "history.value": "text", "history.old_value": "text"}
SAID |= {"history.known_on": "day", **dict.fromkeys(history.REFERENCES, "id")}
KINDS = {"varchar": "text", "double": "number", "boolean": "flag", "date": "day"}
HEARD = {"field": "id", "text": "text", "attribute": "id", **{name: KINDS[kind] for name, kind in history.SAID}}
COMPANY = {
    "account_id": "id",
    "industry": "text",
    "n_low": "number",
    "n_high": "number",
    "known_on": "day",
    "source": "id",
}
SAYS = {"industry": "id", "industry_original": "text", "attribute": "what", "value": "id", "original": "text"}
PAYS = {
    "account_id": "id", "customer_since": "day", "churned_on": "day", "tenure_months": "number", "is_churned": "flag",
    "status": "status", "plan": "id", "mrr": "money", "mrr_currency": "currency", "arr": "money",
    "arr_currency": "currency",
}  # fmt: skip
FIGURES = {
    "line": "line", "segment": "text", "size": "text", "accounts": "whole", "churn": "number", "churn_period": "text",
    "clv_low": "number", "clv_high": "number", "cac": "money", "clv_currency": "currency", "cac_currency": "currency",
    "clv_is": "text",
}  # fmt: skip
DEALS = {"line": "line", "deal_id": "id", "account_ref": "id", "stage": "text", "pipeline": "id", "outcome": "text"}
DEALS |= {"kind": "text", "closed_on": "day", "expected_on": "day"}
GIVEN = {
    "industry": {"attribute": "'industry'", "value": "industry", "known": "industry is not null", "estimated": "false"},
    "n": {
        "attribute": "'n'",
        "low": "n_low",
        "high": "n_high",
        "known": "n_low is not null",
        "estimated": "n_low > 1e0",
    },
}
EMPTY = dict.fromkeys(("value", "low", "high", "currency", "original"), "null")


@dataclass(frozen=True)
class Asked:
    """A statement and the tables that it needs, by their columns and what is drawn for each."""

    written: Callable[[Dialect], str]
    tables: Mapping[str, Columns] = field(default_factory=lambda: ONE)


def over(expression: Callable[[Dialect], str], tables: Mapping[str, Columns], name: str = "t") -> Asked:
    """A statement that asks for an expression in each row of a table."""
    return Asked(lambda d: f"select {expression(d)} as it from {d.ident(name)} {'p' if name == 'p' else 't'}", tables)


ASKED: dict[str, Asked] = {
    "collect.all_rows_sql": Asked(lambda d: collect.all_rows_sql(d, ["t", "u"]), {"t": ONE["t"], "u": ONE["t"]}),
    "collect.numbered_texts_sql": Asked(
        lambda d: collect.numbered_texts_sql(d, collect.distinct_texts_sql(d, "t", "x")),
    ),
    "collect.every_text_sql": Asked(lambda d: collect.every_text_sql(d, "t", 7), NUMBERED),
    "collect.texts_between_sql": Asked(lambda d: collect.texts_between_sql(d, "t", 7, 90), NUMBERED),
    "collect.sampled_rows_sql": Asked(lambda d: collect.sampled_rows_sql(d, "t", 7)),
    "collect.texts_such_sql": Asked(lambda d: collect.texts_such_sql(d, "t", "x", PLAIN)),
    "collect.other_texts_sql": Asked(lambda d: collect.other_texts_sql(d, "t", "x", PLAIN)),
    "collect.plain_shares_sql": Asked(
        lambda d: collect.plain_shares_sql(d, "t", [("x", PLAIN), ("y", "{text} > 'a3'")])
    ),
    "collect.matches": over(lambda d: collect.matches(d, "x", "[a-z0-9;]*"), ONE),
    "collect.without_lines_sql": Asked(
        lambda d: collect.without_lines_sql(d, "newer", "e"), {**TWO, "e": {"line": "whole"}}
    ),
    "collect.once_sql": Asked(
        lambda d: collect.once_sql(d, "select * from newer", ["line", "deal", "newer"], ["deal"], "newer"), TWO
    ),
    "collect.kept_keys_sql": Asked(lambda d: collect.kept_keys_sql(d, "newer", "older", "deal"), TWO),
    "collect.grown_sql": Asked(
        lambda d: collect.grown_sql(d, "newer", "older", ["deal", "on"], list(TWO["newer"]), list(TWO["older"])),
        TWO,
    ),
    "collect.settled_deals_sql": Asked(
        lambda d: collect.settled_deals_sql(
            d, "deals", list(DEALS), links="links", outcomes={"a": "won", "o'b": "lost"}, kinds={"a1": "renewal"}
        ),
        {"deals": DEALS, "links": {"deal_id": "id", "account_ref": "id"}},
    ),
    "elsewhere.filled_sql": Asked(lambda d: elsewhere.filled_sql(d, "t", ["x"])),
    "elsewhere.kept_sql": Asked(
        lambda d: elsewhere.kept_sql(d, "t", "x", "u"), {"t": {"x": "text"}, "u": {"x": "text"}}
    ),
    "elsewhere.read_sql": Asked(
        lambda d: elsewhere.read_sql(
            d, "t", "w", ["line", *SAYS], [("industry", "industry_original", ""), ("value", "original", "attribute")]
        ),
        {"t": {"line": "line", **SAYS}, "w": {"what": "what", "text": "id", "code": "text", "original": "text"}},
    ),
    "elsewhere.texts_sql": Asked(
        lambda d: elsewhere.texts_sql(
            d,
            "t",
            [("industry", "industry_original", ""), ("value", "original", "attribute")],
            among=["industry"],
            most=12,
        ),
        {"t": SAYS},
    ),
    "elsewhere.repeated_sql": Asked(lambda d: elsewhere.repeated_sql(d, "t", "x")),
    "elsewhere.values_sql": Asked(
        lambda d: elsewhere.values_sql(d, "t", [EMPTY | each for each in GIVEN.values()], "w"),
        {"t": COMPANY, "w": {"what": "what", "text": "text", "code": "text", "original": "text"}},
    ),
    "elsewhere.fitted_sql": Asked(
        lambda d: elsewhere.fitted_sql(
            d,
            "t",
            [("X", "varchar"), ("amount", "decimal(18,4)"), ("on", "date"), ("none", "bigint")],
            {"X": ("x", "varchar"), "amount": ("n", "double"), "on": ("on", "date")},
            standing={"X": "o'b"},
            needed=("amount",),
        ),
        {"t": {"x": "text", "n": "number", "on": "day"}},
    ),
    "erasing.shape_sql": Asked(lambda d: f"select count(*) as n from ({erasing.shape_sql(d, 't')}) s"),
    "erasing.distinct_texts_sql": Asked(lambda d: erasing.distinct_texts_sql(d, "t", "x")),
    "erasing.distinct_pairs_sql": Asked(lambda d: erasing.distinct_pairs_sql(d, "t", "x", "y")),
    "erasing.replaced_sql": Asked(
        lambda d: erasing.replaced_sql(d, "t", {"x": ("x", {"o'b": "\\x", "ä": "erased"}), "y": ("new y", {})})
    ),
    "estimates.where_known": over(lambda d: estimates.where_known(d, "o'b", "x"), ONE),
    "estimates.where_estimated": over(
        lambda d: estimates.where_estimated(d, "x", "x", "dict"), {**ONE, "dict": {"text": "text", "estimated": "flag"}}
    ),
    "estimates.names_joined": over(
        lambda d: estimates.names_joined(d, [estimates.where_known(d, name, name) for name in ("x", "y")]), ONE
    ),
    "figures.figures_sql": Asked(lambda d: figures.figures_sql(d, "t"), {"t": FIGURES}),
    "figures.figure_currencies_sql": Asked(lambda d: figures.figure_currencies_sql(d, "t"), {"t": FIGURES}),
    "figures.figure_meanings_sql": Asked(lambda d: figures.figure_meanings_sql(d, "t"), {"t": FIGURES}),
    "history.texts_of_changes_sql": Asked(
        lambda d: history.texts_of_changes_sql(d, "t", ["history.value", "history.old_value"]), {"t": SAID}
    ),
    "history.broken_changes_sql": Asked(
        lambda d: history.broken_changes_sql(d, "t", "b", "history.value"),
        {"t": SAID, "b": {"field": "id", "text": "text", "problem": "text"}},
    ),
    "history.changes_sql": Asked(
        lambda d: history.changes_sql(
            d, "t", "v", {n: n for n in history.REFERENCES}, {"source": "'s'", "system": "'y'"}, has_old=True
        ),
        {"t": SAID, "v": HEARD},
    ),
    "joining.domain_texts_sql": Asked(joining.domain_texts_sql, {"join_domains": {"domain": "text"}}),
    "joining.known_pairs_sql": Asked(
        joining.known_pairs_sql,
        {
            "join_known": {"kind": "whole", "space": "currency", "value": "id", "domain": "text", "account": "id"},
            "join_entities": {"entity": "whole", "kind": "whole", "space": "currency", "value": "id"},
            "join_domains": {"entity": "whole", "domain": "text"},
        },
    ),
    "known.days_sql": Asked(
        lambda d: known.days_sql(d, code=3, as_of=20_000),
        {
            "facts_known": {"ix": "whole", "code": "whole", "value": "text"},
            "facts_days": {"ix": "whole", "day": "whole"},
        },
    ),
    "paying.without_period_sql": Asked(
        paying.without_period_sql, {"invoices": dict.fromkeys(("period_start", "period_end", "issued_on"), "day")}
    ),
    "paying.account_intervals_sql": Asked(
        lambda d: paying.account_intervals_sql(d, base="EUR", as_of=20_500),
        {
            "accounts": PAYS,
            "facts_accounts": {"account_id": "id", "ix": "whole"},
            "facts_words": {"topic": "topic", "word": "word", "meaning": "meaning"},
            "facts_sources": {"src": "whole", "kind": "source"},
            "facts_rates": {"currency": "currency", "month": "month", "rate": "money"},
        },
    ),
    "personas.decision_roles_sql": Asked(
        lambda d: personas.decision_roles_sql(d, "t"),
        {"t": {"account_id": "id", "title": "text", "decision_role": "text"}},
    ),
    "plans.listed_plans_sql": Asked(plans.listed_plans_sql, {"all_plans": {"plan_id": "id", "plan_name": "text"}}),
    "plans.priced_nothing_sql": Asked(
        plans.priced_nothing_sql,
        {"all_plans": {"plan_id": "id", "plan_name": "text", "plan_price": "money", "is_free": "flag"}},
    ),
    "publish.completed_sql": Asked(lambda d: publish.completed_sql(d, "t", [("more", "varchar"), ("on", "date")])),
    "publish.newest_sql": Asked(
        lambda d: publish.newest_sql(d, "t", "deal", "n"),
        {
            "t": {"source": "id", "deal": "id", "line": "line"},
            "n": {"source": "id", "twice": "id", "last": "whole"},
        },
    ),
    "quality.differing_attributes_sql": Asked(
        quality.differing_attributes_sql,
        {
            "attributes": {
                "account_id": "id", "attribute": "id", "source": "id", "value": "text", "estimated": "flag",
                "known_on": "day",
            },
            "facts_accounts": {"account_id": "id", "ix": "whole"},
        },
    ),
    "stream.kinds_sql": Asked(lambda d: stream.kinds_sql(d, "t", "coalesce(length(l.x), 0)", {})),
    "stream.named_sql": Asked(lambda d: stream.named_sql(d, "select x as c0, y as c1 from t", ["o'b", "y"])),
    "uncounted.repeated_rows_sql": Asked(
        lambda d: uncounted.repeated_rows_sql(d, ["deals", "subscriptions"]),
        {
            "deals": {"source": "source", "deal_id": "id"},
            "subscriptions": {"source": "source", "subscription_id": "id", "started_on": "day"},
        },
    ),
    "uncounted.without_company_sql": Asked(
        lambda d: uncounted.without_company_sql(d, ["usage", "leads"]),
        {"usage": {"account_id": "id"}, "leads": {"account_id": "text"}, "accounts": {"account_id": "id"}},
    ),
    "uncounted.unordered_events_sql": Asked(
        uncounted.unordered_events_sql,
        {"mrr_events": {"source": "source", "account_id": "id", "subscription_id": "id", "on": "day", "event_id": "id",
                        "line": "line"}},
    ),
    "score.yes_or_no": over(lambda d: score.yes_or_no(d, "f"), {"t": {"f": "flag"}}),
    "score.first_that_holds": over(
        lambda d: score.first_that_holds(
            d, [(Condition("n", (), 0.0, 50.0), "few"), (Condition("n", (), 50.0, None), "o'b")]
        ),
        {"p": {"n_low": "number", "n_high": "number"}},
        "p",
    ),
}  # fmt: skip


def drawn(table: str, columns: Columns) -> dict[str, list[Any]]:
    """Values of each column, a tenth of them unknown; the same for each engine."""
    dice = random.Random(table)
    rows = range(FEW if table in LOOKED_UP else ROWS)
    return {name: [_value(dice, kind, at) for at in rows] for name, kind in columns.items()}


def _value(dice: random.Random, kind: str, at: int) -> Any:
    if kind == "line":
        return at + 2
    return None if dice.random() < 0.1 else dice.choice(DRAWN[kind][0])


@pytest.mark.parametrize("place", ASKED)
def test_a_statement_gives_the_same_rows_on_both_engines(engines, place):
    asked, steps = ASKED[place], []
    for engine in engines:
        for name, columns in asked.tables.items():
            types = {column: "bigint" if kind == "line" else DRAWN[kind][1] for column, kind in columns.items()}
            engine.put(name, drawn(name, columns), types=types)
        text = asked.written(engine.dialect)
        steps.append(Step("rows", (), engine.rows(text), is_ordered(text), text))
        for name in asked.tables:
            engine.drop(name)
    hold(steps[1], steps[0])
    assert len({repr(row) for row in steps[0].rows}) > (0 if "count" in steps[0].text else 1), "nothing was asked"


def test_all_of_them_are_asked():
    assert set(ASKED) == places(ALONE)
