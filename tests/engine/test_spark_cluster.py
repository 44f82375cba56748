"""A real cluster of this machine alone: it starts, takes work, loses a worker, and is gone."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyspark")
pytest.importorskip("pyarrow")
if shutil.which("java") is None:
    pytest.skip("a cluster needs Java", allow_module_level=True)
if "OPENICP_CLUSTER" not in os.environ:
    pytest.skip("make cluster runs it: a cluster starts in half a minute", allow_module_level=True)

from cluster.growth import arrays_of, same
from cluster.standalone import HOST, Daemon, NotStarted, Standalone, standalone
from drawn import of
from made import tables
from openicp import facts
from openicp.actions.analysis import engine_of, tables_of
from openicp.actions.inplace import fingerprints
from openicp.engine import Location
from openicp.errors import TableElsewhere
from openicp.workspace import Workspace

SECONDS = (1.0, 4.0, 9.0)
"""When a worker is killed: while tables are opened, while they are joined, while values are fetched."""


def test_a_cluster_leaves_no_process_behind_also_when_the_work_fails(tmp_path):
    daemons: list[Daemon] = []

    def fail() -> None:
        with standalone(tmp_path, workers=1) as cluster:
            daemons.extend(cluster.daemons)
            assert cluster.master.startswith(f"spark://{HOST}:")
            assert all(each.running() for each in daemons)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [each.running() for each in daemons] == [[], []]


def test_a_cluster_that_cannot_start_says_why_and_leaves_nothing(tmp_path):
    with pytest.raises(NotStarted, match="worker-1"), standalone(tmp_path, memory="nonsense"):
        pass


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Standalone]:
    with standalone(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    return tables(tmp_path_factory.mktemp("made"), of(int(os.environ.get("OPENICP_ACCOUNTS", "2000")), seed=1))


def gathered(folder: Path, engine: str, places: dict[str, str]) -> dict[str, object]:
    ws = Workspace.create(folder)
    ws.configure(engine=engine, tables=places)
    try:
        with engine_of(ws) as opened:
            return dict(arrays_of(facts.gather(opened, tables_of(ws), ws.project)[0]))
    finally:
        ws.close()


def test_facts_of_tables_in_place_are_those_of_duckdb_also_when_workers_die(tmp_path, cluster, made):
    places = {name: str(path) for name, path in made.items()}
    expected = gathered(tmp_path / "duckdb", "duckdb", places)
    for place, seconds in enumerate((None, *SECONDS)):
        dying = next(each for each in cluster.workers if each.running())
        alarm = threading.Timer(seconds or 0, dying.kill)
        if seconds is not None:
            alarm.start()
        found = gathered(tmp_path / f"spark-{place}", cluster.master, places)
        if seconds is not None:
            alarm.join()
            assert dying.running() == []
            cluster.add_worker()
        assert set(found) == set(expected)
        assert [name for name in found if not same(found[name], expected[name])] == []


def test_a_table_of_the_catalog_is_read_and_its_files_tell_whether_it_has_changed(tmp_path, cluster, made):
    from openicp.engine.spark.session import session

    ws = Workspace.create(tmp_path / "ws")
    ws.configure(engine=cluster.master, tables={"deals": "sales.deals", "spend": made["spend"].as_uri()})
    running = session(cluster.master, {})
    running.sql("create database if not exists sales")
    running.sql(
        f"create table sales.deals using parquet location '{tmp_path.as_uri()}/deals' as "
        f"select * from parquet.`{made['deals']}`"
    )
    running.sql("create view sales.few as select * from sales.deals limit 10")
    try:
        before = fingerprints(ws)
        assert fingerprints(ws) == before
        with engine_of(ws) as opened:
            opened.load("deals", tables_of(ws)["deals"])
            [(n,)] = opened.rows("select count(*) as n from deals")
            with pytest.raises(TableElsewhere):
                opened.load("x", Location("deals", "sales.nowhere", (), ()))
        running.sql("insert into sales.deals select * from sales.deals limit 1")
        after = fingerprints(ws)
        assert (after["deals"] != before["deals"], after["spend"]) == (True, before["spend"])
        with engine_of(ws) as opened:
            opened.load("deals", tables_of(ws)["deals"])
            assert opened.rows("select count(*) as n from deals") == [(n + 1,)]
        ws.configure(tables={"deals": "sales.few"})
        assert fingerprints(ws) != fingerprints(ws)
    finally:
        running.sql("drop database sales cascade")
        ws.close()
