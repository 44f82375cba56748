"""A Spark whose memory is not enough ends and says so: it does not wait for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parity.conftest import HOW

ASKED = """
import json, sys
from pathlib import Path
from openicp.engine.spark import spark
from openicp.errors import ClusterNotReady
told = []
for statement in ("select collect_list(repeat('x', 1000) || id) as x from range(10000000)", "select 1 as x"):
    try:
        with spark(Path(sys.argv[1]), master="local[2]", settings={"spark.driver.memory": "512m"}) as engine:
            told.append(engine.rows(statement))
    except ClusterNotReady as error:
        told.append(dict(error.fields))
print(json.dumps(told))
"""


@pytest.mark.skipif(os.environ.get("OPENICP_PARITY") != "all", reason="OPENICP_PARITY=all: a Spark of its own")
def test_a_spark_without_memory_says_so_and_the_next_one_works(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason=HOW)
    done = subprocess.run([sys.executable, "-c", ASKED, str(tmp_path)], stdout=subprocess.PIPE, check=True, timeout=300)
    ended, answered = json.loads(done.stdout.splitlines()[-1])
    assert ended == {"reason": "ended", "master": "local[2]", "detail": "spark.driver.memory: 512m"}
    assert answered == [[1]]
    assert list(tmp_path.iterdir()) == []
