"""Themes as k of n companies, by best, stayed, left, lost and still deciding, with quotes for and against.

Comes in: statements, and the group of each company. Goes out: ``Heard`` values, by kind, the most often said first. A
company counts once however many of its people speak, and only companies that were asked stand below the line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openicp.vocab import key
from openicp.voice.statements import Statement

KINDS = ("pain", "trigger", "outcome", "benefit", "why_us", "doubt", "loss", "leave", "like", "remaining")
"""Every kind, in the order in which they are shown."""
NEEDS = ("pain", "trigger", "outcome")
"""Kinds that say why somebody looks for a product at all."""
GROUPS = ("best", "stayed", "left", "lost", "open")
ASKED_ONLY = {"loss": ("lost", "open"), "leave": ("left",)}
"""Kinds that only some are asked for; of whoever else speaks of it all the same, each counts too."""
GOOD, BAD = frozenset({"outcome", "benefit", "why_us", "like"}), frozenset({"doubt", "loss", "leave", "remaining"})
OPPOSED = dict.fromkeys(GOOD, BAD) | dict.fromkeys(BAD, frozenset({"benefit", "why_us", "like"}))
OPPOSED |= {"pain": frozenset({"remaining", "leave", "loss"}), "trigger": frozenset({"remaining", "leave", "loss"})}
"""Kinds whose statements on the same theme speak against one of a kind."""
FOR, AGAINST = 2, 1
"""Quotes shown of each theme."""
FEWEST = 5
"""Companies that at least must have been asked before what most of them said is a line of the profile."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One theme of one kind."""

    kind: str
    theme: str
    """Empty: what is not sorted into a theme."""
    said: tuple[int, int]
    """Companies that said it, of those asked."""
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The same by group, for groups in which somebody was asked."""
    quotes: tuple[Statement, ...] = ()
    """At most two, of different companies, of different groups where it can be."""
    against: tuple[Statement, ...] = ()
    """At most one of a kind that speaks against it, on the same theme."""


def heard(statements: Iterable[Statement], groups: Mapping[str, str]) -> tuple[Heard, ...]:
    """Every theme that was said.

    Parameters
    ----------
    groups
        Company to ``best, stayed, left, lost`` or ``open``.
    """
    coded = [one for one in statements if one.kind in KINDS]
    by_theme: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for one in coded:
        by_theme[str(one.kind), key(one.theme)].append(one)
    made = [_heard(rows, kind, theme, coded, groups) for (kind, theme), rows in by_theme.items()]
    return tuple(sorted(made, key=lambda one: (KINDS.index(one.kind), not one.theme, -one.said[0], one.theme)))


def needs(statements: Iterable[Statement]) -> Heard | None:
    """The need that more than half of at least five companies named; ``None`` where nothing unites them."""
    every = [one for one in heard(statements, {}) if one.theme and one.kind in NEEDS]
    usual = [one for one in every if one.said[1] >= FEWEST and 2 * one.said[0] > one.said[1]]
    return min(usual, key=lambda one: (NEEDS.index(one.kind), -one.said[0], one.theme), default=None)


def _heard(
    rows: Sequence[Statement], kind: str, theme: str, coded: Sequence[Statement], groups: Mapping[str, str]
) -> Heard:
    said = {one.company for one in rows}
    asked = _asked(kind, coded, groups) | said
    counted = {}
    for group in GROUPS:
        there = {company for company in asked if groups.get(company) == group}
        if there:
            counted[group] = (len(said & there), len(there))
    name = Counter(one.theme for one in rows).most_common(1)[0][0]
    opposed = [one for one in coded if theme and key(one.theme) == theme and one.kind in OPPOSED[kind]]
    return Heard(
        kind,
        name,
        (len(said), len(asked)),
        counted,
        shown(rows, groups, most=FOR),
        shown(opposed, groups, most=AGAINST, last=True),
    )


def _asked(kind: str, coded: Sequence[Statement], groups: Mapping[str, str]) -> set[str]:
    """Companies in which somebody was asked for a kind: an answer that nobody sorted tells of no interview."""
    every = {one.company for one in coded}
    only = ASKED_ONLY.get(kind)
    return every if only is None or not groups else {company for company in every if groups.get(company) in only}


def shown(
    rows: Iterable[Statement], groups: Mapping[str, str], *, most: int, last: bool = False
) -> tuple[Statement, ...]:
    """Quotes of different companies, a group that has not spoken first; ``last``: of those who left or were lost."""
    order = {group: place for place, group in enumerate(reversed(GROUPS) if last else GROUPS)}
    left = [one for one in rows if one.quotable]
    chosen: list[Statement] = []
    while left and len(chosen) < most:
        spoken = Counter(groups.get(one.company) for one in chosen)
        best = min(left, key=lambda one: (spoken[groups.get(one.company)], _rank(one, groups, order), one.ident))
        chosen.append(best)
        left = [one for one in left if one.company != best.company and one.quote != best.quote]
    return tuple(chosen)


def _rank(one: Statement, groups: Mapping[str, str], order: Mapping[str, int]) -> int:
    return order.get(groups.get(one.company, ""), len(GROUPS))
