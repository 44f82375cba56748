"""A founder's own sheet of customers: headers as one writes them for oneself."""

from __future__ import annotations

import pytest

from collect.folders import asked, table
from openicp.collect.pipeline import import_files
from openicp.collect.recognise.headers import candidates
from openicp.facts.words import meaning
from openicp.workspace import Workspace

SAID = {
    "Since": "customer_since",
    "Joined": "customer_since",
    "Date left": "churned_on",
    "$/month": "mrr",
    "€ / mo": "mrr",
    "Price per month": "mrr",
    "Why left": "leave_reason",
    "How did they find us": "channel",
    "Still with us?": "status",
    "Active?": "status",
}


@pytest.mark.parametrize("header", SAID)
def test_a_founders_own_words_are_known(header):
    assert SAID[header] in [each.column for each in candidates(header) if "accounts" in each.tables]


def test_a_sheet_of_customers_is_read_whole(tmp_path):
    workspace = Workspace.create(tmp_path / "acme")
    header = ("Customer", "What they do", "Since", "$/month", "Still with us?", "Left on", "Why left")
    rows = [
        ("Brava", "SaaS", "2022-01-05", "$49", "yes", "", ""),
        ("Kite", "agency", "2022-02-05", "99", "no", "2023-05-01", "too expensive"),
        ("Nord", "clinic", "2022-03-05", "$0", "y", "", ""),
    ]
    import_files(workspace, [table(tmp_path / "customers.csv", header, rows)])
    found = asked(workspace, "select name, mrr, mrr_currency, status, churned_on is not null from accounts order by 1")
    assert found == [
        ("Brava", 49, "USD", "yes", False),
        ("Kite", 99, "USD", "no", True),
        ("Nord", 0, "USD", "y", False),
    ]
    assert [meaning("account", word) for word in ("yes", "no", "y")] == ["active", "ended", "active"]
