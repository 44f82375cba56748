"""A question written down is answered by the first run that has enough new companies, once, and by nobody before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from openicp.actions import Session
from openicp.errors import InvalidChoice, OutcomeNotPossible

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2017, 1, 10)


def sheet(last: date, *, agencies_leave: bool = False) -> str:
    """A founder's sheet up to a day: every third customer is an agency, and hardly any of these leave."""
    rows = ["Company,Industry,Employees,Customer since,Churn date,MRR"]
    for number in range((last - FIRST).days // 12):
        agency, start = number % 3 == 0, FIRST + timedelta(days=number * 12)
        leaves = agencies_leave if agency else number % 5 in (1, 3)
        end = start + timedelta(days=150 + number % 90)
        industry = "Digital agency" if agency else ("E-commerce", "Health care")[number % 2]
        people = 80 if agency else (12, 300)[number % 2]
        gone = end if leaves and end <= last else ""
        rows.append(f"Firm {number:03d} GmbH,{industry},{people},{start},{gone},{200 + number % 7 * 10}")
    return "\n".join(rows)


def read(session: Session, folder: Path, last: date, *, agencies_leave: bool = False) -> None:
    file = folder / f"customers-{last}.csv"
    file.write_text(sheet(last, agencies_leave=agencies_leave), "utf-8")
    session.data.import_files([file], yes=True)


def written(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = session.data.hypotheses()["hypotheses"][0]
    return found


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("questions")
    made = Session.init(folder / "acme")
    read(made, folder, date(2019, 6, 30))
    return made


def test_from_words_to_one_answer(session: Session) -> None:
    folder = session.path.parent
    session.data.hypotheses(where={"Industry": "digital agency"}, outcome="loyal")
    asked = written(session)
    assert (asked["state"], asked["seen"], asked["more"]) == ("open", 0, True)
    assert "2019-06-01" <= asked["since"] <= "2019-06-30"

    read(session, folder, date(2020, 12, 31))
    few = written(session)
    assert few["state"] == "open"
    assert 0 < few["seen"] < asked["needed"]
    # Who came in the last twelve months has no answer yet, not even those of them who left.
    newest = (date(2019, 12, 31) - date.fromisoformat(asked["since"])).days // 12
    assert abs(few["seen"] - newest) <= 2

    read(session, folder, date(2023, 6, 30))
    assert written(session)["answered_on"] is None  # looking answers nothing: a run does
    ran = session.run()
    answer = written(session)
    assert (answer["state"], answer["answered_on"]) == ("holds", ran["as_of"])
    assert answer["seen"] >= asked["needed"]
    assert answer["chance"] < 0.05

    assert answer["question"] in (session.path / "reports/report.html").read_text("utf-8")

    read(session, folder, date(2024, 6, 30), agencies_leave=True)
    kept = written(session)
    assert {name: kept[name] for name in ("state", "answered_on", "new_inside", "chance")} == {
        name: answer[name] for name in ("state", "answered_on", "new_inside", "chance")
    }


def test_a_withdrawn_question_stays_in_the_list(session: Session) -> None:
    session.data.hypotheses(where={"employees": "200-400"})
    before = len(session.data.hypotheses()["hypotheses"])
    place = next(at for at, one in enumerate(session.data.hypotheses()["hypotheses"], 1) if one["state"] == "open")
    after = session.data.hypotheses(withdraw=place)["hypotheses"]
    assert len(after) == before
    assert after[place - 1]["state"] == "withdrawn"


def test_what_cannot_be_asked_is_refused_in_words(session: Session) -> None:
    with pytest.raises(InvalidChoice):
        session.data.hypotheses(where={"industry": "shipbuilding"})
    with pytest.raises(InvalidChoice):
        session.data.hypotheses(write=99)
    with pytest.raises(OutcomeNotPossible):
        session.data.hypotheses(where={"industry": "digital agency"}, outcome="recommending")
