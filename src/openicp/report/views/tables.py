"""Do the numbers match: our totals beside a person's own.

Comes in: totals. Goes out: one view. Counts are exact and money is said to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from openicp.report.inputs import Because, ReportInput, Total
from openicp.report.views.common import capital
from openicp.texts import Texts, forms

MOST_NAMED = 5
COUNTED = ("customers", "active", "won", "lost")
"""Totals that are counts of companies, or of their deals."""
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
    counted: bool = False
    """Whether it is of companies, or of their deals."""


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
    month: str
    """The last full month, by its name."""
    typed: bool
    folded: bool
    """All typed totals agree: one line, the table folded."""


def totals(inp: ReportInput, texts: Texts) -> Totals | None:
    """Our totals, beside the user's where they typed any."""
    if not inp.totals:
        return None
    shown = [total for total in inp.totals if total.yours is not None or not total.code.startswith("mrr_")]
    shown.sort(key=lambda total: total.equal)  # what differs is read first
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
    return Totals(
        headline, rows, _moved(inp, texts), _month(inp.as_of, texts), bool(typed), bool(typed) and equal == len(typed)
    )


def _moved(inp: ReportInput, texts: Texts) -> tuple[Movement, ...]:
    """The movements that do not stand beside typed ones already."""
    known = {
        total.code: texts.money(total.ours.value, exact=True) for total in inp.totals if total.ours.value is not None
    }
    typed = {total.code for total in inp.totals if total.yours is not None}
    return tuple(
        Movement(texts(f"totals.moved.{name}"), known[f"mrr_{name}"], known.get(f"mrr_{name}_12m", ""))
        for name in MOVED
        if f"mrr_{name}" in known and not {f"mrr_{name}", f"mrr_{name}_12m"} <= typed
    )


def _month(as_of: date | None, texts: Texts) -> str:
    """The last month that is over on that day, so that zeros of a quiet month are not taken for a part of one."""
    if as_of is None:
        return texts("totals.moved.month")
    first = (as_of + timedelta(days=1)).replace(day=1)
    return capital(forms.month(first - timedelta(days=1), texts.lang))


def _total(total: Total, texts: Texts) -> TotalRow:
    name, ours = texts(f"total.{total.code}"), exact(total, total.ours.value, texts)
    counted = total.code in COUNTED
    if total.yours is None:
        return TotalRow(name, "", ours, "", "", equal=False, counted=counted)
    yours = exact(total, total.yours, texts)
    if total.ours.value is None:
        return TotalRow(name, yours, ours, "", texts("total.unexplained"), equal=False, counted=counted)
    gap = total.ours.value - total.yours
    equal = total.equal
    said = texts("total.equal") if equal else _signed(exact(total, gap, texts), gap)
    return TotalRow(name, yours, ours, said, "" if equal else because(total, texts), equal, counted)


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
