"""``methods/spellings.md`` from the spellings that were tried: ``python docs/spellings.py --write`` writes it anew.

Comes in: ``tests/normalise/spellings``. Goes out: the page, with the reading that the code gives today; a test compares
it. It explains no rule: that is the part of ``methods/reading.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "methods" / "spellings.md"
sys.path.insert(0, str(ROOT / "tests" / "normalise"))

from spelling import Spelling, spellings  # noqa: E402

HEAD = """\
# Every spelling tried, with its reading

What stands here is asked of the code: `python docs/spellings.py --write` makes the page from
`tests/normalise/spellings/`, a test compares it and fails when a reading has changed. How values are read is told in
[reading values](reading.md).

A text counts with its column. Where something stands under *in a column*, the texts or the header named there decide;
elsewhere the text was alone in its column. *Set aside* means: not used, and listed with this reason. *Nothing* means:
as good as an empty cell. A band such as `51..200` includes both ends.

{counts}
"""
TITLES = {
    "number": "Numbers",
    "money": "Money",
    "moneyrange": "Bands of money",
    "range": "Bands of people",
    "share": "Percentages",
    "yesno": "Yes and no",
    "date": "Days",
    "code:country": "Countries",
    "code:region": "Regions and parts of countries",
    "code:industry": "Industries",
    "code:growth_stage": "Growth stages",
    "code:funding": "Funding",
    "code:business_model": "Business models",
    "code:size_class": "Size classes",
    "code:location_type": "Shop or online",
    "tags:technologies": "Technologies, and lists of them",
    "title": "Job titles",
}
NOTES = {
    "title": "Department and level; a point stands where the title does not say.",
    "code:industry": "What no list knows is kept as it is, as a code made of itself.",
}
SENTENCES = "set_aside."


def page() -> str:
    """The whole page."""
    every = list(spellings())
    ordered = sorted(every, key=lambda each: list(TITLES).index(each.kind))
    sections = [_section(kind, list(group)) for kind, group in groupby(ordered, key=lambda each: each.kind)]
    return "\n".join([HEAD.format(counts=_counts(every)), *sections])


def _counts(every: list[Spelling]) -> str:
    aside = sum(each.given.startswith("set aside") for each in every)
    empty = sum(each.given == "nothing" for each in every)
    rows = [f"| {TITLES[kind]} | {sum(each.kind == kind for each in every)} |" for kind in TITLES]
    total = f"{len(every):,} texts: {len(every) - aside - empty:,} read, {aside} set aside, {empty} said to be nothing."
    return "\n".join([total, "", "| kind | texts |", "|---|---|", *rows])


def _section(kind: str, group: list[Spelling]) -> str:
    note = [NOTES[kind], ""] if kind in NOTES else []
    with_columns = any(_column(each) for each in group)
    head = (
        ["| read as | written | in a column |", "|---|---|---|"]
        if with_columns
        else ["| read as | written |", "|---|---|"]
    )
    rows = [
        _row(given, column, list(texts), with_columns=with_columns)
        for (given, column), texts in groupby(group, key=lambda each: (each.given, _column(each)))
    ]
    return "\n".join([f"## {TITLES[kind]}", "", *note, *head, *rows, ""])


def _row(given: str, column: str, texts: Iterable[Spelling], *, with_columns: bool) -> str:
    written = " · ".join(_code(each.text) for each in texts)
    cells = [_said(given), written, *([column] if with_columns else [])]
    return f"| {' | '.join(cells)} |"


def _said(given: str) -> str:
    """A reading; the reason of one that is none as people see it."""
    if not given.startswith("set aside: "):
        return given.replace("|", "\\|")
    from openicp.texts import catalogue

    return f"*set aside:* {catalogue('en')(SENTENCES + given.removeprefix('set aside: '))}"


def _column(each: Spelling) -> str:
    if each.others:
        return "with " + ", ".join(_code(text) for text in each.others)
    return ", ".join(f"{name.replace('_', ' ')}: {_code(text)}" for name, text in each.hints.items())


def _code(text: str) -> str:
    shown = text.replace("|", "\\|").replace("\n", "⏎")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
