"""Who decides, uses and can stop it is counted by company, from a sheet of roles without a name."""

from __future__ import annotations

from pathlib import Path

from openicp.actions import Session
from openicp.actions.known import engine_of, gather
from openicp.actions.telling.people import roles
from openicp.report.inputs import Role

CUSTOMERS = """Company,Domain,Country,Employees,Customer since,MRR,Status
Acme GmbH,acme.de,DE,80,2024-01-01,100,active
Kite SARL,kite.fr,FR,120,2024-02-01,200,active
Brava Ltd,brava.co.uk,UK,60,2024-03-01,150,active
"""
BUYING = """Company,Domain,Job title,Buying role
Acme GmbH,acme.de,Head of operations,Decision maker
Acme GmbH,acme.de,Project manager,End user
Kite SARL,kite.fr,IT security,Blocker
Brava Ltd,brava.co.uk,project manager,End user
Brava Ltd,brava.co.uk,Project Manager,End user
Nobody Inc,nobody.com,CEO,Decision maker
"""


def test_a_role_counts_once_for_each_customer_under_its_part(tmp_path: Path) -> None:
    session = Session.init(tmp_path / "ws", lang="en")
    for name, text in (("customers.csv", CUSTOMERS), ("buying.csv", BUYING)):
        (tmp_path / name).write_text(text, "utf-8")
    session.data.import_files([tmp_path / "customers.csv", tmp_path / "buying.csv"], yes=True)
    with engine_of(session.workspace) as engine:
        known = gather(session.workspace, engine)
    assert roles(session.workspace, known) == (
        Role("decides", "Head of operations", (1, 3)),
        Role("uses", "Project manager", (2, 3)),
        Role("stops", "IT security", (1, 3)),
    )
