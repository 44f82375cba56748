"""Every word of the dialects, asked of both engines with the same values: the same answers."""

from __future__ import annotations

import inspect
import random
import sys
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from unicodedata import category

import pytest

import openicp.sql.words as words
from openicp.sql.collect import matches
from openicp.sql.dialect import Dialect
from openicp.sql.paying import money_sql
from parity.reached import OF_WORDS, places
from parity.witness import alike

SEED = 4
SIGNS = "aZ9 ;'\"\\`%_-\t\n\u00a0\u2003\u3000\u200b\u0130\u0131\u03a3\u03c2"
SIGNS += "\u1e9e\u00df\u0149\ufb01\u01c5\u00e9e\u0301\U0001f986"
SINCE = date(1, 1, 1)


def drawn(kind: str, number: int = 300) -> list[Any]:
    """Values of a kind, nasty ones first."""
    dice = random.Random(f"{SEED} {kind}")
    if kind == "varchar":
        # Letters younger than Python's own tables are small ones to some engines only.
        letters = [chr(code) for code in range(1, 0x3000) if category(chr(code)) != "Cn"]
        texts = ["".join(dice.choices(SIGNS, k=dice.randrange(12))) for _ in range(number)]
        return [None, "", "NULL", "Straße;;", ";", *texts, *letters]
    if kind == "date":
        edge = [None, SINCE, date(1582, 10, 4), date(1582, 10, 15), date(1969, 12, 31), date(9999, 12, 31)]
        return [*edge, *(SINCE + timedelta(dice.randrange(3_650_000)) for _ in range(number))]
    if kind == "double":
        ends = [None, 0.0, -0.0, 1.0, 0.00015, 1.00005, -2.5, 416.66865, 1e-9, 8333.33335, 99999999.99995]
        return [*ends, *(dice.randrange(10**9) / dice.choice((3, 12, 24, 1200)) / 100 for _ in range(number))]
    if kind == "written":
        ends = [None, 0.0, -0.0, 0.0001, 0.00025, 0.001, 0.5, 9999999.5, 1e7, 2.5e7, -4e8, 12345678.9, 1e12, 9e14]
        return [*ends, *(dice.randrange(10**8) * 10.0 ** dice.randrange(-1, 6) for _ in range(number))]
    if kind == "day":
        odd = [None, "2024-02-30", "2024-02-29", "0999-01-31", "9999-12-31", "1582-10-10", "", "a", "2024-1-2"]
        return [*odd, *((SINCE + timedelta(dice.randrange(3_650_000))).isoformat() for _ in range(number))]
    if kind == "bigint":
        return [None, 0, 1, -1, 11, 12, 2**31, 2**53 + 1, 2**63 - 1, *(dice.randrange(40_000) for _ in range(number))]
    raise ValueError(kind)


ASKED: dict[str, tuple[str, Any]] = {
    "to_money": ("double", words.to_money),
    "trim": ("varchar", words.trim),
    "trim_end": ("varchar", lambda d, x: words.trim_end(d, x, ";")),
    "lower": ("varchar", words.lower),
    "folded": ("varchar", words.folded),
    "capitals": ("varchar", words.capitals),
    "month_index": ("date", lambda d, x: d.month_index(x)),
    "day_number": ("date", lambda d, x: d.day_number(x)),
    "from_day": ("date", lambda d, x: d.from_day(d.day_number(x))),
    "to_text": ("date", lambda d, x: d.to_text(x)),
    "text_of_a_number": ("bigint", lambda d, x: d.to_text(x)),
    "double_text": ("written", lambda d, x: d.double_text(x)),
    "to_double": ("bigint", lambda d, x: d.to_double(x)),
    "divide": ("double", lambda d, x: d.divide(x, "12")),
    "divide_by": ("double", lambda d, x: d.divide("1", x)),
    "cast": ("day", lambda d, x: d.cast(x, "date", strict=False)),
    "is_in": ("varchar", lambda d, x: d.is_in(x, ["", "NULL", "a\\'b", "Straße;;"])),
    "is_in_none": ("varchar", lambda d, x: d.is_in(x, [])),
    "matches": ("varchar", lambda d, x: matches(d, x, r"[a-z0-9;]*")),
    "length": ("varchar", lambda d, x: f"length({x})"),
    "substr": ("varchar", lambda d, x: f"substr({x}, 1, 3)"),
    "split_part": ("varchar", lambda d, x: f"split_part({x}, ';', 1)"),
    "greatest": ("double", lambda d, x: f"greatest({x}, 1e0)"),
    "round": ("double", lambda d, x: f"round({x})"),
    "rounded_to_whole": ("double", lambda d, x: f"cast(round({x}) as bigint)"),
    "joined": ("varchar", lambda d, x: f"{x} || ':'"),
    "like": ("varchar", lambda d, x: f"{x} like '%a_%'"),
}
"""What is asked of each column of values, by the word that it holds."""
ELSEWHERE = {
    "column": "names", "ident": "names", "idents": "names", "literal": "literals", "literals": "literals",
    "type_of": "cast", "try_double": "numbers", "but": "but", "bytes_text": "texts that are kept as bytes",
    "as_text": "lists of every type",
}  # fmt: skip
"""Words that a test of their own holds, below."""


@pytest.fixture(scope="module")
def valued(engines):
    """Both engines with a table of values by kind: ``n, x``."""
    for engine in engines:
        for kind in ("varchar", "date", "double", "bigint", "day", "written"):
            values, stored = drawn(kind), {"day": "varchar", "written": "double"}.get(kind, kind)
            engine.put(f"v_{kind}", {"n": list(range(len(values))), "x": values}, types={"n": "bigint", "x": stored})
    return engines


