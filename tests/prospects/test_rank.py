"""Lists of companies against a profile."""

from __future__ import annotations

import csv
import sys
import tracemalloc
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from facts.published import write
from openicp.actions.scoring import described
from openicp.engine import duck
from openicp.errors import OutputNotWritable
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.profile import Band, Line, Profile, Tier
from openicp.prospects import Wording, rank, write_list
from openicp.prospects.ours import Ours
from openicp.texts import catalogue

CHANCE = Estimate(0.6, 0.4, 0.8, 30, "out_of_fold")
LINES = (
    Line("industry", "shown", (Band(Condition("industry", ("agency",)), 6), Band(None, 0)), reference=2.4),
    Line(
        "employees",
        "shown",
        (Band(Condition("employees", (), 50, 201), 5), Band(Condition("employees", (), 201), -2)),
        reference=1.0,
    ),
    Line(
        "technologies",
        "leaning",
        (Band(Condition("technologies", ("slack", "jira")), 4), Band(None, -1)),
        reference=0.2,
    ),
    Line("country", "chosen", (Band(Condition("country", ("DE", "FR")), 0),)),
)


def profile(code: str = "tentative", lines=LINES) -> Profile:
    chance = CHANCE if code in ("reliable", "tentative") else None
    return Profile(
        name="main",
        version=1,
        outcome="won",
        code=code,
        reason="",
        reason_fields={},
        lines=lines,
        tiers=(Tier("A", 10, 30, chance), Tier("B", 4, 30, chance), Tier("C", -3, 5, None)),
        as_of="2026-01-01",
        run="r",
        labelled=65,
        successes=20,
        looked_at=100,
    )


def company(key: str, **more: object) -> dict[str, object]:
    return {"prospect_id": key, "account_name": key.title(), "account_domain": f"{key}.test", "source": "list"} | more


def people(low: float, high: float | None = None) -> dict[str, object]:
    return {"employees_low": low, "employees_high": low if high is None else high}


def ranking(tmp_path, rows, tags=(), ours=(), card=None, **more):
    tags = [{"prospect_id": key, "attribute": "technologies", "value": value} for key, value in tags]
    paths = write(tmp_path, prospects=rows, prospect_tags=tags)
    with duck(tmp_path) as engine:
        for name, path in paths.items():
            engine.load(name, path)
        return rank(engine, card or profile(), ours, **more)


BEST = company("best", industry="agency", country="DE") | people(80)
OPEN = company("open", industry="agency", country="US") | people(80)
BIG = company("big", industry="retail") | people(900)


def test_companies_come_best_first_with_reasons_and_the_question_that_would_lift_them(tmp_path):
    found = ranking(tmp_path, [BIG, OPEN, BEST], tags=[("best", "slack"), ("best", "excel"), ("big", "excel")])
    best, open_, big = found.rows
    assert [row.prospect_id for row in found.rows] == ["best", "open", "big"]
    assert (best.score, best.score_low, best.score_high, best.tier) == (15, 15, 15, "A")
    assert [(r.attribute, r.points, r.value) for r in best.reasons] == [
        ("industry", 6, "agency"),
        ("employees", 5, (80.0, 80.0)),
        ("technologies", 4, ("slack",)),
    ]
    assert (open_.score, open_.score_low, open_.score_high) == (11, 10, 15)
    assert open_.unknown == ("technologies",)
    assert (big.score, big.tier, big.ask) == (-3, "C", None)
    assert best.chance == CHANCE
    assert (big.chance, big.chance_reason) == (None, "few_in_tier")
    assert found.tiers == {"A": 2, "B": 0, "C": 1}


def test_what_people_want_to_see_of_a_company_travels_with_it(tmp_path):
    row = company("a", country="DE", event="Funding", event_on=date(2026, 9, 1)) | people(51, 200)
    (found,) = ranking(tmp_path, [row]).rows
    assert found.fields == {"country": "DE", "event": "Funding", "event_on": date(2026, 9, 1), "employees": (51, 200)}


