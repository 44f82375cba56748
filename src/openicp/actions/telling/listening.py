"""What people said, as counts and quotes: from the ledger's statements to themes.

Comes in: statements, each with a role and never a name. Goes out: ``Theme`` values, k of n by best, left and lost.
It codes nothing: a statement belongs to the theme that its sheet names, else to its kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from openicp.actions.analysis import Analysis
from openicp.actions.telling.voices import Statement, person
from openicp.report.inputs import GROUPS, Quote, Theme
from openicp.workspace import Workspace

QUOTES = 2
BEST_SHARE = 0.25


def interviews(ws: Workspace) -> int:
    """People who said something; each counts once."""
    return len({person(row) for row in ws.ledger.rows("statements")})


def themes(ws: Workspace, found: Analysis) -> tuple[Theme, ...]:
    """Themes by kind, most often said first within each kind."""
    statements = [row for row in ws.ledger.rows("statements") if row["kind"] in KINDS]
    groups = _groups(found)
    people = {person(row): groups.get(str(row["account_id"])) for row in statements}
    by_theme: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for row in statements:
        by_theme[(str(row["kind"]), str(row["theme"] or ""))].append(row)
    made = [_theme(kind, name, rows, people) for (kind, name), rows in by_theme.items()]
    return tuple(sorted(made, key=lambda theme: (KINDS.index(theme.kind), -theme.said[0], theme.name)))


KINDS = ("pain", "trigger", "outcome", "benefit", "why_us", "doubt", "loss", "leave", "like", "remaining")


def _groups(found: Analysis) -> dict[str, str]:
    """Account: best (top quarter by value among customers still there), stayed, left, lost or open."""
    accounts = found.known.facts.accounts
    known = accounts.customer & ~np.isnan(found.values)
    bar = float(np.quantile(found.values[known], 1 - BEST_SHARE)) if known.any() else np.inf
    said = {}
    for place, account in enumerate(accounts.account_id):
        if accounts.left[place] >= 0:
            said[str(account)] = "left"
        elif accounts.customer[place] or accounts.outcome[place] == 1:
            said[str(account)] = "best" if found.values[place] >= bar else "stayed"
        elif accounts.outcome[place] == 0:
            said[str(account)] = "lost"
        else:
            said[str(account)] = "open"
    return said


def _theme(kind: str, name: str, rows: Sequence[Statement], people: Mapping[Any, str | None]) -> Theme:
    said = {person(row) for row in rows}
    groups = {}
    for group in GROUPS:
        asked = {who for who, where in people.items() if where == group}
        if asked:
            groups[group] = (len(said & asked), len(asked))
    return Theme(kind, name, (len(said), len(people)), groups, _quotes(rows, people))


def _quotes(rows: Sequence[Statement], people: Mapping[Any, str | None]) -> tuple[Quote, ...]:
    """Two quotes of different people."""
    chosen: dict[Any, Quote] = {}
    for row in rows:
        who = person(row)
        chosen.setdefault(who, Quote(str(row["quote"]), str(row["role"] or ""), people[who], row["language"] or None))
    distinct = {quote.text: quote for quote in chosen.values()}
    return tuple(distinct.values())[:QUOTES]
