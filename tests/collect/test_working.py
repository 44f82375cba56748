"""Tables to work with: large ones are files, and nothing stays of what was replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from openicp import engine
from openicp.collect import pipeline, working
from openicp.collect.identify import publish
from openicp.engine.local import DuckEngine
from openicp.workspace import Workspace

LINES = 700


@pytest.fixture
def duck(tmp_path):
    with engine.duck(tmp_path) as opened:
        yield opened


def invoices(folder: Path, *, twice: int = 0) -> Path:
    """A list of invoices, of which the first are listed twice."""
    rows = [f"in_{n},cus_{n % 7},Company {n % 7} GmbH,2024-03-{1 + n % 28:02},{n}.50,EUR" for n in range(LINES)]
    path = folder / "invoices.csv"
    header = "Invoice ID,Customer ID,Customer name,Issued on,Amount,Currency"
    path.write_text("\n".join([header, *rows, *rows[:twice]]) + "\n")
    return path


def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that an engine writes from now on."""
    names: list[str] = []
    export = DuckEngine.export

    def noted(self: DuckEngine, select: str, path: Path, *, ordered: bool = False) -> int:
        names.append(path.name)
        return export(self, select, path, ordered=ordered)

    monkeypatch.setattr(DuckEngine, "export", noted)
    return names


def test_a_small_table_stays_in_memory(duck, tmp_path):
    working.keep(duck, "few", "select 1 as n", folder=tmp_path, rows=working.LARGE - 1)
    assert duck.rows("select n from few") == [(1,)]
    assert not list(tmp_path.glob("*.work"))


def test_a_large_table_is_a_file_and_may_be_made_from_the_one_it_replaces(duck, tmp_path):
    working.keep(duck, "many", "select 1 as n", folder=tmp_path, rows=working.LARGE)
    working.keep(duck, "many_more", "select 5 as n", folder=tmp_path, rows=working.LARGE)
    working.keep(duck, "many", "select n + 1 as n from many", folder=tmp_path, rows=working.LARGE)
    assert duck.rows("select n from many union all select n from many_more") == [(2,), (5,)]
    assert len(list(tmp_path.glob("*.work"))) == 2


@pytest.mark.parametrize("twice", [0, 40])
def test_a_large_file_is_published_as_a_small_one_is(tmp_path, monkeypatch, twice):
    path = invoices(tmp_path, twice=twice)
    small = Workspace.create(tmp_path / "small")
    pipeline.import_files(small, [path], yes=True)
    monkeypatch.setattr(working, "LARGE", 100)
    large = Workspace.create(tmp_path / "large")
    names = written(monkeypatch)
    pipeline.import_files(large, [path], yes=True)
    digests = [{s.name: (s.digest, s.rows) for s in each.snapshots().values()} for each in (small, large)]
    assert digests[0] == digests[1]
    assert digests[0]["invoices"][1] == LINES
    assert sum(name.startswith("with_invoices-") for name in names) == (2 if twice else 1)


def test_nothing_is_left_of_an_import_that_spills(tmp_path, monkeypatch):
    monkeypatch.setattr(working, "LARGE", 100)
    seen: list[str] = []
    attach = publish._attach

    def noted(p: publish.Publisher, table: str) -> None:
        duck = p.engine
        duck.create("wide", "select i, md5(i::varchar) || md5((i + 1)::varchar) as s from range(1200000) r(i)")
        seen.extend(str(each.relative_to(workspace.layout.scratch)) for each in p.folder.rglob("spill-*/*"))
        attach(p, table)

    monkeypatch.setattr(publish, "_attach", noted)
    monkeypatch.setattr(pipeline, "MEMORY", "80MB")
    workspace = Workspace.create(tmp_path / "workspace")
    pipeline.import_files(workspace, [invoices(tmp_path)], yes=True)
    assert seen
    assert not list(workspace.layout.scratch.iterdir())
    assert not list(workspace.path.rglob("spill-*"))
