"""Typed figures beside ours, on companies that publish their own reports; what ``check`` says of the data."""

import csv
import os
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from openicp.actions import Session
from openicp.errors import InvalidChoice

REPORTS = "r3n0va-250"


def data(name: str) -> Path:
    folder = os.environ.get("OPENICP_DATA")
    if folder is None:
        pytest.skip("OPENICP_DATA names no folder of example data")
    return Path(folder) / name


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def r3n0va(tmp_path_factory: pytest.TempPathFactory) -> Session:
    session = Session.init(tmp_path_factory.mktemp("r3n0va") / "ws")
    session.data.import_files(sorted(data(REPORTS).glob("*.csv")), yes=True)
    return session


@pytest.fixture(scope="module")
def taskflow(tmp_path_factory: pytest.TempPathFactory) -> Session:
    session = Session.init(tmp_path_factory.mktemp("taskflow") / "ws")
    session.data.import_files(sorted(data("taskflow").glob("*.csv")), yes=True)
    return session


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two companies."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "list.csv").write_text("Company,MRR,Since\nAcme,10,2024-01-05\nBrava,20,2024-02-05\n")
    session = Session.init(folder / "ws")
    session.data.import_files([folder / "list.csv"], yes=True)
    session.close()
    return session.path


def typed(session: Session, on: str | None = None, **figures: float | str) -> dict[str, dict]:
    """Only these figures beside ours."""
    return {one["name"]: one for one in session.data.totals(figures, on=on, remove=["all"])["totals"]}


def reasons(total: dict) -> list[str]:
    return [why["rule"] for why in total["because"] if not why["perhaps"]]


def test_a_companys_own_reports_agree_to_the_cent(r3n0va: Session) -> None:
    reports = data(REPORTS) / "reports"
    bridge = rows(reports / "mrr_bridge.csv")[-1]
    funnel = rows(reports / "sales_funnel.csv")
    figures = {
        "mrr": bridge["closing_mrr"],
        "mrr_new": bridge["new_mrr"],
        "mrr_expansion": bridge["expansion_mrr"],
        "mrr_contraction": bridge["contraction_mrr"],
        "mrr_churn": bridge["churned_mrr"],
        "customers": str(sum(int(row["active_accounts"]) for row in rows(reports / "country_performance.csv"))),
        "leads": str(sum(int(row["leads"]) for row in funnel)),
        "won": str(sum(float(row["won_opportunities"]) for row in funnel)),
        "ever_customers": str(sum(float(row["paid_accounts"]) for row in funnel)),
        "spend": str(round(sum(float(row["spend_eur"]) for row in rows(reports / "unit_economics.csv")), 2)),
    }
    found = typed(r3n0va, **figures)
    differences = {name: one["difference"] for name, one in found.items() if one["yours"] is not None}
    assert len(differences) == len(figures)
    assert set(differences.values()) == {0}


def test_every_month_of_the_companys_mrr_is_ours_on_that_day(r3n0va: Session) -> None:
    bridge = {row["month"]: row for row in rows(data(REPORTS) / "reports" / "mrr_bridge.csv")}
    for month, day in (("2026-03-01", "2026-03-31"), ("2025-11-01", "2025-11-30")):
        found = typed(r3n0va, on=day, mrr=bridge[month]["closing_mrr"], mrr_new=bridge[month]["new_mrr"])
        assert (found["mrr"]["difference"], found["mrr_new"]["difference"]) == (0, 0)


def test_figures_by_other_rules_are_explained_down_to_the_company(r3n0va: Session) -> None:
    bridge = rows(data(REPORTS) / "reports" / "mrr_bridge.csv")
    left = float(bridge[-1]["churned_mrr"])
    found = typed(r3n0va, mrr=float(bridge[-1]["closing_mrr"]) - left, customers=80)
    assert reasons(found["mrr"]) == ["left_lately"]
    assert [one["amount"] for one in found["mrr"]["because"][0]["companies"]] == [-left]
    assert reasons(found["active"]) == ["left_lately"]
    before = typed(r3n0va, mrr=bridge[-1]["opening_mrr"])["mrr"]
    assert (reasons(before), before["because"][0]["fields"]["date"]) == (["month"], "2026-05-31")
    assert reasons(typed(r3n0va, mrr=round(179486.15 * 12, 2))["mrr"]) == ["arr"]
    assert reasons(typed(r3n0va, leads=137)["leads"]) == ["qualified"]
    odd = typed(r3n0va, mrr=123456.78)["mrr"]
    assert odd["because"] == []
    assert odd["unexplained"] == round(123456.78 - 179486.15, 2)
    assert odd["message"] == "Unexplained."


def test_events_that_know_no_free_plan_are_explained(taskflow: Session) -> None:
    """Summed by the type of event, as a dashboard would: a paying customer that was free before is an upgrade."""
    sums: dict[str, int] = {}
    for row in rows(data("taskflow") / "subscription_events.csv"):
        if row["event_date"] >= "2024-12-01":
            sums[row["event_type"]] = sums.get(row["event_type"], 0) + int(row["mrr_after"]) - int(row["mrr_before"])
    found = typed(
        taskflow,
        mrr_new=sums["signup"],
        mrr_expansion=sums["upgrade"],
        mrr_contraction=sums["downgrade"],
        mrr_churn=sums["cancel"],
        customers=2996,
        ever_customers=5142,
    )
    assert {name: (reasons(one), one["unexplained"]) for name, one in found.items() if one["yours"] is not None} == {
        "mrr_new": (["from_free_out"], 0),
        "mrr_expansion": (["from_free_in"], 0),
        "mrr_contraction": (["to_free_in"], 0),
        "mrr_churn": (["to_free_out"], 0),
        "active": (["free"], 0),
        "customers": (["never_paid"], 0),
    }


