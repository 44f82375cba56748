"""Names that a person strikes or adds stand with their reason, beside ours, and change no figure."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from openicp.actions import Session
from openicp.errors import InvalidChoice

ROWS = [
    ("Acme GmbH", "Digital agency", "2020-01-05", "", 900),
    ("Brava SARL", "Digital agency", "2020-03-05", "", 800),
    *((f"Firm {n:02d}", "E-commerce", f"2021-0{n % 9 + 1}-05", "", 100 + n) for n in range(20)),
    ("Gone AG", "Health care", "2020-02-05", "2021-02-05", 100),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("best")
    lines = ["Company,Industry,Customer since,Churn date,MRR", *(",".join(map(str, row)) for row in ROWS)]
    (folder / "customers.csv").write_text("\n".join(lines), "utf-8")
    session = Session.init(folder / "acme")
    session.data.import_files([folder / "customers.csv"], yes=True)
    session.close()
    return session.path


@pytest.fixture
def session(made: Path, tmp_path: Path) -> Session:
    return Session.open(shutil.copytree(made, tmp_path / "acme"))


def named(view: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in view["best"] if row["name"] == name)


def test_the_best_ten_by_value_each_with_why(session: Session) -> None:
    found = session.data.best()
    assert [row["name"] for row in found["best"]][:2] == ["Acme GmbH", "Brava SARL"]
    assert len(found["best"]) == 10
    assert all(row["why"] for row in found["best"])
    assert all(row["mark"] is None for row in found["best"])


def test_a_struck_name_stays_in_its_place_with_the_reason(session: Session) -> None:
    before = session.data.best()
    after = session.data.best(strike=["acme gmbh"], because="never pay in time")
    assert [row["name"] for row in after["best"]] == [row["name"] for row in before["best"]]
    assert named(after, "Acme GmbH")["value"] == named(before, "Acme GmbH")["value"]
    assert (named(after, "Acme GmbH")["mark"], named(after, "Acme GmbH")["because"]) == ("struck", "never pay in time")


def test_an_added_name_comes_after_the_ten(session: Session) -> None:
    after = session.data.best(add=["Gone AG"], because="they brought three others")
    assert (after["best"][-1]["name"], after["best"][-1]["rank"], len(after["best"])) == ("Gone AG", None, 11)


def test_your_list_stands_beside_ours_and_no_figure_changes(session: Session) -> None:
    before = session.data.best()["traits"]
    session.data.best(strike=["Acme GmbH"], because="a favour")
    after = session.data.best(add=["Gone AG"], because="our reference")["traits"]
    for old, new in zip(before, after, strict=True):
        assert {side: old[side] for side in ("label", "best", "others", "lost")} == {
            side: new[side] for side in ("label", "best", "others", "lost")
        }
        assert old["yours"] is None
        assert new["yours"][1] == new["best"][1]  # one left, one came


def test_a_mark_never_changes_the_profile(session: Session) -> None:
    first = session.run()
    session.data.best(strike=["Acme GmbH"], because="a favour")
    second = session.run()
    assert first["run"] != second["run"]
    for name in ("profile", "segments", "totals", "verdict"):
        mine, theirs = dict(first), dict(second)
        assert without_run(mine[name]) == without_run(theirs[name])
    assert second["profile"]["version"] == 1
    page = (session.path / "reports/report.html").read_text("utf-8")
    assert "a favour" in page


def without_run(found: Any) -> Any:
    return {key: value for key, value in found.items() if key != "made"} if isinstance(found, dict) else found


def test_what_was_said_can_be_taken_back(session: Session) -> None:
    session.data.best(strike=["Acme GmbH"], because="a favour")
    assert session.data.best(undo=["Acme GmbH"])["marked"] == 0


def test_a_mark_needs_a_reason_and_a_name_that_is_there(session: Session) -> None:
    with pytest.raises(InvalidChoice) as silent:
        session.data.best(strike=["Acme GmbH"])
    assert silent.value.fields["reason"] == "because"
    with pytest.raises(InvalidChoice) as nobody:
        session.data.best(strike=["Acme"], because="x")
    assert nobody.value.fields["choices"] == ["Acme GmbH"]
