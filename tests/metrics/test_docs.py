"""Every metric has a page whose example runs, and every word it needs."""

from __future__ import annotations

import ast
import doctest
from pathlib import Path

import pytest

from openicp.metrics import METRICS, OUTCOMES

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "metrics"
WORDS = ROOT / "src" / "openicp" / "texts" / "locale" / "en" / "metrics.po"
PARTS = ("Definition", "Formula", "Assumption", "Unknown when", "Reference", "Example")
SOURCES = sorted((ROOT / "src" / "openicp").glob("metrics/*.py")) + sorted(
    (ROOT / "src" / "openicp").glob("stats/*.py")
)

METHODS = sorted(page for page in (ROOT / "docs" / "methods").glob("*.md") if page.stem != "README")
WITHOUT_FIGURES = {"currencies", "files", "joining", "quality", "reading", "scoring-large", "spellings", "voices"}
"""Pages on reading, joining and long lists: what they say is tried by tests of those rooms."""


def keys() -> set[str]:
    return {line.split('"')[1] for line in WORDS.read_text("utf-8").splitlines() if line.startswith("msgid ")}


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_a_page_whose_example_runs(name: str) -> None:
    page = PAGES / f"{name}.md"
    text = page.read_text("utf-8").replace("\n```\n", "\n\n")
    assert all(f"**{part}.**" in text for part in PARTS)
    found = doctest.DocTestParser().get_doctest(text, {}, name, str(page), 0)
    assert found.examples
    assert doctest.DocTestRunner().run(found).failed == 0


@pytest.mark.parametrize("page", METHODS, ids=lambda page: page.stem)
def test_the_examples_of_a_method_run(page: Path) -> None:
    text = page.read_text("utf-8").replace("\n```\n", "\n\n")
    found = doctest.DocTestParser().get_doctest(text, {}, page.stem, str(page), 0)
    assert found.examples or page.stem in WITHOUT_FIGURES
    assert doctest.DocTestRunner().run(found).failed == 0


def test_every_method_of_an_estimate_stands_on_its_page_and_has_words() -> None:
    page = (ROOT / "docs" / "methods" / "estimates.md").read_text("utf-8")
    named = {key.removeprefix("made.") for key in keys() if key.startswith("made.")}
    used = {method for path in SOURCES for method in methods_of(path)}
    assert {"wilson", "kaplan_meier", "restricted_value"} <= used
    assert {name for name in used - named if name != "none"} == set()
    assert {name for name in named if f"`{name.removesuffix('_cut')}`" not in page} == set()


def test_no_page_is_left_of_a_metric_that_is_gone() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_its_words(name: str) -> None:
    assert {f"metric.{name}", f"metric.{name}.what"} <= keys()


def test_every_reason_has_its_words_and_no_words_are_left_over() -> None:
    written = {text for path in SOURCES for text in strings(path)}
    reasons = {key.removeprefix("reason.") for key in keys() if key.startswith("reason.")}
    assert reasons <= written
    given = {text for path in SOURCES for text in reasons_of(path)}
    assert given <= reasons, sorted(given - reasons)


def strings(path: Path) -> list[str]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def reasons_of(path: Path) -> list[str]:
    """The constants that ``Estimate.unknown`` is called with, and those named ``reason``."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unknown":
            found += constants(node.args[0])
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "reason":
            found += constants(node.value)
    return found


def constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in constants(value)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def methods_of(path: Path) -> list[str]:
    """The constants given as the method of an estimate."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") != "minimize":
            found += [text for word in node.keywords if word.arg == "method" for text in constants(word.value)]
            if getattr(node.func, "id", "") == "Estimate" and len(node.args) > 4:
                found += constants(node.args[4])
    return found


def test_every_outcome_has_its_name() -> None:
    folder = WORDS.parent
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.po"))
    assert all(f'"outcome.{name}"' in text for name in OUTCOMES)
