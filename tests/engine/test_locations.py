"""Tables elsewhere: given the shape that is wanted, read where they lie, and nothing beside them."""

from __future__ import annotations

import csv
import datetime
import gzip
import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openicp import engine
from openicp.engine import Location, parts_on_disk
from openicp.engine.local import DuckEngine
from openicp.errors import EngineFailed, TableElsewhere

COLUMNS = (("account_id", "varchar"), ("issued_on", "date"), ("amount", "decimal(18,4)"), ("paid", "boolean"))


def written(path: Path, select: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"copy ({select}) to '{path}' (format parquet)")
    return path


def at(path: object, needed: tuple[str, ...] = ("account_id",)) -> Location:
    return Location("invoices", str(path), COLUMNS, needed)


def rows_of(tmp_path: Path, location: Location) -> list[tuple[object, ...]]:
    inside = tmp_path / "inside"
    inside.mkdir(exist_ok=True)
    with engine.duck(inside, elsewhere=[location]) as opened:
        opened.load("invoices", location)
        return opened.rows("select * from invoices order by account_id")


def test_columns_are_found_by_name_and_the_others_are_null(tmp_path):
    path = written(tmp_path / "a[1]*.parquet", "select 7 as Account_ID, 1.5 as amount, 'x' as further")
    assert [tuple(map(str, row)) for row in rows_of(tmp_path, at(path))] == [("7", "None", "1.5000", "None")]


def test_the_day_of_a_moment_is_that_of_utc(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    moments = "select 'a' as account_id, timestamptz '2026-01-31 23:30:00+00' as issued_on"
    path = written(tmp_path / "x.parquet", moments)
    assert rows_of(tmp_path, at(path))[0][1] == datetime.date(2026, 1, 31)


def test_ids_that_are_kept_as_bytes_are_the_texts_written_with_them(tmp_path):
    path = written(tmp_path / "x.parquet", "select encode('Bäcker') as account_id, 2 as amount")
    assert rows_of(tmp_path, at(path))[0][0] == "Bäcker"


def test_an_amount_as_bytes_is_no_number(tmp_path):
    path = written(tmp_path / "x.parquet", "select 'a' as account_id, encode('2') as amount")
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, at(path))
    assert (raised.value.fields["reason"], raised.value.fields["column"]) == ("kind", "amount")


def test_a_folder_is_read_whole_but_for_notes_beside_the_data(tmp_path):
    written(tmp_path / "t" / "part-0.parquet", "select 'a' as account_id")
    written(tmp_path / "t" / "deep" / "part-1.parquet", "select 'b' as account_id, 2 as amount")
    written(tmp_path / "t" / "_temporary" / "part-2.parquet", "select 'c' as account_id")
    (tmp_path / "t" / "_SUCCESS").touch()
    assert [row[0] for row in rows_of(tmp_path, at(tmp_path / "t"))] == ["a", "b"]


def test_folders_that_hold_values_give_a_column_and_those_above_do_not(tmp_path):
    written(tmp_path / "paid=no" / "t" / "issued_on=2026-01-02" / "p.parquet", "select 'a' as account_id")
    assert rows_of(tmp_path, at(tmp_path / "paid=no" / "t")) == [("a", datetime.date(2026, 1, 2), None, None)]


def test_an_address_on_disk_is_the_path_it_names(tmp_path):
    path = written(tmp_path / "a b" / "x.parquet", "select 'a' as account_id")
    assert len(rows_of(tmp_path, at(path.as_uri()))) == 1


def test_nothing_beside_the_files_can_be_read_and_the_files_not_written(tmp_path):
    table = written(tmp_path / "t" / "x.parquet", "select 'a' as account_id")
    beside = written(tmp_path / "t" / "secret.parquet", "select 'b' as account_id")
    (tmp_path / "inside").mkdir()
    with engine.duck(tmp_path / "inside", elsewhere=[at(table)]) as opened:
        opened.load("invoices", at(table))
        with pytest.raises(EngineFailed, match="Permission"):
            opened.rows(f"select * from read_parquet('{beside}')")
        with pytest.raises(EngineFailed, match="Permission"):
            opened.export("select 1 as x", table)
    assert beside.exists()


WRONG = [
    ("select 1.5 as account_id", ("account_id",), "kind", {"column": "account_id", "wanted": "text"}),
    (
        "select 'a' as account_id, 'x' as amount",
        (),
        "kind",
        {"column": "amount", "column_kind": "text", "wanted": "number"},
    ),
    ("select 'a' as account_id, 20260131 as issued_on", (), "kind", {"column": "issued_on", "found": "integer"}),
    ("select 'a' as account_id, 'yes' as paid", (), "kind", {"column": "paid", "wanted": "yesno"}),
    ("select 'a' as customer", ("account_id", "amount"), "columns", {"columns": "account_id, amount"}),
]


