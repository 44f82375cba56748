"""Do the numbers match, the best customers, and what they have in common.

Comes in: totals, best customers, traits. Goes out: one view each. Counts are exact and money is said to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openicp.model.attribute import Condition
from openicp.model.profile import Profile
from openicp.report.inputs import BestTrait, ReportInput, Total, Trait
from openicp.report.views.common import describe, of, percent, ratio, reason, segment_of
from openicp.texts import Texts

HOW = ("mainly", "often", "some", "sometimes")
BESIDE = {"cycle_days": 1.0, "win_rate": 0.005, "mrr": 0.005, "spend": 0.005}
"""Up to which difference a typed figure equals ours: what its dashboard rounds away."""


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One total."""

    name: str
    yours: str
    ours: str
    difference: str
    because: str
    equal: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Part 5."""

    headline: str
    rows: tuple[TotalRow, ...]
    typed: bool
    folded: bool
    """All typed totals agree: one line, the table folded."""


def totals(inp: ReportInput, texts: Texts) -> Totals | None:
    """Our totals, beside the user's where they typed any."""
    if not inp.totals:
        return None
    rows = tuple(_total(total, texts) for total in inp.totals)
    typed = [(total, row) for total, row in zip(inp.totals, rows, strict=True) if total.yours is not None]
    equal = sum(row.equal for _, row in typed)
    named = all(row.equal or total.because for total, row in typed)
    if not typed:
        headline = texts("totals.say.ours")
    elif equal == len(typed):
        headline = texts("totals.say.equal", n=equal)
    else:
        headline = texts(
            "totals.say.named" if named else "totals.say.open", n=len(typed) - equal, k=equal, of=len(typed)
        )
    return Totals(headline, rows, bool(typed), bool(typed) and equal == len(typed) == len(rows))


def _total(total: Total, texts: Texts) -> TotalRow:
    name, ours = texts(f"total.{total.code}"), _exact(total, total.ours.value, texts)
    if total.yours is None or total.ours.value is None:
        return TotalRow(name, "", ours, "", " ".join(reason(texts, r) for r in total.because), equal=False)
    gap = total.ours.value - total.yours
    equal = abs(gap) < BESIDE.get(total.code, 0.5)
    said = texts("total.equal") if equal else _signed(_exact(total, gap, texts), gap)
    because = " ".join(reason(texts, r) for r in total.because)
    if not because and not equal:
        because = texts("total.unexplained")
    return TotalRow(name, _exact(total, total.yours, texts), ours, said, because, equal)


def _exact(total: Total, value: float | None, texts: Texts) -> str:
    if value is None:
        return texts.estimate(total.ours)
    if total.ours.unit == "money":
        return texts.money(value, exact=True)
    if total.ours.unit == "share":
        return texts.share(value, digits=1)
    return texts.number(value, digits=0)


def _signed(text: str, gap: float) -> str:
    return f"+{text}" if gap > 0 else text


@dataclass(frozen=True, slots=True)
class BestRow:
    """One of the best customers."""

    rank: int
    name: str
    facts: str
    value: float
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A trait of the best beside the others and the lost."""

    name: str
    best: float
    others: float | None
    lost: float | None
    counts: tuple[str, str, str]
    title: str


@dataclass(frozen=True, slots=True)
class Best:
    """Part 6."""

    headline: str
    value_name: str
    rows: tuple[BestRow, ...]
    most: float
    strips: tuple[Strip, ...]
    has_lost: bool
    outside: str


def best(inp: ReportInput, texts: Texts) -> Best | None:
    """The best customers; ``None`` when no value is known."""
    shown = inp.best[:10]
    if not shown:
        return None
    rows = tuple(
        BestRow(
            rank,
            inp.names.get(row.account_id, row.account_id),
            describe(texts, row.facts),
            row.value.value or 0.0,
            texts.amount(row.value.value, "money") if row.value.value is not None else texts.estimate(row.value),
            "; ".join(reason(texts, why) for why in row.reasons),
        )
        for rank, row in enumerate(shown, 1)
    )
    strips = tuple(_strip(trait, len(shown), texts) for trait in inp.best_traits if trait.best[1])
    inside = [row.inside for row in shown]
    known = [answer for answer in inside if answer is not None]
    key = "best.say.inside" if known else "best.say"
    outside = [inp.names.get(row.account_id, "") for row in shown if row.inside is False]
    return Best(
        texts(key, len(shown), k=sum(known), n=len(shown)),
        texts(f"best.value.{inp.clv_basis}"),
        rows,
        max(row.value for row in rows),
        strips,
        any(trait.lost for trait in inp.best_traits),
        texts("best.outside", len(outside), names=outside, n=len(outside)) if outside else "",
    )


def _strip(trait: BestTrait, how_many: int, texts: Texts) -> Strip:
    name = texts.label(trait.condition)
    counts = (of(texts, trait.best), _count(texts, trait.others), _count(texts, trait.lost))
    said = [texts("strip.best", k=trait.best[0], n=trait.best[1])]
    said += [texts("strip.others", k=trait.others[0], n=trait.others[1])] if trait.others else []
    said += [texts("strip.lost", k=trait.lost[0], n=trait.lost[1])] if trait.lost else []
    return Strip(
        name, ratio(trait.best) or 0.0, ratio(trait.others), ratio(trait.lost), counts, f"{name}: {'; '.join(said)}"
    )


def _count(texts: Texts, pair: tuple[int, int] | None) -> str:
    if pair is None or not pair[1]:
        return "–"
    return percent(texts, pair) or f"{pair[0]}/{pair[1]}"


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
    groups: tuple[TraitGroup, ...]
    has_lost: bool


def common(inp: ReportInput, texts: Texts) -> Common | None:
    """What customers have in common; ``None`` when nothing is known of them."""
    if not inp.traits:
        return None
    traits = [replace(trait, basis=_basis(trait, inp.profile)) for trait in inp.traits]
    groups = tuple(
        TraitGroup(texts(f"common.{how}"), texts(f"common.{how}.means"), rows)
        for how in HOW
        if (rows := tuple(_trait(t, texts) for t in traits if t.how == how))
    )
    has_lost = any(trait.lost and trait.lost[1] for trait in traits)
    return Common(_common_says(traits, texts, has_lost=has_lost), groups, has_lost)


def _basis(trait: Trait, profile: Profile | None) -> str | None:
    """The basis of a line that says the same as the trait: not of every line on the same attribute."""
    for line in profile.lines if profile else ():
        segment = segment_of(line, profile)
        said = (line.best,) if segment is None else segment.conditions
        if trait.basis is not None and any(_same(trait.condition, one) for one in said):
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
        texts.label(trait.condition),
        ratio(trait.customers) or 0.0,
        ratio(lost),
        percent(texts, trait.customers),
        of(texts, trait.customers),
        percent(texts, lost),
        of(texts, lost) if lost else "",
        texts(f"tells.{tells}"),
        tells == "apart",
    )


def _common_says(traits: Sequence[Trait], texts: Texts, *, has_lost: bool) -> str:
    if not has_lost:
        return texts("common.say.no_lost")
    apart = [texts.label(t.condition) for t in traits if t.basis == "shown"]
    if apart:
        return texts("common.say.apart", len(apart), items=apart[:3], n=len(apart))
    leaning = [texts.label(t.condition) for t in traits if t.basis == "leaning"]
    key = "common.say.leaning" if leaning else "common.say.describes"
    return texts(key, len(leaning), items=leaning[:3], n=len(leaning))
