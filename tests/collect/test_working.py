"""Tables to work with: large ones are files, and nothing stays of what was replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from openicp import engine
from openicp.collect import pipeline, working
from openicp.collect.identify import publish
from openicp.collect.loading import dictionaries, plainly
from openicp.engine import telling
from openicp.engine.local import DuckEngine
from openicp.errors import EngineFailed
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
    # What is kept of the source and what is published, and nothing in between.
    assert [name for name in names if "invoices" in name] == ["invoices.parquet", "published-invoices.parquet"]


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


def test_the_lines_of_a_file_are_gone_through_once_for_all_plain_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(plainly, "LARGE", 100)
    monkeypatch.setattr(dictionaries, "LINES", 50)
    statements: list[str] = []
    answer = DuckEngine._answer

    def noted(self: DuckEngine, sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return answer(self, sql, *rest)

    monkeypatch.setattr(DuckEngine, "_answer", noted)
    workspace = Workspace.create(tmp_path / "workspace")
    pipeline.import_files(workspace, [invoices(tmp_path)], yes=True)
    through = [each for each in statements if '"collect_raw"' in each.partition(" as ")[2]]
    # For the sample, for how plain the columns are, for two that are words, for what has no key, for the typed table.
    assert len(through) == 1 + 1 + 2 + 1 + 1


class Bars:
    """What a face would draw: each step's total and what was told of it."""

    def __init__(self) -> None:
        self.told: dict[str, list[float]] = {}
        self.totals: dict[str, float | None] = {}

    @contextmanager
    def step(self, code: str, /, total: float | None = None, **fields: object) -> Iterator[Bars]:
        """Begin a step."""
        self.told[code], self.totals[code] = [], total
        self._code = code
        yield self

    def advance(self, amount: float = 1) -> None:
        """So much more is done."""
        self.told[self._code].append(amount)


@pytest.mark.parametrize("large", [100, 500_000])
def test_what_is_told_of_a_step_is_the_whole_step(tmp_path, monkeypatch, large):
    monkeypatch.setattr(working, "LARGE", large)
    bars = Bars()
    pipeline.import_files(Workspace.create(tmp_path / "workspace"), [invoices(tmp_path)], yes=True, progress=bars)
    for code in ("read", "load"):
        assert sum(bars.told[code]) == pytest.approx(bars.totals[code])
        assert min(bars.told[code]) >= 0


def test_a_long_statement_tells_how_far_it_is(duck, tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "SECONDS", 0.005)
    shares: list[float] = []
    with duck.watched(shares.append):
        duck.export("select i, md5(i::varchar) as s from range(600000) r(i) order by s", tmp_path / "many.parquet")
    assert sum(shares) == pytest.approx(1.0)
    assert len(shares) > 1
    assert min(shares) >= 0


@pytest.mark.parametrize(("companies", "left"), [(working.MANY - 1, True), (working.MANY, False)])
def test_what_is_asked_for_the_last_time_goes_where_companies_are_many(duck, companies, left):
    duck.create("done", "select 1 as x")
    working.let_go(duck, "done", companies=companies)
    if left:
        assert duck.rows("select x from done") == [(1,)]
    else:
        with pytest.raises(EngineFailed, match="done"):
            duck.rows("select x from done")
