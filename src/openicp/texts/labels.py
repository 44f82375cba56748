"""Names of attributes, values, conditions and segments, the way people say them.

Comes in: codes, half-open bounds, lines. Goes out: ``50–200 people``, ``Tech startups or e-commerce``,
``$10M–50M revenue``. It never shows a code: what no vocabulary knows is the user's own original, or un-slugged.
"""

from __future__ import annotations

import math
from collections.abc import Container
from typing import TYPE_CHECKING

from openicp.model.attribute import OWN_PREFIX, Attribute, Condition, Kind
from openicp.model.profile import TOGETHER, Line
from openicp.model.segment import Segment
from openicp.texts import forms

if TYPE_CHECKING:
    from openicp.texts.catalogues import Texts

UNITS = {"employees": "people", "revenue": "money", "founded_year": "year"}
"""Units of canonical numbers, for conditions whose attribute the terms do not hold."""
RANGE_WORDS = {"people": "people", "year": "year"}
"""Units with a phrase of their own; all others are said as name and range."""


def attribute(texts: Texts, name: str) -> str:
    """``People``, ``Industry``; a user's own header as written."""
    if texts.has(f"attribute.{name}"):
        return texts(f"attribute.{name}")
    own = texts.terms.attributes.get(name)
    written = unslug((own.own_label if own else None) or name.removeprefix(OWN_PREFIX))
    return texts("attribute.months_since", name=written) if own is not None and own.unit == "months" else written


def table(texts: Texts, name: str) -> str:
    """``deals``, ``changes of MRR``; of a table that has no name of its own its words."""
    return texts(f"table.{name}") if texts.has(f"table.{name}") else name.replace("_", " ")


def value(texts: Texts, name: str, code: object) -> str:
    """A code's name, or a number or closed range of numbers with its unit."""
    if isinstance(code, Condition):
        return condition(texts, code)
    if isinstance(code, tuple | list):
        low, high = (float(end) if end is not None else None for end in code)
        return _closed_range(texts, name, low, high)
    if isinstance(code, int | float) and not isinstance(code, bool):
        return _closed_range(texts, name, float(code), float(code))
    return code_name(texts, name, str(code))


def code_name(texts: Texts, name: str, code: str) -> str:
    """A code's name: our own words, the world's, the user's, or the code made readable."""
    if texts.has(f"value.{name}.{code}"):
        return texts(f"value.{name}.{code}")
    if texts.has(f"word.{code}") and code in {"yes", "no"}:
        return texts(f"word.{code}")
    if name == "roles" and "/" in code:
        return _role(texts, code)
    own = texts.terms.names.get(name, {}).get(code, {})
    known = forms.country(code, texts.lang) if name == "country" and len(code) == 2 else None
    known = own.get(texts.lang) or known or _vocabulary_name(name, code, texts.lang) or own.get("en")
    return known or unslug(texts.terms.originals.get(name, {}).get(code) or code)


def _role(texts: Texts, code: str) -> str:
    """``project_management/manager`` is *Project managers*; most others are made of department and level."""
    department, _, level = code.partition("/")
    if texts.has(f"role.{code}"):
        return texts(f"role.{code}")
    from openicp import vocab

    if not department or not texts.has(f"role.level.{level}"):
        return vocab.name("roles", code, texts.lang)
    name = vocab.name("department", department, texts.lang)
    inside = name if texts.lang == "de" or name[1:2].isupper() else name[:1].lower() + name[1:]
    return texts(f"role.level.{level}", Department=name, department=inside)


def _vocabulary_name(name: str, code: str, lang: str) -> str | None:
    from openicp import vocab

    return typographic(vocab.name(name, code, lang)) if code in vocab.load(name).entries else None


def typographic(name: str) -> str:
    """Lists of words are written with the apostrophe of the keyboard, texts with that of print: l’Ouest."""
    return name.replace("'", "’")


def unslug(code: str) -> str:
    """``fleet_size`` becomes ``Fleet size``; anything with capitals or blanks stays as written."""
    if code != code.lower() or " " in code:
        return code
    words = " ".join(ACRONYMS.get(word, word) for word in code.replace("_", " ").split())
    return words[:1].upper() + words[1:]


WRITTEN = ("API", "B2B", "B2C", "CRM", "CTO", "CEO", "ERP", "EU", "HR", "IT", "KPI", "NPS", "SaaS", "SEO", "SMB")
ACRONYMS = {name.lower(): name for name in WRITTEN}
"""What people write in capitals even where a column does not."""


