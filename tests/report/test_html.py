"""One file that opens offline, shows every value escaped, and fits."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from openicp.report import html
from openicp.report.build import build
from openicp.report.inputs import ReportInput
from openicp.texts import LANGUAGES, catalogue
from report.examples import EXAMPLES, customers_only, figures, good, profile, thin

VOID = {"meta", "br", "img", "link", "input", "hr"}
SHAPES = {"line", "circle", "rect", "path"}


class Reader(HTMLParser):
    """Checks that tags close in order, and collects ids, links and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if found.get("href"):
            self.links.append(str(found["href"]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag


def read(inp: ReportInput, lang: str = "en") -> tuple[str, Reader]:
    page = html.render(inp, catalogue(lang))
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    return page, reader


def words(page: str) -> str:
    """What is read: inline tags join, all others part."""
    body = re.sub(r"</?(span|b|a|tspan)\b[^>]*>", "", page.split("</style>")[1])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_is_one_file_without_any_outside_address(name: str) -> None:
    page, reader = read(EXAMPLES[name]())
    assert len(page.encode()) < 250_000
    assert not re.search(r"https?://|//[a-z]|@import|url\(", page)
    assert not {tag for tag, _ in reader.tags} & {"link", "img", "iframe", "object", "embed"}
    assert "default-src 'none'" in page
    assert not [attrs for _, attrs in reader.tags if "style" in attrs or any(key.startswith("on") for key in attrs)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_link_points_to_a_part_and_no_id_is_twice(name: str) -> None:
    _, reader = read(EXAMPLES[name]())
    assert len(reader.ids) == len(set(reader.ids))
    assert {link for link in reader.links if link.startswith("#")} <= {f"#{one}" for one in reader.ids}
    assert all(link.startswith("#") for link in reader.links)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_picture_has_a_title_or_repeats_what_stands_beside_it(name: str) -> None:
    _, reader = read(EXAMPLES[name]())
    pictures = [attrs for tag, attrs in reader.tags if tag == "svg"]
    assert pictures
    assert all(p.get("aria-label") if p.get("role") == "img" else p.get("aria-hidden") == "true" for p in pictures)


@pytest.mark.parametrize("name", EXAMPLES)
def test_parts_are_numbered_without_a_gap(name: str) -> None:
    report = build(EXAMPLES[name](), catalogue("en"))
    assert [part.number for part in report.parts] == list(range(2, len(report.parts) + 2))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_made_in_every_language(lang: str) -> None:
    page, _ = read(good(), lang)
    assert f'<html lang="{lang}">' in page


EVIL = '<script>alert("x")</script>\' } </style> Ünï & "co"'


def test_foreign_words_are_shown_and_never_run() -> None:
    names = dict.fromkeys(good().names, EVIL)
    page, reader = read(replace(good(), company=EVIL, tagline=EVIL, names=names))
    assert [tag for tag, _ in reader.tags].count("script") == 1
    assert [tag for tag, _ in reader.tags].count("style") == 1
    assert "&lt;script&gt;" in page
    assert "alert(&#34;x&#34;)" in page


def test_the_first_example_says_the_pattern_in_words() -> None:
    page, _ = read(good())
    text = words(page)
    assert "Our best customers are tech startups and e-commerce companies of 50–200 people and $10M–50M revenue" in text
    assert "that use Jira or Asana and Google Workspace and say “We lost the overview across projects”." in text


def test_thin_data_lead_with_what_needs_no_segment() -> None:
    page, _ = read(thin())
    text = words(page)
    for said in (
        "working profile",
        "40 companies have paid you, 29 still do.",
        "11 left in 760 customer-months: churn 1.5% (0.8–2.6) a month.",
        "You won 40 of 55 closed deals.",
        "15 lost deals look few: add those never written down, or this is too rosy.",
        "6 of 8 said so, unprompted: lost the overview across clients.",
        "about 22 more customers settle it",
    ):
        assert said in text, said
    assert text.index("40 companies have paid you") < text.index("Our best customers are")


@pytest.mark.parametrize("name", EXAMPLES)
def test_words_that_frighten_are_not_used(name: str) -> None:
    page, _ = read(EXAMPLES[name]())
    body = page.split("<body>")[1].lower()
    for word in ("insufficient", "significant", "p-value", "quarantine", "posterior", "shrunk", "hazard", "persona"):
        assert word not in body.replace("persons", ""), word


def test_typed_figures_are_compared_and_said_to_be_invented() -> None:
    page, _ = read(figures())
    text = words(page)
    assert "The company and its figures are invented." in text
    for said in (
        "6.2–15.8",
        "2.3–6.9",
        "at least $10,000",
        "at least 6.7",
        "1.75 mo",
        "1.25 mo",
        "at most 1.8 mo",
        "9.6",
    ):
        assert said in text, said
    assert "More leave than your target allows: A small." in text
    assert "7897. 2%" in text


def test_without_lost_deals_nothing_is_held_against_them() -> None:
    page, _ = read(customers_only())
    assert "of companies that never bought, none of it is known." in page
    assert "Lost deals</th>" not in page
    assert "revenue of 60 months" in page


def test_a_profile_that_found_nothing_says_what_it_would_have_seen() -> None:
    nothing = profile(
        code="none",
        lines=(),
        tiers=(),
        segment=None,
        settle={"gap": 0.2},
        looked_at=900,
        reason="found_none",
        reason_fields={"looked_at": 900, "n": 655, "k": 206, "gap": 0.2},
    )
    page, _ = read(replace(good(), profile=nothing, inside={}, others={}, misses=type(good().misses)()))
    text = words(page)
    assert "We looked at 900 groupings of 655 accounts and found none that stands out. A gap of 20% or more" in text
    assert "412 companies have paid you" in text


def test_an_input_with_nothing_but_a_name_still_is_a_report() -> None:
    empty = ReportInput("Acme", None)
    page, _ = read(empty)
    assert "Acme" in page
