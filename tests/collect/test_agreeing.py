"""Where a column does not show how it is written, the other columns of its file do, and this is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from openicp.actions.session import Session
from openicp.engine import duck
from openicp.normalise.evidence import evidence

AMERICAN = """Company name,Customer since,Churned on,MRR,NPS score
Brava,03/04/2023,11/23/2024,"1,200.50",9
Kite,05/06/2023,,99.00,8
"""
MIXED = """Company name,Customer since,Churned on,Created on
Brava,03/04/2023,11/23/2024,23/11/2021
Kite,05/06/2023,12/24/2024,24/12/2021
"""


def imported(folder: Path, text: str) -> tuple[list[tuple[object, ...]], list[str]]:
    file = folder / "companies.csv"
    file.write_text(text, encoding="utf-8")
    session = Session.init(folder / "acme")
    session.data.import_files([file], yes=True)
    workspace = session.workspace
    with duck(workspace.layout.inside) as engine:
        engine.load("accounts", workspace.snapshots()["accounts"].path)
        rows = list(engine.rows("select customer_since from accounts order by name"))
    return rows, [str(row["code"]) for row in workspace.ledger.rows("findings")]


def test_an_american_column_makes_the_other_days_of_its_file_american(tmp_path: Path) -> None:
    rows, said = imported(tmp_path, AMERICAN)
    assert rows == [(date(2023, 3, 4),), (date(2023, 5, 6),)]
    assert "date_order_by_file" in said
    assert "date_order_assumed" not in said


def test_columns_that_disagree_decide_nothing_for_a_third(tmp_path: Path) -> None:
    rows, said = imported(tmp_path, MIXED)
    assert rows == [(date(2023, 4, 3),), (date(2023, 6, 5),)]
    assert "date_order_assumed" in said


Columns = list[tuple[str, list[str]]]
GERMAN = ("money", ["1.234,50", "99,90"])


@pytest.mark.parametrize(
    ("columns", "hints"),
    [
        ([GERMAN, ("number", ["1.234"])], {"file_decimal": ","}),
        ([GERMAN, ("money", ["1,234.50"])], {}),
        ([("number", ["1.5", "2,5"]), GERMAN], {}),
        ([("date", ["03.04.2024"]), ("date", ["11/23/2024"])], {"file_date_order": "mdy"}),
        ([("date", ["13/01/2024", "01/13/2024"]), ("date", ["11/23/2024"])], {}),
        ([("number", ["1.234"]), ("date", ["03/04/2024"])], {}),
    ],
)
def test_only_what_all_columns_agree_on_is_evidence(
    columns: list[tuple[str, list[str]]], hints: dict[str, str]
) -> None:
    assert evidence(columns) == hints
