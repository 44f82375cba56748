"""From parts to numbers: the decimal sign, the scale and the currency of a column applied to its amounts.

Comes in: amounts taken apart, and the hints of a column. Goes out: a ``Column`` that turns an amount into a
``Decimal``. It decides once for the whole column and says how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from openicp.model.finding import Finding
from openicp.normalise.amounts import SHARED_SIGNS, Amount, Parsed, parse
from openicp.normalise.digits import Decision, decide, number, number_of, shape
from openicp.normalise.nothing import is_nothing
from openicp.normalise.reading import Hints, finding
from openicp.normalise.wording import spellings
from openicp.vocab import plain, tidy

LARGEST = Decimal(10) ** 13
"""More than any firm's money or people; DECIMAL(18,4) holds 14 digits before its point."""
LONG_SCALE_LANGUAGES = frozenset({"de", "nl", "fr"})
LONG_SCALE_WORDS = ("milliard", "miljard", "mrd", "biljoen")


@dataclass(frozen=True, slots=True)
class Column:
    """How the amounts of one column are read."""

    decision: Decision
    by_currency: Mapping[str | None, Decision]
    """Where a column writes decimals both ways: what the amounts of each currency decide among themselves."""
    rounded: bool
    """Whether its numbers have no three decimals (money, people): an undecided ``1.500`` is fifteen hundred."""
    billion: Decimal
    factor: Decimal
    """From the header or a data dictionary (``in millions``); applies where the value names no scale itself."""
    currency: str | None
    period: str | None
    parsed: Mapping[str, Parsed | None]
    """The texts of the column, taken apart once."""

    def parts(self, text: str) -> Parsed | None:
        """A text taken apart."""
        return self.parsed[text] if text in self.parsed else parse(text)

    def value(self, amount: Amount) -> Decimal | str:
        """The number, or the code of why it cannot be read."""
        form = shape(amount.digits)
        if form is None:
            return "not_readable_as_number"
        if self.money_of(amount) == "kr":
            return "currency_unclear"
        decision = self.by_currency.get(amount.currency, self.decision)
        undecided = form.unclear and decision.by == "mixed"
        if undecided and (not self.rounded or self.scale(amount) != 1):
            return "decimal_unclear"
        found = number_of(amount.digits, form, decimal="thousands" if undecided else decision.decimal)
        factor = self.scale(amount)
        if factor != 1:
            found *= factor
        if amount.power:
            found = found.scaleb(amount.power)
        if found > LARGEST:
            return "number_too_large"
        return -found if amount.negative else found

    def scale(self, amount: Amount) -> Decimal:
        """The factor of an amount."""
        if amount.scale is None:
            return self.factor
        return self.billion if amount.scale == "billion" else Decimal(amount.scale)

    def money_of(self, amount: Amount) -> str | None:
        """The currency of an amount: its own, else the header's. ``$`` under a header in CAD is CAD."""
        own = amount.currency
        return self.currency if own is None or self.currency in SHARED_SIGNS.get(own, ()) else own


def texts_of(values: Iterable[str]) -> list[str]:
    """The tidied texts of a column that say something."""
    return [tidied for value in values if value and not is_nothing(tidied := tidy(value))]


def column_of(texts: Iterable[str], hints: Hints, *, rounded: bool = False) -> tuple[Column, tuple[Finding, ...]]:
    """Decide for a whole column, and say what was decided."""
    parsed = {text: parse(text) for text in texts}
    amounts = _amounts(parsed)
    # Money and people have no three decimals, so the rest of the file changes nothing for them.
    of_file = None if rounded else hints.get("file_decimal")
    decision = decide((amount.digits for amount in amounts), hint=hints.get("decimal"), file=of_file)
    billion, findings = _billion(parsed, amounts, hints)
    column = Column(
        decision,
        _by_currency(amounts) if decision.by == "mixed" else {},
        rounded,
        billion,
        factor_of(hints.get("scale", "")),
        currency_of(hints.get("currency", "")),
        hints.get("period") or None,
        parsed,
    )
    return column, (*_how(decision, hints, rounded=rounded), *findings)


