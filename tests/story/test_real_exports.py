"""Exports that nobody made for this product are read, run and reported without a mapping by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.story.exports import conserved, data, imported, totals

from openicp.actions import Session
from openicp.faces.cli.app import run

R3N0VA = (
    "accounts", "opportunities", "subscriptions", "subscription_events", "subscription_items", "marketing_campaigns",
    "leads", "integrations", "nps_responses",
)  # fmt: skip


@pytest.fixture(scope="module")
def r3n0va(tmp_path_factory: pytest.TempPathFactory) -> Session:
    files = [data("r3n0va-250", f"{name}.csv") for name in R3N0VA]
    session, found = imported(tmp_path_factory.mktemp("r3n0va") / "ws", files)
    assert conserved(found)
    assert all(one["tables"] for one in found["files"])
    return session


def _report(name: str) -> list[dict[str, str]]:
    with data("r3n0va-250", "reports", f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_customers_and_mrr_of_r3n0va_are_those_of_its_own_reports(r3n0va: Session) -> None:
    sums = totals(r3n0va)
    snapshot = [row for row in _report("mrr_snapshot") if row["month"] == "2026-06-01"]
    assert sums["active"] == len({row["account_id"] for row in snapshot})
    assert sums["mrr"] == pytest.approx(float(_report("mrr_bridge")[-1]["closing_mrr"]), abs=0.01)
    assert (sums["won"], sums["lost"], sums["open"]) == (43, 48, 0)


def test_retention_of_r3n0va_agrees_with_its_cohorts(r3n0va: Session) -> None:
    whole = r3n0va.segments(by=["channel"])["segments"]
    lost = sum(one["metrics"]["left_12m"].get("k") or 0 for one in whole)
    at_risk = sum(one["metrics"]["left_12m"]["n"] for one in whole)
    movements = _report("account_mrr_movements")
    before = {row["account_id"] for row in movements if row["month"] == "2025-06-01" and float(row["mrr_eur"]) > 0}
    after = {row["account_id"] for row in movements if row["month"] == "2026-06-01" and float(row["mrr_eur"]) > 0}
    assert (at_risk, lost) == (len(before), len(before - after))


def test_r3n0va_runs_and_reports(r3n0va: Session) -> None:
    found = r3n0va.run()
    assert found["as_of"] == "2026-06-30"
    assert Path(found["report"]).read_text("utf-8").startswith("<!doctype html>")


def test_the_crm_of_maven_joins_and_its_deals_are_found_again(tmp_path: Path) -> None:
    files = [data("maven-crm", f"{name}.csv") for name in ("accounts", "sales_pipeline", "products")]
    session, found = imported(tmp_path / "ws", files)
    sums = totals(session)
    assert (sums["won"], sums["lost"], sums["open"]) == (4238, 2473, 8800 - 4238 - 2473)
    said = " ".join(one["message"] for one in found["findings"])
    assert "technolgy" in said
    assert "GTXPro" in said
    run = session.run()
    assert run["as_of"] == "2017-12-31"
    assert run["verdict"] != "reliable"
    assert not any(one["reliable"] for one in run["segments"])


def test_the_ledger_of_taskflow_gives_mrr_and_the_free_plan_does_not_pay(tmp_path: Path) -> None:
    names = ("customers", "subscription_events", "marketing_spend", "plans")
    session, _ = imported(tmp_path / "ws", [data("taskflow", f"{name}.csv") for name in names])
    last: dict[str, tuple[str, str, float]] = {}
    paid: set[str] = set()
    with data("taskflow", "subscription_events.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            event = (row["event_date"], row["event_id"], float(row["mrr_after"]))
            last[row["customer_id"]] = max(last.get(row["customer_id"], event), event)
            if event[2] > 0:
                paid.add(row["customer_id"])
    sums = totals(session)
    assert sums["mrr"] == sum(event[2] for event in last.values())
    assert sums["active"] == sum(event[2] > 0 for event in last.values())
    assert sums["customers"] == len(paid)
    by_channel = session.segments(by=["channel"])["segments"]
    cost = sum(one["metrics"]["cost"]["value"] for one in by_channel)
    assert cost == pytest.approx(sums["spend"], abs=1.0)
    assert all(one["metrics"]["cac"]["value"] > 0 for one in by_channel if one["metrics"]["cac"]["value"] is not None)


def test_churn_comes_from_tenure_where_no_dates_exist(tmp_path: Path) -> None:
    session, _ = imported(tmp_path / "ws", sorted(data("telco-churn").glob("*.csv")))
    sums = totals(session)
    assert (sums["customers"], sums["active"]) == (7043, 7043 - 1869)


def test_who_still_pays_is_not_told_where_no_file_says_it(tmp_path: Path) -> None:
    session, _ = imported(
        tmp_path / "ws", [data("maven-crm", f"{name}.csv") for name in ("accounts", "sales_pipeline")]
    )
    assert "active" not in totals(session)


def test_start_names_every_file_of_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("accounts", "data_dictionary", "products", "sales_pipeline", "sales_teams")
    (tmp_path / "exports").mkdir()
    for name in names:
        (tmp_path / "exports" / f"{name}.csv").write_bytes(data("maven-crm", f"{name}.csv").read_bytes())
    assert run(["start", str(tmp_path / "exports"), "--no-open"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert [name for name in names if f"{name}.csv" not in shown] == []
