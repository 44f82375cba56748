"""A Spark whose memory is not enough ends and says so: it does not wait for ever; nor does one that may not answer."""

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
for statement, most in (
    ("select collect_list(repeat('x', 1000) || id) as x from range(10000000)", "1g"),
    ("select repeat('x', 1000) || id as x from range(10000)", "10k"),
    ("select raise_error('Could not allocate memory to grow BytesToBytesMap') as x", "1g"),
    ("select 1 as x", "1g"),
):
    settings = {"spark.driver.memory": "512m", "spark.driver.maxResultSize": most}
    try:
        with spark(Path(sys.argv[1]), master="local[2]", settings=settings) as engine:
            told.append(len(engine.rows(statement)))
    except ClusterNotReady as error:
        told.append(dict(error.fields))
print(json.dumps(told))
"""


@pytest.mark.skipif(os.environ.get("OPENICP_PARITY") != "all", reason="OPENICP_PARITY=all: a Spark of its own")
def test_a_spark_without_memory_says_so_and_the_next_one_works(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason=HOW)
    command = [sys.executable, "-c", ASKED, str(tmp_path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=300, cwd=tmp_path)
    ended, too_large, short, answered = json.loads(done.stdout.splitlines()[-1])
    assert ended == {"reason": "ended", "master": "local[2]", "detail": "spark.driver.memory: 512m"}
    assert too_large["reason"] == "result"
    assert "bigger than spark.driver.maxResultSize (10.0 KiB)" in too_large["detail"]
    assert short["reason"] == "memory"
    assert answered == 1
    assert list(tmp_path.iterdir()) == []
