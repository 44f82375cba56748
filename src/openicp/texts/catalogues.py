"""Texts: what turns codes and fields into sentences of one language.

Comes in: a language, and the terms of a workspace. Goes out: ``Texts``, the one door through which every word for
people passes. It never invents: a key that no catalogue knows raises in tests and shows itself in production.
"""

from __future__ import annotations

import os
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.profile import Line
from openicp.model.segment import Segment
from openicp.texts import LANGUAGES, forms, labels, po, sentence
from openicp.texts.terms import Terms

LOCALE = Path(__file__).parent / "locale"
READ = {"typed": lambda text, _: forms.typed(text), "rate": forms.digits, "month": forms.month_of}
"""How a text is read that a placeholder says more of."""
FINE = {"months": 20, "years": 10}
"""Below this a duration keeps one figure after the point: 12.4 months is not within a target of 12."""
COUNT_LEADS_BELOW = 20
"""Below this many the count comes before the percentage."""


class TextMissing(LookupError):
    """No catalogue has the key, or a sentence names a field that was not given."""


@dataclass(frozen=True)
class Texts:
    """The words of one language: call it with a key and the fields of the sentence."""

    lang: str
    own: po.Catalogue
    english: po.Catalogue
    terms: Terms = field(default_factory=Terms)
    strict: bool = False

    def __call__(self, key: str, n: object = None, /, **fields: object) -> str:
        """The sentence of ``key``; a count decides the form, given as second argument or as field ``n``.

        A placeholder may say how its value is to be read: ``{x:share}``, ``{x:target}`` (a share as typed),
        ``{x:money}``, ``{x:exact}``, ``{x:date}``, ``{x:short}``, ``{x:days}``, ``{x:months}``, ``{x:year}``,
        ``{x:attribute}``, ``{x:table}``, ``{x:label}``, ``{x:or}``, ``{x:typed}`` (as in a terminal), ``{x:rate}`` (of
        ``1.1550``), ``{x:month}`` (of ``2026-06``). Without that, numbers and dates take the language's form and lists
        are joined by *and*.
        """
        count = fields.get("n") if n is None else n
        found = self.own.sentence(key, count) or self.english.sentence(key, count)
        if found is None:
            if self.strict:
                raise TextMissing(key)
            return key
        return _Filler(self).vformat(found, (), fields if n is None else fields | {"n": n})

    def has(self, key: str) -> bool:
        """Whether any catalogue knows ``key``."""
        return key in self.own.forms or key in self.english.forms

    def within(self, terms: Terms) -> Texts:
        """These texts, knowing what a workspace calls its attributes and its currency."""
        return replace(self, terms=terms)

    def number(self, value: float, *, digits: int | None = None) -> str:
        """``12,345``."""
        return forms.number(value, self.lang, digits=digits)

    def share(self, value: float, *, digits: int | None = None) -> str:
        """``5.8%`` · ``5,8 %``."""
        return forms.share(value, self.lang, digits=digits)

    def money(self, value: float, currency: str | None = None, *, exact: bool = False, compact: bool = False) -> str:
        """``$20,700``; ``exact`` to the cent, ``compact`` as ``$21k``; in the terms' currency unless given."""
        return forms.money(value, currency or self.terms.currency, self.lang, exact=exact, compact=compact)

    def date(self, value: date, *, short: bool = False) -> str:
        """``31 October 2026`` · short ``31 Oct``."""
        return forms.day(value, self.lang, short=short)

    def listing(self, items: Iterable[str], *, style: Literal["standard", "or", "series"] = "standard") -> str:
        """``a, b and c``; style ``or``: ``a, b or c``; ``series``: ``a; b; c``, of things with commas of their own."""
        if style == "series":
            return self("series").join(items)
        return forms.listing(list(items), self.lang, style=style)

    def range(self, low: float | None, high: float | None, unit: str = "number") -> str:
        """The two ends without a sign of their own: ``2–12``; open ends in words."""
        if low is None or high is None:
            end = low if low is not None else high
            key = "range.from" if low is not None else "range.to"
            return "" if end is None else self(key, x=self.amount(end, unit))
        return forms.bare_range(low, high, unit, self.lang)

    def amount(self, value: float, unit: str = "number") -> str:
        """A value in the form of its unit: share, money, months, days, ratio, number, score."""
        if unit == "share":
            return self.share(value)
        if unit == "money":
            return self.money(_three_figures(value))
        if unit in {"days", "months", "years"}:
            return _duration(self, value, unit)
        return self.number(value)

    def estimate(self, estimate: Estimate, *, said: str = "counted") -> str:
        """``5.0% (2–12)``; below twenty the count leads: ``1 of 14 left (7%, 1–31)`` with said ``counted.left``."""
        if estimate.value is None:
            return reason(self, estimate.reason)
        value = self.amount(estimate.value, estimate.unit)
        if estimate.bound:
            return self(f"bound.{estimate.bound}", value=value)
        spread = self.range(estimate.low, estimate.high, estimate.unit)
        if estimate.k is not None and estimate.n < COUNT_LEADS_BELOW:
            inner = f"{value}, {spread}" if spread else value
            return f"{self(said, k=estimate.k, n=estimate.n)} ({inner})"
        return f"{value} ({spread})" if spread else value

    def label(self, what: Condition | Segment | Line, terms: Terms | None = None) -> str:
        """``50–200 people`` · ``Tech startups or e-commerce`` · ``$10M–50M revenue`` · ``All three together``."""
        return labels.label(self if terms is None else self.within(terms), what)

    def attribute(self, name: str) -> str:
        """What an attribute is called."""
        return labels.attribute(self, name)

    def value(self, attribute: str, code: object) -> str:
        """What a value is called: a code's name, or the original; a closed range of numbers as people say it."""
        return labels.value(self, attribute, code)

    def sentence(self, parts: Sequence[sentence.Part]) -> tuple[sentence.Span, ...]:
        """The statement, phrase by phrase, each with the basis it stands on."""
        return sentence.compose(self, parts)


