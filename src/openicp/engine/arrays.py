"""Between Python values and the engine's columns: what is null, and of which type.

Comes in: lists and arrays of our own values, or masked arrays from the engine. Goes out: the other of the two.
It never guesses across kinds: a list that mixes text and numbers is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPOCH = date(1970, 1, 1).toordinal()


def sql_column(values: Sequence[Any] | NDArray[Any], kind: str | None = None) -> tuple[NDArray[Any], str]:
    """An array that the engine reads with its nulls, and the SQL type to cast it to.

    Parameters
    ----------
    values
        ``None``, masked and NaN are null. Whole numbers become bigint, others double, dates date, yes/no boolean,
        texts varchar; so do values that are all ``None``.
    kind
        SQL type, where the values cannot tell it.
    """
    array, natural = _array_column(values) if isinstance(values, np.ndarray) else _list_column(values)
    return array, kind or natural


def _array_column(values: NDArray[Any]) -> tuple[NDArray[Any], str]:
    if values.dtype.kind == "f":
        doubles = np.ma.asarray(values.astype(np.float64, copy=False))
        return np.ma.masked_array(doubles, mask=np.ma.getmaskarray(doubles) | np.isnan(doubles.data)), "double"
    if values.dtype.kind == "M":
        days = np.ma.asarray(values.astype("datetime64[us]"))
        return np.ma.masked_array(days, mask=np.ma.getmaskarray(days) | np.isnat(days.data)), "date"
    if values.dtype.kind in "iu":
        return values.astype(np.int64, copy=False), "bigint"
    if values.dtype.kind == "b":
        return values, "boolean"
    return _list_column(values.tolist())


def _list_column(values: Sequence[Any]) -> tuple[NDArray[Any], str]:
    # By kind, not by value: a million texts took 1.5 s.
    present = {_family(kind) for kind in set(map(type, values)) - {type(None)}}
    if present == {"bigint", "double"}:
        present = {"double"}
    if len(present) > 1:
        raise TypeError(f"a column of several kinds: {sorted(present)}")
    kind = present.pop() if present else "varchar"
    return BUILDERS[kind](values), kind


def _family(kind: type) -> str:
    for parent, name in FAMILIES:
        if issubclass(kind, parent):
            return name
    raise TypeError(f"no column for {kind.__name__}")


def _texts(values: Sequence[Any]) -> NDArray[Any]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = [None if value is None else str(value) for value in values]
    return texts


def _masked(values: Sequence[Any], dtype: str, *, filler: object) -> NDArray[Any]:
    data = np.array([filler if value is None else value for value in values], dtype=dtype)
    return np.ma.masked_array(data, mask=np.fromiter((value is None for value in values), bool, len(values)))


def _doubles(values: Sequence[Any]) -> NDArray[Any]:
    doubles = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.ma.masked_array(doubles, mask=np.isnan(doubles))


def _dates(values: Sequence[Any]) -> NDArray[Any]:
    days = [None if value is None else value.toordinal() - EPOCH for value in values]
    return _masked(days, "datetime64[D]", filler=0).astype("datetime64[us]")


BUILDERS: dict[str, Callable[[Sequence[Any]], NDArray[Any]]] = {
    "varchar": _texts,
    "decimal(18,4)": _texts,
    "timestamp": lambda values: _masked(values, "datetime64[us]", filler="1970-01-01"),
    "date": _dates,
    "boolean": lambda values: _masked(values, "bool", filler=False),
    "bigint": lambda values: _masked(values, "int64", filler=0),
    "double": _doubles,
}
"""How a list of each kind becomes an array."""

FAMILIES: tuple[tuple[type, str], ...] = (
    (str, "varchar"),
    (bool, "boolean"),
    (np.bool_, "boolean"),
    (int, "bigint"),
    (np.integer, "bigint"),
    (float, "double"),
    (np.floating, "double"),
    (Decimal, "decimal(18,4)"),
    (datetime, "timestamp"),
    (date, "date"),
)
"""Kind of a Python value, the more particular class first."""


def plain_array(values: NDArray[Any]) -> NDArray[Any]:
    """What the engine gave, without masks: see ``Engine.fetch`` for the sign of null in each kind."""
    missing = np.ma.getmaskarray(values)
    data = np.ma.getdata(values)
    if data.dtype.kind == "M":
        return np.where(missing, -1, _days(data))
    if data.dtype.kind == "b":
        return np.where(missing, np.int8(-1), data.astype(np.int8))
    if data.dtype.kind == "f" or (data.dtype.kind in "iu" and missing.any()):
        return np.where(missing, np.nan, data.astype(np.float64))
    if data.dtype.kind in "iu":
        return data.astype(np.int64)
    texts = data.astype(object)
    texts[missing] = None
    return texts


def _days(moments: NDArray[Any]) -> NDArray[np.int64]:
    return moments.astype("datetime64[D]").astype(np.int64)
