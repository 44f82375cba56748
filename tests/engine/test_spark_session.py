"""Spark that cannot start, or finds nobody, says so in one sentence."""

from __future__ import annotations

import gc
import importlib
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")

from openicp.errors import ClusterNotReady

starting: Any = importlib.import_module("openicp.engine.spark.session")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process in which no Spark runs yet."""
    from pyspark import SparkContext

    monkeypatch.setattr(SparkContext, "_active_spark_context", None)
    monkeypatch.setattr(SparkContext, "_gateway", None)


def reason(settings: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(ClusterNotReady) as raised:
        starting.session("local[1]", settings)
    found = raised.value.fields["reason"], raised.value.fields["detail"]
    raised.value.__cause__ = None
    with warnings.catch_warnings():
        # py4j leaves the pipe to a Java that did not start open: collected here, not in the middle of another test.
        warnings.simplefilter("ignore", ResourceWarning)
        del raised
        gc.collect()
    return found


def test_without_java(fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert reason({}) == ("java", "")


def test_a_home_of_java_where_there_is_none(fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    code, detail = reason({})
    assert code == "start"
    assert str(tmp_path) in detail


@pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")
def test_a_setting_that_java_does_not_take(fresh: None) -> None:
    code, detail = reason({"spark.driver.memory": "nonsense"})
    assert code == "start"
    assert "nonsense" in detail