def test_spend_in_eight_currencies_is_the_companys_own_total(tmp_path: Path) -> None:
    """Its report converts each currency at one rate for all months. With these rates ours is the same, to the cent.

    But for a cent in single rows: the company priced in euro and rounded the local amounts, from which we come back.
    """
    campaigns = rows(data(REPORTS) / "marketing_campaigns.csv")
    fixed = {"EUR": "1", "SEK": "0.088", "NOK": "0.086", "CHF": "1.04"}
    fixed |= {"GBP": "1.17", "DKK": "0.134", "PLN": "0.23", "CZK": "0.04"}
    kept = [name for name in campaigns[0] if name != "spend_eur"]
    for name, table, header in (
        ("marketing_campaigns.csv", [[row[column] for column in kept] for row in campaigns], kept),
        ("rates.csv", [[code, rate] for code, rate in fixed.items()], ["currency", "eur_rate"]),
    ):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([header, *table])
    for name in ("accounts.csv", "leads.csv", "opportunities.csv"):
        shutil.copy(data(REPORTS) / name, tmp_path)
    session = Session.init(tmp_path / "ws")
    session.data.import_files(sorted(tmp_path.glob("*.csv")), yes=True)
    ours = {one["name"]: one["ours"] for one in session.data.check()["totals"]}["spend"]
    exact = [Decimal(row["spend_local"]) * Decimal(fixed[row["currency_code"]]) for row in campaigns]
    theirs = [Decimal(row["spend_eur"]).quantize(Decimal("0.01")) for row in campaigns]
    booked = [amount.quantize(Decimal("0.01"), ROUND_HALF_UP) for amount in exact]
    assert ours == float(sum(booked))
    apart = [b - t for b, t in zip(booked, theirs, strict=True)]
    assert max(map(abs, apart)) == Decimal("0.01")
    assert ours == float(sum(theirs) + sum(apart))
    assert abs(sum(apart)) < Decimal("0.05")


def test_without_rates_that_spend_is_refused_and_the_rest_counts(tmp_path: Path) -> None:
    campaigns = rows(data(REPORTS) / "marketing_campaigns.csv")
    kept = [name for name in campaigns[0] if name != "spend_eur"]
    with (tmp_path / "marketing_campaigns.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([kept, *([row[column] for column in kept] for row in campaigns)])
    for name in ("accounts.csv", "leads.csv", "opportunities.csv"):
        shutil.copy(data(REPORTS) / name, tmp_path)
    session = Session.init(tmp_path / "ws")
    session.data.import_files(sorted(tmp_path.glob("*.csv")), yes=True)
    view = session.data.check()
    sums = {one["name"]: one["ours"] for one in view["totals"]}
    assert "spend" not in sums
    assert (sums["won"], sums["lost"]) == (43, 48)
    refused = next(one for one in view["findings"] if one["code"] == "mixed_currencies")
    assert refused["fields"]["n"] == sum(row["currency_code"] != "EUR" for row in campaigns)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("de", "8.990,50 €", 8990.5),
        ("fr", "8 990,50", 8990.5),
        ("nl", "8.990", 8990),
        ("en", "8,990.50", 8990.5),
        ("de", "8990.5", 8990.5),
    ],
)
def test_figures_are_read_as_the_language_writes_them(lang: str, text: str, value: float, two: Path) -> None:
    session = Session.open(two, lang=lang)
    view = session.data.totals({"mrr": text})
    assert view["typed"][0]["value"] == value
    assert session.data.totals(remove=["mrr"])["typed"] == []


def test_a_figure_that_is_none_is_refused_with_the_valid_names(two: Path, tmp_path: Path) -> None:
    session = Session.open(shutil.copytree(two, tmp_path / "ws"))
    with pytest.raises(InvalidChoice):
        session.data.totals({"turnover": 3})
    with pytest.raises(InvalidChoice):
        session.data.totals({"mrr": "many"})
    with pytest.raises(InvalidChoice):
        session.data.totals({"mrr": 3}, on="yesterday")
    session.workspace.configure(currency="EUR")
    with pytest.raises(InvalidChoice):
        session.data.totals({"mrr": "$30"})
    assert session.data.totals({"mrr": "30 €"})["typed"][0]["currency"] == "EUR"


def test_check_says_where_systems_disagree_and_which_field_would_help(r3n0va: Session) -> None:
    view = r3n0va.data.check()
    left = next(one for one in view["conflicts"] if one["code"] == "has_left")
    assert left["decides"] == "subscriptions"
    said = {one["name"]: one["says"] for one in left["companies"]}
    assert said["Spain Field Services 00130"]["subscriptions"] == "left:2026-01-31"
    assert said["Spain Field Services 00130"]["accounts"] == "pays"
    assert {one["attribute"]: one["unknown"] for one in view["helpful"]}["roles"] == 230
    assert {one["currency"] for one in view["rates"]} <= {"CHF", "CZK", "DKK", "GBP", "NOK", "PLN", "SEK"}
