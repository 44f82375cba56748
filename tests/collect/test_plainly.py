"""Large columns are read as small ones are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from collect.folders import asked, table
from openicp.collect.loading import plainly
from openicp.collect.pipeline import import_files
from openicp.workspace import Workspace


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("id", "cus_01AB", "cus_01AB"),
        ("money", "-12.50", Decimal("-12.50")),
        ("number", "7", 7.0),
        ("date", "2024-02-28 10:00:01.123", date(2024, 2, 28)),
    ],
)
def test_plain_texts_mean_what_they_say(kind, text, value):
    assert plainly.PLAIN[kind].form.fullmatch(text)
    assert plainly.PLAIN[kind].value(text) == value


@pytest.mark.parametrize(
    ("kind", "text"), [("id", "1.2E+05"), ("id", "n/a"), ("money", "1.234"), ("money", "1,5"), ("date", "03/04/2024")]
)
def test_what_can_be_read_two_ways_is_left_to_the_reader(kind, text):
    assert not plainly.PLAIN[kind].form.fullmatch(text)


def test_a_large_column_gives_what_a_small_one_gives(tmp_path, monkeypatch):
    rows = [(f"i{n}", f"c{n % 7}", f"2024-03-{n % 28 + 1:02}", f"{n}.{n % 100:02}") for n in range(300)]
    rows += [("i300", "c1", "5 March 2024", "1,234.50"), ("i301", "c1", "soon", "much"), ("N/A", "c1", "", "€ 5")]
    path = table(tmp_path / "invoices.csv", ("invoice_id", "customer_id", "invoice_date", "amount_usd"), rows)
    found = []
    for name, large in (("small", 20_000), ("large", 50)):
        monkeypatch.setattr(plainly, "LARGE", large)
        workspace = Workspace.create(tmp_path / name)
        outcome = import_files(workspace, [path])
        found.append((asked(workspace, "select * from invoices order by line"), outcome.set_aside))
    assert found[0] == found[1]
    assert len(found[0][1]) == 2


def test_a_day_that_does_not_exist_is_not_plain(tmp_path, monkeypatch):
    monkeypatch.setattr(plainly, "LARGE", 50)
    rows = [(f"i{n}", f"c{n % 7}", f"2024-{n % 12 + 1:02}-{n % 31 + 1:02}", f"{n}.00") for n in range(200)]
    path = table(tmp_path / "invoices.csv", ("invoice_id", "customer_id", "invoice_date", "amount_usd"), rows)
    workspace = Workspace.create(tmp_path / "acme")
    outcome = import_files(workspace, [path])
    there = sum(_exists(day) for _, _, day, _ in rows)
    assert 0 < len(rows) - there == len(outcome.set_aside)
    assert {each.scope for each in outcome.set_aside} == {"cell"}
    assert asked(workspace, "select count(*), count(issued_on) from invoices") == [(200, there)]


def _exists(day: str) -> bool:
    try:
        return bool(date.fromisoformat(day))
    except ValueError:
        return False
