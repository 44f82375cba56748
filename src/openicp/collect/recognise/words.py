"""What stages, results, pipelines and types of deals mean: won, lost, open; new, expansion, renewal.

Comes in: the user's words. Goes out: our codes, only where the words are known. It never guesses from an order.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from openicp.collect.recognise.headers import fold, table_file


@cache
def _meanings(name: str) -> tuple[tuple[str, str], ...]:
    pairs = [(word, code) for code, listed in table_file(name) for word in listed.split("|")]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def _meaning(text: str, name: str) -> str | None:
    folded = fold(text)
    exact = dict(reversed(_meanings(name))).get(folded)
    if exact:
        return exact
    padded = f" {folded} "
    return next((code for word, code in _meanings(name) if f" {word} " in padded), None)


def outcome_of(text: str) -> str | None:
    """``won``, ``lost`` or ``open`` of a stage or result; ``None`` when the words say nothing."""
    return _meaning(text, "outcomes.tsv")


def kind_of(text: str) -> str | None:
    """``new``, ``expansion`` or ``renewal`` of a type, pipeline or name."""
    return _meaning(text, "deal_kinds.tsv")


def outcomes_of(texts: Iterable[str]) -> dict[str, str]:
    """The meaning of each that has one."""
    return {text: found for text in texts if (found := outcome_of(text))}


def kinds_of(texts: Iterable[str]) -> dict[str, str]:
    """The meaning of each that has one."""
    return {text: found for text in texts if (found := kind_of(text))}
