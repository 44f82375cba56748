"""Erasing from workspaces of real exports and of the example company: a scan of all bytes, and the same figures."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.actions.test_erase import where
from tests.story.exports import data, imported

from openicp import example
from openicp.actions import Session

MOVING = re.compile(r'"(run|version)": ("\w+"|\d+)')


def first(path: Path, column: str, place: int = 0) -> str:
    """What stands in a row of a file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream) if row[column]][place]


def files_of(kind: str, folder: Path) -> tuple[list[Path], str]:
    """(exports, a company in them)."""
    if kind == "example":
        files = example.write_small(folder)
        return files, first(next(file for file in files if "companies" in file.name), "Company name", 2)
    if kind == "r3n0va-250":
        files = [data(kind, f"{name}.csv") for name in ("accounts", "subscriptions", "opportunities", "leads")]
        return files, first(files[0], "account_name")
    files = [data(kind, f"{name}.csv") for name in ("nps_responses", "csat_responses")]
    return files, first(files[0], "customer_id")


def told(session: Session) -> dict[str, Any]:
    """What a run finds; what is typed by hand alone has no run."""
    return dict(session.run())


@pytest.mark.parametrize("kind", ["example", "r3n0va-250", "survey-samples"])
def test_a_company_goes_from_every_byte_and_no_figure_moves(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    files, name = files_of(kind, folder)
    session, _ = imported(tmp_path / "acme", files)
    before = told(session)
    assert where(session.path, name)
    view = session.data.erase(name, sure=True)
    assert view["done"]
    assert where(session.path, name) == set()
    label = view["label"]
    after = told(session)
    session.close()
    assert where(session.path, name) == set()
    texts = [MOVING.sub("", json.dumps(found, ensure_ascii=False)) for found in (before, after)]
    assert texts[0].replace(name, label) == texts[1]