@pytest.mark.parametrize(("select", "needed", "reason", "fields"), WRONG)
def test_a_column_that_does_not_fit_is_told_with_its_kind(tmp_path, select, needed, reason, fields):
    path = written(tmp_path / "x.parquet", select)
    with pytest.raises(TableElsewhere) as caught:
        rows_of(tmp_path, at(path, needed))
    assert caught.value.fields["reason"] == reason
    assert {name: caught.value.fields[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("place", "reason"),
    [("hdfs:///x", "needs_spark"), ("billing.invoices", "needs_spark"), ("/nowhere/x", "not_found")],
)
def test_what_duckdb_cannot_read_is_told_only_when_it_is_asked_for(tmp_path, place, reason):
    with engine.duck(tmp_path, elsewhere=[at(place)]) as opened:
        assert opened.rows("select 1 as x") == [(1,)]
        with pytest.raises(TableElsewhere) as caught:
            opened.load("invoices", at(place))
    assert caught.value.fields["reason"] == reason


def test_a_changed_file_is_another_part(tmp_path):
    path = written(tmp_path / "t" / "x.parquet", "select 'a' as account_id")
    before = list(parts_on_disk(at(tmp_path / "t")).values())
    assert list(parts_on_disk(at(tmp_path / "t")).values()) == before
    os.utime(path, ns=(1, 1_000_000))
    assert list(parts_on_disk(at(tmp_path / "t")).values()) != before


@pytest.mark.parametrize("note", ["_delta_log/0.json", ".hoodie/x", "metadata/v1.metadata.json"])
def test_a_folder_that_also_holds_rows_of_yesterday_is_refused(tmp_path, note):
    written(tmp_path / "t" / "part-0.parquet", "select 'a' as account_id")
    (tmp_path / "t" / note).parent.mkdir()
    (tmp_path / "t" / note).touch()
    with pytest.raises(TableElsewhere) as raised:
        parts_on_disk(at(tmp_path / "t"))
    assert raised.value.fields["reason"] == "versioned"


def test_a_folder_of_rows_may_be_named_as_that_of_notes(tmp_path):
    written(tmp_path / "t" / "metadata" / "part-0.parquet", "select 'a' as account_id")
    assert len(parts_on_disk(at(tmp_path / "t"))) == 1


def test_a_file_that_is_no_parquet_is_no_fault_of_ours(tmp_path):
    path = tmp_path / "x.parquet"
    path.write_text("account_id\na\n")
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, at(path))
    assert raised.value.fields["reason"] == "damaged"
    assert "magic" in raised.value.fields["detail"]


def test_a_place_that_may_not_be_looked_at_is_told(tmp_path, monkeypatch):
    def refused(*_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refused)
    with pytest.raises(TableElsewhere) as raised:
        parts_on_disk(at(tmp_path))
    assert raised.value.fields["detail"] == "Permission denied"


