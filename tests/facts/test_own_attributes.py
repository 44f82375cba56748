"""Columns that nobody knows: from the file to segments, with the label that the user wrote."""

from __future__ import annotations

import numpy as np
import pytest

from collect.folders import sheet
from openicp.actions import Session
from openicp.model.facts import CategoryColumn, NumberColumn, TagsColumn

HEADER = "Company,Customer since,Status,Fleet Size,Last Funding Date,Has Own Lab,Cooling Type,Certificates,Demo"
ROWS = [
    ("Acme", "2024-03-01", "active", "12", "2023-03-01", "yes", "Water", "ISO 9001; ISO 14001", "2024-02-01"),
    ("Brava", "2024-03-01", "active", "30", "2024-01-01", "no", "Air", "ISO 9001", "2024-02-01"),
    ("Kite", "2024-05-01", "active", "45", "2024-06-15", "yes", "Water", "ISO 27001", "2024-04-01"),
    ("Nord", "2024-06-01", "active", "7", "2022-06-01", "no", "Air", "ISO 9001; CE marking", "2024-05-01"),
    ("Zebra", "2024-07-01", "active", "9", "", "", "Oil", "", ""),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    text = "\n".join([HEADER, *(",".join(row) for row in ROWS)])
    session = Session.init(folder / "ws")
    session.data.import_files([sheet(folder / "customers.csv", text)], yes=True)
    yield session
    session.close()


def columns_of(session):
    from openicp.actions.known import engine_of, gather

    with engine_of(session.workspace) as engine:
        return gather(session.workspace, engine).facts.accounts


def values(accounts, name):
    column = accounts.columns[name]
    order = np.argsort(accounts.name)
    if isinstance(column, NumberColumn):
        return [None if np.isnan(low) else float(low) for low in column.low[order]]
    assert isinstance(column, CategoryColumn)
    return [None if code < 0 else column.values[code] for code in column.codes[order]]


def test_every_kind_becomes_a_column_with_its_own_label(session):
    accounts = columns_of(session)
    assert values(accounts, "x_fleet_size") == [12, 30, 45, 7, 9]
    assert values(accounts, "x_has_own_lab") == ["yes", "no", "yes", "no", None]
    assert values(accounts, "x_cooling_type") == ["water", "air", "water", "air", "oil"]
    tags = accounts.columns["x_certificates"]
    assert isinstance(tags, TagsColumn)
    assert "iso_9001" in tags.tags
    labels = {name: accounts.columns[name].attribute.own_label for name in accounts.columns if name.startswith("x_")}
    assert labels["x_certificates"] == "Certificates"
    assert labels["x_last_funding_date"] == "Last Funding Date"


def test_a_day_is_told_in_months_before_winning_and_a_later_one_is_not_known(session):
    accounts = columns_of(session)
    assert values(accounts, "x_last_funding_date") == [12, 1, None, 24, None]


def test_segments_by_the_name_and_by_the_label(session):
    by_name = session.segments(by=("x_cooling_type",))
    by_label = session.segments(by=("Cooling Type",))
    assert [each["label"] for each in by_name["segments"]] == [each["label"] for each in by_label["segments"]]
    assert any("Cooling Type" in each["label"] for each in by_label["segments"])
    months = session.segments(by=("Last Funding Date",))["segments"]
    assert "Months since “Last Funding Date” 12–23" in str([each["label"] for each in months])


def test_the_kind_of_a_column_is_set_in_the_file_of_its_source(tmp_path):
    rows = [
        (f"Company {place}", f"2024-0{place + 1}-01", f"{place % 3}", f"2023-0{8 - place}-15") for place in range(8)
    ]
    text = "\n".join(["Company,Customer since,Zone,Audit", *(",".join(row) for row in rows)])
    file = sheet(tmp_path / "customers.csv", text)
    session = Session.init(tmp_path / "ws")
    session.data.import_files([file], yes=True)
    assert isinstance(columns_of(session).columns["x_zone"], NumberColumn)
    assert values(columns_of(session), "x_audit")[0] == 4
    learned = tmp_path / "ws" / "sources" / "customers.yaml"
    changed = learned.read_text(encoding="utf-8").replace("own.number", "own.category")
    learned.write_text(changed.replace("own.date", "own.category"), encoding="utf-8")
    session.data.import_files([file], yes=True)
    assert values(columns_of(session), "x_zone") == ["0", "1", "2", "0", "1", "2", "0", "1"]
    assert isinstance(columns_of(session).columns["x_audit"], CategoryColumn)
    session.close()
