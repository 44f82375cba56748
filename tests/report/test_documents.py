"""Documents that people pass on: editable slides, pictures and PDF of the very page, or one sentence why not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from openicp.errors import BrowserFailed, BrowserNotFound, ExtraMissing
from openicp.report import html
from openicp.report.build import build
from openicp.report.documents import browser, deck, pictures, slides
from openicp.texts import LANGUAGES, catalogue
from report.examples import EXAMPLES, good, thin

PAGE = "<!doctype html><html><body><p>one</p></body></html>"


def opened(name: str, lang: str = "en") -> Any:
    pptx = pytest.importorskip("pptx")
    return pptx.Presentation(io.BytesIO(slides.written(EXAMPLES[name](), catalogue(lang))))


def said(shape: Any) -> str:
    if shape.has_text_frame:
        return str(shape.text_frame.text)
    if shape.has_table:
        return "\n".join(cell.text for row in shape.table.rows for cell in row.cells)
    return "\n".join(said(one) for one in getattr(shape, "shapes", ()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_slides_are_tables_and_shapes_with_a_title_each(lang: str) -> None:
    made = opened("good", lang)
    kinds = [shape.shape_type for slide in made.slides for shape in slide.shapes]
    assert len(made.slides) == 5
    assert all(slide.shapes.title.text_frame.text for slide in made.slides)
    assert sum(shape.has_table for slide in made.slides for shape in slide.shapes) >= 5
    assert "PICTURE" not in {getattr(kind, "name", "") for kind in kinds}


def test_slides_say_what_the_report_says() -> None:
    text = "\n".join(said(shape) for slide in opened("good").slides for shape in slide.shapes)
    for words in ("181 of 480", "Tech startups", "4 of 80", "Not for us", "50–200 people"):
        assert words in text, words


def test_slides_hold_no_template_words_and_nobodys_name() -> None:
    content = slides.written(good(), catalogue("en"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        core = file.read("docProps/core.xml").decode()
        external = [name for name in file.namelist() if b'TargetMode="External"' in file.read(name)]
    assert "Canny" not in core
    assert "OpenICP" in core
    assert external == []


def test_thin_data_lead_with_the_three_facts_that_need_no_segment() -> None:
    first = opened("thin").slides[0]
    text = "\n".join(said(shape) for shape in first.shapes)
    facts = build(thin(), catalogue("en")).head.facts
    assert len(facts) == 3
    assert all(fact.title in text for fact in facts)


def test_thin_data_make_slides_without_a_picture_of_segments() -> None:
    assert 2 <= len(opened("thin").slides) <= 5
    assert thin().profile is not None


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pptx", None)
    with pytest.raises(ExtraMissing) as missing:
        deck.library()
    assert missing.value.fields["extra"] == "documents"


def test_without_a_browser_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(browser.CHOSEN, raising=False)
    monkeypatch.setattr(browser, "NAMES", ())
    monkeypatch.setattr(browser, "MAC", ())
    monkeypatch.setattr(browser, "WINDOWS", ())
    with pytest.raises(BrowserNotFound):
        browser.find()
    monkeypatch.setenv(browser.CHOSEN, "/nowhere/browser")
    with pytest.raises(BrowserNotFound) as named:
        browser.find()
    assert named.value.fields["reason"] == "chosen"


def test_a_browser_that_makes_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    monkeypatch.setenv(browser.CHOSEN, shutil.which("true") or pytest.skip("no program that does nothing"))
    with pytest.raises(BrowserFailed):
        browser.printed(PAGE)


def test_a_picture_shows_its_parts_alone_and_no_policy_stops_it() -> None:
    report = html.render(good(), catalogue("en"))
    page = pictures.page_of(report, "segments")
    assert page is not None
    assert "main>#segments" in page
    assert "Content-Security-Policy" not in page
    assert pictures.page_of("<html><main></main></html>", "segments") is None


def test_a_browser_prints_and_photographs_a_report() -> None:
    try:
        browser.find()
    except BrowserNotFound:
        pytest.skip("no browser on this machine")
    report = html.render(thin(), catalogue("de"))
    page = pictures.page_of(report, "profile")
    assert page is not None
    assert browser.printed(report).startswith(b"%PDF-")
    picture = browser.photographed(page, width=pictures.WIDTH, scale=1)
    assert picture.startswith(b"\x89PNG")
    wide, high = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert wide == pictures.WIDTH
    assert high > 500
