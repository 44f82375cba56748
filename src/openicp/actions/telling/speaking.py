"""Who speaks against the profile: accounts that the card would have got wrong, by name, and why where it is known.

Comes in: a workspace and an ``Analysis``. Goes out: ``Misses``. It scores with the card as it is and judges nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openicp.actions.analysis import Analysis
from openicp.actions.known import engine_of, tables_of
from openicp.report.inputs import Miss, Misses, Reason
from openicp.sql.reasons import latest_words_sql
from openicp.texts.labels import unslug
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine

SHOWN = 8
MOST_REASONS = 4
DAYS_PER_MONTH = 365.25 / 12
WRITTEN = {"lost": ("deals", "loss_reason", "closed_on"), "left": ("subscriptions", "leave_reason", "ended_on")}
"""Where somebody may have written down why: table, column, day."""


@dataclass(frozen=True)
class _Card:
    """What was found, its points, and the words of those who lost or left."""

    found: Analysis
    points: np.ndarray[tuple[int], np.dtype[np.int64]]
    lost: Mapping[str, str]
    left: Mapping[str, str]


def misses(ws: Workspace, found: Analysis) -> Misses:
    """Many points yet not valuable, few points yet valuable; empty without points or tiers."""
    from openicp import profile as room

    profile, labels = found.profile, found.labels
    if profile is None or labels is None or len(profile.tiers) < 2:
        return Misses()
    with engine_of(ws) as engine:
        words = {kind: _words(ws, engine, *place) for kind, place in WRITTEN.items()}
    points, _, _ = room.score(profile, found.known.facts.accounts)
    card = _Card(found, points, words["lost"], words["left"])
    ordered = sorted(profile.tiers, key=lambda tier: -tier.low)
    labelled = labels.values >= 0
    high = labelled & (points >= ordered[0].low)
    low = labelled & (points < ordered[-2].low)
    wrong_high = np.flatnonzero(high & (labels.values == 0))
    wrong_low = np.flatnonzero(low & (labels.values == 1))
    worth = np.nan_to_num(found.values)
    return Misses(
        tuple(_miss(card, int(at)) for at in sorted(wrong_high, key=lambda a: -points[a])[:SHOWN]),
        (len(wrong_high), int(high.sum())),
        tuple(_worth(card, int(at)) for at in sorted(wrong_low, key=lambda a: -worth[a])[:SHOWN]),
        (len(wrong_low), int(low.sum())),
        _counted(card, wrong_high),
    )


def _words(ws: Workspace, engine: Engine, table: str, column: str, day: str) -> dict[str, str]:
    """What was written for each account; nothing where no source has such a column."""
    tables = tables_of(ws)
    if table not in tables:
        return {}
    engine.load(f"words_{table}", tables[table])
    rows = engine.rows(latest_words_sql(engine.dialect, f"words_{table}", column, day))
    return {str(account): unslug(str(words)) for account, words in rows}


def _counted(card: _Card, wrong: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[tuple[str, int], ...]:
    """Why deals with many points were lost, the most frequent first."""
    accounts = card.found.known.facts.accounts
    said = Counter(
        words for at in wrong if accounts.outcome[at] == 0 and (words := card.lost.get(str(accounts.account_id[at])))
    )
    return tuple(sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_REASONS])


def _miss(card: _Card, at: int) -> Miss:
    account = str(card.found.known.facts.accounts.account_id[at])
    return Miss(account, int(card.points[at]), _what(card, account, at))


def _what(card: _Card, account: str, at: int) -> tuple[Reason, ...]:
    accounts = card.found.known.facts.accounts
    if accounts.outcome[at] == 0:
        words = card.lost.get(account)
        return (Reason("miss.lost.because", {"reason": words}) if words else Reason("miss.lost"),)
    if accounts.left[at] >= 0 and accounts.started[at] >= 0:
        after = Reason("miss.left", {"n": _months(int(accounts.left[at] - accounts.started[at]))})
        words = card.left.get(account)
        return (after, Reason("miss.words", {"reason": words})) if words else (after,)
    return (Reason("miss.small", {"value": float(card.found.values[at])}), *_stayed(card, at))


def _months(days: int) -> int:
    return round(days / DAYS_PER_MONTH)


def _stayed(card: _Card, at: int) -> tuple[Reason, ...]:
    """For how long a customer who is still there has paid."""
    known, accounts = card.found.known, card.found.known.facts.accounts
    if known.as_of is None or accounts.started[at] < 0 or not accounts.active[at]:
        return ()
    from datetime import date

    today = (known.as_of - date(1970, 1, 1)).days
    return (Reason("miss.stayed", {"n": _months(today - int(accounts.started[at]))}),)


def _worth(card: _Card, at: int) -> Miss:
    account, value = str(card.found.known.facts.accounts.account_id[at]), float(card.found.values[at])
    what = Reason("miss.worth", {"value": value}) if not np.isnan(value) else Reason("miss.won")
    return Miss(account, int(card.points[at]), (what, *_stayed(card, at)))