def test_the_open_line_that_would_lift_the_tier_is_asked_for(tmp_path):
    row = company("ask", industry="agency") | people(10)
    found = ranking(tmp_path, [row]).rows[0]
    assert (found.score, found.score_low, found.score_high, found.tier, found.tier_high) == (6, 5, 10, "B", "A")
    assert found.tier_open
    assert found.ask is not None
    assert (found.ask.attribute, found.ask.values, found.ask.tier) == ("technologies", ("slack", "jira"), "A")


def test_a_range_that_straddles_a_band_is_unknown_and_one_that_ends_where_the_next_begins_is_not(tmp_path):
    rows = [
        company("wide", industry="agency") | people(40, 200),
        company("inside", industry="agency") | people(51, 200),
    ]
    found = {row.prospect_id: row for row in ranking(tmp_path, rows).rows}
    assert "employees" in found["wide"].unknown
    assert "employees" not in found["inside"].unknown


def test_customers_and_doubles_are_set_apart(tmp_path):
    rows = [
        BEST,
        company("brava", account_name="Brava Digital S.R.L.", account_domain=None, industry="agency") | people(80),
        company("again", account_name="Best GmbH", account_domain="best.test", industry="agency") | people(80),
        company("same", account_name="Open Inc.", account_domain="www.open.test"),
        OPEN,
    ]
    customers = [Ours("a1", "Brava Digital", "brava.ro"), Ours("a2", "Somebody", "somebody.test")]
    found = {row.prospect_id: row for row in ranking(tmp_path, rows, ours=customers).rows}
    assert {key: row.status for key, row in found.items()} == {
        "best": "ranked",
        "brava": "customer",
        "again": "double",
        "same": "too_little_known",
        "open": "double",
    }
    assert found["brava"].of == "a1"
    assert found["again"].of == "best"
    assert found["again"].tier is None


def test_the_same_name_in_another_country_is_another_company(tmp_path):
    rows = [
        company("atlas1", account_name="Atlas", industry="agency", country="DE") | people(80),
        company("atlas2", account_name="Atlas", industry="agency", country="FR") | people(80),
    ]
    assert {row.status for row in ranking(tmp_path, rows).rows} == {"ranked"}


def test_too_little_known_stands_apart(tmp_path):
    found = ranking(tmp_path, [BEST, company("blank")])
    assert found.counts == {"ranked": 1, "too_little_known": 1, "customer": 0, "double": 0}
    assert found.rows[1].rank is None


def test_below_tentative_the_order_follows_chosen_lines_and_there_is_no_chance(tmp_path):
    lines = (Line("country", "chosen", (Band(Condition("country", ("DE",)), 0),)),)
    found = ranking(tmp_path, [company("a", country="US"), company("b", country="DE")], card=profile("none", lines))
    assert [row.prospect_id for row in found.rows] == ["b", "a"]
    assert {(row.chance, row.chance_reason) for row in found.rows} == {(None, "none")}
    assert found.rows[0].matched == (0,)


def test_tiers_follow_what_the_team_can_work(tmp_path):
    rows = [company(f"c{i}", industry="agency" if i < 3 else "retail") | people(80 if i < 6 else 10) for i in range(9)]
    tags = [(str(row["prospect_id"]), "excel") for row in rows]
    found = ranking(tmp_path, rows, tags=tags, tiers=(2, 4))
    assert [row.tier for row in found.rows][:7] == ["A", "A", "B", "B", "B", "B", "C"]


def test_a_region_follows_from_the_country(tmp_path):
    lines = (Line("region", "shown", (Band(Condition("region", ("western_europe",)), 4), Band(None, 0))),)
    rows = [company("a", country="NL"), company("b", country="US"), company("c")]
    found = {row.prospect_id: row for row in ranking(tmp_path, rows, card=profile(lines=lines)).rows}
    assert [(found[key].score_low, found[key].score_high) for key in "abc"] == [(4, 4), (0, 0), (0, 4)]


