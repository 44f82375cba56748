"""Tables of exchange rates as banks and people write them, long and wide, through the whole import."""

from pathlib import Path

import pytest

from openicp.actions import Session
from openicp.collect.recognise.wide import wide

CONTRACTS = """Subscription ID,Customer ID,Customer Name,Status,Start Date,Plan,MRR,Currency
s1,c1,Acme,active,2024-01-05,Pro,100.00,USD
s2,c2,Brava,active,2024-02-05,Pro,100.00,GBP
s3,c3,Cress,active,2024-02-10,Pro,200.00,EUR
s4,c4,Dune,active,2024-02-10,Pro,100.00,EUR
s5,c5,Elm,active,2024-02-11,Pro,100.00,EUR
"""
TABLES = {
    "long": "month,currency,eur_rate\n2024-01-01,USD,0.92\n2024-02-01,USD,0.93\n2024-02-01,GBP,1.17\n",
    "of a central bank": "Date,USD,GBP\n2024-01-02,1.08,0.86\n2024-01-31,1.09391304,0.86\n"
    "2024-02-29,1.075,0.85470085\n",
    "pairs": "Date,EUR/USD,EUR/GBP\n2024-01-05,1.08695652,0.86\n2024-02-05,1.08,0.85470085\n",
    "months as columns": "Currency,Jan 2024,Feb 2024,Mar 2024\nUSD,0.92,0.93,0.92\nGBP,1.16,1.17,1.17\n",
}


@pytest.mark.parametrize("shape", TABLES)
def test_a_table_of_rates_is_read_in_every_shape(shape: str, tmp_path: Path) -> None:
    (tmp_path / "subscriptions.csv").write_text(CONTRACTS)
    (tmp_path / "rates.csv").write_text(TABLES[shape])
    session = Session.init(tmp_path / "ws")
    session.data.import_files([tmp_path / "subscriptions.csv", tmp_path / "rates.csv"], yes=True)
    view = session.data.check()
    sums = {one["name"]: one["ours"] for one in view["totals"]}
    assert sums["mrr"] == 609.00
    assert {(one["currency"], one["month"]) for one in view["rates"]} == {("USD", "2024-01"), ("GBP", "2024-02")}
    assert [round(one["rate"], 4) for one in view["rates"]] == [1.17, 0.92]
    assert not any(one["code"] == "mixed_currencies" for one in view["findings"])


def test_the_lines_that_a_refusal_names_are_read_once_they_hold_a_rate(tmp_path: Path) -> None:
    (tmp_path / "subscriptions.csv").write_text(CONTRACTS)
    session = Session.init(tmp_path / "ws")
    session.data.import_files([tmp_path / "subscriptions.csv"], yes=True)
    view = session.data.check()
    refused = next(one for one in view["findings"] if one["code"] == "mixed_currencies")
    assert "GBP and USD" in refused["message"]
    apart = {one["currency"]: one["ours"] for one in view["totals"] if one["name"] == "mrr"}
    assert apart == {"EUR": 400.0, "GBP": 100.0, "USD": 100.0}
    assert {one["name"]: one["ours"] for one in view["totals"]}["active"] == 5
    fields = refused["fields"]
    line = fields["line"]
    assert line.endswith(",GBP,0.00")
    lines = [fields["header"], line.replace("0.00", "1.17"), line.replace("GBP,0.00", "USD,0.92")]
    (tmp_path / "rates.csv").write_text("\n".join(lines) + "\n")
    session.data.import_files([tmp_path / "rates.csv"], yes=True)
    assert {one["name"]: one["ours"] for one in session.data.check()["totals"]}["mrr"] == 609.00


def test_columns_of_customers_are_no_currencies() -> None:
    header = ["Date", "MQL", "SQL", "Won"]
    rows = [["2024-01-01", "12", "3", "1"], ["2024-02-01", "14", "5", "2"]]
    found = wide("funnel.csv", header, rows)
    assert found is None or found.names[1] != "rate"