def lines(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_file_is_read_as_the_table_wants_it_whatever_stands_between_its_cells(tmp_path, sign, end):
    header = ["\ufeffAccount_ID", "note", "issued_on", "amount", "paid"]
    rows = [header, ['"a"', f'"x{sign}""y""{end}z"', "2026-01-31", "-1234.5678", "true"], ['""', "", "NULL", "\\N", ""]]
    path = lines(tmp_path / "x.CSV", end.join(sign.join(row) for row in rows) + end)
    found = rows_of(tmp_path, at(path))
    assert [tuple(map(str, row)) for row in found] == [("a", "2026-01-31", "-1234.5678", "True"), ("None",) * 4]


def test_a_table_may_be_a_folder_of_csv_files_each_with_its_columns_in_its_own_order(tmp_path):
    lines(tmp_path / "t" / "a.csv", "account_id,amount\na,1\n")
    lines(tmp_path / "t" / "b.csv", "amount;account_id;paid\n2;b;no\n")
    lines(tmp_path / "t" / "issued_on=2026-01-02" / "c.csv.gz", gzip.compress(b"account_id,amount\nc,3\n"))
    found = [tuple(map(str, row)) for row in rows_of(tmp_path, at(tmp_path / "t"))]
    assert found == [
        ("a", "None", "1.0000", "None"),
        ("b", "None", "2.0000", "False"),
        ("c", "2026-01-02", "3.0000", "None"),
    ]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
                lambda text: text not in ("NULL", "\\N")
            ),
            st.dates(datetime.date(1900, 1, 1)),
            st.decimals(-(10**13), 10**13, places=4),
            st.booleans(),
        ),
        max_size=30,
    )
)
@settings(max_examples=25, deadline=None)
def test_what_a_csv_file_says_is_what_is_read(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("said")
    with (folder / "x.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["account_id", "issued_on", "amount", "paid"], *rows])
    assert sorted(rows_of(folder, at(folder / "x.csv"))) == sorted(rows)


def test_the_day_of_a_moment_in_a_csv_file_is_that_of_utc(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    moments = ["2026-01-31 23:30:00", "2026-01-31T23:30:00Z", "2026-01-31 18:30:00-05", "2026-01-31 23:30:00.5+00:00"]
    path = lines(tmp_path / "x.csv", "account_id,issued_on\n" + "".join(f"a,{each}\n" for each in moments))
    assert {row[1] for row in rows_of(tmp_path, at(path))} == {datetime.date(2026, 1, 31)}


CELLS = [
    ("issued_on", "31.12.2025", "day"),
    ("issued_on", "03/04/2025", "day"),
    ("issued_on", "25-12-31", "day"),
    ("issued_on", "2025-02-30", "day"),
    ("issued_on", "infinity", "day"),
    ("issued_on", "2026-01-01 (BC)", "day"),
    ("issued_on", "2026-01-05 10:00:00+25:00", "day"),
    ("issued_on", "0026-01-05", "day"),
    ("amount", "1,5", "number"),
    ("amount", "1_000", "number"),
    ("amount", "€ 12", "number"),
    ("paid", "ja", "yesno"),
    ("line", "12.6", "whole"),
    ("line", "nan", "whole"),
]


@pytest.mark.parametrize(("column", "value", "wanted"), CELLS)
def test_a_cell_of_a_csv_file_that_could_be_misread_is_refused_with_its_row(tmp_path, column, value, wanted):
    location = replace(at(tmp_path / "t"), columns=(*COLUMNS, ("line", "bigint")))
    lines(tmp_path / "t" / "a.csv", "account_id\na\n")
    lines(tmp_path / "t" / "b.csv", f'account_id;{column}\n"b\nc";\nd;{value}\ne;{value}\n')
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, location)
    told = {"reason": "csv_cell", "file": "b.csv", "row": 4, "column": column, "value": value, "csv_value": wanted}
    assert {name: raised.value.fields[name] for name in told} == told


@pytest.mark.parametrize(
    ("text", "row", "why"),
    [
        (b"account_id,amount\na,1\nb\n", 3, "cells"),
        (b"account_id,amount\na,1,2\n", 2, "cells"),
        (b"account_id,amount\na,1234,\n", 2, "cells"),
        (b'account_id,amount\na,1234,""\n', 2, "cells"),
        (b"account_id,amount\na,1234,NULL,,\n", 2, "cells"),
        (b"account_id,amount\r\na,1\nb,2\r\n", 1, "ends"),
        (b"account_id,amount,Amount\na,1,2\n", 1, "twice"),
        ("account_id,amount\na,1\n".encode("utf-16-be"), 1, "encoding"),
        (b"account_id,amount\nB\xe4cker,1\n", 2, "encoding"),
        (b"account_id,B\xe4cker\n", 1, "encoding"),
        ('account_id,amount\na,"1\nb,2\n', 2, "quote"),
    ],
)
def test_a_line_that_is_no_row_is_refused_with_its_number_and_not_repeated(tmp_path, text, row, why):
    path = lines(tmp_path / "x.csv", text)
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, at(path))
    assert {name: raised.value.fields[name] for name in ("reason", "row", "csv_fault")} == {
        "reason": "csv_row",
        "row": row,
        "csv_fault": why,
    }
    assert "cker" not in str(raised.value.fields)


@pytest.mark.parametrize("text", ["", "customer,amount\na,1\n", "not a table\n"])
def test_a_csv_file_without_a_needed_column_is_told_what_it_lacks(tmp_path, text):
    path = lines(tmp_path / "x.csv", text)
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, at(path))
    assert (raised.value.fields["reason"], raised.value.fields["columns"]) == ("columns", "account_id")


def test_a_csv_file_is_read_once_for_all_that_is_made_of_it_and_nothing_is_left_of_it(tmp_path):
    path = lines(tmp_path / "x.csv", "account_id,amount\na,1\n")
    (tmp_path / "inside").mkdir()
    with engine.duck(tmp_path / "inside", elsewhere=[at(path)]) as opened:
        opened.load("invoices", at(path))
        path.unlink()
        path.touch()
        opened.load("again", at(path))
        assert opened.rows("select amount from again") == [(1,)]
    assert list((tmp_path / "inside").iterdir()) == []


