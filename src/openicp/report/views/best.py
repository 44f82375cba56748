"""The best customers: why each is one, what sets them apart, and what a person who knows them says of the list.

Comes in: best customers with marks, their traits. Goes out: ``Best``. A struck name stays in its place, struck through:
what a person says of the list changes no figure in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.report.inputs import BestCustomer, BestTrait, ReportInput
from openicp.report.views.common import capital, describe, of, percent, ratio, reason
from openicp.texts import Texts

MOST_NAMED = 5
HOW_MANY = 10


@dataclass(frozen=True, slots=True)
class BestRow:
    """One of the best customers."""

    rank: int
    name: str
    facts: str
    value: float
    said: str
    why: str
    mark: str = ""
    """``struck``, ``added`` or nothing."""
    because: str = ""
    """What a person said of it."""


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
    yours: str
    """What the list as a person would have it says, where it says something else."""


def best(inp: ReportInput, texts: Texts) -> Best | None:
    """The best customers; ``None`` when no value is known."""
    ours = [one for one in inp.best if one.mark != "added"][:HOW_MANY]
    if not ours:
        return None
    added = [one for one in inp.best if one.mark == "added"]
    rows = tuple(_row(one, rank, inp, texts) for rank, one in enumerate(ours, 1))
    rows += tuple(_row(one, 0, inp, texts) for one in added)
    known = [one.inside for one in ours if one.inside is not None]
    key = "best.say.inside" if known else "best.say"
    return Best(
        texts(key, sum(known) if known else len(ours), k=sum(known), of=len(ours)),
        texts(f"best.value.{inp.clv_basis}"),
        rows,
        max(row.value for row in rows),
        tuple(_strip(trait, texts) for trait in inp.best_traits if trait.best[1]),
        any(trait.lost for trait in inp.best_traits),
        _outside([inp.names.get(one.account_id, "") for one in ours if one.inside is False], texts),
        _yours(inp.best_traits, texts),
    )


def _row(one: BestCustomer, rank: int, inp: ReportInput, texts: Texts) -> BestRow:
    value = one.value.value
    return BestRow(
        rank,
        inp.names.get(one.account_id, one.account_id),
        describe(texts, one.facts),
        value or 0.0,
        texts.amount(value, "money") if value is not None else texts.estimate(one.value),
        texts.listing([reason(texts, why) for why in one.reasons], style="series"),
        one.mark or "",
        texts(f"best.{one.mark}", because=one.because) if one.mark else "",
    )


def trait_name(trait: BestTrait, texts: Texts) -> str:
    """What a trait is called: what companies are, or what they did."""
    if trait.condition is not None:
        return capital(texts.label(trait.condition))
    return reason(texts, trait.did) if trait.did is not None else ""


def _yours(traits: tuple[BestTrait, ...], texts: Texts) -> str:
    """The traits of which the person's own list says something else."""
    said = [
        texts("best.yours.trait", name=trait_name(one, texts), yours=of(texts, one.yours), ours=of(texts, one.best))
        for one in traits
        if one.yours is not None and one.yours != one.best and one.yours[1]
    ]
    return texts("best.yours.say", traits=texts.listing(said, style="series")) if said else ""


def _outside(outside: list[str], texts: Texts) -> str:
    if not outside:
        return ""
    more = len(outside) - MOST_NAMED
    shown = [*outside[:MOST_NAMED], *([texts("more", more, n=more)] if more > 0 else [])]
    return texts("best.outside", len(outside), names=shown, n=len(outside))


def _strip(trait: BestTrait, texts: Texts) -> Strip:
    name = trait_name(trait, texts)
    counts = (of(texts, trait.best), _count(texts, trait.others), _count(texts, trait.lost))
    said = [texts("strip.best", k=trait.best[0], n=trait.best[1])]
    said += [texts("strip.others", k=trait.others[0], n=trait.others[1])] if trait.others else []
    said += [texts("strip.lost", k=trait.lost[0], n=trait.lost[1])] if trait.lost else []
    return Strip(
        name,
        ratio(trait.best) or 0.0,
        ratio(trait.others),
        ratio(trait.lost),
        counts,
        texts("label.yesno", name=name, value=texts.listing(said, style="series")),
    )


def _count(texts: Texts, pair: tuple[int, int] | None) -> str:
    if pair is None or not pair[1]:
        return "–"
    return percent(texts, pair) or f"{pair[0]}/{pair[1]}"
