"""The engine: locked to one folder, nulls that stay nulls, the same bytes for the same rows."""

from __future__ import annotations

import hashlib
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openicp import engine
from openicp.errors import EngineFailed


@pytest.fixture
def duck(tmp_path):
    with engine.duck(tmp_path) as opened:
        yield opened


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_is_put_comes_back_with_its_nulls(duck):
    duck.put(
        "own",
        {
            "text": ["a", None, ""],
            "whole": [1, None, -3],
            "all_known": [1, 2, 3],
            "share": [0.5, None, float("nan")],
            "day": [date(2020, 1, 1), None, date(1960, 1, 1)],
            "yes": [True, None, False],
            "nothing": [None, None, None],
            "amount": [Decimal("1.2345"), None, Decimal(2)],
        },
    )
    fetched = duck.fetch("select * from own")
    assert fetched["text"].tolist() == ["a", None, ""]
    np.testing.assert_array_equal(fetched["whole"], [1.0, np.nan, -3.0])
    assert fetched["all_known"].dtype == np.int64
    np.testing.assert_array_equal(fetched["share"], [0.5, np.nan, np.nan])
    assert fetched["day"].tolist() == [18262, -1, -3653]
    assert fetched["yes"].dtype == np.int8
    assert fetched["yes"].tolist() == [1, -1, 0]
    assert fetched["nothing"].tolist() == [None, None, None]
    np.testing.assert_array_equal(fetched["amount"], [1.2345, np.nan, 2.0])
    assert not any(np.ma.isMaskedArray(column) for column in fetched.values())
    assert duck.rows("select count(share), count(day), typeof(any_value(amount)) from own") == [(1, 2, "DECIMAL(18,4)")]


@given(
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=20),
    st.lists(st.none() | st.integers(-(2**53), 2**53), max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_any_text_and_whole_number_survives(tmp_path_factory, texts, numbers):
    with engine.duck(tmp_path_factory.mktemp("any")) as duck:
        duck.put("texts", {"x": texts})
        duck.put("numbers", {"x": numbers}, types={"x": "bigint"})
        assert [row[0] for row in duck.rows("select x from texts")] == texts
        assert [row[0] for row in duck.rows("select x from numbers")] == numbers


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (np.array([1, 2], dtype=np.int32), "BIGINT"),
        (np.array([1.0, np.nan]), "DOUBLE"),
        (np.array([True, False]), "BOOLEAN"),
        (np.array(["2020-01-01", "NaT"], dtype="datetime64[D]"), "DATE"),
        (np.array(["a", "b"]), "VARCHAR"),
        (np.array(["a", None], dtype=object), "VARCHAR"),
    ],
)
def test_arrays_keep_their_kind(duck, array, kind):
    duck.put("own", {"x": array})
    assert duck.rows("select typeof(x) from own limit 1") == [(kind,)]


def test_a_column_of_text_and_numbers_is_refused(duck):
    with pytest.raises(TypeError, match="several kinds"):
        duck.put("own", {"x": ["a", 1]})


def test_columns_are_matched_by_name_over_several_files(duck, tmp_path):
    duck.export("select 1 as a, 'x' as b", tmp_path / "one.parquet")
    duck.export("select 'y' as b, 2.5::double as c", tmp_path / "two.parquet")
    duck.load("pair", tmp_path / "one.parquet", tmp_path / "two.parquet")
    assert duck.rows("select a, b, c from pair order by b") == [(1, "x", None), (None, "y", 2.5)]


@pytest.mark.parametrize("name", ["a[12]", "a*", "a?", "year=2024", "it's", "a{1,2}", "a]", "100%"])
def test_no_sign_in_a_folder_name_is_expanded(tmp_path, name):
    for other in ("a1", "aa", "year"):
        (tmp_path / other).mkdir()
        with engine.duck(tmp_path / other) as duck:
            duck.export("select 'wrong' as x", tmp_path / other / "t.parquet")
    (tmp_path / name).mkdir()
    with engine.duck(tmp_path / name) as duck:
        assert duck.export("select 'right' as x", tmp_path / name / "t.parquet") == 1
        duck.load("t", tmp_path / name / "t.parquet")
        assert duck.fetch("select * from t")["x"].tolist() == ["right"]
        assert duck.rows("select count(*) from (describe t)") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('{outside}/secret.txt')",
        "select * from read_parquet('{outside}/*.parquet')",
        "copy (select 1) to '{outside}/out.parquet' (format parquet)",
        "attach '{outside}/other.db'",
        "set threads = 1",
        "set enable_external_access = true",
        "set allowed_directories = ['{outside}']",
        "load httpfs",
        "install httpfs",
        "select * from 'https://example.com/a.parquet'",
        "select * from secret_array",
    ],
)
def test_nothing_outside_the_folder_can_be_reached(tmp_path, statement):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "inside").mkdir()
    secret_array = {"x": np.arange(3)}
    with engine.duck(tmp_path / "inside") as duck, pytest.raises(EngineFailed):
        duck.rows(statement.format(outside=tmp_path))
    assert secret_array
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["inside", "secret.txt"]


