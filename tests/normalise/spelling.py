"""The spellings that were tried, and how each is read.

Comes in: the tab-separated files of ``spellings/``. Goes out: every text with the reading that is expected and the
one that is given, in words that a person can check. It knows no rule of reading.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openicp.normalise import Reading, reader, title

FOLDER = Path(__file__).with_name("spellings")
BETWEEN = " ¦ "
COUNTED = {"month": "a month", "year": "a year", "quarter": "a quarter", "week": "a week", "day": "a day"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One text, in its column."""

    file: str
    kind: str
    expected: str
    text: str
    others: tuple[str, ...] = ()
    """Other texts of its column."""
    hints: dict[str, str] = field(default_factory=dict)
    """What the header says."""

    @property
    def given(self) -> str:
        """The reading, in words."""
        if self.kind == "title":
            return "/".join(part or "." for part in title(self.text))
        return written(self.kind, reader(self.kind, [self.text, *self.others], hints=self.hints).read(self.text))


def spellings() -> Iterator[Spelling]:
    """All of them, in the order of their files."""
    for path in sorted(FOLDER.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[2:]:
            kind, expected, texts, column = [*line.split("\t"), ""][:4]
            others, hints = said(column)
            for text in texts.split(BETWEEN):
                yield Spelling(path.stem, kind, expected, text.replace("\\n", "\n"), others, hints)


def said(column: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """What stands beside a text: ``with`` other texts, or a hint."""
    if column.startswith("with "):
        return tuple(column.removeprefix("with ").split(BETWEEN)), {}
    return (), dict(part.split("=", 1) for part in column.split(BETWEEN) if "=" in part)


def written(kind: str, reading: Reading) -> str:
    """A reading in words."""
    if reading.problem:
        return f"set aside: {reading.problem}"
    if reading.empty:
        return "nothing"
    about = "about " if reading.estimated and kind != "number" else ""
    return about + FORMS.get(kind.partition(":")[0], _plain)(reading)


def _plain(reading: Reading) -> str:
    value = reading.value
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _number(value: object) -> str:
    found = float(str(value))
    return f"{value:f}" if hasattr(value, "as_tuple") else f"{found:.10g}"


def _figure(reading: Reading) -> str:
    return _bound(reading) + _number(reading.value)


def _money(reading: Reading) -> str:
    period = f" {COUNTED[reading.period]}" if reading.period else ""
    return _bound(reading) + _number(reading.value) + (f" {reading.currency}" if reading.currency else "") + period


def _range(reading: Reading) -> str:
    currency = f" {reading.currency}" if reading.currency else ""
    low, high = reading.low, reading.high
    assert low is not None
    assert high is not None
    if math.isinf(high):
        return f"at least {low:.15g}{currency}"
    if low == high:
        return f"{low:.15g}{currency}"
    if low == 0 and reading.bound:
        return f"at most {high:.15g}{currency}"
    return f"{low:.15g}..{high:.15g}{currency}"


def _share(reading: Reading) -> str:
    period = f" {COUNTED[reading.period]}" if reading.period else ""
    return f"{_bound(reading)}{float(str(reading.value)) * 100:.10g} %{period}"


def _tags(reading: Reading) -> str:
    return ", ".join(reading.values)


def _bound(reading: Reading) -> str:
    return {"at_least": "at least ", "at_most": "at most "}.get(reading.bound or "", "")


FORMS = {
    "number": _figure,
    "money": _money,
    "range": _range,
    "moneyrange": _range,
    "share": _share,
    "tags": _tags,
}
