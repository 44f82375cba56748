"""Size classes as people configure them, from a file to segments; prices beside budgets."""

from __future__ import annotations

import pytest

from collect.folders import sheet
from openicp.actions import Session

CUSTOMERS = """
    Company,Employees,Annual revenue,Customer since
    Under,499,$10M,2024-01-01
    Half open,500,$60M,2024-01-01
    Billion,,"$1,000,000,000",2024-01-01
    Above,,"$1,000,000,001",2024-01-01
    Disagrees,3000,$5M,2024-01-01
    Nothing,,,2024-01-01
    Tiny,9,,2024-01-01
    Ten,10,,2024-01-01
    Fifty,50,,2024-01-01
    Hundred,100,,2024-01-01
    Two fifty,250,,2024-01-01
    Thousand,1000,,2024-01-01
"""
DEFAULT = {"Under": "smb", "Half open": "mid_market", "Billion": "mid_market", "Above": "enterprise"}
DEFAULT |= {"Disagrees": "enterprise", "Nothing": None, "Tiny": "smb", "Thousand": "mid_market"}
PEOPLE = {"Fifty": "small", "Hundred": "medium", "Under": "medium", "Thousand": "large", "Billion": None}
EU = {"Tiny": "micro", "Ten": "small", "Fifty": "medium", "Two fifty": "large", "Under": "large", "Billion": None}


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sizes")
    session = Session.init(folder / "ws")
    session.data.import_files([sheet(folder / "customers.csv", CUSTOMERS)], yes=True)
    yield session
    session.close()


@pytest.mark.parametrize(("scheme", "expected"), [("default", DEFAULT), ("people", PEOPLE), ("eu", EU)])
def test_bounds_are_half_open_and_people_decide(session, scheme, expected):
    session.workspace.configure(size_scheme=scheme)
    from openicp.actions.known import engine_of, gather

    with engine_of(session.workspace) as engine:
        known = gather(session.workspace, engine)
    accounts = known.facts.accounts
    column = accounts.columns["size_class"]
    told = {
        name: None if code < 0 else column.values[code] for name, code in zip(accounts.name, column.codes, strict=True)
    }
    assert {name: told[name] for name in expected} == expected
    flagged = [each.fields for each in known.findings if each.code == "size_disagrees"]
    assert [one["names"] for one in flagged] == ([["Disagrees"]] if scheme == "default" else [])


def test_size_classes_are_segments_and_the_disagreement_is_said_by_name(session):
    session.workspace.configure(size_scheme="default")
    labels = {one["label"] for one in session.segments(by=("size_class",))["segments"]}
    assert {"SMB", "Mid-market", "Enterprise"} <= labels
    told = [one["message"] for one in session.data.check()["findings"] if one["code"] == "size_disagrees"]
    assert told == ["1 company has one size by people and another by revenue (Disagrees); people decide."]


def test_whether_our_price_fits_is_compared_by_size(tmp_path):
    text = """
        Company,Employees,Annual budget,Would pay,MRR,Currency,Customer since,Churned on
        Acme,600,"$20,000","$6,000",500,USD,2024-01-01,
        Brava,700,"$9,000",,400,USD,2024-01-01,
        Kite,650,"$4,000",,450,USD,2024-01-01,2025-01-15
        Nord,20,"$900",,100,USD,2024-01-01,
        Zebra,30,,"$2,000",100,USD,2024-01-01,
        Quiet,25,,,120,USD,2024-01-01,
    """
    session = Session.init(tmp_path / "ws")
    session.data.import_files([sheet(tmp_path / "customers.csv", text)], yes=True)
    told = {one["fields"]["size"]: one for one in session.data.check()["findings"] if one["code"] == "price_fit"}
    assert {size: (one["fields"]["n"], one["fields"]["of"]) for size, one in told.items()} == {
        "mid_market": (2, 3),
        "smb": (1, 2),
    }
    assert told["mid_market"]["message"] == "Mid-market: 2 of 3 companies can pay the usual $5,400 a year."
    session.close()
