"""Every count of a report leads to the companies it counts."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from openicp.model.segment import Segment
from openicp.report import html
from openicp.report.inputs import Behind, Counted, ReportInput
from openicp.report.inputs.behind import channel_segment, role_segment
from openicp.texts import LANGUAGES, catalogue
from report.examples import good, thin

COUNT = re.compile(r"\d[\d,.]* of \d|\d[\d,.]* (won|lost)$")
ELSEWHERE = {
    "voices": "people, who are never listed by company",
    "next": "sentences of other parts, where their counts lead on",
    "best": "ten companies by name in the same table",
    "prospects": "a list of its own beside the report",
    "against": "companies by name in the same table",
    "appendix": "the companies themselves",
    "head": "the sentence above it leads to everybody",
}
"""Parts whose counts have another target than a group of companies, and which."""
SPOKEN = {"say", "note", "how", "foot", "lede"}
"""Sentences that repeat a count that stands in the same part as a number."""


def groups(inp: ReportInput) -> list[Segment]:
    assert inp.profile is not None
    found = [Segment(line.asked) for line in inp.profile.lines if line.asked]
    found += [row.segment for row in inp.segments if row.segment.conditions]
    found += [Segment((trait.condition,)) for trait in inp.traits]
    found += [role_segment(role.role) for role in inp.roles]
    found += [channel_segment(name, inp.profile.segment) for name, _, _ in inp.channels]
    return [Segment(), *([inp.profile.segment] if inp.profile.segment else []), *found]


def traced(inp: ReportInput) -> ReportInput:
    counts = (Counted("customers", "customers", "inside", 2, 9, ("Acme", "Kite")),)
    counts += (Counted("valuable", "labelled", "others", 100, 300),)
    return replace(inp, behind=tuple(Behind(one, counts) for one in {g.id: g for g in groups(inp)}.values()))


class Counts(HTMLParser):
    """Collects counts that stand outside any link, by part."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.loose: list[tuple[str, str]] = []
        self.led = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br"}:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Holds no words."""

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not COUNT.search(data.strip()):
            return
        part = next((str(a["id"]) for tag, a in reversed(self.open) if tag in {"section", "header"} and "id" in a), "")
        classes = {name for _, a in self.open for name in str(a.get("class") or "").split()}
        if any(tag == "a" for tag, _ in self.open):
            self.led += 1
        elif part and part not in ELSEWHERE and not classes & SPOKEN and self.open[-1][0] not in {"title", "desc"}:
            self.loose.append((part, data.strip()))


def test_no_count_stands_without_the_companies_behind_it() -> None:
    for inp in (good(), thin()):
        reader = Counts()
        reader.feed(html.render(traced(inp), catalogue("en")))
        assert reader.loose == []
        assert reader.led > 5


def test_few_companies_are_named_and_many_have_their_command() -> None:
    inp = traced(good())
    assert inp.profile is not None
    page = html.render(inp, catalogue("en"))
    first = Segment(inp.profile.lines[0].asked)
    assert f'id="of-{first.id}"' in page
    assert "Acme and Kite" in page
    assert f"openicp accounts --segment {first.id} --who valuable --others" in page
    assert "openicp accounts --who customers" in page


def test_a_report_without_lists_has_no_links_that_lead_nowhere() -> None:
    assert "#of-" not in html.render(good(), catalogue("en"))


def test_the_lists_speak_every_language() -> None:
    for lang in LANGUAGES:
        assert "behind." not in html.render(traced(good()), catalogue(lang)).split("</style>")[1]
