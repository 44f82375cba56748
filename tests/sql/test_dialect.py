"""The words of each dialect: held as golden texts, and run where an engine is at hand."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openicp import engine
from openicp.sql.collect import matches
from openicp.sql.dialect import DUCKDB, SPARK, Dialect

GOLDEN = [
    (lambda d: d.ident('a"b`c'), '"a""b`c"', '`a"b``c`'),
    (lambda d: d.column("t", "x"), '"t"."x"', "`t`.`x`"),
    (lambda d: d.literal("it's a \\ test"), "'it''s a \\ test'", "'it''s a \\\\ test'"),
    (lambda d: d.literal(None), "null", "null"),
    (lambda d: d.literal(True), "true", "true"),
    (lambda d: d.literal(-3), "-3", "-3"),
    (lambda d: d.literal(0.1), "0.1e0", "0.1e0"),
    (lambda d: d.literal(1e300), "1e+300", "1e+300"),
    (lambda d: d.literal(math.inf), "cast('Infinity' as double)", "cast('Infinity' as double)"),
    (lambda d: d.literal(date(2024, 2, 29)), "date '2024-02-29'", "date '2024-02-29'"),
    (
        lambda d: d.literal(Decimal("1.50")),
        "cast('1.50' as decimal(18,4))",
        "cast('1.50' as decimal(18,4))",
    ),
    (lambda d: d.is_in("x", ["a", "b"]), "(x in ('a', 'b'))", "(x in ('a', 'b'))"),
    (lambda d: d.is_in("x", []), "false", "false"),
    (lambda d: d.to_text("x"), "cast(x as varchar)", "cast(x as string)"),
    (
        lambda d: d.double_text("x"),
        "cast(x as varchar)",
        "case when abs(x) >= 1e7 and abs(x) < 1e15 or abs(x) >= 1e-4 and abs(x) < 1e-3 then "
        "regexp_replace(cast(cast(x as decimal(38,22)) as string), '([.][0-9]+?)0*$', '$1') else cast(x as string) end",
    ),
    (
        lambda d: d.try_double("x"),
        "(case when isfinite(try_cast(x as double)) and not contains(x, '_') then try_cast(x as double) end)",
        r"(case when regexp_like(x, '\\A[ \\t-\\r]*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)"
        r"([eE][-+]?[0-9]+)?[ \\t-\\r]*\\z')"
        " and abs(try_cast(x as double)) < cast('Infinity' as double) then try_cast(x as double) end)",
    ),
    (
        lambda d: d.month_index("x"),
        "(cast(year(x) as bigint) * 12 + cast(month(x) as bigint) - 1)",
        "(cast(year(x) as bigint) * 12 + cast(month(x) as bigint) - 1)",
    ),
    (
        lambda d: d.day_number("x"),
        "cast(date_diff('day', date '1970-01-01', x) as bigint)",
        "cast(unix_date(x) as bigint)",
    ),
    (
        lambda d: d.from_day("x"),
        "(date '1970-01-01' + cast(x as int))",
        "date_from_unix_date(cast(x as int))",
    ),
]


@pytest.mark.parametrize(("word", "duckdb", "spark"), GOLDEN)
def test_each_word_is_written_as_agreed(word, duckdb, spark):
    assert word(DUCKDB) == duckdb
    assert word(SPARK) == spark


def test_every_public_word_has_a_golden_text_or_builds_on_one():
    words = {name for name, value in vars(Dialect).items() if callable(value) and not name.startswith("_")}
    tested = {name for word, *_ in GOLDEN for name in word.__code__.co_names}
    assert words - tested == {"idents", "literals", "cast", "to_double", "divide"}


@pytest.fixture(scope="module")
def duck(tmp_path_factory):
    with engine.duck(tmp_path_factory.mktemp("dialect")) as opened:
        yield opened


literals = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.dates(date(1, 1, 1), date(9999, 12, 31))
)


@given(literals)
@settings(max_examples=200, deadline=None)
def test_any_literal_comes_back_as_it_was(duck, value):
    found = duck.rows(f"select {DUCKDB.literal(value)}")[0][0]
    assert found == value
    assert type(found) is type(value)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@settings(max_examples=100, deadline=None)
def test_any_name_can_be_a_column(duck, name):
    assert list(duck.fetch(f"select 1 as {DUCKDB.ident(name)}")) == [name]


@pytest.mark.parametrize("value", [object(), [1], b"x", datetime(2020, 1, 1), 2**63, Decimal("NaN")])
def test_what_has_no_literal_is_an_error(value):
    with pytest.raises(TypeError):
        DUCKDB.literal(value)


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_what_is_no_name_is_an_error(name):
    with pytest.raises(ValueError, match="not a name"):
        DUCKDB.ident(name)


def test_numbers_of_numpy_are_literals_too():
    assert DUCKDB.literals([np.int64(3), np.float64(0.5)]) == "3, 0.5e0"


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_months_and_days_count_as_python_counts(duck, day):
    literal = DUCKDB.literal(day)
    words = [
        DUCKDB.month_index(literal),
        DUCKDB.day_number(literal),
        DUCKDB.from_day(DUCKDB.day_number(literal)),
    ]
    assert duck.rows(f"select {', '.join(words)}")[0] == (
        day.year * 12 + day.month - 1,
        (day - date(1970, 1, 1)).days,
        day,
    )


def test_a_quotient_is_a_double_and_null_by_zero(duck):
    assert duck.rows(f"select {DUCKDB.divide('1', '2')}, {DUCKDB.divide('1', '0')}") == [(0.5, None)]


def test_a_type_cannot_smuggle_anything_in():
    with pytest.raises(ValueError, match="not a type"):
        DUCKDB.cast("x", "double) or (1")


@pytest.mark.parametrize(("text", "fits"), [("12", True), ("12\n", False), ("a12", False), ("", False)])
def test_a_form_is_that_of_the_whole_text(duck, text, fits):
    assert matches(SPARK, "x", r"\d") == r"regexp_like(x, '\\A(?:\\d)\\z')"
    assert duck.rows(f"select {matches(DUCKDB, DUCKDB.literal(text), '[0-9]+')}") == [(fits,)]
