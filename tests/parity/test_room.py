"""The SQL room on both engines: the same files, the same steps, the same published tables, the same answers.

DuckDB's steps are noted by the witness and Spark's held against them one by one; then the answers field by field and
the tables row by row. Each function of ``sql`` that DuckDB was asked by has to have been asked of Spark.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import openicp.engine.choosing as choosing
import openicp.sql
from openicp import example
from openicp.sql.dialect import SPARK, Dialect
from parity import flows
from parity.conftest import MASTER
from parity.witness import Step, Witness, hold
from story.exports import data
from story.test_real_exports import R3N0VA

FULL = os.environ.get("OPENICP_PARITY") == "all"
CALLS: dict[str, set[str]] = defaultdict(set)
"""By the name of a dialect: the functions of ``sql`` that were asked for its words."""


def functions() -> dict[str, Callable[..., str]]:
    """The public functions of ``sql`` by their place."""
    rooms = [importlib.import_module(f"openicp.sql.{m.name}") for m in pkgutil.iter_modules(openicp.sql.__path__)]
    return {
        f"{room.__name__.removeprefix('openicp.sql.')}.{name}": function
        for room in rooms
        for name, function in vars(room).items()
        if inspect.isfunction(function) and function.__module__ == room.__name__ and not name.startswith("_")
    }


def noted(place: str, function: Callable[..., str]) -> Callable[..., str]:
    """A function that notes which dialect it was asked for."""

    @wraps(function)
    def asked(d: Dialect, *args: Any, **named: Any) -> str:
        CALLS[d.name].add(place)
        return function(d, *args, **named)

    return asked


@pytest.fixture(scope="module")
def watched() -> Iterator[None]:
    """Every function of ``sql`` notes its calls, wherever it was imported to."""
    by_function = {function: noted(place, function) for place, function in functions().items()}
    modules = [module for name, module in sys.modules.items() if name.startswith("openicp.")]
    with pytest.MonkeyPatch.context() as patch:
        for module in modules:
            for name, value in list(vars(module).items()):
                if inspect.isfunction(value) and value in by_function:
                    patch.setattr(module, name, by_function[value])
        yield


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


COMPANIES = {"small": example.write_small, **({"large": example.write_large, "r3n0va": renewing} if FULL else {})}


@pytest.fixture(scope="module", params=COMPANIES)
def both(request, watched, spark_settings, tmp_path_factory) -> tuple[Any, Any]:
    """Answers and tables of one company on DuckDB and on Spark; a step that differs fails here."""
    folder = tmp_path_factory.mktemp("parity")
    files = COMPANIES[request.param](folder / "exports")
    listed = next((file for file in files if file.name == "list.csv"), None)
    given = [file for file in files if file != listed]
    notes: list[list[Step]] = []
    found = []
    for engine, other in (("duckdb", None), (MASTER, notes)):
        mine: list[list[Step]] = notes if other is None else []
        with witnessed(mine, against=other):
            session = flows.opened(folder / engine.partition(":")[0].strip("[]"), engine, spark_settings)
            found.append((flows.asked(session, given, listed), flows.tables(session)))
            session.close()
        assert sum(map(len, mine)) > 100
    assert len(notes) == len(mine)
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


NOT_REACHED = {
    "collect": (
        "all_rows_sql every_text_sql grown_sql kept_keys_sql matches numbered_texts_sql once_sql "
        "other_texts_sql plain_shares_sql sampled_rows_sql settled_deals_sql texts_between_sql "
        "texts_such_sql without_lines_sql"
    ),
    "elsewhere": "fitted_sql repeated_sql values_sql",
    "erasing": "distinct_pairs_sql distinct_texts_sql replaced_sql shape_sql",
    "estimates": "names_joined where_estimated where_known",
    "facts": "leads_count_sql leads_sql promoters_sql rates_sql referrals_sql spend_sql usage_sql",
    "figures": "figure_currencies_sql figure_meanings_sql figures_sql",
    "history": "broken_changes_sql changes_sql earlier_rows_sql merged_history_sql texts_of_changes_sql",
    "joining": "domain_texts_sql",
    "known": "days_sql names_sql own_attributes_sql",
    "paying": "account_intervals_sql without_period_sql",
    "personas": "decision_roles_sql",
    "plans": "listed_plans_sql priced_nothing_sql",
    "publish": (
        "completed_sql lines_as_subscriptions_sql mrr_of_items_sql newest_sql subscribers_sql "
        "through_subscription_sql with_items_sql"
    ),
    "quality": "differing_attributes_sql",
    "reasons": "latest_words_sql",
    "score": "first_that_holds looked_up yes_or_no",
    "spells": "mrr_by_source_sql",
    "stream": (
        "as_text best_sql bucketed_sql code_of head_sql in_lists_sql kinds_sql known_addresses_sql "
        "known_names_sql meant_sql named_sql nameless step_of streamed_sql sum_of tiers_sql types_sql "
        "values_sql"
    ),
    "totals": "leads_by_row_sql spend_by_row_sql",
    "words": "capitals month_start",
}
"""Functions by module that the small example does not need: parsed by Spark below, not run there; the list only grows
shorter. Streaming a list and what erases people run on DuckDB alone."""
OF_DUCKDB = {"stream.bucketed_sql", "stream.in_lists_sql"}
"""Asked only where ``joins_lose_order``."""


def test_every_function_that_duckdb_was_asked_by_was_asked_of_spark(both):
    assert len(CALLS["duckdb"]) > 100
    assert CALLS["duckdb"] - CALLS["spark"] == set()


def test_every_public_function_of_the_room_was_asked_of_spark(both):
    beyond = {f"{module}.{name}" for module, names in NOT_REACHED.items() for name in names.split()}
    assert sorted(set(functions()) - CALLS["spark"] - beyond) == []
    assert sorted(beyond - set(functions())) == []


def test_every_function_is_understood_by_spark(engines, monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "house"))
    from test_sql import EXPRESSIONS, FUNCTIONS, written

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