def test_a_link_that_leads_out_is_refused(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    try:
        (tmp_path / "inside" / "link.txt").symlink_to(tmp_path / "outside.txt")
    except OSError:
        pytest.skip("this system lets no one make symbolic links")
    with engine.duck(tmp_path / "inside") as duck, pytest.raises(EngineFailed):
        duck.rows(f"select * from read_text('{tmp_path}/inside/link.txt')")


def test_an_error_carries_the_statement_that_failed(duck):
    with pytest.raises(EngineFailed) as caught:
        duck.rows("select nope from nowhere")
    assert caught.value.fields["sql"] == "select nope from nowhere"
    assert "nowhere" in str(caught.value.fields["message"])


def test_parameters_are_bound_not_pasted(duck):
    assert duck.fetch("select ? as x", ["'; drop table t; --"])["x"].tolist() == ["'; drop table t; --"]


def test_a_table_may_be_made_from_the_one_it_replaces(duck):
    duck.create("t", "select 1 as x")
    duck.create("t", "select x + 1 as x from t")
    assert duck.rows("select x from t") == [(2,)]


def test_views_and_tables_replace_each_other_and_can_be_dropped_twice(duck, tmp_path):
    duck.export("select 'file' as x", tmp_path / "t.parquet")
    duck.create("t", "select 'table' as x")
    duck.load("t", tmp_path / "t.parquet")
    assert duck.rows("select x from t") == [("file",)]
    duck.put("T", {"x": ["own"]})
    assert duck.rows("select x from t") == [("own",)]
    duck.drop("t")
    duck.drop("t")
    with pytest.raises(EngineFailed):
        duck.rows("select x from t")


def test_the_same_rows_give_the_same_bytes_in_whatever_order_they_come(tmp_path):
    paths = []
    for place, (order, threads) in enumerate([("i", 1), ("hash(i)", 2), ("-i", 2)]):
        paths.append(tmp_path / f"{place}.parquet")
        with engine.duck(tmp_path, threads=threads) as duck:
            duck.create("t", f"select i, 'n' || (i % 977) as s from range(300000) r(i) order by {order} nulls last")
            assert duck.export("select * from t", paths[-1], ordered=True) == 300_000
    assert len({digest(path) for path in paths}) == 1


def test_an_empty_answer_keeps_its_columns(duck):
    fetched = duck.fetch("select 'a' as s, 1 as i, date '2020-01-01' as d where false")
    assert {name: len(column) for name, column in fetched.items()} == {"s": 0, "i": 0, "d": 0}
    assert fetched["s"].dtype == object


def test_what_is_spilt_stays_inside_and_is_gone_afterwards(tmp_path):
    with engine.duck(tmp_path, memory_limit="60MB", threads=1) as duck:
        duck.create("big", "select i, md5(i::varchar) || md5((i + 1)::varchar) as s from range(1200000) r(i)")
        spilt = [entry.name for entry in tmp_path.rglob("*")]
        assert duck.rows("select count(*) from big") == [(1_200_000,)]
    assert spilt
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_needs_more_memory_than_was_meant_for_it_gets_more_and_the_next_does_not(tmp_path):
    many = "select list(i order by i desc) as many from range(3000000) t(i)"
    held = "select value from duckdb_settings() where name = 'memory_limit'"
    with engine.duck(tmp_path, memory_limit="20MB") as opened:
        before = opened.rows(held)
        assert opened.rows(f"select len(many), ({held}) > '' from ({many})") == [(3_000_000, True)]
        assert opened.rows(held) == before


def test_nothing_else_of_an_open_engine_can_be_set(tmp_path):
    with engine.duck(tmp_path, memory_limit="20MB") as opened, pytest.raises(EngineFailed, match="locked"):
        opened.rows("set allowed_configs = ['threads']")


def test_stopping_during_a_statement_is_a_stop_and_no_fault(duck):
    def stop():
        while not ended.wait(0.1):
            duck._connection.interrupt()

    ended, thread = threading.Event(), threading.Thread(target=stop)
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            duck.rows("select sum(range * 2) from range(1000000000000)")
    finally:
        ended.set()
        thread.join()
    assert duck.rows("select 1") == [(1,)]


def test_what_the_engine_says_of_ctrl_c_is_a_stop(duck):
    def refused(result):
        raise RuntimeError("Query interrupted")

    with pytest.raises(KeyboardInterrupt):
        duck._answer("select 1", (), refused)
