"""The page of what is stored where lists every file of a workspace, and git keeps out what may hold persons."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.actions.test_erase import exports, made

from openicp.workspace.layout import IGNORED

__all__ = ["exports", "made"]

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
ROW = re.compile(r"^\| `([^`]+)` \|.*\| ([^|]+) \| (yes|no) \|$", re.M)
ROWS = {pattern: (persons.strip(), kept == "yes") for pattern, persons, kept in ROW.findall(PAGE.read_text("utf-8"))}
BESIDE = ("notes.txt", ".openicp/old.log")
"""What no command of ours makes."""


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def listed(name: str) -> str | None:
    """The line of the table that speaks of a file, the most exact one."""
    found = [pattern for pattern in ROWS if fnmatch.fnmatch(name, pattern)]
    return max(found, key=len, default=None)


@pytest.fixture
def everything(made: Path, tmp_path: Path) -> Path:
    """A workspace with what only is there while a command runs, too."""
    path = tmp_path / "acme"
    shutil.copytree(made, path)
    more = ("voice/codebook.yaml", "voice/interview.docx", "exports/a.csv", ".openicp/erasing/asked.json")
    for name in (*more, ".openicp/ledger.sqlite-wal", "reports/pictures/profile.png"):
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).touch()
    return path


def test_the_table_is_read_at_all():
    assert len(ROWS) > 12


def test_every_file_of_a_workspace_stands_on_the_page(everything):
    assert [name for name in files(everything) if listed(name) is None and name not in BESIDE] == []


def test_every_line_of_the_page_is_a_file_that_there_is(everything):
    used = {listed(name) for name in files(everything)}
    assert set(ROWS) - used == set()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_keeps_out_what_the_page_says(everything):
    subprocess.run(["git", "init", "-q", str(everything)], check=True)
    asked = subprocess.run(
        ["git", "-C", str(everything), "check-ignore", "--no-index", "-z", "--stdin"],
        input="\0".join(files(everything)),
        capture_output=True,
        text=True,
    )
    ignored = set(asked.stdout.split("\0"))
    names = [name for name in files(everything) if listed(name) and not name.startswith(".git/")]
    assert {name: ROWS[str(listed(name))][1] for name in names} == {name: name not in ignored for name in names}


def test_what_may_hold_persons_is_not_under_version_control():
    assert [pattern for pattern, (persons, kept) in ROWS.items() if persons == "yes" and kept] == []


def test_lists_and_documents_that_somebody_saves_there_stay_out():
    kinds = {"*.csv", "*.xlsx", "*.pdf", "*.pptx", "*.png", "*.html", "*.json", "*.txt"}
    assert kinds <= set(IGNORED)
