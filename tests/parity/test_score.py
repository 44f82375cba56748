"""A list that Spark scores where it lies gets what DuckDB gives it, row by row, and no row of it comes here."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from openicp.actions import scoring
from openicp.actions.streaming_there import is_part, place_of
from openicp.engine import Location
from openicp.errors import ListElsewhere, OutputNotWritable
from openicp.prospects.ours import Ours
from openicp.texts import catalogue
from parity import flows
from parity.conftest import MASTER
from parity.reached import CALLS, OF_A_LIST, places
from prospects.test_streaming import card, company, listed

ROWS = 6_000
OURS = [Ours("a1", "Brava 3", "c3.com"), Ours("a2", "Brava 4", None, customer=False)]
"""Of names that begin alike in the list, beginnings would be asked for."""


@pytest.fixture
def both(
    tmp_path: Path, watched: None, spark_settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """A workspace for each engine, with the same card and the same accounts."""
    fitted = card(random.Random(3))
    monkeypatch.setattr(scoring, "read_profile", lambda ws, name: fitted)
    monkeypatch.setattr(scoring, "_ours", lambda ws, texts, engine: (texts, OURS))
    return {name: flows.opened(tmp_path / name[:5], name, spark_settings).workspace for name in ("duckdb", MASTER)}


def content(path: Path) -> tuple[list[str], list[str]]:
    """Names and types of the columns, and the rows without their order."""
    files = [str(path)] if path.is_file() else [str(each) for each in path.glob("*.parquet")]
    with duckdb.connect(":memory:") as here:
        found = here.execute("select * from read_parquet(?, hive_partitioning = false)", [files])
        return [f"{name} {kind}" for name, kind, *_ in found.description], sorted(map(repr, found.fetchall()))


def sizes_of_answers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each answer of Spark has, as they come."""
    from openicp.engine.spark.tables import SparkEngine

    sizes: list[int] = []
    fetch, rows = SparkEngine.fetch, SparkEngine.rows

    def fetched(self: SparkEngine, *args: Any) -> Any:
        found = fetch(self, *args)
        sizes.append(len(next(iter(found.values()))))
        return found

    def given(self: SparkEngine, *args: Any) -> Any:
        found = rows(self, *args)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(SparkEngine, "fetch", fetched)
    monkeypatch.setattr(SparkEngine, "rows", given)
    return sizes


def test_both_engines_score_a_list_alike_and_none_of_its_rows_comes_here(
    both: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CALLS, "spark", set())
    rng = random.Random(3)
    drawn = [company(rng, at, typed=True) for at in range(ROWS)]
    drawn[4] |= {"Company": "BRAVA 4 GmbH", "Website": None, "Country": "Germany"}
    sizes, asked = sizes_of_answers(monkeypatch), []
    told = tmp_path / "by spark.parquet"
    for times, place in ((1, str), (2, Path.as_uri)):
        path, expected = listed(tmp_path, drawn * times), tmp_path / "by duck.parquet"
        one = scoring.score(both["duckdb"], catalogue("en"), place(path), place(expected))
        # The child process opens DuckDB; on a cluster there is none.
        with monkeypatch.context() as patch:
            patch.setattr("subprocess.Popen", None)
            other = scoring.score(both[MASTER], catalogue("en"), place(path), place(told))
        assert told.is_dir()
        assert content(told) == content(expected)
        assert {key: one[key] for key in one if key not in ("out", "prospects")} == {
            key: other[key] for key in other if key not in ("out", "prospects")
        }
        assert one["companies"] == ROWS * times
        asked.append(sizes.copy())
        sizes.clear()
    assert asked[0] == asked[1]
    assert sorted(asked[0])[-1] == 5_000 > sorted(asked[0])[-2] * 10
    assert sorted(each.name for each in tmp_path.iterdir() if "part" in each.name) == []
    assert places(OF_A_LIST) - CALLS["spark"] == set()


def test_what_is_not_there_and_what_may_not_be_replaced_is_said(both: dict[str, Any], tmp_path: Path) -> None:
    ask, out = (lambda name, *places: scoring.score(both[name], catalogue("en"), *places)), tmp_path / "out.parquet"
    for place in (tmp_path / "no.parquet", (tmp_path / "no").as_uri(), "no_such.table"):
        with pytest.raises(ListElsewhere, match="not_found"):
            ask(MASTER, place, out)
    for given in (("hdfs://h/list.parquet", out), (listed(tmp_path, [{"Company": "a"}]), "s3a://b/out.parquet")):
        with pytest.raises(ListElsewhere, match="needs_spark"):
            ask("duckdb", *given)
    with pytest.raises(OutputNotWritable, match="there"):
        ask(MASTER, "hdfs://h/list.parquet", tmp_path / "out.csv")
    with pytest.raises(OutputNotWritable, match="in_list"):
        ask(MASTER, "hdfs://h/list", "hdfs://h/list/out.parquet")
    assert not out.exists()


def test_a_folder_is_replaced_only_when_it_is_parquet_that_is_not_read(engines: Any, ground: Path) -> None:
    _, spark = engines
    spark.put("written", {"x": [1, 2, 3]})
    made = Location("prospects", str(ground / "made here.parquet"), ())
    assert [spark.export("select x from written", made), spark.export("select 1 as x", made)] == [3, 1]
    spark.load("again", made)
    assert spark.rows("select * from again") == [(1,)]
    with pytest.raises(OutputNotWritable, match="is_read"):
        spark.export("select x + 1 as x from again", made)
    (ground / "made here.parquet" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputNotWritable, match="holds_more"):
        spark.export("select 2 as x", made)
    assert spark.rows("select * from again") == [(1,)]


def test_places_stay_as_they_are_written() -> None:
    assert place_of("hdfs://h:9/a/") == "hdfs://h:9/a"
    assert place_of("file:///a%20b") == Path("/a b")
    assert is_part("s3a://b/x/y.parquet", "s3a://b/x")
    assert not is_part("s3a://b/xy.parquet", "s3a://b/x")
