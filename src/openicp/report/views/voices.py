"""Voices: themes with who said so, and quotes for and against.

Comes in: themes. Goes out: ``Voices``. Persons appear by role; quotes keep their language.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.report.inputs import GROUPS, Quote, ReportInput, Theme
from openicp.report.views.common import of, theme_name
from openicp.texts import Texts

MOST = 8


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
class Voices:
    """Part 9."""

    headline: str
    rows: tuple[Voice, ...]
    note: str

    @property
    def has_against(self) -> bool:
        """Whether anyone contradicts a theme."""
        return any(row.against for row in self.rows)


def voices(inp: ReportInput, texts: Texts) -> Voices | None:
    """The voices of a report; without any, one sentence that says how to get them."""
    if inp.profile is None:
        return None
    if not inp.themes:
        return Voices(texts("voices.none"), (), texts("voices.how"))
    ranked = inp.themes[:MOST]
    named = [theme for theme in inp.themes if theme.name]
    top = max(named, key=lambda theme: (theme.kind == "pain", theme.said[0])) if named else None
    if top is None:
        asked = max(theme.said[1] for theme in ranked)
        headline = texts("voices.say.uncoded", asked, n=asked)
        return Voices(headline, tuple(_voice(theme, texts) for theme in ranked), texts("voices.note"))
    headline = texts("voices.say", top.said[0], theme=theme_name(texts, top), k=top.said[0], asked=top.said[1])
    return Voices(headline, tuple(_voice(theme, texts) for theme in ranked), texts("voices.note"))


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


def cite(quote: Quote, texts: Texts) -> str:
    """``best · project manager, startup, 75 people, DE · in German``."""
    said = [texts(f"group.{quote.group}") if quote.group and quote.group != "stayed" else "", quote.role]
    if quote.lang and quote.lang != texts.lang and texts.has(f"quote.lang.{quote.lang}"):
        said.append(texts(f"quote.lang.{quote.lang}"))
    return " · ".join(piece for piece in said if piece)
