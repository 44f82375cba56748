"""What the lines of a profile tell under other choices of who is valuable, in one or two sentences.

Comes in: the code of each line under each outcome. Goes out: a text. It never decides whether a line holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openicp.texts.catalogues import Texts

ORDER = ("won", "fast", "loyal", "profitable", "growing", "recommending", "blend")
"""Outcomes as they are told: from who buys to who comes back."""
Told = tuple[str, str, str]
"""(line in words, outcome, ``holds``, ``turns`` or ``cant_tell``)."""


def in_order(outcomes: Iterable[str]) -> list[str]:
    """Each outcome once, in the order in which they are told."""
    return sorted(set(outcomes), key=ORDER.index)


def elsewhere(texts: Texts, told: Sequence[Told]) -> str:
    """``All lines hold for who buys and who stays. Can't tell for who grows.``; empty where nothing was asked.

    Outcomes of which the same is true share a sentence. What turns round is said by name, line by line.
    """
    lines = len({line for line, _, _ in told})
    said: dict[tuple[str, int], list[str]] = {}
    turned: list[str] = []
    for outcome in in_order(outcome for _, outcome, _ in told):
        codes = {line: code for line, asked, code in told if asked == outcome}
        around = [line for line, code in codes.items() if code == "turns"]
        held = sum(code == "holds" for code in codes.values())
        name = texts(f"outcome.{outcome}.who")
        if around:
            turned.append(texts("elsewhere.turns", outcome=name, lines=texts.listing(around)))
        if held or not around:
            key = "all" if held == lines else "some" if held else "none"
            said.setdefault((key, held), []).append(name)
    order = sorted(said, key=lambda key: -key[1])
    return " ".join([*(texts(f"elsewhere.{key}", n=k, of=lines, outcomes=said[key, k]) for key, k in order), *turned])
