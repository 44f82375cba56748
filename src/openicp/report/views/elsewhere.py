"""Whether the lines would be the same if others counted as valuable: a row a line, a column a choice.

Comes in: a profile whose lines say what they tell under other outcomes. Goes out: ``ElsewhereView``. It never judges:
whether a line holds arrives as a code.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.model.estimate import Estimate
from openicp.model.profile import Elsewhere, Profile
from openicp.report.views.common import COUNT_LEADS_BELOW, capital
from openicp.texts import Texts
from openicp.texts.elsewhere import elsewhere, in_order

SIGNS = {"holds": "✓", "turns": "⇄", "cant_tell": "?"}
"""Told apart by form, not by colour."""
WORDS = {"holds": "forward.holds", "turns": "elsewhere.code.turns", "cant_tell": "forward.cant_tell"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One line under one choice."""

    sign: str
    word: str
    """What the sign says, for those who hear the page."""
    with_it: str
    others: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line under every choice."""

    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """The table, and what it comes to."""

    say: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def elsewhere_view(profile: Profile, texts: Texts) -> ElsewhereView | None:
    """The lines under other choices; ``None`` where none was asked."""
    lines = [profile.lines[place] for place in profile.reading_order]
    asked = [
        (texts.label(line), line.evidence.elsewhere) for line in lines if line.evidence and line.evidence.elsewhere
    ]
    told = [(name, one.outcome, one.code) for name, found in asked for one in found]
    if not told:
        return None
    outcomes = in_order(outcome for _, outcome, _ in told)
    heads = tuple(capital(texts(f"outcome.{outcome}.who")) for outcome in outcomes)
    return ElsewhereView(
        elsewhere(texts, told), heads, tuple(Row(name, _cells(found, outcomes, texts)) for name, found in asked)
    )


def _cells(found: tuple[Elsewhere, ...], outcomes: list[str], texts: Texts) -> tuple[Cell | None, ...]:
    by_outcome = {one.outcome: one for one in found}
    return tuple(_cell(by_outcome[outcome], texts) if outcome in by_outcome else None for outcome in outcomes)


def _cell(one: Elsewhere, texts: Texts) -> Cell:
    shares = _share(one.with_it, texts), _share(one.others, texts)
    return Cell(SIGNS[one.code], texts(WORDS[one.code]), *shares, one.code == "holds")


def _share(estimate: Estimate, texts: Texts) -> str:
    """``86% of 122``; the count alone where few are known."""
    if estimate.k is None or estimate.value is None:
        return "–"
    if estimate.n < COUNT_LEADS_BELOW:
        return texts("counted", k=estimate.k, n=estimate.n)
    return texts("elsewhere.share", share=texts.share(estimate.value, digits=0), n=estimate.n)
