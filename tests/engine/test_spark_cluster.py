"""A real cluster of this machine alone: it starts, takes work, loses a worker, and is gone."""

from __future__ import annotations

import os
import shutil

import pytest

pytest.importorskip("pyspark")
pytest.importorskip("pyarrow")
if shutil.which("java") is None:
    pytest.skip("a cluster needs Java", allow_module_level=True)
if "OPENICP_CLUSTER" not in os.environ:
    pytest.skip("make cluster runs it: a cluster starts in half a minute", allow_module_level=True)

from cluster.standalone import HOST, Daemon, NotStarted, standalone


def test_a_cluster_leaves_no_process_behind_also_when_the_work_fails(tmp_path):
    daemons: list[Daemon] = []

    def fail() -> None:
        with standalone(tmp_path, workers=1) as cluster:
            daemons.extend(cluster.daemons)
            assert cluster.master.startswith(f"spark://{HOST}:")
            assert all(each.running() for each in daemons)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [each.running() for each in daemons] == [[], []]


def test_a_cluster_that_cannot_start_says_why_and_leaves_nothing(tmp_path):
    with pytest.raises(NotStarted, match="worker-1"), standalone(tmp_path, memory="nonsense"):
        pass
