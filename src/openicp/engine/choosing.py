"""Which engine adds the rows up: the one that a person chose, DuckDB unless they did.

Comes in: the choice, a folder. Goes out: an open ``Engine``. It loads Spark only when Spark was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from openicp.engine.elsewhere import Location
from openicp.engine.local import duck
from openicp.engine.protocol import Engine

HERE = "local[*]"
"""The master of ``spark`` without an address: this machine, all cores."""


class SparkChoice(Protocol):
    """What is said of a cluster."""

    @property
    def scratch(self) -> str | None: ...
    @property
    def settings(self) -> Mapping[str, str]: ...


class Choice(Protocol):
    """What an engine needs of ``config.Project``."""

    @property
    def engine(self) -> str: ...
    @property
    def spark(self) -> SparkChoice: ...


def chosen(
    choice: Choice,
    folder: Path,
    *,
    memory_limit: str | None = None,
    spill: Path | None = None,
    elsewhere: Sequence[Location] = (),
) -> AbstractContextManager[Engine]:
    """Open the chosen engine on a folder.

    Parameters
    ----------
    choice
        ``duckdb``, ``spark`` for Spark on this machine, or the address of a master.
    folder, memory_limit, spill, elsewhere
        As for ``duck``; Spark reads what the person who runs it may read, and its memory is set in ``spark.settings``.

    Raises
    ------
    ExtraMissing, ClusterNotReady
    """
    if choice.engine == "duckdb":
        return duck(folder, memory_limit=memory_limit, spill=spill, elsewhere=elsewhere)
    from openicp.engine.spark import spark

    master = HERE if choice.engine == "spark" else choice.engine
    place = spill or folder
    return spark(place, master=master, settings=choice.spark.settings, scratch=choice.spark.scratch)
