"""A list is scored into Parquet by a process of its own, whose end is one sentence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from openicp.actions.apart import Request, stream_apart
from openicp.actions.scoring import check_place
from openicp.engine import duck
from openicp.errors import FileNotReadable, OutputNotWritable, TableNotRecognised
from openicp.model.progress import Step
from openicp.texts import Terms, catalogue
from openicp.texts.errors import said
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
    with pytest.raises(TableNotRecognised) as caught:
        scored(ws, nameless, tmp_path / "out.parquet", Seen())
    assert said(catalogue("en"), caught.value)[0].endswith("names a company; it has a and b.")
    with pytest.raises(FileNotReadable):
        scored(ws, tmp_path / "missing.parquet", tmp_path / "out.parquet", Seen())
    whole = listed(tmp_path, [company(random.Random(1), 1, typed=True)])
    with pytest.raises(OutputNotWritable):
        scored(ws, whole, tmp_path / "nowhere" / "out.parquet", Seen())


def test_a_fault_of_ours_is_told_with_its_details_and_not_as_a_large_file(tmp_path: Path, ws: Workspace) -> None:
    path = listed(tmp_path, [company(random.Random(1), 1, typed=True)])
    request = Request(ws.path, "en", Terms(), path, tmp_path / "out.parquet", "no card", ())  # type: ignore[arg-type]
    with ws.scratch() as folder, pytest.raises(RuntimeError, match="Traceback"):
        stream_apart(request, folder, Seen())


def test_a_damaged_file_is_one_sentence(tmp_path: Path, ws: Workspace) -> None:
    path = listed(tmp_path, [company(random.Random(1), at, typed=True) for at in range(1, 9)])
    path.write_bytes(path.read_bytes()[:-40] + b"\xff" * 36 + b"PAR1")
    with pytest.raises(FileNotReadable):
        scored(ws, path, tmp_path / "out.parquet", Seen())
    assert not (tmp_path / "out.parquet").exists()


def test_cells_of_any_type_are_read_or_left(tmp_path: Path, ws: Workspace) -> None:
    """Names as bytes, as older writers of Parquet leave them; a span of time where people are counted."""
    path, out = tmp_path / "odd.parquet", tmp_path / "out.parquet"
    with duck(tmp_path) as engine:
        named = 'select encode(\'Bäcker \' || i) as "Company", i * interval 1 day as "Employees" from range(5) r(i)'
        engine.export(named, path)
    found = scored(ws, path, out, Seen())
    assert found["companies"] == 5
    assert {row["name"] for row in found["prospects"]} <= {f"Bäcker {at}" for at in range(5)}


def test_a_header_without_rows_is_said(tmp_path: Path, ws: Workspace) -> None:
    path = tmp_path / "none.parquet"
    with duck(tmp_path) as engine:
        engine.export("select 'a' as \"Company\" limit 0", path)
    with pytest.raises(FileNotReadable) as raised:
        scored(ws, path, tmp_path / "out.parquet", Seen())
    assert raised.value.fields["reason"] == "header_only"


def test_a_name_of_blanks_names_nobody_and_a_tab_before_one_does_not_hide_it(tmp_path: Path, ws: Workspace) -> None:
    rows = [company(random.Random(at), 1, typed=True) for at in range(4)]
    for row, name in zip(rows, ("   ", "\tAcme", "Acme", " "), strict=True):
        row |= {"Company": name, "Website": None}
    found = scored(ws, listed(tmp_path, rows), tmp_path / "out.parquet", Seen())
    assert found["set_aside"] == 2


def test_a_place_that_is_none_is_said_before_anything_is_read(tmp_path: Path, ws: Workspace) -> None:
    for out in (tmp_path / "nowhere" / "out.parquet", tmp_path):
        with pytest.raises(OutputNotWritable):
            check_place(out)
    check_place(tmp_path / "out.parquet")
