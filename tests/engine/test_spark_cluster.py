"""A real cluster of this machine alone: it starts, takes work, loses a worker, and is gone."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")
pytest.importorskip("pyarrow")
if shutil.which("java") is None:
    pytest.skip("a cluster needs Java", allow_module_level=True)
if "OPENICP_CLUSTER" not in os.environ:
    pytest.skip("make cluster runs it: a cluster starts in half a minute", allow_module_level=True)

from cluster.growth import arrays_of, same
from cluster.losing import Lost, NotLost, losing, open_tasks
from cluster.mainjob import asked, differences, published
from cluster.standalone import HOST, Daemon, NotStarted, Standalone, standalone
from drawn import of
from made import tables
from openicp import facts, prospects
from openicp.actions.known import engine_of, tables_of
from openicp.actions.unchanged import fingerprints
from openicp.engine import Engine, Location
from openicp.engine.spark import waiting as lasting
from openicp.errors import ClusterNotReady, TableElsewhere
from openicp.example import write_small
from openicp.workspace import Workspace

SparkContext: Any = pytest.importorskip("pyspark").SparkContext

LOADING = "openicp.collect.loading"
"""Where an import reads texts as dates, numbers and words."""
GATHERING = tuple(f"{facts.__name__}.{module}" for module in ("gathering", "billing", "attributes"))
"""Parts of a gathering in which a worker is killed: at its beginning, in the middle and near its end."""


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


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    """A workspace of the small example that DuckDB filled and ran, with a list that it scored."""
    folder = tmp_path_factory.mktemp("here")
    write_small(folder / "exports")
    imported("duckdb", folder, "ws")
    asked("duckdb", "run", "-C", str(folder / "ws"))
    scored("duckdb", folder, "ours.csv")
    return folder


def imported(engine: str, folder: Path, name: str) -> dict[str, object]:
    asked("duckdb", "init", str(folder / name))
    files = sorted(str(path) for path in (folder / "exports").iterdir())
    asked(engine, "import", "--yes", *files, "-C", str(folder / name))
    return published(folder / name)


def scored(engine: str, folder: Path, out: str) -> str:
    listed = str(folder / "exports" / "list.csv")
    asked(engine, "score", listed, "-o", str(folder / out), "-C", str(folder / "ws"))
    return (folder / out).read_text(encoding="utf-8")


def hit(lost: list[Lost], *modules: str) -> None:
    """Each worker is gone, had work of its module when it was killed, and Spark gave that work to others."""
    assert len(lost) == len(modules)
    assert [one.worker.running() for one in lost] == [[]] * len(modules)
    assert all(one.at.startswith(module) and one.again for one, module in zip(lost, modules, strict=True))


def test_a_command_line_is_seen_whole_however_narrow_the_terminal(cluster, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert all(any(line.endswith(cluster.master) for line in worker.running()) for worker in cluster.workers)


def test_a_worker_outlives_the_thread_that_asked_for_it(tmp_path):
    with standalone(tmp_path, workers=1) as cluster, ThreadPoolExecutor(1) as other:
        worker = other.submit(cluster.add_worker).result()
        other.shutdown()
        time.sleep(1)
        assert worker.process.poll() is None


def test_a_block_in_which_no_worker_was_killed_is_an_error(cluster):
    with pytest.raises(NotLost, match="nowhere"), losing(cluster, "nowhere"):
        pass


def test_an_import_publishes_what_duckdb_does_though_a_worker_dies_while_texts_are_read(cluster, here):
    with losing(cluster, LOADING) as lost:
        found = imported(cluster.master, here, "there")
    hit(lost, LOADING)
    assert list(differences(published(here / "ws"), found)) == []


def test_facts_are_those_of_duckdb_though_three_workers_die_while_they_are_gathered(tmp_path, cluster, made):
    places = {name: str(path) for name, path in made.items()}
    expected = gathered(tmp_path / "duckdb", "duckdb", places)
    with losing(cluster, *GATHERING) as lost:
        found = gathered(tmp_path / "spark", cluster.master, places)
    hit(lost, *GATHERING)
    assert set(found) == set(expected)
    assert [name for name in found if not same(found[name], expected[name])] == []


def killed(worker: Daemon) -> None:
    """Kill the only worker while it works."""
    while not open_tasks(SparkContext._active_spark_context):
        time.sleep(0.02)
    worker.kill()


def asked_on(engine: Engine, select: str) -> None:
    """Ask until there is no answer, but not for ever."""
    for _ in range(1000):
        engine.rows(select)


def test_a_command_whose_workers_are_all_gone_says_so_and_the_next_one_works(tmp_path, made, monkeypatch):
    monkeypatch.setattr(lasting, "RETURNS_SECONDS", 5.0)
    place = tmp_path / "alone"
    place.mkdir()
    ws = Workspace.create(tmp_path / "ws")
    with standalone(place, workers=1) as cluster, ThreadPoolExecutor(1) as pool:
        ws.configure(engine=cluster.master, tables={"invoices": str(made["invoices"])})
        counted = "select count(distinct account_id) from invoices"
        with engine_of(ws) as opened:
            opened.load("invoices", tables_of(ws)["invoices"])
            expected = opened.rows(counted)
            end = pool.submit(killed, cluster.workers[0])
            with pytest.raises(ClusterNotReady) as raised:
                asked_on(opened, counted)
            end.result()
            assert raised.value.fields == {"reason": "lost", "master": cluster.master, "detail": "5"}
        cluster.add_worker()
        with engine_of(ws) as opened:
            opened.load("invoices", tables_of(ws)["invoices"])
            assert opened.rows(counted) == expected
    ws.close()


def test_a_master_that_takes_the_work_away_is_told(tmp_path, cluster, made):
    ws = Workspace.create(tmp_path / "ws")
    ws.configure(engine=cluster.master, tables={"spend": str(made["spend"])})
    with engine_of(ws) as opened:
        opened.load("spend", tables_of(ws)["spend"])
        SparkContext._active_spark_context._jsc.sc().stop()  # as Spark does then
        with pytest.raises(ClusterNotReady) as raised:
            opened.rows("select count(*) from spend")
        assert raised.value.fields["reason"] == "master"
    with engine_of(ws) as opened:
        opened.load("spend", tables_of(ws)["spend"])
        assert opened.rows("select count(*) from spend")[0][0] > 0
    ws.close()


def test_a_cluster_that_grows_is_asked_for_its_first_worker(tmp_path, cluster, made):
    ws = Workspace.create(tmp_path / "ws")
    grows = {"spark.dynamicAllocation.enabled": "true", "spark.dynamicAllocation.executorIdleTimeout": "2s"}
    ws.configure(engine=cluster.master, tables={"spend": str(made["spend"])}, spark={"settings": grows})
    for _ in range(2):  # the second time those of the first have been given back
        with engine_of(ws) as opened:
            opened.load("spend", tables_of(ws)["spend"])
            assert opened.rows("select count(*) from spend")[0][0] > 0
        time.sleep(5)
    ws.close()


def test_a_list_is_scored_as_by_duckdb_though_a_worker_dies_while_it_is_ranked(cluster, here):
    with losing(cluster, prospects.__name__) as lost:
        found = scored(cluster.master, here, "theirs.csv")
    hit(lost, prospects.__name__)
    assert found == (here / "ours.csv").read_text(encoding="utf-8")


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
