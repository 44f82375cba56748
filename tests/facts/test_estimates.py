"""Estimates are told from facts: in the cell, in the header, or in a column that says where a row comes from."""

from __future__ import annotations

import pytest

from collect.folders import asked, sheet
from openicp.collect.pipeline import import_files
from openicp.config import Project
from openicp.engine import duck
from openicp.facts import gather
from openicp.workspace import Workspace

IN_CELLS = """
    Company,Employees,Annual revenue,Customer since
    Acme,~50,$2M,2024-01-01
    Brava,ca. 120,about $4M,2024-02-01
    Kite,80,$3M,2024-03-01
"""
IN_HEADER = """
    Firma;Mitarbeiter (geschätzt);Umsatz;Kunde seit
    Acme;50;2 Mio. €;01.01.2024
    Brava;120;4 Mio. €;01.02.2024
    Kite;80;3 Mio. €;01.03.2024
"""
IN_ROWS = """
    Company,Employees,Country,Data source,Customer since
    Acme,50,Germany,Estimate,2024-01-01
    Brava,120,France,CRM,2024-02-01
    Kite,80,Germany,public data,2024-03-01
"""


MEASURED = """
    Company,Employees,Industry
    Acme,64,Software
    Brava,118,Retail
    Kite,80,Retail
"""


@pytest.mark.parametrize(
    ("text", "estimated"),
    [
        (IN_CELLS, {("Acme", "employees"), ("Brava", "employees"), ("Brava", "revenue")}),
        (IN_HEADER, {("Acme", "employees"), ("Brava", "employees"), ("Kite", "employees")}),
        (IN_ROWS, {("Acme", "employees"), ("Acme", "country")}),
    ],
)
def test_what_is_estimated_is_kept_with_each_value_and_said(tmp_path, text, estimated):
    workspace = Workspace.create(tmp_path / "ws")
    import_files(workspace, [sheet(tmp_path / "customers.csv", text)], yes=True)
    query = (
        "select a.name, t.attribute from attributes t join accounts a on a.account_id = t.account_id where t.estimated"
    )
    assert set(asked(workspace, query)) == estimated
    paths = {name: snapshot.path for name, snapshot in workspace.snapshots().items()}
    with duck(workspace.layout.inside) as engine:
        _, findings = gather(engine, paths, Project())
    told = {str(each.fields["attribute"]): each.fields["n"] for each in findings if each.code == "values_estimated"}
    assert told == {name: sum(one == name for _, one in estimated) for name in {one for _, one in estimated}}


def test_a_fact_goes_before_an_estimate_of_the_same_time(tmp_path):
    workspace = Workspace.create(tmp_path / "ws")
    files = [
        sheet(tmp_path / "customers.csv", IN_CELLS),
        sheet(tmp_path / "zz companies.csv", MEASURED),
    ]
    import_files(workspace, files, yes=True)
    paths = {name: snapshot.path for name, snapshot in workspace.snapshots().items()}
    with duck(workspace.layout.inside) as engine:
        facts, _ = gather(engine, paths, Project())
    low = dict(zip(facts.accounts.name, facts.accounts.columns["employees"].low, strict=True))
    assert low["Acme"] == 64
