"""The statement of a profile, one or two sentences, phrase by phrase with the basis each stands on.

Comes in: parts (condition or heard theme, and basis). Goes out: spans of text; joined they are the statement. The
grammar is templates per language in ``core.po``; here is only the order and what goes together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openicp.model.attribute import Condition
from openicp.texts import labels

if TYPE_CHECKING:
    from openicp.texts.catalogues import Texts


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the statement says."""

    attribute: str
    """Attribute, or ``need`` for what was heard."""
    basis: str
    """``shown, leaning, heard, shared, chosen``."""
    condition: Condition | None = None
    text: str = ""
    """For needs: the theme in its own words."""
    line: int = 0
    """Index of the profile's line, so that a phrase can link to its evidence."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the statement; ``basis`` is ``None`` for the words between."""

    text: str
    basis: str | None = None
    line: int | None = None


SLOTS = {
    "industry": "who",
    "employees": "size",
    "size_class": "size",
    "revenue": "revenue",
    "country": "place",
    "region": "place",
    "city": "place",
    "technologies": "tools",
    "roles": "people",
    "need": "need",
    "founded_year": "founded",
    "channel": "channel",
}
"""Which place of the statement an attribute takes; any other stands in brackets."""
ADJECTIVES = ("who", "size", "revenue", "place", "founded", "channel", "other")
CLAUSES = ("tools", "people", "need")
"""The order: who they are, then what they do and need."""


def slot(attribute: str) -> str:
    """Which place of the statement an attribute takes."""
    return SLOTS.get(attribute, "other")


def compose(texts: Texts, parts: Sequence[Part]) -> tuple[Span, ...]:
    """Spans of the statement; empty without parts."""
    if not parts:
        return ()
    slots: dict[str, list[Part]] = {}
    for part in parts:
        slots.setdefault(slot(part.attribute), []).append(part)
    spans = [Span(texts("sentence.start"))]
    who = slots.get("who", [])
    spans += _fill(texts, "who", who) if who else [Span(texts("sentence.companies"))]
    for place in ADJECTIVES[1:]:
        if place in slots:
            joined = "revenue.and" if place == "revenue" and "size" in slots else place
            spans += _fill(texts, place, slots[place], template=joined)
    spans += _clauses(texts, slots)
    return tuple(_merged([*spans, Span(texts("sentence.end"))]))


def _clauses(texts: Texts, slots: dict[str, list[Part]]) -> list[Span]:
    """``that use Slack, work with project managers and have lost the overview``."""
    present = [place for place in CLAUSES if place in slots]
    spans: list[Span] = []
    for position, place in enumerate(present):
        if position == 0:
            spans.append(Span(texts("sentence.that")))
        elif position == len(present) - 1:
            spans.append(Span(texts("sentence.and")))
        else:
            spans.append(Span(", "))
        spans += _fill(texts, place, slots[place])
    return spans


def _fill(texts: Texts, place: str, parts: Sequence[Part], *, template: str = "") -> list[Span]:
    """The template of a slot with its phrases joined by *and*, in brackets by commas."""
    before, _, after = texts(f"sentence.{template or place}", x="\0").partition("\0")
    last = ", " if place == "other" else texts("sentence.and")
    spans = [Span(before)]
    for position, part in enumerate(parts):
        if position:
            spans.append(Span(last if position == len(parts) - 1 else ", "))
        spans.append(Span(phrase(texts, place, part), part.basis, part.line))
    return [*spans, Span(after)]


def phrase(texts: Texts, place: str, part: Part) -> str:
    """One phrase: industries in the plural that a sentence needs, all else as its label."""
    if part.condition is None:
        return part.text
    if place == "who" and part.condition.values:
        return texts.listing([industry(texts, code) for code in part.condition.values])
    if place == "place" and part.condition.values:
        names = [labels.code_name(texts, part.attribute, code) for code in part.condition.values]
        pairs = zip(part.condition.values, names, strict=True)
        return texts.listing([_the(texts, part.attribute, code, name) for code, name in pairs])
    if place == "people":
        return inside(texts, texts.label(part.condition))
    if place == "tools" and texts.lang != "de":
        return _tools(texts, part.condition)
    if part.attribute == "size_class":
        said = texts.label(part.condition)
        return texts("sentence.size_class", x=said if texts.lang == "de" else _uncapitals(said))
    if (
        place == "other"
        and part.condition.values
        and not texts.label(part.condition).startswith(texts.attribute(part.attribute))
    ):
        return texts("label.yesno", name=texts.attribute(part.attribute), value=texts.label(part.condition))
    return labels.condition(texts, part.condition, kind="within")


def _tools(texts: Texts, condition: Condition) -> str:
    """Names of products keep their capital; a kind of tool loses it: Slack or cloud storage."""
    return texts.listing([tool(texts, condition.attribute, code) for code in condition.values], style="or")


def tool(texts: Texts, attribute: str, code: str) -> str:
    """One tool as it stands inside a sentence; French gives a kind of tool its article."""
    said = texts.own.sentence(f"within.{attribute}.{code}")
    if said:
        return said
    name = labels.code_name(texts, attribute, code)
    kind = texts.lang != "de" and name[1:].islower() and (" " in name or texts.has(f"value.{attribute}.{code}"))
    return name[:1].lower() + name[1:] if kind else name


def _uncapitals(said: str) -> str:
    """``Small, medium or enterprise`` inside a sentence; ``SMB`` stays."""
    return " ".join(word if word.strip(",").isupper() else word[:1].lower() + word[1:] for word in said.split(" "))


def inside(texts: Texts, said: str) -> str:
    """A role inside a sentence: ``project managers``; COOs and German nouns keep their capital."""
    return said if texts.lang == "de" or said[1:2].isupper() else said[:1].lower() + said[1:]


def industry(texts: Texts, code: str) -> str:
    """``tech startups``, ``e-commerce companies``; what has no plural of its own is *companies in ...*."""
    said = texts.own.sentence(f"who.{code}")
    return said or texts("who.other", x=labels.code_name(texts, "industry", code))


def _the(texts: Texts, attribute: str, code: str, name: str) -> str:
    """A place as the language says it after *in*: the Netherlands, den Niederlanden, aux Pays-Bas, à Paris."""
    said = texts.own.sentence(f"in.{code}") if attribute != "city" else None
    return said or texts("in.city" if attribute == "city" else "in.other", x=name)


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    """Words between phrases joined; empty spans gone."""
    held = ""
    for span in spans:
        if span.basis is None:
            held += span.text
            continue
        if held:
            yield Span(held)
        held = ""
        yield span
    if held:
        yield Span(held)


def plain(spans: Sequence[Span]) -> str:
    """The statement as text."""
    return "".join(span.text for span in spans)
