"""The margin is asked where money comes in, and only there."""

from __future__ import annotations

import pytest

from collect.folders import table
from openicp.actions.questioning import open_questions
from openicp.actions.session import Session


@pytest.mark.parametrize(
    ("header", "row", "asked"),
    [
        (("Company", "Website", "Industry"), ("Brava", "brava.de", "Retail"), False),
        (("Customer", "Industry", "Customer since", "MRR"), ("Brava", "Retail", "2024-01-02", "50"), True),
    ],
)
def test_of_a_mere_list_of_companies_no_margin_is_asked(tmp_path, header, row, asked):
    session = Session.init(tmp_path / "acme")
    try:
        session.data.import_files([table(tmp_path / "list.csv", header, [row])], yes=True)
        codes = [each["code"] for each in open_questions(session)]
    finally:
        session.close()
    assert ("gross_margin" in codes) is asked
