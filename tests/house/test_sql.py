"""Every public function of ``sql``, found by itself: pure, dialect first, one SELECT that any name may stand in.

Arguments are made from the names and types of parameters, so a new function is held at once; names and texts hold
quotes of every kind, so that what is not quoted does not parse.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from plan import modules

import openicp.sql
from openicp.model.attribute import Condition, Kind
from openicp.model.profile import Band, Line, Profile
from openicp.sql.dialect import DUCKDB, SPARK, Dialect
from openicp.sql.stream import Nobodys

NASTY = """o'b"r`i;--\\"""


def functions() -> dict[str, Callable[..., str]]:
    """Public functions of the room by their place."""
    rooms = [
        importlib.import_module(f"openicp.sql.{found.name}") for found in pkgutil.iter_modules(openicp.sql.__path__)
    ]
    return {
        f"{room.__name__.removeprefix('openicp.sql.')}.{name}": function
        for room in rooms
        for name, function in vars(room).items()
        if inspect.isfunction(function) and function.__module__ == room.__name__ and not name.startswith("_")
    }


FUNCTIONS = functions()
EXPRESSIONS = {"collect.doubt_sql", "paying.money_sql", *(name for name in FUNCTIONS if not name.endswith("_sql"))}
"""What is put into a SELECT instead of being one."""


def by_name(word: str) -> dict[str, Any]:
    """Made-up arguments by the name of the parameter: expressions, and values of the model."""
    expressions = ("name", "attribute", "value", "low", "high", "currency", "original", "estimated")
    bands = (Band(Condition("industry", (word, "b")), 3), Band(None, 0))
    lines = (Line("industry", "shown", bands, reference=1.0),)
    return {
        "select": "select 1 as line",
        "expression": "x",
        "condition": "x is null",
        "times": 1000.0,
        "amount": "x",
        "currency": "y",
        "day": "z",
        "row": "t",
        "reference": "r",
        "tables": ["deals", "subscriptions"],
        "given": {word: "1"},
        "plain": {word: "max(x)"},
        "attributes": [dict.fromkeys(expressions, "x") | {"known": "true"}],
        "tail": {"source": "x", "system": "y"},
        "rules": [("future", "x > 1")],
        "profile": Profile("main", 1, "won", "reliable", "", {}, lines, (), "", "", 10, 5, 1),
        "choices": [(Condition("employees", (), 50, 200), word)],
        "topic": "spells",
        "source": "select 1 as prospect_id",
        "account": "y",
        "steps": [(0.0, 1), (50.0, 2)],
        "lookups": {word: "x"},
    }


def by_type(word: str) -> dict[str, Any]:
    """Made-up arguments by the type of the parameter: names and texts."""
    return {
        "str": word,
        "str | None": word,
        "int": 20000,
        "float": 0.0,
        "tuple[str, str]": (word, word),
        "bool": True,
        "Sequence[str]": [word, "b"],
        "Iterable[str]": [word, "b"],
        "Iterable[int]": [1, 2],
        "Container[str]": [word],
        "Sequence[float]": [50.0, 200.0],
        "Sequence[int]": [1, 2],
        "Mapping[str, str]": {word: word},
        "Nobodys": Nobodys(word, word, word, ["gmail.com"], ["com", "ro"]),
        "Mapping[str, tuple[str, str]]": {word: (word, "varchar")},
        "Mapping[str, Kind]": {"industry": Kind.CATEGORY},
        "Mapping[str, Sequence[str]]": {word: [word]},
        "Mapping[str, tuple[str, Mapping[str, str]]]": {word: (word, {word: word})},
        "Iterable[tuple[str, str]]": [(word, "varchar")],
        "Sequence[tuple[str, str]]": [(word, "varchar")],
    }