def words(row) -> Wording:
    return Wording(" ".join(f"{r.attribute} {r.points:+d}" for r in row.reasons), ", ".join(row.unknown), "=cmd()")


HEADER = ["Company", "Phone", "Score"]
CELLS = [(2, ["=HYPERLINK(1)", "+49 170 1", "9"]), (3, ["Open", "-5", None]), (4, ["unreadable", "@x", ""])]


def test_a_list_is_written_as_csv_without_formulas(tmp_path):
    found = ranking(tmp_path, [BEST | {"line": 2}, OPEN | {"line": 3}])
    out = tmp_path / "out.csv"
    assert write_list(out, found, words, header=HEADER, rows=CELLS) == 3
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [
        *HEADER,
        "openicp_score",
        "score_low",
        "score_high",
        "chance",
        "tier",
        "reasons",
        "unknown",
        "ask",
        "expected_value",
    ]
    assert rows[1][:3] == ["'=HYPERLINK(1)", "+49 170 1", "9"]
    assert rows[1][-2] == "'=cmd()"
    assert rows[2][:5] == ["Open", "-5", "", "11", "10"]
    assert rows[3] == ["unreadable", "'@x", "", *[""] * 9]


def test_a_list_is_written_as_a_workbook_of_texts_and_numbers(tmp_path):
    found = ranking(tmp_path, [BEST | {"line": 2}])
    out = tmp_path / "out.xlsx"
    write_list(out, found, words, header=HEADER, rows=CELLS[:1])
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "=HYPERLINK(1)"
    assert rows[1][3] == 11


def test_another_ending_or_place_is_refused_in_one_error(tmp_path):
    found = ranking(tmp_path, [BEST | {"line": 2}])
    for out in (tmp_path / "out.pdf", tmp_path / "missing" / "out.csv"):
        with pytest.raises(OutputNotWritable):
            write_list(out, found, words, header=HEADER, rows=CELLS)
    assert not list(tmp_path.glob(".out*"))


def test_in_a_written_list_a_customer_or_double_has_no_tier_and_says_why(tmp_path):
    rows = [
        BEST,
        company("ours", account_domain="brava.ro", industry="agency") | people(80),
        BEST | {"prospect_id": "b"},
    ]
    found = ranking(tmp_path, rows, ours=[Ours("a1", "Brava Digital", "brava.ro")])
    describe = described(catalogue("en"))
    said = {row.prospect_id: (row.tier, describe(row).reasons) for row in found.rows}
    assert said["best"][0] is not None
    assert said["best"][1] == "Agencies +6, 80 people +5"
    assert said["ours"][0] is None
    assert said["ours"][1].startswith("customer already: ")
    assert said["b"][0] is None
    assert said["b"][1].startswith("on the list twice: ")


def test_what_is_told_of_all_companies_is_worked_out_once_however_many_there_are(tmp_path):
    worked_out = []

    def counted(frame, event, _):
        if event == "call" and frame.f_code.co_name in ("unknown", "matches"):
            worked_out.append(frame.f_code.co_name)

    rows = [company(f"c{at}", industry="agency") | people(at + 1) for at in range(200)]
    sys.setprofile(counted)
    try:
        ranking(tmp_path, rows)
    finally:
        sys.setprofile(None)
    assert sorted(worked_out) == ["matches", "unknown"]


def test_one_endless_name_takes_no_more_memory_for_the_others(tmp_path):
    rows = [company(f"c{at}", account_name=f"Firm {at}", industry="agency") | people(80) for at in range(400)]
    rows[7]["account_name"] = "Z" * 100_000
    tracemalloc.start()
    try:
        found = ranking(tmp_path, rows)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert found.rows[-1].name == "Z" * 100_000
