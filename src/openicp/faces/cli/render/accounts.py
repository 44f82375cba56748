"""Accounts with their facts and value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper
from openicp.faces.cli.words import estimate_of, shortened

SHOWN = 25
FACTS = 3
"""Attributes shown beside the name: those filled most often."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """Most valuable first, as the action orders them."""
    accounts = view.get("accounts") or []
    if not accounts:
        paper.say("cli.accounts.none")
        return
    t = paper.t
    facts = _facts(accounts)
    columns = [Column(t("cli.column.company"), style="strong"), *(Column(t.attribute(name)) for name in facts)]
    columns.append(Column(t("cli.column.value"), "right", fold=False))
    paper.line(t("cli.accounts.head", n=len(accounts)), "strong")
    paper.table(columns, [_row(paper, account, facts) for account in accounts[:SHOWN]])
    if len(accounts) > SHOWN:
        paper.line(t("cli.more", n=len(accounts) - SHOWN), "dim", indent=2)


def _facts(accounts: Sequence[Mapping[str, Any]]) -> list[str]:
    counts: dict[str, int] = {}
    for account in accounts[:SHOWN]:
        for name, value in (account.get("facts") or {}).items():
            counts[name] = counts.get(name, 0) + (value not in (None, "", []))
    ranked = sorted(counts, key=lambda name: -counts[name])
    return [name for name in ranked if counts[name]][:FACTS]


def _row(paper: Paper, account: Mapping[str, Any], facts: Sequence[str]) -> list[str]:
    known = account.get("facts") or {}
    name = account.get("name") or account.get("account_id") or ""
    return [str(name), *(_fact(paper, fact, known.get(fact)) for fact in facts), _value(paper, account.get("value"))]


def _fact(paper: Paper, name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, Mapping):
        value = (value.get("low"), value.get("high")) if "low" in value else value.get("value")
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return shortened(", ".join(paper.t.value(name, each) for each in value), 40)
    return paper.t.value(name, tuple(value) if isinstance(value, list) else value)


def _value(paper: Paper, value: Any) -> str:
    if isinstance(value, Mapping):
        estimate = estimate_of(value)
        return paper.t.amount(estimate.value, estimate.unit) if estimate.value is not None else "–"
    return paper.t.amount(value, "money") if isinstance(value, int | float) else "–"
