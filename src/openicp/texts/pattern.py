"""What customers have in common as one sentence: mainly, often, some, sometimes.

Comes in: conditions with a word for how common each is, the most common first. Goes out: one sentence. It names what
people ask for (who they are, how large, where, which tools, whom they know) and counts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openicp.model.attribute import Condition
from openicp.texts import labels, sentence

if TYPE_CHECKING:
    from openicp.texts.catalogues import Texts

PLACES = ("region", "country")
SIZES = ("employees", "revenue")
MOST_TOOLS, MOST_OTHERS = 6, 3
USUAL = ("mainly", "often")


@dataclass(frozen=True, slots=True)
class Common:
    """A trait and how common it is."""

    condition: Condition
    word: str
    """``mainly, often, some, sometimes``."""


def pattern(texts: Texts, traits: Sequence[Common]) -> str:
    """``Mainly tech startups, some digital agencies; 50–200 people; Western Europe; Slack; mostly project managers.``

    Empty when fewer than two of these are known: a list of one is no pattern.
    """
    groups = [_who(texts, traits), *(_first(texts, traits, (name,)) for name in SIZES)]
    groups += [_first(texts, traits, PLACES), _tools(texts, traits), _roles(texts, traits)]
    said = [group for group in groups if group]
    if len(said) < 2:
        return ""
    whole = texts("pattern", items=texts.listing(said, style="series"))
    return whole[:1].upper() + whole[1:]


def _of(traits: Sequence[Common], name: str) -> list[Common]:
    return [one for one in traits if one.condition.attribute == name]


def _by_word(texts: Texts, kind: str, found: Sequence[tuple[str, str]]) -> str:
    """``mainly a and b, some c and d``: items of (word, name), each word once."""
    words = list(dict.fromkeys(word for word, _ in found))
    return ", ".join(
        texts(f"pattern.{kind}.{word}", x=texts.listing([name for one, name in found if one == word][:MOST_OTHERS]))
        for word in words
    )


def _who(texts: Texts, traits: Sequence[Common]) -> str:
    """Industries; the rarest only where nothing more common is left to say."""
    found = [one for one in _of(traits, "industry") if one.word != "sometimes"]
    return _by_word(
        texts, "who", [(one.word, _industry(texts, code)) for one in found for code in one.condition.values]
    )


def _industry(texts: Texts, code: str) -> str:
    """``tech startups``; what has no plural of its own by its name: ``property services``."""
    name = labels.code_name(texts, "industry", code)
    ordinary = texts.lang != "de" and name[1:] == name[1:].lower()
    return texts.own.sentence(f"who.{code}") or (name[:1].lower() + name[1:] if ordinary else name)


def _first(texts: Texts, traits: Sequence[Common], names: Sequence[str]) -> str:
    """The most common of these attributes that most or many have."""
    for name in names:
        found = [one for one in _of(traits, name) if one.word in USUAL]
        if found and found[0].word == "mainly":
            return _named(texts, found[0].condition)
        if found:
            return texts("pattern.often", x=texts.listing([_named(texts, one.condition) for one in found[:2]]))
    return ""


def _named(texts: Texts, condition: Condition) -> str:
    if condition.is_range:
        return labels.condition(texts, condition)
    return texts.listing([labels.code_name(texts, condition.attribute, code) for code in condition.values])


def _tools(texts: Texts, traits: Sequence[Common]) -> str:
    """Tools that many use; what is one of a kind that is itself named, is not said again. Kinds come last."""
    codes = [c for one in _of(traits, "technologies") if one.word in USUAL for c in one.condition.values]
    kind = _kinds()
    kept = [code for code in codes if kind(code) == code or kind(code) not in codes]
    kept.sort(key=lambda code: kind(code) == code)
    return texts.listing([sentence.tool(texts, "technologies", code) for code in kept[:MOST_TOOLS]])


def _kinds() -> Callable[[str], str | None]:
    from openicp import vocab

    entries = vocab.load("technologies").entries
    return lambda code: entries[code].facts.get("group") if code in entries else None


def _roles(texts: Texts, traits: Sequence[Common]) -> str:
    """``mostly project managers, sometimes heads of department``: heads of several departments are said together."""
    found = [(one.word, code) for one in _of(traits, "roles") for code in one.condition.values]
    heads = [word for word, code in found if code.endswith("/head")]
    said: list[tuple[str, str]] = []
    for word, code in found:
        if code.endswith("/head") and len(heads) > 1:
            name = texts("pattern.heads")
        else:
            name = sentence.inside(texts, labels.code_name(texts, "roles", code))
        told = "sometimes" if word == "some" else word
        if name not in [one for _, one in said]:
            said.append((told, name))
    usual = [pair for pair in said if pair[0] != "sometimes"]
    rare = [pair for pair in said if pair[0] == "sometimes"][: 1 if usual else 2]
    return _by_word(texts, "role", [*usual, *rare])
