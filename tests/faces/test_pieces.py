"""Small pieces of the command line."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from openicp.faces.cli.envelope import plain
from openicp.faces.cli.language import chosen
from openicp.faces.cli.paper import Paper
from openicp.faces.cli.progress import TerminalProgress
from openicp.faces.cli.questions import understood
from openicp.faces.cli.render import scored
from openicp.model.estimate import Estimate
from openicp.texts import catalogue

RANKED = {"rank": 1, "tier": "A", "score": 3}
YES_NO = {"ja": "yes", "nein": "no"}


@pytest.mark.parametrize(
    ("typed", "meant"), [("", "no"), ("nein", "no"), ("j", "yes"), ("JA", "yes"), ("yes", "yes"), ("maybe", None)]
)
def test_an_answer_is_understood_by_its_beginning(typed: str, meant: str | None) -> None:
    assert understood(typed, "no", "nein", YES_NO) == meant


def test_without_choices_any_answer_is_taken_as_typed() -> None:
    assert understood("80%", "skip", "skip", {}) == "80%"


def test_values_of_actions_become_plain_json() -> None:
    value = {"on": date(2026, 10, 31), "at": Path("a") / "b", "e": Estimate.unknown("no_wins"), "x": float("inf")}
    assert plain(value) == {
        "on": "2026-10-31",
        "at": str(Path("a") / "b"),
        "e": {
            "value": None,
            "low": None,
            "high": None,
            "n": 0,
            "unit": "number",
            "method": "none",
            "reason": "no_wins",
        },
        "x": None,
    }


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "de_DE.UTF-8"}, "de"), ({"LC_ALL": "C"}, "en"), ({"OPENICP_LANG": "fr", "LANG": "de"}, "fr")],
)
def test_the_language_is_that_of_the_system(environment: dict[str, str], language: str) -> None:
    assert chosen(environment) == language


def test_steps_inside_steps_leave_nothing_on_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    progress = TerminalProgress(catalogue("en"))
    with progress.step("outer", total=2) as outer, progress.step("inner [x]") as inner:
        outer.advance()
        inner.advance(2)
    assert capsys.readouterr().out == ""


def test_an_endless_name_is_shown_by_its_beginning_and_a_company_without_one_by_its_site() -> None:
    out = io.StringIO()
    entries = [RANKED | {"name": "Z" * 5_000, "domain": None}, RANKED | {"name": None, "domain": "brava.ro"}]
    paper = Paper(Console(file=out, width=120, highlight=False, markup=False), catalogue("en"))
    scored.show(paper, {"prospects": entries, "tier": {"A": 2}, "companies": 2, "out": "out.csv"})
    said = out.getvalue()
    assert (said.count("Z"), said.count("…"), said.count("brava.ro")) == (79, 1, 1)