def _amounts(parsed: Mapping[str, Parsed | None]) -> list[Amount]:
    return [amount for both in parsed.values() if both for amount in (both.first, both.second) if amount]


def amounts_of(texts: Iterable[str]) -> list[Amount]:
    """The amounts of the tidied texts of a column."""
    return _amounts({text: parse(text) for text in texts})


def _by_currency(amounts: list[Amount]) -> dict[str | None, Decision]:
    """The decisions of those currencies that write their decimals one way: ``$1,234.56`` beside ``1.234,56 €``."""
    named = {amount.currency for amount in amounts if amount.currency}
    own = {code: decide(a.digits for a in amounts if a.currency == code) for code in named}
    return {code: decision for code, decision in own.items() if decision.by == "column"}


def _how(decision: Decision, hints: Hints, *, rounded: bool) -> tuple[Finding, ...]:
    if not decision.unclear or decision.by == "column":
        return ()
    usual = decision.by == "default" and rounded
    severity = "note" if usual or decision.by in ("hint", "file") else "warning"
    code = {
        "hint": "decimal_by_hint",
        "file": "decimal_by_file",
        "mixed": "decimal_mixed",
        "default": "decimal_assumed",
    }[decision.by]
    return (finding(code, hints, severity=severity, n=decision.unclear, example=decision.example),)


def _billion(texts: Iterable[str], amounts: list[Amount], hints: Hints) -> tuple[Decimal, tuple[Finding, ...]]:
    """``billion``: 10^12 in German, Dutch and French, which say *Milliarde* for 10^9; 10^9 in English."""
    if not any(amount.scale == "billion" for amount in amounts):
        return Decimal(10) ** 9, ()
    long = hints.get("lang") in LONG_SCALE_LANGUAGES or any(
        word in plain(text) for text in texts for word in LONG_SCALE_WORDS
    )
    if long:
        return Decimal(10) ** 12, (finding("billion_is_million_million", hints, severity="warning"),)
    return Decimal(10) ** 9, (finding("billion_is_thousand_million", hints),)


def only_bounds(column: Column, hints: Hints) -> tuple[Finding, ...]:
    """Said of a column of single numbers: ``10,000+`` counts as the number itself."""
    bounds = [text for text, parts in column.parsed.items() if parts and parts.first.bound and not parts.second]
    return (finding("only_bounds", hints, severity="warning", n=len(bounds), example=bounds[0]),) if bounds else ()


def factor_of(scale: str) -> Decimal:
    """The factor of a hint such as ``millions``, ``in thousands``, ``1000`` or nothing."""
    if not scale:
        return Decimal(1)
    if scale.isdecimal():
        return Decimal(scale)
    known = spellings("scale")
    found = [known[word] for word in plain(tidy(scale)).replace(".", " ").split() if word in known]
    return Decimal(10) ** 9 if found[:1] == ["billion"] else Decimal(found[0]) if found else Decimal(1)


def currency_of(currency: str) -> str | None:
    """The ISO code of a hint such as ``eur``, ``€`` or ``US$``."""
    folded = plain(tidy(currency))
    if not folded:
        return None
    known = spellings("currency").get(folded)
    if known == "kr":
        return None
    if known is None and len(folded) == 3 and folded.isalpha():
        from openicp.normalise.wording import before

        known = dict(before().get(folded, ())).get("currency")
    return known


def inherit_scale(parsed: Parsed) -> Parsed:
    """``$10-50M`` means 10M to 50M: the first end takes the second's scale when it names none and is smaller."""
    first, second = parsed.first, parsed.second
    if second is None or first.scale or not second.scale:
        return parsed
    left, right = (number(amount.digits, decimal=".") for amount in (first, second))
    if left is None or right is None or left >= right:
        return parsed
    return replace(parsed, first=replace(first, scale=second.scale))