ALSO: dict[str, dict[str, Any]] = {
    "collect.exploded_sql": {"columns": {"plain word": "x"}},
    "collect.other_texts_sql": {"plain": "{text} > 'a'"},
    "collect.plain_shares_sql": {"columns": [("o'b", "{text} > 'a'")]},
    "collect.read_back_sql": {"plain": {"o'b": ("{text} > 'a'", {"x": "{text}"})}},
    "collect.texts_such_sql": {"plain": "{text} > 'a'"},
    "collect.without_lines_sql": {"select": "t.line"},
    "elsewhere.fitted_sql": {
        "columns": [("o'b", "varchar")],
        "there": {"o'b": ("x", "varchar")},
        "standing": {"o'b": "y"},
        "needed": ["o'b"],
    },
    "elsewhere.read_sql": {"read": [("o'b", "b", ""), ("b", "o'b", "x y")]},
    "elsewhere.texts_sql": {"columns": [("o'b", "b", ""), ("b", "o'b", "x y")]},
    "estimates.names_joined": {"parts": ["x", "y"]},
    "lines.typed_sql": {"rows": "t", "kinds": {"o'b": "date"}, "folders": {"o'b": "x"}},
    "lines.unreadable_sql": {"rows": "t", "kinds": {"o'b": "bigint", "x y": "date"}, "folders": {"o'b": "y"}},
    "publish.tag_rows_sql": {"key": "account_id"},
    "score.list_sql": {"columns": {"plain word": "x"}},
    "stream.code_of": {"key": "x"},
    "stream.kinds_sql": {"place": "x"},
    "stream.streamed_sql": {"place": "x"},
    "stream.begins": {"text": "x"},
    "stream.begun_sql": {"text": "x", "wanted": "x", "condition": "y", "among": ("t", 4)},
    "stream.known_addresses_sql": {"name": "x"},
    "stream.may_say_nothing": {"address": "x", "bare": ["gmail.com"]},
    "stream.nameless": {"texts": [("x", "y")], "sites": [("x", "y")]},
    "stream.said_sql": {"texts": ["x"], "marks": [("x", "t", "y")]},
    "stream.seen": {"text": "x"},
    "stream.sum_of": {"parts": [("x", 2)], "most": 5},
    "stream.texts_where_sql": {"text": "x", "condition": "y"},
    "stream.together": {"texts": ["x", "y"]},
}
"""Where the same parameter is something else: expressions by name, a list of columns, a column of our own."""


def written(name: str, dialect: Dialect, word: str = NASTY) -> str:
    """What a function writes for made-up arguments."""
    first, *others = inspect.signature(FUNCTIONS[name]).parameters.values()
    assert first.annotation == "Dialect"
    known = by_name(word) | ALSO.get(name, {})
    typed = by_type(word)
    lacking = [f"{e.name}: {e.annotation}" for e in others if e.name not in known and e.annotation not in typed]
    assert lacking == [], "no made-up value"
    place = {each.name: known[each.name] if each.name in known else typed[each.annotation] for each in others}
    positional = [place[each.name] for each in others if each.kind is not each.KEYWORD_ONLY]
    return FUNCTIONS[name](dialect, *positional, **{e.name: place[e.name] for e in others if e.kind is e.KEYWORD_ONLY})


def selects(text: str) -> list[str]:
    """What kinds of statements a text holds, as the engine's parser sees them."""
    return [statement.type.name for statement in duckdb.extract_statements(text)]


def test_functions_are_found_at_all():
    assert len(FUNCTIONS) > 60


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_takes_the_dialect_first_and_returns_text(name):
    assert isinstance(written(name, DUCKDB), str)
    assert inspect.getdoc(FUNCTIONS[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_pure(name):
    assert written(name, DUCKDB) == written(name, DUCKDB)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - EXPRESSIONS))
def test_what_is_named_sql_is_one_select_whatever_the_names(name):
    assert selects(written(name, DUCKDB)) == ["SELECT"]


@pytest.mark.parametrize("name", sorted(EXPRESSIONS))
def test_what_is_no_select_is_one_expression(name):
    assert selects(f"select {written(name, DUCKDB)} as it") == ["SELECT"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_name_is_quoted_by_hand(name):
    assert '"' not in written(name, SPARK, "plain word")


def test_the_check_sees_what_is_not_quoted():
    with pytest.raises(duckdb.ParserException):
        selects(f"select * from {NASTY}")
    assert selects("select 1; drop table x") != ["SELECT"]


NEVER = ("median(", "datediff(", "months_between(", "current_date", "now()", "today()", "random(")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_asks_the_clock_or_what_engines_answer_differently(name):
    text = written(name, DUCKDB).lower()
    assert [word for word in NEVER if word in text] == []


ELSEWHERE = {"collect": 14, "facts": 7, "prospects": 2, "engine": 3}
"""How many bare SELECTs over tables of their own the rooms hold; these numbers only go down."""
STARTS = re.compile(r"\s*(select |insert into|with \w+ as|update \w+ set|delete from)")


def sql_outside() -> dict[str, list[str]]:
    """Texts that begin as a statement, outside of ``sql`` and of the ledger that has its own, by room."""
    found: dict[str, list[str]] = {}
    for module in modules():
        for node in ast.walk(module.tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and STARTS.match(text) and module.room not in {"sql", "workspace"}:
                found.setdefault(module.room, []).append(f"{module.name}:{node.lineno}")
    return found


@pytest.mark.parametrize("room", sorted({module.room for module in modules()}))
def test_no_more_sql_is_written_outside_of_its_room(room):
    found = sql_outside().get(room, [])
    assert len(found) <= ELSEWHERE.get(room, 0), found
