"""What customers have in common: one sentence, what of it sets them apart, and the bars.

Comes in: traits with counts. Goes out: ``Common``. It never says that a trait sets apart unless a line of the profile
is shown to hold on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openicp.model.attribute import Condition
from openicp.model.profile import Profile
from openicp.model.segment import Segment
from openicp.report.inputs import ReportInput, Trait
from openicp.report.views.behind import anchor
from openicp.report.views.common import capital, of, percent, ratio
from openicp.texts import Texts
from openicp.texts import pattern as texts_pattern
from openicp.texts.labels import uncapital

HOW = ("mainly", "often", "some", "sometimes")
MOST = 25
"""Rows that are still read."""


@dataclass(frozen=True, slots=True)
class TraitRow:
    """One trait."""

    name: str
    ours: float
    theirs: float | None
    our_share: str
    our_count: str
    their_share: str
    their_count: str
    tells: str
    apart: bool
    to: str
    """The anchor of the companies behind it."""


@dataclass(frozen=True, slots=True)
class TraitGroup:
    """Mainly, often, some or sometimes."""

    name: str
    means: str
    rows: tuple[TraitRow, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """Part 7."""

    headline: str
    """All of it in one sentence, where enough is known for one."""
    apart: str
    """What sets customers apart; empty when it is the headline itself."""
    groups: tuple[TraitGroup, ...]
    has_lost: bool
    more: str
    """How many rarer traits are not shown."""


def common(inp: ReportInput, texts: Texts) -> Common | None:
    """What customers have in common; ``None`` when nothing is known of them."""
    if not inp.traits:
        return None
    told = [replace(trait, basis=_basis(trait, inp.profile)) for trait in inp.traits]
    traits, more = told[:MOST], len(told) - MOST
    groups = tuple(
        TraitGroup(texts(f"common.{how}"), texts(f"common.{how}.means"), rows)
        for how in HOW
        if (rows := tuple(_trait(t, texts) for t in traits if t.how == how))
    )
    has_lost = any(trait.lost and trait.lost[1] for trait in traits)
    pattern = texts_pattern.pattern(texts, [texts_pattern.Common(t.condition, t.how) for t in told])
    apart = _common_says(traits, inp.profile, texts, has_lost=has_lost)
    return Common(
        pattern or apart,
        apart if pattern else "",
        groups,
        has_lost,
        texts("common.more", more, n=more) if more > 0 else "",
    )


def _basis(trait: Trait, profile: Profile | None) -> str | None:
    """The basis of a line that says the same as the trait: not of every line on the same attribute."""
    for line in profile.lines if profile else ():
        if trait.basis is not None and _same(trait.condition, line.best):
            return line.basis
    return None


def _same(trait: Condition, line: Condition | None) -> bool:
    if line is None or trait.attribute != line.attribute:
        return False
    return trait == line or bool(trait.values and line.values and set(trait.values) <= set(line.values))


def _trait(trait: Trait, texts: Texts) -> TraitRow:
    lost = trait.lost if trait.lost and trait.lost[1] else None
    tells = {"shown": "apart", "leaning": "leaning"}.get(trait.basis or "", "describes")
    return TraitRow(
        capital(texts.label(trait.condition)),
        ratio(trait.customers) or 0.0,
        ratio(lost),
        percent(texts, trait.customers),
        of(texts, trait.customers),
        percent(texts, lost),
        of(texts, lost) if lost else "",
        texts(f"tells.{tells}"),
        tells == "apart",
        anchor(Segment((trait.condition,))),
    )


def _shown_lines(profile: Profile | None, texts: Texts) -> list[str]:
    """What the profile shows to set customers apart, though fewer of them have it than the traits listed."""
    lines = [line for line in profile.lines if line.basis == "shown" and line.best] if profile else []
    return [
        uncapital(texts.label(line.best), texts.lang, attribute=line.attribute)
        for line in lines
        if line.best is not None
    ]


def _common_says(traits: Sequence[Trait], profile: Profile | None, texts: Texts, *, has_lost: bool) -> str:
    if not has_lost:
        return texts("common.say.no_lost")
    apart = [
        uncapital(texts.label(t.condition), texts.lang, attribute=t.condition.attribute)
        for t in traits
        if t.basis == "shown"
    ]
    if apart:
        return capital(texts("common.say.apart", len(apart), items=apart[:3], n=len(apart)))
    lines = _shown_lines(profile, texts)
    if lines:
        return capital(texts("common.say.lines", len(lines), items=lines[:3], n=len(lines)))
    leaning = [texts.label(t.condition) for t in traits if t.basis == "leaning"]
    key = "common.say.leaning" if leaning else "common.say.describes"
    return texts(key, len(leaning), items=leaning[:3], n=len(leaning))