@pytest.mark.parametrize("value", ["NaN", "inf", "-Infinity", "100000000000000", "1e15"])
def test_money_that_is_no_number_or_too_large_for_one_is_unknown(tmp_path, value):
    path = lines(tmp_path / "x.csv", f"account_id,amount\na,{value}\n")
    assert rows_of(tmp_path, at(path)) == [("a", None, None, None)]


def test_a_packed_file_of_which_a_bit_has_changed_is_refused(tmp_path):
    packed = bytearray(gzip.compress(b"account_id,amount\na,500\na,500\n", 0))
    packed[packed.rindex(b"500")] = ord("9")
    for name, content in (("bit", packed), ("half", packed[:30]), ("plain", b"account_id,amount\na,1\n")):
        path = lines(tmp_path / f"{name}.csv.gz", bytes(content))
        with pytest.raises(TableElsewhere) as raised:
            rows_of(tmp_path, at(path))
        assert raised.value.fields["csv_fault"] == "packed"
    assert list((tmp_path / "inside").iterdir()) == []


def test_what_the_folders_below_the_table_say_counts_and_what_those_above_it_say_does_not(tmp_path):
    table = tmp_path / "amount=99" / "t"
    lines(table / "year=2026" / "issued_on=2026-01-02" / "x.csv", "issued_on,account_id,amount\n2025-05-01,a,5\n")
    lines(table / "issued_on=__HIVE_DEFAULT_PARTITION__" / "x.csv", "account_id,amount\nb,6\n")
    (table / "issued_on=2026-03-04").symlink_to(lines(tmp_path / "linked" / "x.csv", "account_id,amount\nc,7\n").parent)
    lines(table / "issued_on=2026%2D05%2D06" / "x.csv.gz", gzip.compress(b"account_id,amount\nd,8\n"))
    found = [tuple(map(str, row)) for row in rows_of(tmp_path, at(table))]
    assert found == [
        ("a", "2026-01-02", "5.0000", "None"),
        ("b", "None", "6.0000", "None"),
        ("c", "2026-03-04", "7.0000", "None"),
        ("d", "2026-05-06", "8.0000", "None"),
    ]


def test_a_table_of_many_folders_is_one_statement(tmp_path, monkeypatch):
    for n in range(60):
        lines(tmp_path / "t" / f"paid=true/n={n}" / "x.csv", f"account_id,amount\na{n},1\n")
    asked: list[str] = []
    whole = DuckEngine.rows
    monkeypatch.setattr(DuckEngine, "rows", lambda self, sql, *more: [asked.append(sql), whole(self, sql, *more)][1])
    assert len(rows_of(tmp_path, at(tmp_path / "t"))) == 60
    assert [sql.count("read_csv") for sql in asked if "read_csv" in sql] == [1]


def test_a_link_is_what_its_name_says_and_a_linked_folder_is_read(tmp_path):
    lines(tmp_path / "v2", "account_id,amount\na,1\n")
    (tmp_path / "cur.csv").symlink_to(tmp_path / "v2")
    assert [row[0] for row in rows_of(tmp_path, at(tmp_path / "cur.csv"))] == ["a"]
    lines(tmp_path / "other" / "x.csv", "account_id,amount\nb,1\n")
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "linked").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "around").symlink_to(tmp_path / "t")
    assert [row[0] for row in rows_of(tmp_path, at(tmp_path / "t"))] == ["b"]


def test_the_file_that_is_not_as_the_others_is_named(tmp_path):
    for name, content in {"a.csv": "account_id\na\n", "b.csv": "account_id\nb\n", "readme.txt": "x"}.items():
        lines(tmp_path / "t" / name, content)
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, at(tmp_path / "t"))
    assert (raised.value.fields["file"], raised.value.fields["like"]) == ("readme.txt", "CSV")


def test_of_many_files_the_one_at_fault_is_named_with_its_folder(tmp_path):
    lines(tmp_path / "t" / "m=1" / "part-0.csv", "account_id,amount\na,1\n")
    bad = lines(tmp_path / "t" / "m=2" / "part-0.csv", "account_id,amount\nb,x\n")
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, at(tmp_path / "t"))
    assert raised.value.fields["file"] == "m=2/part-0.csv"
    lines(bad, "")
    with pytest.raises(TableElsewhere) as raised:
        rows_of(tmp_path, at(tmp_path / "t"))
    assert raised.value.fields["at"] == str(bad)