def reason(texts: Texts, code: str | None) -> str:
    """Why a figure is unknown."""
    key = f"reason.{code}"
    return texts(key) if code and texts.has(key) else texts("estimate.unknown")


def _duration(texts: Texts, value: float, unit: str) -> str:
    rounded = round(value, 1) if value < FINE.get(unit, 0) else round(value)
    return texts(f"duration.{unit}", n=int(rounded) if float(rounded).is_integer() else rounded)


def _three_figures(value: float) -> float:
    """Estimated money is said to three figures: 20,713 would promise more than is known."""
    if abs(value) < 1000:
        return value
    unit = 10.0 ** (len(str(int(abs(value)))) - 3)
    return round(value / unit) * unit


class _Filler(string.Formatter):
    """Puts fields into a sentence, each in the language's form."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        if key in kwargs:
            return kwargs[str(key)]
        if self.texts.strict:
            raise TextMissing(f"field {key!r}, given: {sorted(kwargs)}")
        return f"{{{key}}}"

    def format_field(self, value: object, format_spec: str) -> str:
        return _said(self.texts, value, format_spec)


def _said(texts: Texts, value: object, how: str) -> str:
    """One field of a sentence as text."""
    if value is None:
        return texts("estimate.unknown")
    if isinstance(value, list | tuple | set | frozenset) and how != "or":
        return texts.listing([_said(texts, item, how) for item in value])
    if how in {"attribute", "table", "label", "or"}:
        return _named(texts, value, how)
    if how in READ:
        return READ[how](str(value), texts.lang)
    if how.startswith("code."):
        return texts.value(how.removeprefix("code."), value)
    if isinstance(value, Estimate):
        return texts.estimate(value)
    if isinstance(value, bool):
        return texts("word.yes" if value else "word.no")
    if isinstance(value, int | float):
        return _measured(texts, value, how)
    if isinstance(value, date):
        return texts.date(value, short=how == "short")
    return str(value)


def _named(texts: Texts, value: object, how: str) -> str:
    if how == "attribute":
        return texts.attribute(str(value))
    if how == "table":
        return labels.table(texts, str(value))
    if how == "label":
        assert isinstance(value, Condition | Segment)
        return texts.label(value)
    assert isinstance(value, list | tuple)
    return texts.listing([str(item) for item in value], style="or")


def _measured(texts: Texts, value: float, how: str) -> str:
    if how == "year":
        return str(int(value))
    if how == "target":
        return forms.share(value, texts.lang, digits=0 if abs(value * 100 - round(value * 100)) < 0.005 else 1)
    if how == "exact":
        return texts.money(value, exact=True)
    return texts.amount(value, how or "number")


@lru_cache(maxsize=16)
def _catalogue(lang: str) -> po.Catalogue:
    return po.read((LOCALE / lang).glob("*.po"))


def catalogue(lang: str = "en", *, terms: Terms | None = None, strict: bool | None = None) -> Texts:
    """The texts of a language; English where it has no sentence yet.

    Parameters
    ----------
    lang
        ``en, nl, de, ro, fr``, also as a locale (``de_AT.UTF-8``); anything else is English.
    terms
        What the workspace calls its attributes, and its currency.
    strict
        Raise on a missing key or field; by default under pytest only.
    """
    short = lang.replace("-", "_").split("_")[0].split(".")[0].lower()
    chosen = short if short in LANGUAGES else "en"
    careful = "PYTEST_CURRENT_TEST" in os.environ if strict is None else strict
    return Texts(chosen, _catalogue(chosen), _catalogue("en"), terms or Terms(), careful)
