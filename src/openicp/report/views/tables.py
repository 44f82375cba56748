"""Do the numbers match, and the best customers.

Comes in: totals, best customers. Goes out: one view each. Counts are exact and money is said to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.report.inputs import Because, BestTrait, ReportInput, Total
from openicp.report.views.common import capital, describe, of, percent, ratio, reason
from openicp.texts import Texts

MOST_NAMED = 5
MOVED = ("new", "expansion", "contraction", "churn", "reactivation")


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
class Movement:
    """A movement of MRR, in the last month and in twelve."""

    name: str
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Part 5."""

    headline: str
    rows: tuple[TotalRow, ...]
    moved: tuple[Movement, ...]
    typed: bool
    folded: bool
    """All typed totals agree: one line, the table folded."""


def totals(inp: ReportInput, texts: Texts) -> Totals | None:
    """Our totals, beside the user's where they typed any."""
    if not inp.totals:
        return None
    shown = [total for total in inp.totals if total.yours is not None or not total.code.startswith("mrr_")]
    rows = tuple(_total(total, texts) for total in shown)
    typed = [(total, row) for total, row in zip(shown, rows, strict=True) if total.yours is not None]
    equal = sum(row.equal for _, row in typed)
    named = all(row.equal or (total.whys and not total.rest) for total, row in typed)
    if not typed:
        headline = texts("totals.say.ours")
    elif equal == len(typed):
        headline = texts("totals.say.equal", n=equal)
    else:
        headline = texts(
            "totals.say.named" if named else "totals.say.open", n=len(typed) - equal, k=equal, of=len(typed)
        )
    return Totals(headline, rows, _moved(inp, texts), bool(typed), bool(typed) and equal == len(typed))


def _moved(inp: ReportInput, texts: Texts) -> tuple[Movement, ...]:
    known = {
        total.code: texts.money(total.ours.value, exact=True) for total in inp.totals if total.ours.value is not None
    }
    return tuple(
        Movement(texts(f"totals.moved.{name}"), known[f"mrr_{name}"], known.get(f"mrr_{name}_12m", ""))
        for name in MOVED
        if f"mrr_{name}" in known
    )


def _total(total: Total, texts: Texts) -> TotalRow:
    name, ours = texts(f"total.{total.code}"), exact(total, total.ours.value, texts)
    if total.yours is None:
        return TotalRow(name, "", ours, "", "", equal=False)
    yours = exact(total, total.yours, texts)
    if total.ours.value is None:
        return TotalRow(name, yours, ours, "", texts("total.unexplained"), equal=False)
    gap = total.ours.value - total.yours
    equal = total.equal
    said = texts("total.equal") if equal else _signed(exact(total, gap, texts), gap)
    return TotalRow(name, yours, ours, said, "" if equal else because(total, texts), equal)


def because(total: Total, texts: Texts) -> str:
    """Why a total differs, in one sentence: reasons with the companies behind them, and what stays open."""
    whys = [one for one in total.whys if not one.perhaps]
    said = [_why(one, total, texts) for one in whys]
    said += [texts("because.perhaps", other=_why(one, total, texts)) for one in total.whys if one.perhaps]
    if total.rest and not said:
        return texts("total.unexplained")
    if total.rest:
        said.append(texts("because.rest", rest=_signed(exact(total, total.rest, texts), total.rest)))
    return capital(texts.listing(said, style="series")) + "." if said else ""


def _why(one: Because, total: Total, texts: Texts) -> str:
    sentence = texts(f"because.{one.rule}", **one.fields)
    if not one.parts:
        return sentence
    shown = [_part(name, amount, total, texts) for name, amount in one.parts[:MOST_NAMED]]
    more = len(one.parts) - MOST_NAMED
    listed = texts.listing([*shown, texts("more", more, n=more)] if more > 0 else shown)
    return texts("because.parts", why=sentence, names=listed)


def _part(name: str, amount: float, total: Total, texts: Texts) -> str:
    """A company, with what is its own where that is more than one."""
    plain = total.ours.unit != "money" and abs(amount) == 1
    return name if plain else texts("because.part", name=name, amount=exact(total, abs(amount), texts))


def exact(total: Total, value: float | None, texts: Texts) -> str:
    """Counts in whole numbers, money to the cent."""
    if value is None:
        return texts.estimate(total.ours)
    if total.ours.unit == "money":
        return texts.money(value, total.currency, exact=True)
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
            texts.listing([reason(texts, why) for why in row.reasons], style="series"),
        )
        for rank, row in enumerate(shown, 1)
    )
    strips = tuple(_strip(trait, len(shown), texts) for trait in inp.best_traits if trait.best[1])
    inside = [row.inside for row in shown]
    known = [answer for answer in inside if answer is not None]
    key = "best.say.inside" if known else "best.say"
    outside = [inp.names.get(row.account_id, "") for row in shown if row.inside is False]
    return Best(
        texts(key, sum(known) if known else len(shown), k=sum(known), of=len(shown)),
        texts(f"best.value.{inp.clv_basis}"),
        rows,
        max(row.value for row in rows),
        strips,
        any(trait.lost for trait in inp.best_traits),
        _outside(outside, texts),
    )


def _outside(outside: list[str], texts: Texts) -> str:
    if not outside:
        return ""
    more = len(outside) - MOST_NAMED
    shown = [*outside[:MOST_NAMED], *([texts("more", more, n=more)] if more > 0 else [])]
    return texts("best.outside", len(outside), names=shown, n=len(outside))


def _strip(trait: BestTrait, how_many: int, texts: Texts) -> Strip:
    name = capital(texts.label(trait.condition))
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
