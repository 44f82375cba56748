"""The SQL room on both engines: the same files, the same steps, the same published tables, the same answers.

DuckDB's steps are noted by the witness and Spark's held against them one by one; then the answers field by field and
the tables row by row. Each function of ``sql`` that DuckDB was asked by has to have been asked of Spark, and the others
are asked of both in a test beside this one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import openicp.engine.choosing as choosing
from openicp import example
from openicp.sql.dialect import SPARK
from parity import flows
from parity.conftest import MASTER
from parity.later import write_later
from parity.reached import ALONE, AT_LENGTH, CALLS, OF_A_LIST, OF_DUCKDB, OF_WORDS, functions, places
from parity.witness import Step, Witness, hold
from story.exports import data
from story.test_real_exports import R3N0VA

FULL = os.environ.get("OPENICP_PARITY") == "all"


@contextmanager
def witnessed(notes: list[list[Step]], *, against: list[list[Step]] | None) -> Iterator[None]:
    """Every engine that an action opens has a witness."""
    import openicp.engine.spark as sparks

    real = {choosing: choosing.duck, sparks: sparks.spark}

    def opening(real_one: Any) -> Any:
        @contextmanager
        def opened(*args: Any, **named: Any) -> Iterator[Witness]:
            other = against[len(notes)] if against is not None else None
            with real_one(*args, **named) as engine:
                witness = Witness(engine, other)
                notes.append(witness.steps)
                yield witness

        return opened

    with pytest.MonkeyPatch.context() as patch:
        for module, one in real.items():
            patch.setattr(module, one.__name__, opening(one))
        yield


def renewing(_: Path) -> list[Path]:
    """The exports of r3n0va-250, which nobody made for this product: 250 accounts, eight currencies."""
    return [data("r3n0va-250", f"{name}.csv") for name in R3N0VA]


DONE: set[str] = set()
"""Companies of which all has been asked."""
COMPANIES = {"small": example.write_small, **({"large": example.write_large, "r3n0va": renewing} if FULL else {})}


@pytest.fixture(scope="module", params=COMPANIES)
def both(request, watched, spark_settings, tmp_path_factory) -> tuple[Any, Any]:
    """Answers and tables of one company on DuckDB and on Spark; a step that differs fails here."""
    folder = tmp_path_factory.mktemp("parity")
    files = COMPANIES[request.param](folder / "exports")
    listed = next((file for file in files if file.name == "list.csv"), None)
    given = [file for file in files if file != listed]
    later = write_later(files, folder / "later") if FULL and request.param == "small" else []
    notes: list[list[Step]] = []
    found = []
    for engine, other in (("duckdb", None), (MASTER, notes)):
        mine: list[list[Step]] = notes if other is None else []
        with witnessed(mine, against=other):
            session = flows.opened(folder / engine.partition(":")[0].strip("[]"), engine, spark_settings)
            answers = flows.asked(session, given, listed)
            if FULL and request.param == "small":
                answers |= flows.again(session, later)
            tables = flows.tables(session)
        if FULL and listed:
            answers |= flows.streamed(session, listed)
        found.append((answers, tables))
        session.close()
        assert sum(map(len, mine)) > 100
    assert len(notes) == len(mine)
    DONE.add(request.param)
    return found[0], found[1]


def test_the_answers_are_the_same_field_by_field(both):
    (one, _), (other, _) = both
    assert flows.differences(one, other)[:10] == []


def test_the_published_tables_are_the_same_row_by_row(both):
    (_, one), (_, other) = both
    assert list(one) == list(other)
    for name, (columns, rows) in one.items():
        assert columns == other[name][0], name
        assert flows.differences([list(r) for r in rows], [list(r) for r in other[name][1]], name)[:5] == []


def test_every_function_that_duckdb_was_asked_by_was_asked_of_spark(both):
    assert len(CALLS["duckdb"]) > 100
    assert CALLS["duckdb"] - CALLS["spark"] == set()


def test_every_public_function_of_the_room_is_asked_of_spark_here_or_in_a_test_beside(both):
    beside = set().union(*map(places, (ALONE, OF_A_LIST, OF_WORDS))) | OF_DUCKDB
    later = set() if FULL and set(COMPANIES) == DONE else places(AT_LENGTH)
    assert sorted(set(functions()) - CALLS["spark"] - beside - later) == []
    assert sorted((beside | later) - set(functions())) == []


def test_every_function_is_understood_by_spark(engines, monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "house"))
    from test_sql import EXPRESSIONS, FUNCTIONS, written

    monkeypatch.setitem(CALLS, "spark", set())  # what is parsed is not asked
    session: Any = engines[1]._session
    parser = session._jsparkSession.sessionState().sqlParser()
    for name in sorted(set(FUNCTIONS) - OF_DUCKDB):
        text = written(name, SPARK)
        parser.parsePlan(f"select {text} as it" if name in EXPRESSIONS else text)
    with pytest.raises(Exception, match="PARSE_SYNTAX_ERROR"):
        parser.parsePlan("select t.* exclude (a) from t")


def test_a_step_that_differs_is_seen():
    step = Step("fetch", ("n", "x"), [(1, 2.0), (2, 3.0)], ordered=True, text="select n, x from t order by n")
    hold(step, replace(step, rows=[(1, 2.0 + 1e-12), (2, 3.0)]))
    wrong = ([(1, 2.00001), (2, 3.0)], [(2, 3.0), (1, 2.0)], [(1, 2.0)], [(1, None), (2, 3.0)])
    for rows in wrong:
        with pytest.raises(AssertionError, match="the other"):
            hold(step, replace(step, rows=rows))


def test_an_answer_that_differs_is_seen():
    one = {"n": 3, "list": [{"x": 0.1 + 0.2}], "text": "a"}
    assert flows.differences(one, {"n": 3, "list": [{"x": 0.3}], "text": "a"}) == []
    for other in (one | {"n": 4}, one | {"list": []}, {"n": 3}, one | {"text": "A"}, one | {"n": None}):
        assert flows.differences(one, other)


def test_an_engine_that_answers_otherwise_is_caught(tmp_path: Path):
    from openicp.engine import duck

    with duck(tmp_path) as engine:
        engine.put("t", {"x": [1.5, 2.5]})
        first = Witness(engine)
        first.create("s", "select sum(x) as x from t")
        second = Witness(engine, first.steps)
        second.create("s", "select sum(x) as x from t")
        with pytest.raises(AssertionError, match="1 rows differ"):
            Witness(engine, first.steps).create("s", "select sum(x) + 0.0001 as x from t")
