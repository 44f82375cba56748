"""What is said when a disk is full or may not be written: a sentence and a hint, on a real one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openicp.actions.session import Session

Mounted = Callable[[str], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Mounted]:
    """A disk of its own, in memory; mounting one with other options changes it."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def mount(options: str) -> Path:
        nonlocal mounted
        again = "remount," if mounted else ""
        command = ["mount", "-t", "tmpfs", "-o", f"{again}{options}", "tmpfs", str(place)]
        if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("disks can be mounted by root alone")
        mounted = True
        return place

    yield mount
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


def typed(*words: str) -> tuple[int, str]:
    """Exit code and what is said on the standard error."""
    program = [sys.executable, "-c", "from openicp.faces.cli import main; main()"]
    done = subprocess.run([*program, *words], capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stderr


def test_a_workspace_that_may_not_be_written_is_told(disk: Mounted, tmp_path: Path) -> None:
    Session.init(disk("size=20m") / "ws").close()
    disk("ro")
    code, said = typed("-C", str(tmp_path / "disk" / "ws"), "check")
    assert code == 1
    assert said.startswith(str(tmp_path / "disk" / "ws"))
    assert "can’t be read or written" in said.splitlines()[0]
    assert len(said.splitlines()) == 2


def test_a_full_disk_is_told_whichever_part_fills_it(disk: Mounted, tmp_path: Path) -> None:
    place = disk("size=4m")
    Session.init(place / "ws").close()
    rows = "".join(f"Firm {at},firm{at}.com,Software\n" for at in range(120_000))
    listed = tmp_path / "long.csv"
    listed.write_text(f"Company,Website,Industry\n{rows}", "utf-8")
    code, said = typed("-C", str(place / "ws"), "import", str(listed))
    assert (code, said.splitlines()[0][:39]) == (1, "There is no space left on the disk of /")
    assert [each.name for each in (place / "ws" / ".openicp" / "scratch").iterdir()] == []
    (place / "other").write_bytes(b"." * (shutil.disk_usage(place).free - 8192))
    code, said = typed("init", str(place / "another"))
    assert (code, said.splitlines()[0][:39]) == (1, "There is no space left on the disk of /")
