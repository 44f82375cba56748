"""Clean CSVs of ours: what was written comes back from both engines, whatever the texts hold."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openicp.engine import Location
from openicp.errors import ClusterNotReady, TableElsewhere

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12) | st.sampled_from(
    ["NULL", "\\N", '"', '""', "a\nb", ",", " x ", "'", "#", "0012", "é", "\\", '\\"', "\t", "nan"]
)
tables = st.lists(st.tuples(texts, texts, texts), min_size=0, max_size=40)


def written(path, rows):
    """A clean CSV as the readers leave it."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["_line", "a", "b", "c"])
        writer.writerows([line, *row] for line, row in enumerate(rows, 2))
    return path


def read(engine, path):
    """Its rows as an engine reads them."""
    engine.load_texts("clean", path, ["_line", "c0", "c1", "c2"])
    return engine.rows("select * from clean order by _line")


@given(tables)
@settings(max_examples=8, deadline=None)
def test_texts_come_back_as_they_were_written(engines, ground, rows):
    path = written(ground / "a[1]*.csv", rows)
    meant = [(line, *(text or None for text in row)) for line, row in enumerate(rows, 2)]
    assert [read(engine, path) for engine in engines] == [meant, meant]


def test_a_file_of_many_rows_and_a_long_cell_comes_back(engines, ground):
    rows = [(str(n), "x" * (n % 50), "") for n in range(20_000)] + [("long", "ü\n" * 1_000_000, '"')]
    path = written(ground / "many.csv", rows)
    one, other = (read(engine, path) for engine in engines)
    assert one == other
    assert one[-1] == (20_002, "long", "ü\n" * 1_000_000, '"')


def test_files_below_a_folder_of_any_name_are_read_once_each(engines, ground):
    for name in ("a[2*", "year=2024", "d é%20"):
        folder = ground / name
        folder.mkdir()
        paths = [folder / "one.parquet", folder / "two.parquet", folder / "three.parquet"]
        for place, path in enumerate(paths):
            assert engines[0].export(f"select {place} as x, {place} as c{place}", path) == 1
        for engine in engines:
            engine.load("several", *paths)
            assert engine.rows("select x, c1 from several order by x") == [(0, None), (1, 1), (2, None)], name
            engine.create("kept", "select * from several")
            assert engine.export("select x from kept", folder / f"{engine.dialect.name}.parquet") == 3
            engine.load("one", paths[0])
            assert engine.rows("select count(*) from one") == [(1,)], name


def test_what_only_some_workers_wrote_where_it_is_seen_is_an_error_and_no_table(engines, ground):
    from openicp.engine.spark.tables import gathered

    written = ground / "written"
    written.mkdir()
    assert engines[0].export("select * from range(3)", written / "part-00000.parquet") == 3
    with pytest.raises(ClusterNotReady):
        gathered(written, ground / "table.parquet", 5, "spark://head:7077")
    assert not (ground / "table.parquet").exists()
    assert gathered(written, ground / "table.parquet", 3, "spark://head:7077") == 3


def test_a_table_without_rows_is_written_with_its_columns(engines, ground):
    for engine in engines:
        path = ground / f"empty {engine.dialect.name}.parquet"
        engine.put("nothing", {"x": [], "y": []}, types={"x": "bigint"})
        assert engine.export("select * from nothing", path) == 0
        assert engine.export("select x, y from nothing where x > 1", path, ordered=True) == 0
        engine.load("empty", path)
        assert list(engine.fetch("select * from empty")) == ["x", "y"]


def test_a_table_in_place_is_found_whatever_its_path_holds(engines, ground):
    for name in ("a b", "d é%20"):
        folder = ground / "in place" / name
        folder.mkdir(parents=True)
        assert engines[0].export("select 'a1' as account_id, 'Kite' as name", folder / "part.parquet") == 1
        location = Location("accounts", str(folder), (("account_id", "varchar"), ("name", "varchar")))
        for engine in engines:
            engine.load("there", location)
            assert engine.rows("select account_id, name from there") == [("a1", "Kite")], name
        assert engines[1].parts(location) == engines[0].parts(location)


def test_a_table_of_csv_in_place_is_read_alike(engines, ground):
    folder = ground / "of lines"
    folder.mkdir()
    (folder / "a.csv").write_text('account_id,on,amount,paid\na1,2026-01-31 23:30:00-05,1.5,yes\n"é, b",,-2.25,\n')
    (folder / "b.csv").write_text("amount;account_id\n1e3;a2\nNULL;a3\n")
    columns = (("account_id", "varchar"), ("on", "date"), ("amount", "decimal(18,4)"), ("paid", "boolean"))
    location = Location("usage", str(folder), columns, ("account_id",))
    found = []
    for engine in engines:
        engine.load("lined", location)
        found.append(engine.rows("select * from lined order by account_id"))
        with pytest.raises(TableElsewhere) as raised:
            engine.load("misread", Location("usage", str(folder), (("account_id", "double"),)))
        assert (raised.value.fields["reason"], raised.value.fields["value"]) == ("csv_cell", "a1")
    assert found[0] == found[1]
    assert [tuple(map(str, row)) for row in found[0]] == [
        ("a1", "2026-02-01", "1.5000", "True"),
        ("a2", "None", "1000.0000", "None"),
        ("a3", "None", "None", "None"),
        ("é, b", "None", "-2.2500", "None"),
    ]
    assert engines[1].parts(location) == engines[0].parts(location)


