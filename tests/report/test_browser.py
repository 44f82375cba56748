"""In a real browser: nothing is wider than the screen or the paper, and no words cover others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from openicp.report import html
from openicp.texts import LANGUAGES, catalogue
from report.examples import EXAMPLES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TRANSLATED = ((900, "screen"), (390, "screen"), (695, "print"))
WIDTHS = ((1366, "screen"), (768, "screen"), (390, "screen"), (695, "print"))
FAULTS = (Path(__file__).parent / "faults.js").read_text("utf-8")

WIDE = "document.body.style.letterSpacing = '.01em'"
"""Machines have different fonts: in some, letters are wider."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        chrome = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chrome
        chrome.close()


@pytest.mark.parametrize(
    ("name", "lang"), [*((name, "en") for name in EXAMPLES), *(("good", lang) for lang in LANGUAGES[1:])]
)
def test_nothing_is_cut_off_or_covered(name: str, lang: str, browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(html.render(EXAMPLES[name](), catalogue(lang)), "utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for width, medium in WIDTHS if lang == "en" else TRANSLATED:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=medium)
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate(FAULTS) == [], (name, width, medium)
        page.evaluate(WIDE)
        assert page.evaluate(FAULTS) == [], (name, width, medium, "in a font of wide letters")
    page.close()
    assert said == []
    assert {url for url in asked if not url.startswith("file:")} == set()


def test_it_works_without_javascript_and_in_the_dark(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(html.render(EXAMPLES["good"](), catalogue("en")), "utf-8")
    page = browser.new_page(java_script_enabled=False, color_scheme="dark")
    page.goto(file.as_uri())
    assert page.locator("#prospects").is_visible()
    assert not page.locator(".theme").is_visible()
    page.locator("#segments summary").first.click()
    assert page.locator("#segments details[open]").count() == 1
    page.close()
