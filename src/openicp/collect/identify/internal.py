"""Accounts that are tests or our own: no customers, whatever they have.

Comes in: numbered accounts, the product's name. Goes out: the numbers of those that their name gives away. A name that
only ends in *test* counts as one where nothing was ever paid.
"""

from __future__ import annotations

from openicp.collect.identify.accounts import Numbered
from openicp.collect.identify.companies import naming
from openicp.collect.recognise.headers import fold
from openicp.engine import Engine
from openicp.sql import joining as sql

INTERNAL = frozenset({"test", "demo", "internal", "dummy", "sandbox", "intern", "testing", "tests"})
WITH_INTERNAL = INTERNAL | frozenset(
    ("account", "company", "customer", "organization", "org", "user", "konto", "firma", "kunde", "inc", "gmbh", "ltd")
)
ENDS = frozenset({"test", "demo", "sandbox", "dummy", "testing"})
"""``Klarplan Test``: our own, if it never paid."""
LONGEST = 3
HINTS = tuple(sorted(INTERNAL))
PAID: tuple[tuple[str, str], ...] = (
    ("subscriptions", "mrr"),
    ("subscriptions", "amount"),
    ("invoices", "amount"),
    ("deals", "amount"),
    ("accounts", "mrr"),
)


def internal(engine: Engine, tables: set[str], numbered: Numbered, product: str = "") -> frozenset[int]:
    """Numbers of the accounts that are tests or our own, by their name.

    Parameters
    ----------
    product
        Name of what is sold: beside a word for tests it is no customer's name.
    """
    known = WITH_INTERNAL | set(fold(product).split())
    sure, perhaps = set(), []
    for account, name in enumerate(numbered.names):
        lowered = name.lower()
        if any(hint in lowered for hint in HINTS):
            words = fold(lowered).split()
            if _surely(words, known):
                sure.add(account)
            elif 1 < len(words) <= LONGEST and words[-1] in ENDS:
                perhaps.append(account)
    return frozenset(sure | (set(perhaps) - _paying(engine, tables, perhaps)))


def _surely(words: list[str], known: frozenset[str]) -> bool:
    only = all(word in known or word.isdecimal() for word in words)
    return bool((only and INTERNAL & set(words)) or "test account" in " ".join(words))


def _paying(engine: Engine, tables: set[str], accounts: list[int]) -> set[int]:
    """Those of the accounts that ever paid or were won for money."""
    named = naming(tables)
    paid = [(table, column) for table, column in PAID if table in named]
    if not accounts or not paid:
        return set()
    engine.put("join_suspects", {"account": accounts}, types={"account": "bigint"})
    return {int(account) for (account,) in engine.rows(sql.paying_sql(engine.dialect, paid))}
