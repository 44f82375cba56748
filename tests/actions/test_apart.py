"""A list is scored into Parquet by a process of its own, whose end is one sentence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from openicp.actions.apart import Request, stream_apart
from openicp.engine import duck
from openicp.errors import FileNotReadable, OutputNotWritable, TableNotRecognised
from openicp.model.progress import Step
from openicp.texts import Terms
from openicp.workspace import Workspace
from prospects.test_streaming import card, company, listed


class Seen:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.shares: dict[str, float] = {}
        self.code = ""

    @contextmanager
    def step(self, code: str, /, total: float | None = None, **fields: object) -> Iterator[Step]:
        self.code = code
        self.shares[code] = 0.0
        yield self

    def advance(self, amount: float = 1) -> None:
        self.shares[self.code] += amount


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("apart") / "ws")


def scored(ws: Workspace, file: Path, out: Path, seen: Seen) -> dict[str, object]:
    fitted = card(random.Random(4))
    with ws.scratch() as folder:
        return stream_apart(Request(ws.path, "en", Terms(), file, out, fitted, ()), folder, seen)


def test_the_answer_and_the_steps_come_from_the_other_process(tmp_path: Path, ws: Workspace) -> None:
    rng, seen, out = random.Random(4), Seen(), tmp_path / "out.parquet"
    path = listed(tmp_path, [company(rng, at, typed=True) for at in range(1, 40)])
    found = scored(ws, path, out, seen)
    assert found["companies"] == 39
    assert {code: round(share, 6) for code, share in seen.shares.items()} == {"read": 1.0, "prospects": 1.0}
    with duck(tmp_path) as engine:
        engine.load("out", out)
        assert engine.rows("select count(*) from out") == [(39,)]


def test_its_errors_are_ours(tmp_path: Path, ws: Workspace) -> None:
    nameless = listed(tmp_path, [{"a": 1.5, "b": 2.5}])
    with pytest.raises(TableNotRecognised):
        scored(ws, nameless, tmp_path / "out.parquet", Seen())
    with pytest.raises(FileNotReadable):
        scored(ws, tmp_path / "missing.parquet", tmp_path / "out.parquet", Seen())
    whole = listed(tmp_path, [company(random.Random(1), 1, typed=True)])
    with pytest.raises(OutputNotWritable):
        scored(ws, whole, tmp_path / "nowhere" / "out.parquet", Seen())


def test_a_damaged_file_is_one_sentence(tmp_path: Path, ws: Workspace) -> None:
    path = listed(tmp_path, [company(random.Random(1), at, typed=True) for at in range(1, 9)])
    path.write_bytes(path.read_bytes()[:-40] + b"\xff" * 36 + b"PAR1")
    with pytest.raises(FileNotReadable):
        scored(ws, path, tmp_path / "out.parquet", Seen())
    assert not (tmp_path / "out.parquet").exists()
