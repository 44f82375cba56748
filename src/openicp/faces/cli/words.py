"""Small turns of phrase for the terminal.

Comes in: plain data of a view. Goes out: text that a terminal can show. It never asks an engine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openicp.model.estimate import Estimate

if TYPE_CHECKING:
    from openicp.texts import Texts

SHORTEST_WITH_COUNT = 20
"""From this many on, the count stands behind the figure; below it leads."""


def safe(text: object) -> str:
    """Without control characters: a cell of a foreign file must not steer the terminal.

    >>> safe("Acme\\x1b[31m\\nGmbH")
    'Acme[31m GmbH'
    """
    spaced = str(text).replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in {"Cc", "Cf"} or sign == "\u200d")


def shortened(text: str, length: int) -> str:
    """At most ``length`` characters, with an ellipsis where some are missing."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def estimate_of(plain: Mapping[str, Any]) -> Estimate:
    """The estimate behind its JSON."""
    return Estimate(
        plain.get("value"),
        plain.get("low"),
        plain.get("high"),
        int(plain.get("n") or 0),
        str(plain.get("method", "")),
        k=plain.get("k"),
        unit=str(plain.get("unit", "number")),
        reason=plain.get("reason"),
        bound=plain.get("bound"),
    )


def figure(texts: Texts, plain: Mapping[str, Any] | None) -> tuple[str, str]:
    """(the figure with its range, the count behind it): ``5.8% (2–12)`` and ``8 of 138``."""
    if not plain:
        return "", ""
    estimate = estimate_of(plain)
    count = ""
    if estimate.known and estimate.k is not None and estimate.n >= SHORTEST_WITH_COUNT:
        count = texts("counted", k=estimate.k, n=estimate.n)
    return texts.estimate(estimate), count


def figure_lines(texts: Texts, plain: Mapping[str, Any] | None) -> tuple[str, str]:
    """A figure for a narrow column: ``5.8% (2–12)`` above ``8 of 138``; below twenty the count stands above.

    An unknown figure is a dash: its reason is in the JSON and in the report.
    """
    estimate = estimate_of(plain or {})
    if not estimate.known:
        return "–", ""
    if estimate.k is None:
        exact = estimate.low == estimate.high
        return texts.estimate(replace(estimate, low=None, high=None) if exact else estimate), ""
    count = texts("counted", k=estimate.k, n=estimate.n)
    leading = texts.estimate(replace(estimate, k=None))
    return (count, leading) if estimate.n < SHORTEST_WITH_COUNT else (leading, count)


def named(texts: Texts, prefix: str, code: object) -> str:
    """The words of a code, or the code made readable where there are none."""
    key = f"{prefix}.{code}"
    return texts(key) if texts.has(key) else str(code).replace("_", " ")


def sentence(texts: Texts, prefix: str, code: object, fields: Mapping[str, Any]) -> str:
    """The sentence of a code with its fields."""
    key = f"{prefix}.{code}"
    return texts(key, **{str(k): v for k, v in fields.items()}) if texts.has(key) else named(texts, prefix, code)