def label(texts: Texts, what: Condition | Segment | Line) -> str:
    """What a condition, a segment or a line of a profile is called."""
    if isinstance(what, Condition):
        return condition(texts, what)
    if isinstance(what, Line):
        return _line(texts, what)
    if what.name:
        return what.name
    if not what.conditions:
        return texts("label.whole")
    first, *others = sorted(what.conditions, key=lambda c: _place(c.attribute))
    said = [uncapital(condition(texts, part), texts.lang, attribute=part.attribute) for part in others]
    return ", ".join([condition(texts, first), *said])


def _line(texts: Texts, line: Line) -> str:
    if line.is_together:
        said = together(texts, len(line.asked))
        return said[:1].upper() + said[1:]
    return condition(texts, line.best) if line.best is not None else attribute(texts, line.attribute)


COUNTED = {2: "together.two", 3: "together.three"}


def together(texts: Texts, n: int) -> str:
    """``all three together``: of conditions that count only when all of them hold."""
    return texts(COUNTED.get(n, "together.more"), n=n)


def had(texts: Texts, name: str, code: object, *, told: Container[str] = (), first: bool = False) -> str:
    """What a company has of a line; where several conditions count together, short if each was told on its own.

    Parameters
    ----------
    name, code
        The attribute and the value, as `value`; for ``together`` the pairs of them, none where not all hold.
    told
        Attributes that are told of beside it.
    first
        Whether it opens the list.
    """
    if name != TOGETHER:
        return value(texts, name, code)
    assert isinstance(code, tuple)
    if not code:
        said = texts("together.rest")
    elif all(each in told for each, _ in code):
        said = together(texts, len(code))
    else:
        names = [value(texts, each, one) for each, one in code]
        rest = [uncapital(one, texts.lang, attribute=each) for one, (each, _) in zip(names[1:], code[1:], strict=True)]
        return texts("together.said", items=[names[0], *rest])
    return said[:1].upper() + said[1:] if first else said


ORDER = ("industry", "business_model", "employees", "revenue", "country", "region", "technologies")


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def condition(texts: Texts, what: Condition, *, kind: str = "label") -> str:
    """A condition as a phrase that can stand alone; ``kind="within"`` as it stands in a sentence (German dative)."""
    if what.is_range:
        return _half_open(texts, what, kind)
    if _is_yesno(texts, what) or what.attribute.startswith(OWN_PREFIX):
        return texts("label.yesno", name=attribute(texts, what.attribute), value=_either(texts, what))
    return _either(texts, what)


def _is_yesno(texts: Texts, what: Condition) -> bool:
    known = texts.terms.attributes.get(what.attribute)
    return (known is not None and known.kind is Kind.YESNO) or set(what.values) <= {"yes", "no"}


SIZES = ("micro", "small", "smb", "medium", "mid_market", "large", "enterprise", "strategic")
"""Size classes as people line them up; values of a condition come by their code."""


def _either(texts: Texts, what: Condition) -> str:
    values = list(what.values)
    if what.attribute == "size_class" and set(values) <= set(SIZES):
        values.sort(key=SIZES.index)
    names = [code_name(texts, what.attribute, code) for code in values]
    said = [uncapital(name, texts.lang, attribute=what.attribute) for name in names[1:]]
    return texts.listing([names[0], *said], style="or")


def uncapital(phrase: str, lang: str = "en", *, attribute: str = "") -> str:
    """Lower the first letter of an ordinary word; names, acronyms and mixed case stay, and German as a whole."""
    word = phrase.split(" ")[0].split("-")[0]
    if lang == "en":
        ordinary = word in COMMON_FIRST_WORDS
    else:
        ordinary = lang != "de" and attribute in ORDINARY and word[1:] == word[1:].lower()
    return phrase[:1].lower() + phrase[1:] if ordinary else phrase


ORDINARY = frozenset({"industry", "business_model", "growth_stage", "location_type", "roles", "size_class"})
"""Attributes whose values are common nouns of our own lists, never names."""


