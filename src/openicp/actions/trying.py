"""``whatif``: what a change of the profile would do to reach, quality and value.

Comes in: a workspace and the changes. Goes out: the figures of those who fit, as it is and as it would be, and who
moves. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.actions.known import SEED, Known, engine_of, gather
from openicp.actions.recorded import read_profile
from openicp.errors import AttributeNotFound, InvalidChoice
from openicp.model.attribute import Condition
from openicp.model.facts import NumberColumn, TagsColumn
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.model.facts import Accounts
    from openicp.model.facts import Texts as Names
    from openicp.model.profile import Profile
    from openicp.texts import Texts

SHOWN = ("accounts", "account_share", "customers", "win_rate", "left_12m", "clv", "cac", "mrr_share")
"""Reach, quality, value: of the accounts in the best tier."""
NAMED = 10
"""Accounts that move, by name."""

Plain = dict[str, Any]


def what_if(
    ws: Workspace,
    texts: Texts,
    *,
    profile: str | None,
    drop: Sequence[str],
    points: Mapping[str, int],
    bands: Mapping[str, str],
) -> Plain:
    """The best tier as it is beside what it would be.

    Parameters
    ----------
    drop, points, bands
        Lines to take out; points of best bands; best bands as people write them (``50-500``, ``software, agency``).

    Raises
    ------
    ProfileNotFound, AttributeNotFound, InvalidChoice, NothingImported, OutcomeNotPossible
    """
    from openicp import metrics
    from openicp import profile as room

    fitted = read_profile(ws, profile)
    with engine_of(ws) as engine:
        known = gather(ws, engine)
    accounts = known.facts.accounts
    labels = metrics.label(known.facts, fitted.outcome, project=ws.project)
    wanted = {name: condition_of(name, text, accounts, fitted) for name, text in bands.items()}
    changed = room.edited(fitted, room.Changes(tuple(drop), dict(points), wanted), accounts, labels)
    before, after = room.tiers_of(fitted, accounts), room.tiers_of(changed, accounts)
    return {
        "profile": fitted.name,
        "currency": known.facts.currency,
        "tier": fitted.tiers[0].name if fitted.tiers else None,
        "lines": [
            {
                "attribute": line.attribute,
                "label": texts.label(line),
                "points": line.bands[0].points if line.bands else 0,
            }
            for line in changed.lines
        ],
        "now": _figures(known, before == fitted.tiers[0].name) if fitted.tiers else None,
        "then": _figures(known, after == changed.tiers[0].name) if changed.tiers else None,
        "moves": _moves(accounts, before, after),
    }


def condition_of(name: str, text: str, accounts: Accounts, fitted: Profile) -> Condition:
    """A band as a person writes it, on the attribute of a line."""
    from openicp.segments.choice import not_found

    column, lines = accounts.columns.get(name), [line.attribute for line in fitted.lines if not line.is_together]
    if column is None or name not in lines:
        raise AttributeNotFound(**not_found(name, lines))
    if isinstance(column, NumberColumn):
        return range_of(name, text, whole=column.attribute.whole)
    known = column.tags if isinstance(column, TagsColumn) else column.values
    values = tuple(part.strip() for part in text.split(",") if part.strip())
    if not values or not set(values) <= set(known):
        raise InvalidChoice(option=f"--band {name}", value=text, choices=sorted(known)[:20])
    return Condition(name, tuple(sorted(values)))


def range_of(name: str, text: str, *, whole: bool) -> Condition:
    """``50-200`` of whole numbers ends before 201; of others before 200."""
    from openicp.normalise import reader

    read = reader("range", [text]).read(text)
    if read.problem or read.low is None or read.high is None:
        raise InvalidChoice(option=f"--band {name}", value=text, choices=["50-200", "200+", "<50"])
    low = float(read.low) if np.isfinite(read.low) and read.low > 0 else None
    high = float(read.high) + whole if np.isfinite(read.high) else None
    return Condition(name, (), low if low is not None or high is not None else 0.0, high)


def _figures(known: Known, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Plain:
    from openicp import metrics

    found = metrics.measure(known.facts, inside, project=known.project, whole=known.whole, seed=SEED)
    return {name: found[name].to_json() for name in SHOWN}


def _moves(accounts: Accounts, before: Names, after: Names) -> Plain:
    """How many change their tier, and the first by name (``A`` comes before ``B``)."""
    up, down = np.flatnonzero(after < before), np.flatnonzero(after > before)
    return {
        "up": len(up),
        "down": len(down),
        "named": [
            {
                "name": str(accounts.name[at]),
                "account_id": str(accounts.account_id[at]),
                "from": before[at],
                "to": after[at],
            }
            for at in [*up[:NAMED], *down[:NAMED]]
        ],
    }
