"""What a person gets from the smallest exports: one sheet, a typed table, twenty companies, a list."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from tests.story.exports import data, imported, totals

from openicp.actions import Session

SHEET = "Firma;Branche;Mitarbeiter;Land;Kunde seit;Gekündigt am;MRR\n"


def _german_sheet(path: Path) -> None:
    rng = random.Random(5)
    rows = []
    for number in range(60):
        loyal = number % 2 == 0
        start = f"{1 + number % 28:02d}.{1 + number % 12:02d}.2023"
        end = "" if loyal or number % 4 == 3 else f"15.{1 + number % 12:02d}.2024"
        industry = "Softwareentwicklung" if loyal else "Einzelhandel"
        people = f"{rng.randrange(1000, 3000):,}".replace(",", ".")
        rows.append(f"Firma {number};{industry};{people};Deutschland;{start};{end};{rng.randrange(100, 999)},50 €")
    path.write_text(SHEET + "\n".join(rows), "cp1252")


def test_one_german_sheet_gives_churn_value_and_a_profile_among_customers(tmp_path: Path) -> None:
    _german_sheet(tmp_path / "kunden.csv")
    session, found = imported(tmp_path / "ws", [tmp_path / "kunden.csv"])
    assert found["files"][0]["loaded"] == 60
    assert not found["quarantine"]
    sums = totals(session)
    assert (sums["customers"], sums["active"]) == (60, 45)
    assert sums["mrr"] == pytest.approx(sum(_mrr(tmp_path / "kunden.csv")), abs=0.01)
    run = session.run()
    whole = session.segments(by=["industry"])["segments"][-1]["metrics"]
    assert whole["monthly_churn"]["value"] > 0
    assert whole["clv"]["value"] > 0
    assert "revenue" in whole["clv"]["method"]
    assert run["profile"]["outcome"] in ("loyal", "profitable")
    assert run["profile"]["made"]["among_customers"]


def _mrr(path: Path) -> list[float]:
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [float(row["MRR"].removesuffix(" €").replace(",", ".")) for row in rows if not row["Gekündigt am"]]


TYPED = """Segment,Size,Accounts,Churn,CLV,CAC
A,small,150,10% (monthly),"$2,400",$350
B,mid,300,4 %,"$4,800",$500
C,large,50,2 %,"$10,000+","$1,500"
"""


def test_a_typed_table_of_segments_gives_the_figures_and_verdicts(tmp_path: Path) -> None:
    (tmp_path / "segments.csv").write_text(TYPED, "utf-8")
    session, _ = imported(tmp_path / "ws", [tmp_path / "segments.csv"], clv_is="year")
    assert session.data.check()["totals"] == []
    rows = {one["label"]: one for one in session.run()["segments"]}
    metrics = {name: one["metrics"] for name, one in rows.items()}
    assert {n: round(m["ltv_cac"]["value"], 1) for n, m in metrics.items()} == {"A": 6.9, "B": 9.6, "C": 6.7}
    assert metrics["C"]["ltv_cac"]["bound"] == "at_least"
    assert {n: round(m["payback_months"]["value"], 2) for n, m in metrics.items()} == {"A": 1.75, "B": 1.25, "C": 1.8}
    assert metrics["C"]["payback_months"]["bound"] == "at_most"
    churn = {n: (m["monthly_churn"]["low"] * 100, m["monthly_churn"]["high"] * 100) for n, m in metrics.items()}
    assert churn["A"] == pytest.approx((6.2, 15.8), abs=0.05)
    assert churn["B"] == pytest.approx((2.3, 6.9), abs=0.05)
    assert churn["C"] == pytest.approx((0.35, 10.5), abs=0.05)
    assert {n: one["verdict"]["code"] for n, one in rows.items()} == {"A": "retain", "B": "expand", "C": "cut_cost"}
    assert rows["C"]["verdict"]["fields"]["whole"] == pytest.approx(555)
    assert rows["C"]["verdict"]["fields"]["times"] == pytest.approx(2.7, abs=0.01)


def test_what_the_clv_of_a_typed_table_means_is_asked_and_kept(tmp_path: Path) -> None:
    from openicp.actions import start

    (tmp_path / "segments.csv").write_text(TYPED, "utf-8")
    found = start(tmp_path, ask=lambda question: "year" if question["code"] == "clv_is" else "skip")
    assert [question["code"] for question in found["questions"]] == ["clv_is"]
    assert Session.open(tmp_path / "openicp").workspace.project.clv_is == "year"
    assert found["segments"][0]["metrics"]["payback_months"]["value"] is not None


def test_a_broken_cell_is_set_aside_and_the_rest_of_its_row_is_used(tmp_path: Path) -> None:
    (tmp_path / "segments.csv").write_text(TYPED.replace("2 %", "7897. 2%"), "utf-8")
    session, found = imported(tmp_path / "ws", [tmp_path / "segments.csv"], clv_is="year")
    (aside,) = found["quarantine"]
    assert (aside["value"], aside["column"], aside["line"], aside["scope"]) == ("7897. 2%", "Churn", 4, "cell")
    row = {one["label"]: one for one in session.run()["segments"]}["C"]
    assert row["metrics"]["monthly_churn"]["value"] is None
    assert row["metrics"]["ltv_cac"]["value"] == pytest.approx(6.67, abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_twenty_companies_with_shuffled_outcomes_never_get_a_reliable_profile(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    left = ["2025-02-01"] * 8 + [""] * 12
    rng.shuffle(left)
    rows = [
        f"Firm {i},{rng.choice(('Software', 'Retail', 'Legal'))},{rng.randrange(5, 900)},"
        f"{rng.choice(('DE', 'FR', 'NL'))},"
        f"2023-0{1 + i % 9}-01,{end},{rng.randrange(100, 900)}"
        for i, end in enumerate(left)
    ]
    path = tmp_path / "customers.csv"
    path.write_text("Company,Industry,Employees,Country,Customer since,Churned on,MRR\n" + "\n".join(rows), "utf-8")
    session, _ = imported(tmp_path / "ws", [path])
    run = session.run()
    assert run["verdict"] != "reliable"
    assert not any(one["reliable"] for one in run["segments"])
    assert session.texts.has(f"profile.{run['reason']['code']}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Session:
    from openicp.actions import demo as make

    folder = tmp_path_factory.mktemp("demo") / "tideboard"
    make(folder)
    return Session.open(folder)


def test_the_demo_finds_what_is_true_and_says_it_in_words(demo: Session) -> None:
    result = demo.workspace.run()
    assert result is not None
    profile = result.result["profile"]
    shown = {line["attribute"]: line["bands"][0] for line in profile["lines"] if line["basis"] == "shown"}
    assert {"industry", "employees"} <= set(shown)
    assert (shown["employees"]["low"], shown["employees"]["high"]) in ((50, 200), (50, 201))
    assert not {"country", "city", "founded_year", "channel"} & set(shown)
    report = (demo.path / "reports" / "report.html").read_text("utf-8")
    for word in ("ech startups", "-commerce", "igital agencies", "on-profit", "50–200 people", "$10M–50M"):
        assert word in report, word
    for word in ("North America", "Western Europe", "Slack", "Asana", "Google Workspace", "Jira", "Cloud storage"):
        assert word in report, word


@pytest.mark.parametrize(
    ("parts", "rows"), [(("sp500", "constituents.csv"), 503), (("yc-companies", "yc_companies_waleed.csv"), 5408)]
)
def test_any_list_is_scored_and_what_is_unknown_is_a_range(
    demo: Session, tmp_path: Path, parts: tuple[str, ...], rows: int
) -> None:
    out = tmp_path / "ranked.csv"
    found = demo.score(data(*parts), out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        ranked = list(csv.DictReader(file))
    assert len(ranked) == found["companies"] == rows
    open_ones = [row for row in ranked if row["unknown"] and row["score"]]
    assert open_ones
    assert all(int(row["score_low"]) <= int(row["score"]) <= int(row["score_high"]) for row in ranked if row["score"])
    assert any(int(row["score_low"]) < int(row["score_high"]) for row in open_ones)


def test_what_a_change_would_do_is_seen_at_once_and_changes_nothing(demo: Session) -> None:
    as_it_is = demo.what_if()
    assert as_it_is["now"] == as_it_is["then"]
    wider = demo.what_if(drop=["employees"])
    assert [line["attribute"] for line in wider["lines"]] == [
        line["attribute"] for line in as_it_is["lines"] if line["attribute"] != "employees"
    ]
    assert wider["then"]["accounts"]["value"] > wider["now"]["accounts"]["value"]
    assert wider["moves"]["up"] > 0
    assert wider["then"]["win_rate"]["value"] < wider["now"]["win_rate"]["value"]
    narrower = demo.what_if(bands={"employees": "100-150"})
    label = next(line["label"] for line in narrower["lines"] if line["attribute"] == "employees")
    assert "100–150" in label
    assert demo.profile()["profile"]["version"] == 1


def test_running_again_changes_nothing(demo: Session) -> None:
    before = (demo.path / "reports" / "report.html").read_bytes()
    first, second = demo.run(), demo.run()
    assert first == second
    assert (demo.path / "reports" / "report.html").read_bytes() == before
    assert demo.workspace.profiles.versions("main") == [1]
    again = demo.data.import_files(sorted((demo.path / "exports").glob("*")), yes=True)
    assert all(one["unchanged"] for one in again["files"])


def test_a_line_that_a_person_chose_is_kept_and_running_again_makes_no_version(tmp_path: Path) -> None:
    _german_sheet(tmp_path / "kunden.csv")
    session, _ = imported(tmp_path / "ws", [tmp_path / "kunden.csv"])
    session.run()
    profiles = session.workspace.profiles
    mine = {
        "attribute": "industry",
        "basis": "chosen",
        "bands": [{"values": ["software"], "points": 0}],
        "note": {"by": "founder", "why": "we build for them"},
    }
    profiles.save({**profiles.load("main"), "lines": [mine]})
    kept = session.run()["profile"]
    assert [line["attribute"] for line in kept["lines"] if line["basis"] == "chosen"] == ["industry"]
    versions = profiles.versions("main")
    assert session.run()["profile"] == kept
    assert profiles.versions("main") == versions
