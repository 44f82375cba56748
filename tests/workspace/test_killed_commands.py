"""``kill -9`` in the middle of the real commands: the workspace opens, and the next run ends as if nothing had been."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from openicp.workspace import Workspace
from openicp.workspace.schema import LEDGER

KILLS = int(os.environ.get("OPENICP_KILLS", "4"))
"""``make broken`` tries more."""


def command(*arguments: object) -> list[str]:
    """``openicp`` in a fresh interpreter."""
    return [sys.executable, "-c", "from openicp.faces.cli import main; main()", *map(str, arguments)]


def openicp(*arguments: object) -> dict[str, Any]:
    """Run to the end and read the answer."""
    answer = subprocess.run(command(*arguments, "--json"), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    plain: dict[str, Any] = json.loads(answer.stdout)
    return plain


def kill_after(seconds: float, *arguments: object) -> None:
    """Begin a command and kill it."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen(command(*arguments), **quiet)
    time.sleep(seconds)
    child.kill()
    child.wait()


def published(path: Path) -> dict[str, object]:
    """Everything that counts as published."""
    workspace = Workspace.find(path)
    kept = {
        "snapshots": {name: snapshot.digest for name, snapshot in workspace.snapshots().items()},
        **{name: workspace.ledger.rows(name) for name in LEDGER if name not in ("retired", "reports")},
    }
    workspace.close()
    for folder in ("profiles", "sources", "reports"):
        for file in sorted((path / folder).rglob("*")):
            name = file.relative_to(path).as_posix()
            if file.is_file() and not name.endswith(".part"):
                kept[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return kept


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> list[Path]:
    """One sheet of customers and one of deals."""
    folder, chance = tmp_path_factory.mktemp("exports"), random.Random(3)
    customers = ["Kunde;Branche;Mitarbeiter;Land;Beginn;Ende;MRR"]
    deals = ["Deal ID;Company;Stage;Created;Closed;Amount"]
    for number in range(60):
        left = f"{chance.randint(1, 28):02}.{chance.randint(1, 9):02}.2026" if chance.random() < 0.3 else ""
        branch = chance.choice(["Software", "Handel", "Agentur"])
        month = chance.randint(1, 12)
        customers.append(f"Firma {number};{branch};{chance.randint(5, 900)};DE;01.{month:02}.2024;{left};{number},50")
        won = "Closed Won" if number % 3 else "Closed Lost"
        deals.append(f"{number};Firma {number};{won};2023-{month:02}-03;2023-{month:02}-25;{number * 100}")
    for name, lines in (("kunden.csv", customers), ("deals.csv", deals)):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [folder / "kunden.csv", folder / "deals.csv"]


def test_kills_during_import_and_run_change_nothing_in_the_end(tmp_path, exports):
    whole, killed = tmp_path / "whole" / "acme", tmp_path / "killed" / "acme"
    seconds = {}
    for path in (whole, killed):
        openicp("init", path)
    for words in (("import", "--yes", *exports), ("run",)):
        began = time.perf_counter()
        openicp("-C", whole, *words)
        seconds[words[0]] = time.perf_counter() - began
    chance = random.Random(11)
    for words in (("import", "--yes", *exports), ("run",)):
        for _ in range(KILLS // 2):
            kill_after(chance.uniform(0.1, 1.0) * seconds[words[0]], "-C", killed, *words)
            assert isinstance(published(killed), dict)
        openicp("-C", killed, *words)
    assert published(killed) == published(whole)
