"""Between Arrow tables, in which Spark gives and takes small tables, and our arrays.

Comes in: an Arrow table, or columns of our own values. Goes out: the other of the two, nulls and kinds as the protocol
says. It never rounds: a decimal becomes the double nearest to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.engine.arrays import sql_column

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

DAY_MICROSECONDS = 86_400_000_000


def arrow_table(
    columns: Mapping[str, Sequence[Any] | NDArray[Any]], types: Mapping[str, str]
) -> tuple[pa.Table, list[str]]:
    """Columns under the counted names ``c0``, ``c1``..., and the SQL type to cast each to."""
    import pyarrow as pa

    typed = [sql_column(values, types.get(name)) for name, values in columns.items()]
    arrays = {f"c{place}": _given(array) for place, (array, _) in enumerate(typed)}
    return pa.table(arrays), [kind for _, kind in typed]


def _given(values: NDArray[Any]) -> pa.Array:
    import pyarrow as pa

    if values.dtype.kind == "O":
        return pa.array(values.tolist(), type=pa.string())
    return pa.array(np.ma.getdata(values), mask=np.ma.getmaskarray(values))


def plain_columns(table: pa.Table) -> dict[str, NDArray[Any]]:
    """Columns by name as plain arrays: see ``Engine.fetch``."""
    whole = [column.combine_chunks() for column in table.columns]
    return {name: _plain(column) for name, column in zip(table.column_names, whole, strict=True)}


def _plain(column: pa.Array) -> NDArray[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    missing = np.asarray(column.is_null())
    if pa.types.is_boolean(kind):
        return np.where(missing, np.int8(-1), np.asarray(pc.fill_null(column.cast(pa.int8()), 0)))
    if pa.types.is_date(kind):
        return np.where(missing, -1, np.asarray(pc.fill_null(column.cast(pa.int32()), 0)).astype(np.int64))
    if pa.types.is_timestamp(kind):
        moments = np.asarray(pc.fill_null(column.cast(pa.timestamp("us")).cast(pa.int64()), 0))
        return np.where(missing, -1, moments // DAY_MICROSECONDS)
    if pa.types.is_integer(kind):
        whole = np.asarray(pc.fill_null(column, 0)).astype(np.int64)
        return np.where(missing, np.nan, whole.astype(np.float64)) if missing.any() else whole
    if pa.types.is_decimal(kind):
        return np.where(missing, np.nan, _doubles(column))
    if pa.types.is_floating(kind):
        return np.where(missing, np.nan, np.asarray(pc.fill_null(column, 0.0)).astype(np.float64))
    texts = np.empty(len(column), dtype=object)
    texts[:] = column.to_pylist()
    return texts


def _doubles(column: pa.Array) -> NDArray[np.float64]:
    """Decimals as doubles: a whole number divided by a power of ten is rounded once, where both are exact."""
    halves = np.frombuffer(column.buffers()[1], dtype=np.int64).reshape(-1, 2)
    low, high = halves[column.offset : column.offset + len(column)].T
    if len(column) and not (np.asarray(column.is_null()) | (high == low >> 63)).all():
        return np.array([np.nan if value is None else float(value) for value in column.to_pylist()])
    whole: NDArray[np.float64] = low.astype(np.float64) / 10.0**column.type.scale
    return whole


def plain_rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Rows as Python values."""
    columns = [column.to_pylist() for column in table.columns]
    return list(zip(*columns, strict=True)) if columns else []


__all__ = ["arrow_table", "plain_columns", "plain_rows"]