COMMON_FIRST_WORDS = frozenset(
    {
        "Agencies",
        "Agriculture",
        "Banking",
        "Companies",
        "Construction",
        "Consulting",
        "Creative",
        "Digital",
        "E",
        "Education",
        "Energy",
        "Financial",
        "Founded",
        "From",
        "Government",
        "Health",
        "Hospitality",
        "Insurance",
        "Legal",
        "Logistics",
        "Manufacturing",
        "Marketing",
        "Media",
        "Non",
        "Online",
        "Over",
        "Professional",
        "Public",
        "Retail",
        "Software",
        "Startups",
        "Tech",
        "Telecommunications",
        "Under",
        "Up",
    }
)
"""English first words that are no names: the only ones whose capital may go inside a phrase."""


def _unit(texts: Texts, name: str) -> tuple[str, bool]:
    known = texts.terms.attributes.get(name) or Attribute(name, Kind.NUMBER, UNITS.get(name, ""))
    return known.unit, known.whole


def _half_open(texts: Texts, what: Condition, kind: str) -> str:
    """``[50, 200)`` and ``[51, 201)`` are both said 50–200 and 51–200, as people say them."""
    unit, whole = _unit(texts, what.attribute)
    low = None if what.low is None or math.isinf(what.low) else what.low
    high = None if what.high is None or math.isinf(what.high) else what.high
    if low is None and high is None:
        return texts("label.known", name=attribute(texts, what.attribute))
    if unit == "money" or not whole:
        return _range(texts, what.attribute, unit, low, high, "under" if high is not None else "", kind)
    if unit == "year":
        last, open_end = (None, "from") if high is None else (high - 1, "upto")
        return _range(texts, what.attribute, unit, low, last, open_end, kind)
    if low is not None and low <= 1 and high is not None:
        low = None
    if low is None:
        return _open_below(texts, what.attribute, unit, high, kind)
    if high is None:
        over = low > 1 and _is_round(low - 1) and not _is_round(low)
        return _range(texts, what.attribute, unit, low - 1 if over else low, None, "over" if over else "from", kind)
    return _range(texts, what.attribute, unit, low, _last(low, high), "between", kind)


def _open_below(texts: Texts, name: str, unit: str, high: float | None, kind: str) -> str:
    if high is None:
        return texts("label.known", name=attribute(texts, name))
    upto = _is_round(high - 1) and not _is_round(high)
    return _range(texts, name, unit, None, high - 1 if upto else high, "upto" if upto else "under", kind)


def _is_round(number: float) -> bool:
    return float(number).is_integer() and number % 5 == 0


def _last(low: float, high: float) -> float:
    """The last whole number people name for the half-open end."""
    if high - low == 1:
        return low
    return high if _is_round(high) and _is_round(low) else high - 1


def _closed_range(texts: Texts, name: str, low: float | None, high: float | None) -> str:
    """What is known of a company's number: ``85 people``, ``51–200 people``, ``2,000 people or more``."""
    unit, _ = _unit(texts, name)
    low = None if low is None or math.isinf(low) else low
    high = None if high is None or math.isinf(high) else high
    if low is None and high is None:
        return texts("estimate.unknown")
    if low is not None and low <= 1 and high is not None and high > 1:
        low = None
    return _range(texts, name, unit, low, high, "from" if high is None else "upto")


def _range(
    texts: Texts,
    name: str,
    unit: str,
    low: float | None,
    high: float | None,
    open_end: str,
    kind: str = "label",
) -> str:
    """One of the phrases ``label.<words>.<form>``: between, one, or the open end given; ``kind`` may bend it."""
    form = "between" if low is not None and high is not None else open_end or "from"
    form = "one" if form == "between" and low == high else form
    if form == "under" and low is not None:
        form = "between"
    words = "revenue" if name == "revenue" else RANGE_WORDS.get(unit, "number")
    fields: dict[str, object] = {"name": attribute(texts, name), "x": _span(texts, unit, low, high)}
    count = high if form == "between" or low is None else low
    key = f"{words}.{form}"
    own = f"{kind}.{key}" in texts.own.forms
    return texts(f"{kind}.{key}" if own else f"label.{key}", count, **fields)


def _span(texts: Texts, unit: str, low: float | None, high: float | None) -> str:
    ends = [end for end in (low, high) if end is not None]
    if unit == "money":
        if len(ends) == 2 and ends[0] != ends[1]:
            return forms.money_range(ends[0], ends[1], texts.terms.currency, texts.lang)
        return texts.money(ends[0], compact=True)
    said = [str(int(end)) if unit == "year" else texts.number(_plain(end)) for end in ends]
    return forms.DASH.join(dict.fromkeys(said))


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else number
