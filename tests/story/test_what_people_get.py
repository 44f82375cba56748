"""The report of the two examples says what is true of them, in the words of people."""

from __future__ import annotations

import re

import pytest

from openicp.actions import Session, demo


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("small") / "klarplan"
    demo(folder, small=True)
    return Session.open(folder)


def _words(session: Session) -> str:
    page = (session.path / "reports" / "report.html").read_text("utf-8")
    body = re.sub(r"<(style|script).*?</\1>", "", page.split("<body>")[1], flags=re.DOTALL)
    joined = re.sub(r"</?(span|a|b)\b[^>]*>", "", body)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", joined))


def _profile(session: Session) -> dict[str, object]:
    run = session.workspace.run()
    assert run is not None
    found: dict[str, object] = run.result["profile"]
    return found


def test_what_six_of_eight_said_is_a_heard_line_and_part_of_the_sentence(small: Session) -> None:
    lines = _profile(small)["lines"]
    (heard,) = [line for line in lines if line["basis"] == "heard"]  # type: ignore[attr-defined]
    assert (heard["evidence"]["with_it"]["k"], heard["evidence"]["with_it"]["n"]) == (6, 8)
    assert all(band["points"] == 0 for band in heard["bands"])
    words = _words(small)
    assert "6 of 8 said so, unprompted: Lost the overview." in words
    assert "say “Lost the overview”" in words


def test_the_heard_line_survives_the_file_of_the_profile(small: Session) -> None:
    from openicp import profile as room

    name = small.workspace.profiles.names()[0]
    kept = room.from_plain(small.workspace.profiles.load(name))
    assert [line.basis for line in kept.lines].count("heard") == 1
    assert small.run()["profile"]["lines"] == _profile(small)["lines"]


def test_thin_data_lead_with_customers_deals_and_months(small: Session) -> None:
    words = _words(small)
    assert "40 companies have paid you, 29 still do." in words
    assert re.search(r"11 left in \d+ customer-months: churn 1\.\d% \(0\.\d–[23]\.\d\) a month\.", words)
    assert "You won 40 of 55 closed deals." in words


def test_no_code_is_left_in_the_page(small: Session) -> None:
    page = (small.path / "reports" / "report.html").read_text("utf-8")
    shown = re.sub(r"[\w-]+\.(csv|xlsx|yaml)", "", _words(small))
    assert not re.search(r"\b(finding|reason|set_aside|left_out|todo|next|column)\.[a-z_]+", shown)
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", shown)
    assert len(page) < 250_000
