"""What every engine can do: the verbs that the other rooms may use.

Comes in: nothing. Goes out: the protocol ``Engine``. It never names a particular engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from openicp.engine.elsewhere import Location, Part
from openicp.sql.dialect import Dialect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Columns = Mapping[str, Sequence[Any] | NDArray[Any]]
    Fetched = dict[str, NDArray[np.generic[Any]] | NDArray[Any]]


class Engine(Protocol):
    """A session of an engine; tables live as long as it does. Errors are ``EngineFailed``."""

    dialect: Dialect

    def load(self, name: str, *paths: Path | Location) -> None:
        """A view over one or more Parquet files, columns matched by name; a missing column is null.

        One ``Location`` alone is a table that lies elsewhere, in the shape in which it is wanted.
        """

    def parts(self, location: Location) -> list[Part] | None:
        """The files of a table elsewhere; ``None`` where nothing tells whether it has changed."""

    def load_texts(self, name: str, path: Path, columns: Sequence[str], *, held: bool = False) -> None:
        """A view over a clean CSV of ours, or a table ``held``: the first column is the line, the others are texts."""

    def put(self, name: str, columns: Columns, *, types: Mapping[str, str] | None = None) -> None:
        """A table of our own values; ``None``, masked and NaN are null. ``types`` where values can't tell."""

    def create(self, name: str, select: str, parameters: Sequence[object] = ()) -> None:
        """A temporary table that holds what ``select`` gives; replaces one of that name."""

    def view(self, name: str, select: str) -> None:
        """A view of what ``select`` gives, worked out whenever it is read; ``select`` never reads ``name`` itself."""

    def fetch(self, select: str, parameters: Sequence[object] = ()) -> dict[str, NDArray[Any]]:
        """Columns by name as plain arrays (never masked).

        Text is object with ``None``; double, float and decimal are float64 with NaN; whole numbers are int64, or
        float64 with NaN when there is a null; dates and timestamps are int64 days since 1970 with -1 for null;
        yes/no is int8 with -1 for null.
        """

    def rows(self, select: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows as Python values."""

    def export(self, select: str, path: Path | Location, *, ordered: bool = False) -> int:
        """Write a Parquet file and return its rows; ``ordered`` sorts by all columns: same rows, same bytes.

        At a ``Location`` the workers of a cluster write a folder of files, in the place of what was there.
        """

    def watched(self, tell: Callable[[float], None]) -> AbstractContextManager[None]:
        """Tell each further share of the one long statement that runs inside."""

    def drop(self, name: str) -> None:
        """Forget a table or view; nothing happens when there is none."""
