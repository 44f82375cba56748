"""Every spelling that was tried is read as it should be, and the page in the docs says so."""

from __future__ import annotations

import runpy
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pytest
from spelling import Spelling, spellings

DOCS = Path(__file__).parents[2] / "docs"
EVERY = list(spellings())


def _rows() -> Iterable[tuple[str, list[Spelling]]]:
    for (kind, expected, others, hints), group in groupby(
        EVERY, key=lambda each: (each.kind, each.expected, each.others, tuple(each.hints.items()))
    ):
        texts = list(group)
        yield f"{kind} {expected} {'with ' + others[0] if others else dict(hints) or ''} {texts[0].text}", texts


@pytest.mark.parametrize("texts", [texts for _, texts in _rows()], ids=[name for name, _ in _rows()])
def test_every_spelling_is_read_as_it_should_be(texts: list[Spelling]) -> None:
    wrong = {each.text: each.given for each in texts if each.given != each.expected}
    assert wrong == {}


def test_thousands_of_spellings_were_tried_in_every_kind() -> None:
    kinds = {each.kind for each in EVERY}
    assert len(EVERY) >= 4500
    assert {"number", "money", "moneyrange", "range", "share", "yesno", "date", "title", "code:industry"} <= kinds


def test_the_page_in_the_docs_is_made_from_the_spellings() -> None:
    made = runpy.run_path(str(DOCS / "spellings.py"))["page"]()
    assert (DOCS / "methods" / "spellings.md").read_text(encoding="utf-8") == made, "python docs/spellings.py --write"


HUBSPOT_AND_LINKEDIN = Path(__file__).with_name("crm_industries.txt").read_text(encoding="utf-8").split()


def test_every_industry_that_a_crm_offers_is_one_of_ours() -> None:
    from openicp.vocab import load

    book = load("industry")
    assert [name for name in HUBSPOT_AND_LINKEDIN if book.find(name) is None] == []