def test_a_file_among_them_that_is_no_parquet_is_named(engines, ground):
    folder = ground / "with strange"
    folder.mkdir()
    assert engines[0].export("select 'a1' as account_id, 'Kite' as name", folder / "part.parquet") == 1
    (folder / "strange.csv").write_text("account_id,name\na2,Elbe\n")
    location = Location("accounts", str(folder), (("account_id", "varchar"), ("name", "varchar")))
    for engine, reason in zip(engines, ("foreign", "damaged"), strict=True):
        with pytest.raises(TableElsewhere) as raised:
            engine.load("strange", location)
        assert raised.value.fields["reason"] == reason
        assert any("strange.csv" in str(field) for field in raised.value.fields.values())


def test_texts_that_are_kept_as_bytes_are_read_alike(engines, ground):
    """As older writers of Parquet leave them; a name in Latin-1 is no text, and is shown as DuckDB shows bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    signs = [bytes([n]) for n in range(256)]
    values = [None, b"", "Bäcker İΣ\U0001f986".encode(), "Bäcker".encode("latin-1"), b"a\0b", b"".join(signs), *signs]
    ids = [f"a{n}".encode() for n in range(len(values))]
    path = ground / "bytes.parquet"
    pq.write_table(pa.table({"account_id": ids, "name": pa.array(values, pa.binary())}), path)
    columns = (("account_id", "varchar"), ("name", "varchar"))
    found = []
    for engine in engines:
        engine.load("named", Location("accounts", str(path), columns))
        found.append(dict(engine.rows("select account_id, name from named")))
        with pytest.raises(TableElsewhere) as raised:
            engine.load("dated", Location("accounts", str(path), (("name", "date"),)))
        assert raised.value.fields["reason"] == "kind"
    assert found[0] == found[1]
    assert [found[0][f"a{n}"] for n in range(5)] == [None, "", "Bäcker İΣ\U0001f986", "B\\xE4cker", "a\0b"]


@pytest.mark.parametrize("note", ["_delta_log/0.json", ".hoodie/x", "metadata/v1.metadata.json"])
def test_a_table_that_also_holds_rows_of_yesterday_is_refused_by_spark_too(engines, ground, note):
    folder = ground / "kept with history" / note.partition("/")[0].strip("._")
    folder.mkdir(parents=True)
    assert engines[0].export("select 'a1' as account_id, 'Kite' as name", folder / "part.parquet") == 1
    location = Location("accounts", str(folder), (("account_id", "varchar"), ("name", "varchar")))
    engines[1].load("kept", location)
    (folder / note).parent.mkdir()
    (folder / note).touch()
    for look in (engines[1].parts, lambda at: engines[1].load("kept", at)):
        with pytest.raises(TableElsewhere) as raised:
            look(location)
        assert raised.value.fields["reason"] == "versioned"


def test_a_join_that_grows_is_not_held_by_the_driver(engines, ground):
    from openicp.engine.spark.tables import SMALL_ROWS

    n = round(SMALL_ROWS**0.5)
    for engine in engines:
        engine.put("short", {"x": list(range(n)), "same": [1] * n})
        for name, rows in (("whole", n * n), ("longer", n * (n + 1))):
            few = f"(select * from short union all select {n}, 1)" if name == "longer" else "short"
            engine.create(name, f"select a.x, b.x as y from short a join {few} b on b.same = a.same")
            assert engine.rows(f"select count(*), sum(x) from {name}") == [(rows, rows * (n - 1) // 2)]
    plans = [str(engines[1]._session.table(name)._jdf.queryExecution().analyzed()) for name in ("whole", "longer")]
    assert ["parquet" in plan for plan in plans] == [False, True]


def test_a_large_table_is_not_held_by_the_driver(engines):
    from openicp.engine.spark.tables import FEW_BYTES

    drawn = np.random.default_rng(1).integers(0, 2**62, FEW_BYTES // 7)
    for engine in engines:
        engine.put("long", {"x": drawn})
        engine.create("again", "select x - 1 as x from long where x > 0")
        assert engine.rows("select count(*), max(x) from again") == [(len(drawn), int(drawn.max()) - 1)]
    plans = [str(engines[1]._session.table(name)._jdf.queryExecution().analyzed()) for name in ("long", "again")]
    assert ["parquet" in plan for plan in plans] == [True, True]
