"""Erasing while others read, and ``kill -9`` in the middle: the next command finishes what was begun."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from tests.actions.test_erase import COMPANY, DOMAIN, MAIL, PERSON, exports, made, where

from openicp.actions import Session, erasing
from openicp.errors import WorkspaceBusy
from openicp.workspace import Upsert

__all__ = ["exports", "made"]

DYING = """
import itertools, os, signal, sys
steps = itertools.count(1)
wanted = int(sys.argv[3])
touches = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}
begun = []
def watch(event, arguments):
    if event == "os.mkdir" and str(arguments[0]).endswith("made"):
        begun.append(True)
    if event in touches and begun and next(steps) == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
from openicp.actions import Session
Session.open(sys.argv[1]).data.erase(sys.argv[2], sure=True)
print("done")
"""
MORE = (1, 4, 60, 100, 120, 180, 200) if "OPENICP_KILLS" in os.environ else ()
STEPS = (20, 80, 140, *MORE)
"""Where nothing is promised, where the plan is, and at the end; ``make broken`` tries more."""


def copied(made: Path, place: Path) -> Path:
    shutil.copytree(made, place)
    return place


def left(path: Path) -> set[str]:
    return where(path, PERSON, MAIL, COMPANY, DOMAIN, own=("notes.txt",))


@pytest.fixture
def session(made: Path, tmp_path: Path) -> Iterator[Session]:
    opened = Session.open(copied(made, tmp_path / "acme"))
    yield opened
    opened.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_at_many_points_the_next_command_finishes(made: Path, tmp_path: Path) -> None:
    ends = set()
    for step in STEPS:
        path = copied(made, tmp_path / str(step))
        command = [sys.executable, "-c", DYING, str(path), PERSON, str(step)]
        child = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert child.returncode in (0, -signal.SIGKILL), child.stderr
        begun = (path / ".openicp" / "erasing" / "asked.json").is_file()
        promised = (path / ".openicp" / "erasing" / "plan.json").is_file()
        ends.add("done" if child.returncode == 0 else "promised" if promised else "begun" if begun else "not begun")
        reopened = Session.open(path)
        names = {row["name"] for row in reopened.workspace.ledger.rows("identities")}
        assert len(reopened.workspace.snapshots()) > 3
        reopened.close()
        if ends & {"begun", "promised", "done"} and (begun or promised or child.returncode == 0):
            assert left(path) == set(), step
            assert "Erased company 2" in names
            assert not (path / ".openicp" / "erasing").exists()
        shutil.rmtree(path)
    assert {"begun", "promised"} <= ends


def test_a_long_reader_of_the_ledger_keeps_its_view_and_no_byte_stays(session: Session) -> None:
    reader = apsw.Connection(str(session.workspace.layout.ledger))
    reader.execute("begin")
    count = reader.execute("select count(*) from persons").fetchall()
    session.data.erase(PERSON, sure=True)
    assert left(session.path) == set()
    assert reader.execute("select count(*) from persons").fetchall() == count
    reader.close()
    assert left(session.path) == set()
    assert session.workspace.ledger.rows("persons") == []


def test_an_open_session_elsewhere_sees_the_new_ledger_and_writes_to_it(session: Session) -> None:
    other = Session.open(session.path)
    assert other.workspace.ledger.rows("persons")
    session.data.erase(PERSON, sure=True)
    assert other.workspace.ledger.rows("persons") == []
    other.workspace.ledger.apply([Upsert("meta", [{"key": "after", "value": "yes"}])])
    assert session.workspace.ledger.rows("meta", {"key": "after"}) == [{"key": "after", "value": "yes"}]
    other.close()
    assert left(session.path) == set()


def test_who_works_in_a_scratch_folder_is_waited_for_and_then_told_of(session: Session, monkeypatch) -> None:
    monkeypatch.setattr(erasing, "WAIT_SECONDS", 0.1)
    other = Session.open(session.path)
    with other.workspace.scratch() as folder:
        (folder / "list.csv").write_text(PERSON, encoding="utf-8")
        with pytest.raises(WorkspaceBusy) as caught:
            session.data.erase(PERSON, sure=True)
        assert caught.value.fields["reason"] == "reading"
        assert session.workspace.ledger.rows("persons")
    assert session.data.erase(PERSON, sure=True)["done"]
    assert left(session.path) == set()
    other.close()


def test_a_list_written_by_one_who_began_before_goes_too(session: Session, monkeypatch) -> None:
    late = session.path / "reports" / "late.csv"
    real = erasing._once
    writers: list[threading.Timer] = []

    def once(*given: object) -> None:
        real(*given)
        if not writers:
            late.write_text(f"rank;{PERSON}\n", encoding="utf-8")
            writers.append(threading.Timer(0, lambda: None))

    monkeypatch.setattr(erasing, "_once", once)
    session.data.erase(PERSON, sure=True)
    assert late.read_text(encoding="utf-8") == "rank;Erased person 1\n"
