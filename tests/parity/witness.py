"""An engine with a witness: every step and answer is noted, or held against what another engine answered.

Comes in: an engine, and the notes of another one that was asked the same. Goes out: its answers, unchanged; the first
that differs is an ``AssertionError`` that shows the statement. Order counts where a statement ends with one; counts and
texts have to be equal, sums of doubles to a billionth.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from openicp.engine import Engine

CLOSE = 1e-9
ORDERED = re.compile(r"\border by (?:[^()]|\([^()]*\))*$", re.IGNORECASE)
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Step:
    """One verb and what came of it."""

    verb: str
    names: tuple[str, ...]
    """Columns, or the table."""
    rows: list[Row]
    ordered: bool
    text: str
    """The statement, for whoever reads that it differs."""


class Witness:
    """An ``Engine`` whose steps are noted in ``steps``; each is held against ``other``, where it is given."""

    def __init__(self, engine: Engine, other: Sequence[Step] | None = None) -> None:
        self.engine = engine
        self.dialect = engine.dialect
        self.steps: list[Step] = []
        self._other = other

    def load(self, name: str, *paths: Path) -> None:
        self.engine.load(name, *paths)

    def load_texts(self, name: str, path: Path, columns: Sequence[str], *, held: bool = False) -> None:
        self.engine.load_texts(name, path, columns, held=held)
        self._table("load_texts", name, "")

    def put(self, name: str, columns: Mapping[str, Any], *, types: Mapping[str, str] | None = None) -> None:
        self.engine.put(name, columns, types=types)
        self._table("put", name, "")

    def create(self, name: str, select: str, parameters: Sequence[object] = ()) -> None:
        self.engine.create(name, select, parameters)
        self._table("create", name, select)

    def view(self, name: str, select: str) -> None:
        self.engine.view(name, select)
        self._table("view", name, select)

    def fetch(self, select: str, parameters: Sequence[object] = ()) -> dict[str, Any]:
        found = self.engine.fetch(select, parameters)
        rows = list(zip(*(column.tolist() for column in found.values()), strict=True))
        self._note(Step("fetch", tuple(found), rows, is_ordered(select), select))
        return found

    def rows(self, select: str, parameters: Sequence[object] = ()) -> list[Row]:
        found = self.engine.rows(select, parameters)
        self._note(Step("rows", (), found, is_ordered(select), select))
        return found

    def export(self, select: str, path: Path, *, ordered: bool = False) -> int:
        n = self.engine.export(select, path, ordered=ordered)
        self.engine.load("witness_exported", path)
        found = self.engine.rows("select * from witness_exported")
        self.engine.drop("witness_exported")
        assert n == len(found)
        self._note(Step("export", (), found, ordered or is_ordered(select), select))
        return n

    def watched(self, tell: Callable[[float], None]) -> AbstractContextManager[None]:
        return self.engine.watched(tell)

    def drop(self, name: str) -> None:
        self.engine.drop(name)

    def _table(self, verb: str, name: str, text: str) -> None:
        content = self.engine.rows(f"select * from {self.dialect.ident(name)}")
        self._note(Step(verb, (name,), content, False, text))

    def _note(self, step: Step) -> None:
        place = len(self.steps)
        self.steps.append(step)
        if self._other is None:
            return
        assert place < len(self._other), f"a step that the other engine was not asked:\n{step.text}"
        hold(step, self._other[place], place)


def is_ordered(select: str) -> bool:
    """Whether a statement says the order of its rows.

    >>> is_ordered("select x from t order by x"), is_ordered("select row_number() over (order by x) from t")
    (True, False)
    """
    return ORDERED.search(select.strip()) is not None


def hold(found: Step, other: Step, place: int = 0) -> None:
    """Fail where two engines answered differently."""
    where = f"step {place}, {found.verb} {', '.join(found.names)}:\n{found.text}\nthe other was asked:\n{other.text}\n"
    assert (found.verb, found.names) == (other.verb, other.names), where
    assert len(found.rows) == len(other.rows), f"{where}{len(found.rows)} rows, the other {len(other.rows)}"
    pairs = zip(_lined(found), _lined(other), strict=True)
    different = [(one, two) for one, two in pairs if not alike(one, two)]
    assert not different, f"{where}{len(different)} rows differ, the first:\n{different[0][0]}\n{different[0][1]}"


def _lined(step: Step) -> list[Row]:
    return step.rows if step.ordered else sorted(step.rows, key=_place)


def _place(row: Row) -> tuple[tuple[int, Any], ...]:
    """Where a row stands among others: a sum that differs in its last digit stands in the same place."""
    return tuple(_rank(value) for value in row)


def _rank(value: Any) -> tuple[int, Any]:
    if value is None or value != value:
        return (0, 0)
    if isinstance(value, bool | int | float | np.number) or hasattr(value, "as_tuple"):
        number = float(value)
        return (1, float(f"{number:.6g}") if math.isfinite(number) else number)
    return (2, str(value))


def alike(one: Any, two: Any) -> bool:
    """Equal; doubles to a billionth.

    >>> alike((1, "a", 0.1 + 0.2), (1, "a", 0.3)), alike((1,), (2,)), alike((None,), (0,))
    (True, False, False)
    """
    if isinstance(one, tuple | list) and isinstance(two, tuple | list):
        return len(one) == len(two) and all(map(alike, one, two))
    if one is None or two is None:
        return one is two
    if isinstance(one, float) or isinstance(two, float):
        return (one != one and two != two) or math.isclose(one, two, rel_tol=CLOSE, abs_tol=1e-12)
    return bool(one == two)


__all__ = ["Step", "Witness", "alike", "hold", "is_ordered"]
