"""Voices: themes with who said so, quotes for and against, what contradicts the profile, whom to ask next.

Comes in: what was heard. Goes out: ``Voices``. Persons appear by role; quotes keep their language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openicp.report.inputs import GROUPS, Contradiction, Quote, ReportInput, Step, Theme, ToAsk
from openicp.report.views.common import describe, of, theme_name
from openicp.texts import Texts

MOST = 8
FEW = 15
"""Conversations below which asking more people is among the next steps."""
NAMED = 3
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Voice:
    """One theme."""

    kind: str
    name: str
    said: tuple[int, int]
    count: str
    groups: tuple[tuple[str, int, int], ...]
    quotes: tuple[tuple[Quote, str], ...]
    """Two for, with who said it."""
    against: tuple[Quote, str] | None
    title: str


@dataclass(frozen=True, slots=True)
class Against:
    """Something said that contradicts the profile."""

    text: str
    quote: tuple[Quote, str] | None


@dataclass(frozen=True, slots=True)
class Asking:
    """A company to ask next, and why."""

    name: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Voices:
    """Part 9."""

    headline: str
    rows: tuple[Voice, ...]
    note: str
    contradicts: tuple[Against, ...] = ()
    asking: tuple[Asking, ...] = ()

    @property
    def has_against(self) -> bool:
        """Whether anyone contradicts a theme."""
        return any(row.against for row in self.rows)


def voices(inp: ReportInput, texts: Texts) -> Voices | None:
    """The voices of a report; without any, one sentence that says how to get them."""
    if inp.profile is None:
        return None
    asking = tuple(asked(one, texts) for one in inp.to_ask[:SHOWN])
    if not inp.themes:
        none = texts("voices.unsorted", inp.unsorted, n=inp.unsorted) if inp.unsorted else texts("voices.none")
        return Voices(none, (), texts("voices.how"), asking=asking)
    rows = tuple(_voice(theme, texts) for theme in _shown(inp.themes))
    against = tuple(_against(one, texts) for one in inp.contradictions)
    return Voices(_headline(inp, texts), rows, _note(inp, texts), against, asking)


def _shown(themes: tuple[Theme, ...]) -> list[Theme]:
    """The strongest theme of each kind first, then the others by how often they were said."""
    first = {theme.kind: theme for theme in reversed(themes)}
    rest = sorted((theme for theme in themes if first[theme.kind] is not theme), key=lambda theme: -theme.said[0])
    kept = [*first.values(), *rest][:MOST] if len(first) < MOST else list(first.values())
    return [theme for theme in themes if any(theme is one for one in kept)]


def _headline(inp: ReportInput, texts: Texts) -> str:
    named = [theme for theme in inp.themes if theme.name]
    if not named:
        return texts("voices.say.uncoded", inp.made.interviews, n=inp.made.interviews)
    top = max(named, key=lambda theme: (theme.kind == "pain", theme.said[0]))
    return texts("voices.say", top.said[0], theme=theme_name(texts, top), k=top.said[0], asked=top.said[1])


def _note(inp: ReportInput, texts: Texts) -> str:
    said = [texts("voices.note")]
    if inp.unsorted:
        said.append(texts("voices.unsorted", inp.unsorted, n=inp.unsorted))
    return " ".join(said)


def _voice(theme: Theme, texts: Texts) -> Voice:
    groups = tuple((texts(f"group.{g}"), *theme.groups[g]) for g in GROUPS if g in theme.groups)
    said = texts.listing([f"{name} {of(texts, (k, n))}" for name, k, n in groups], style="series")
    return Voice(
        texts(f"theme.{theme.kind}"),
        theme_name(texts, theme),
        theme.said,
        of(texts, theme.said),
        groups,
        tuple((quote, cite(quote, texts)) for quote in theme.quotes[:2]),
        (theme.against[0], cite(theme.against[0], texts)) if theme.against else None,
        said or of(texts, theme.said),
    )


def _against(one: Contradiction, texts: Texts) -> Against:
    fields = dict(one.fields)
    if "group" in fields:
        fields["group"] = texts(f"contra.group.{fields['group']}")
    theme = one.theme or (texts(f"theme.{one.kind}") if one.kind else "")
    text = texts(f"contra.{one.code}", **fields, theme=theme, kind=texts(f"theme.{one.kind}") if one.kind else "")
    return Against(text, (one.quote, cite(one.quote, texts)) if one.quote else None)


def asked(one: ToAsk, texts: Texts) -> Asking:
    """A company to ask: who it is for us, and why it is the next."""
    who = texts(f"group.{one.group}")
    if one.since is not None:
        who = f"{who}, {texts(f'ask.since.{one.group}', day=one.since)}"
    elif one.worth is not None and one.group in ("best", "stayed"):
        who = f"{who}, {texts.money(one.worth, compact=True)}"
    why = texts(f"ask.why.{one.group}", k=one.asked[0], of=one.asked[1])
    return Asking(one.name, who, f"{why} {texts('ask.fits')}" if one.fits and one.group in ("left", "lost") else why)


def steps(inp: ReportInput, texts: Texts) -> Iterator[Step]:
    """The conversations to have next, where few were had or a group that matters has not spoken."""
    if inp.profile is None or not inp.to_ask:
        if inp.profile is not None and not inp.made.interviews:
            yield Step("listen")
        return
    silent = [one for one in inp.to_ask if one.asked[0] == 0 and one.group in ("left", "lost")]
    if inp.made.interviews >= FEW and not silent:
        return
    groups: dict[str, tuple[int, int]] = {}
    for one in inp.to_ask[:NAMED]:
        groups.setdefault(one.group, one.asked)
    heard = texts.listing([f"{texts(f'group.{g}')} {of(texts, groups[g])}" for g in groups], style="series")
    fields = {"n": min(NAMED, len(inp.to_ask)), "heard": heard}
    yield Step("interview", fields, tuple(one.name for one in inp.to_ask[:NAMED]))


def cite(quote: Quote, texts: Texts) -> str:
    """``best · project manager, agency, 75 people, DE · in German``."""
    named = texts.value("roles", quote.role) if quote.role else ""
    role = ", ".join(piece for piece in (named, describe(texts, quote.facts)) if piece)
    said = [texts(f"group.{quote.group}") if quote.group and quote.group != "stayed" else "", role]
    if quote.lang and quote.lang != texts.lang and texts.has(f"quote.lang.{quote.lang}"):
        said.append(texts(f"quote.lang.{quote.lang}"))
    return " · ".join(piece for piece in said if piece)
