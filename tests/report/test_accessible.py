"""A report can be read by a screen reader, in the dark, and by those who see no colours.

The whole of axe-core's rules runs where ``OPENICP_AXE`` names its ``axe.min.js`` (``npm install axe-core``); what
matters most is checked without it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from openicp.report import html
from openicp.texts import catalogue
from report.examples import EXAMPLES, good, thin
from report.test_behind import traced

AXE = os.environ.get("OPENICP_AXE", "")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CSS = (Path(html.TEMPLATES) / "report.css").read_text("utf-8")
TEXT = {"ink": 7.0, "ink-2": 7.0, "ink-3": 4.5, "accent": 4.5}
MARKS = {"accent": 3.0, "mute": 3.0}


def tokens(dark: bool) -> dict[str, str]:
    start = CSS.index(":root[data-theme=dark]") if dark else 0
    block = CSS[start : CSS.index("}", start)]
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})\b", block))


def light(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(c * 2 for c in color[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    lin = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_marks_stand_out_from_the_paper(dark: bool) -> None:
    found = tokens(dark)
    assert {name for name, least in MARKS.items() if contrast(found[name], found["paper"]) < least} == set()
    assert {name for name, least in TEXT.items() if contrast(found[name], found["paper"]) < least} == set()


@pytest.mark.parametrize("dark", [False, True])
def test_those_inside_and_the_others_differ_without_any_colour(dark: bool) -> None:
    """The accent and the grey of the others as a colour-blind eye or a photocopy has them."""
    found = tokens(dark)
    assert contrast(found["accent"], found["mute"]) > 2.0
    assert ".di{fill:var(--accent)" in CSS
    assert ".do{fill:var(--paper)" in CSS


class Outline(HTMLParser):
    """Headings, landmarks, pictures and tables in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.landmarks: list[str] = []
        self.unnamed: list[dict[str, str | None]] = []
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in {"main", "nav", "header", "footer"}:
            self.landmarks.append(tag)
        if tag == "svg" and found.get("aria-hidden") != "true" and not found.get("aria-label"):
            self.unnamed.append(found)
        if tag == "a" and not found.get("href"):
            self.bare.append(tag)


@pytest.mark.parametrize("name", EXAMPLES)
def test_headings_landmarks_and_pictures_are_named(name: str) -> None:
    page = html.render(EXAMPLES[name](), catalogue("en"))
    outline = Outline()
    outline.feed(page)
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert {"main", "nav", "header", "footer"} <= set(outline.landmarks)
    assert outline.unnamed == []
    assert not re.search(r"<th[^>]*></th>", page)
    assert ":focus-visible" in CSS
    assert 'class="skip"' in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not AXE or not Path(AXE).is_file():
        pytest.skip("OPENICP_AXE names no axe.min.js")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        chrome = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chrome
        chrome.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing(width: int, scheme: str, browser: Any, tmp_path: Path) -> None:
    for inp in (traced(good()), traced(thin())):
        file = tmp_path / "report.html"
        file.write_text(html.render(inp, catalogue("en")), "utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(Path(AXE).read_text("utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
        context.close()