@pytest.mark.parametrize("word", ASKED)
def test_a_word_means_the_same_to_both_engines(valued, word):
    kind, written = ASKED[word]
    one, other = (e.rows(f"select n, x, {written(e.dialect, 'x')} as y from v_{kind} order by n") for e in valued)
    assert [(a, b) for a, b in zip(one, other, strict=True) if not alike(a, b)] == []
    assert len({repr(row[2]) for row in one}) > (0 if word == "is_in_none" else 1), "nothing was asked"


def test_every_word_is_asked_of_both_engines():
    found = {name for name, value in vars(Dialect).items() if callable(value) and not name.startswith("_")}
    found |= {n for n, value in vars(words).items() if inspect.isfunction(value) and value.__module__ == words.__name__}
    assert found - set(ASKED) - set(ELSEWHERE) == set()
    assert {place.partition(".")[2] for place in places(OF_WORDS)} <= {*ASKED, *ELSEWHERE}


def test_what_looks_the_same_is_seen_where_it_differs(valued):
    """Words of the engines themselves that differ: what the dialect is there for."""
    for text in ("lower(x)", "trim(x)"):
        one, other = (engine.rows(f"select {text} from v_varchar order by n") for engine in valued)
        assert one != other


def test_literals_come_back_from_both_engines(engines):
    for kind in ("varchar", "date", "double", "bigint"):
        values = [each for each in drawn(kind, 40)[:60] if each is not None]
        for engine in engines:
            [found] = engine.rows(f"select {engine.dialect.literals(values)}")
            assert alike(found, tuple(values))
    for value in (True, Decimal("-12.3400"), sys.float_info.max, float("inf")):
        assert [e.rows(f"select {e.dialect.literal(value)}") for e in engines] == [[(value,)]] * 2


NAMES = ("plain", "a b", "o'b\"r`i;--\\", "x.y", "é/ü", "%s{0}", "_line")


def test_names_of_tables_and_columns_may_hold_any_sign(engines):
    for engine in engines:
        d = engine.dialect
        for name in NAMES:
            engine.put(name, {name: [1, 2]})
            engine.create(name, f"select t.{d.ident(name)} + 1 as {d.ident(name)} from {d.ident(name)} t")
            assert engine.rows(f"select sum({d.column(name, name)}) from {d.ident(name)}") == [(5,)]
            assert list(engine.fetch(f"select * from {d.ident(name)}")) == [name]
            engine.drop(name)


def test_all_columns_but_some_are_the_same_ones(engines):
    for engine in engines:
        engine.put("wide", {"a": [1], "b c": [2], "d": [3]})
        found = engine.fetch(f"select {words.but(engine.dialect, 't', ['b c'])}, 4 as e from wide t")
        assert list(found) == ["a", "d", "e"]


LAST = (499999999994, 499999999995, 499999999999, 500000000001)
NUMBERS = (
    "12", "-1.5", "1e3", "", "abc", "1,5", "1.2.3", "0012", "+7", ".5", "5.", "1d", "2F", "3L", "1_000", "0x10",
    "0x1p3", "nan", "NaN", "inf", "-Infinity", "1e400", "-1e400", "1e-400", " 12 ", "\t12\n", "1\x0b", "1\x1f",
    "12\u00a0", "\u0661", "e5", "1e", ".", "-", "1e+5", "1 2", "\\", "--1", "1\n2",
    "9" * 400, "0.1" + "0" * 40, "4.9e-324",
)  # fmt: skip


def test_texts_that_may_be_numbers_are_read_alike(engines):
    found = []
    for engine in engines:
        engine.put("numbers", {"n": list(range(len(NUMBERS))), "x": list(NUMBERS)})
        found.append(engine.rows(f"select x, {engine.dialect.try_double('x')} from numbers order by n"))
    assert found[0] == found[1]
    read = dict(found[0])
    assert [read[text] for text in ("12", "1e3", ".5", " 12 ", "1e-400")] == [12.0, 1000.0, 0.5, 12.0, 0.0]
    assert {read[text] for text in ("1d", "2F", "1_000", "0x1p3", "nan", "inf", "1e400", "")} == {None}


def test_an_amount_times_a_rate_is_rounded_once(engines):
    """After the cents these products have the digits 499999999995 and more: rounded to 13 places first, a cent more."""
    amounts = [Decimal("1.0007"), Decimal("-1.0007"), Decimal("12345.6789")]
    pairs = [(a, Decimal(pow(abs(int(a * 10**4)), -1, 10**12) * e % 10**12)) for a in amounts for e in LAST]
    exact = [(a * r.scaleb(-10)).quantize(Decimal("0.01"), ROUND_HALF_UP) for a, r in pairs]
    found = []
    for engine in engines:
        d = engine.dialect
        given = {"n": list(map(str, range(len(pairs)))), "x": [str(a) for a, _ in pairs]}
        engine.put("priced", given)
        rates = {"currency": given["n"], "month": [24240] * len(pairs), "rate": [str(r.scaleb(-10)) for _, r in pairs]}
        engine.put("facts_rates", rates)
        money = money_sql(d, "p.x", "p.n", day=d.cast("'2020-01-31'", "date"), base="EUR")
        found.append([row[0] for row in engine.rows(f"select {money} from priced p order by cast(p.n as int)")])
    assert found == [list(map(float, exact))] * 2
