"""One Spark session for all tests of parity: on this machine, or on the master that ``OPENICP_SPARK`` names.

Without pyspark the tests are skipped, each saying how it is installed; ``OPENICP_PARITY=all`` adds what takes longer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openicp.engine import duck
from parity.reached import watching

if TYPE_CHECKING:
    from openicp.engine import Engine

MASTER = os.environ.get("OPENICP_SPARK", "local[2]")
SMALL = {
    "spark.driver.memory": "1g",
    # Tables of some hundred rows: a part each is slower to plan than to add up, and so is compiling a query.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    # A query is run once or twice here: to compile it well takes longer than it then saves.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""Settings for small tables; no result depends on them."""
HOW = "needs pyspark: make test SPARK=1"


@pytest.fixture(scope="session")
def spark_settings() -> dict[str, str]:
    """The settings of the session, where Spark is installed."""
    pytest.importorskip("pyspark", reason=HOW)
    return SMALL if MASTER.startswith("local") else {}


@pytest.fixture(scope="module")
def watched() -> Iterator[None]:
    """Functions of ``sql`` note who is asked."""
    with watching():
        yield


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which both engines may read and write."""
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="session")
def engines(ground: Path, spark_settings: dict[str, str]) -> Iterator[tuple[Engine, Engine]]:
    """DuckDB and Spark on one folder."""
    from openicp.engine.spark import spark

    with duck(ground) as one, spark(ground, master=MASTER, settings=spark_settings) as other:
        yield one, other
