"""How much is done, counted and never timed: a slow path shows as a statement, a process, a file or a module more.

Each bound is what was counted, with little to spare; where a change needs more, it says why and raises the bound.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openicp import example, facts
from openicp.actions import Session
from openicp.actions.starting import start
from openicp.collect import read
from openicp.engine.local import DuckEngine

ONE_LIST = 72
"""Statements of importing a small list: 70 were counted, most of them to join companies. There were 218 when the
catalogue was asked before each table was made, and the texts of each column were fetched apart."""
PER_COLUMN = 1
"""Statements that a further column takes: its dictionary is put. Texts, doubts and differences are asked together."""
EXAMPLE = 260
"""Statements of reading and joining the six files of the small example: 252 were counted, some 40 a file."""
EXAMPLE_RUN = 125
"""Statements of its run: 118 were counted; the facts of all tables, the small tables of codes that spare texts, the
lists and the report are in it."""
SHOWN = {"sources": 280, "segments": 300, "profile": 430}
"""Modules that showing it may load: 256, 270 and 396 were counted. A profile is YAML and needs the settings."""
HEAVY = ("duckdb", "jinja2", "numpy", "publicsuffixlist", "rapidfuzz", "scipy", "xlsxwriter")
SETTINGS = ("pydantic", "ruamel.yaml")
HEADER = ("Company", "Industry", "Employees", "MRR", "Customer since")


class Work:
    """What is done while it is watched."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._counted: Counter[str] = Counter()
        self._count(monkeypatch, DuckEngine, "_answer", "statements")
        self._count(monkeypatch, read.subprocess, "Popen", "processes")
        self._count(monkeypatch, hashlib, "file_digest", "hashed")

    def _count(self, monkeypatch: pytest.MonkeyPatch, holder: Any, name: str, what: str) -> None:
        usual = getattr(holder, name)

        def counted(*given: Any, **named: Any) -> Any:
            self._counted[what] += 1
            return usual(*given, **named)

        monkeypatch.setattr(holder, name, counted)

    def of(self, call: Callable[[], object]) -> Counter[str]:
        """What a call does."""
        self._counted.clear()
        call()
        return Counter(self._counted)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


@pytest.fixture(scope="module")
def klarplan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, dict[str, Counter[str]]]:
    """The small example, and the work of each step on the way to its report."""
    with pytest.MonkeyPatch.context() as patch:
        watched = Work(patch)
        session = Session.init(tmp_path_factory.mktemp("work") / "klarplan", product="Klarplan")
        paths = example.write_small(session.path / "exports")
        steps = {
            "import": lambda: session.data.import_files(paths, yes=True),
            "import again": lambda: session.data.import_files(paths, yes=True),
            "run": session.run,
            "run again": session.run,
            "segments": session.segments,
            "profile": session.profile,
        }
        return session, {name: watched.of(step) for name, step in steps.items()}


def imported(work: Work, folder: Path, *, rows: int, columns: int = 0) -> Counter[str]:
    """The work of importing a list of so many customers with so many further columns."""
    folder.mkdir()
    header = [*HEADER, *(f"Points {place}" for place in range(columns))]
    lines = [
        [f"Company {row}", "Software", str(50 + row), "100", "2023-01-01", *(str(row * n) for n in range(columns))]
        for row in range(rows)
    ]
    file = folder / "customers.csv"
    file.write_text("\n".join(",".join(each) for each in [header, *lines]) + "\n", encoding="utf-8")
    session = Session.init(folder / "acme")
    return work.of(lambda: session.data.import_files([file], yes=True))


def test_a_small_list_takes_few_statements_and_one_process(work: Work, tmp_path: Path) -> None:
    done = imported(work, tmp_path / "one", rows=5)
    assert 0 < done["statements"] <= ONE_LIST
    assert done["processes"] == 1


def test_more_rows_take_no_more_statements(work: Work, tmp_path: Path) -> None:
    few, many = (imported(work, tmp_path / str(rows), rows=rows)["statements"] for rows in (50, 1500))
    assert many == few


def test_a_further_column_takes_one_statement_more(work: Work, tmp_path: Path) -> None:
    few, many = (imported(work, tmp_path / str(n), rows=20, columns=n)["statements"] for n in (5, 25))
    assert many - few <= 20 * PER_COLUMN


def test_the_example_takes_few_statements_and_one_process_for_each_file(klarplan: Any) -> None:
    session, done = klarplan
    assert 0 < done["import"]["statements"] <= EXAMPLE
    assert 0 < done["run"]["statements"] <= EXAMPLE_RUN
    assert done["import"]["processes"] == len(list((session.path / "exports").iterdir()))


def test_starting_gathers_once(work: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    work._count(monkeypatch, facts, "gather", "gathered")
    done = work.of(lambda: start(example.write_small(tmp_path)[0].parent, yes=True))
    assert done["gathered"] == 1


@pytest.mark.parametrize("step", ["import again", "run again", "segments", "profile"])
def test_what_is_known_is_neither_read_nor_asked_again(klarplan: Any, step: str) -> None:
    _, done = klarplan
    assert done[step]["statements"] == done[step]["processes"] == 0


@pytest.mark.parametrize("step", ["segments", "profile"])
def test_showing_what_is_known_hashes_the_one_file_that_it_reads(klarplan: Any, step: str) -> None:
    _, done = klarplan
    assert done[step]["hashed"] == 1


@pytest.mark.parametrize("command", SHOWN)
def test_showing_what_is_known_loads_little(klarplan: Any, command: str) -> None:
    session, _ = klarplan
    shown = f"code = run({['-C', str(session.path), command]!r})"
    code = f"import sys\nfrom openicp.faces.cli.app import run\n{shown}\nprint('|' + ','.join(sys.modules), code)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded, _, ended = answer.stdout.rsplit("|", 1)[1].strip().rpartition(" ")
    modules = loaded.split(",")
    allowed = SETTINGS if command == "profile" else ()
    assert ended == "0"
    assert len(modules) <= SHOWN[command]
    assert [name for name in (*HEAVY, *SETTINGS) if name in modules and name not in allowed] == []
