"""The worksheet in LibreOffice: opened, filled in, saved there, and read back as it was filled."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from openicp.collect.pipeline import import_files
from openicp.texts import LANGUAGES, catalogue
from openicp.worksheet import Asked, Todo, write_todo
from openicp.workspace import Workspace
from worksheet.filling import fill, sheet_names
from worksheet.people import what_was_read, worksheet
from worksheet.test_readback import EXPECTED, told

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here: apt-get install libreoffice-calc")
SECONDS = 180


def saved(files: list[Path], folder: Path, kind: str) -> Path:
    """The files as LibreOffice saves them; one start for all, with settings of its own."""
    assert SOFFICE is not None
    settings = (folder / "settings").resolve().as_uri()
    command = [SOFFICE, "--headless", f"-env:UserInstallation={settings}", "--convert-to", kind]
    out = folder / kind
    done = subprocess.run(
        [*command, "--outdir", str(out), *map(str, files)],
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stderr.decode()
    return out


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every language, filled in and saved by LibreOffice as XLSX and as ODS."""
    folder = tmp_path_factory.mktemp("office")
    files = [worksheet(folder, lang) for lang in LANGUAGES]
    saved(files, folder, "xlsx")
    saved(files[:1], folder, "ods")
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_libreoffice_saved_is_read_back_as_it_was_filled(lang: str, office: Path, tmp_path: Path):
    workspace = Workspace.create(tmp_path / "workspace")
    again = office / "xlsx" / f"filled-{lang}.xlsx"
    with zipfile.ZipFile(again) as archive:
        assert b"LibreOffice" in archive.read("docProps/app.xml"), "LibreOffice has written the file itself"
    assert told(import_files(workspace, [again])) == []
    assert what_was_read(workspace) == EXPECTED


def test_saved_as_ods_it_is_read_too(office: Path, tmp_path: Path):
    workspace = Workspace.create(tmp_path / "workspace")
    assert told(import_files(workspace, [office / "ods" / "filled-en.ods"])) == []
    assert what_was_read(workspace) == EXPECTED


def test_drop_downs_and_the_hidden_sheet_outlive_libreoffice(office: Path):
    again = office / "xlsx" / "filled-fr.xlsx"
    assert sheet_names(again) == sheet_names(office / "filled-fr.xlsx")
    with zipfile.ZipFile(again) as archive:
        page = archive.read("xl/worksheets/sheet2.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert page.count("<dataValidation ") >= 15
    assert 'name="openicp"' in book
    assert 'state="hidden"' in book


def test_a_prefilled_sheet_keeps_our_ids_hidden(office: Path, tmp_path: Path):
    todo = Todo(("technologies",), (Asked("a1b2c3", "Acme", "left", {}),), "1-abc123")
    write_todo(tmp_path / "todo.xlsx", todo, catalogue("nl"))
    filled = fill(tmp_path / "todo.xlsx", tmp_path / "done.xlsx", {1: {(2, 3): "Slack; Jira"}})
    out = saved([filled], tmp_path, "xlsx")
    workspace = Workspace.create(tmp_path / "workspace")
    outcome = import_files(workspace, [out / "done.xlsx"])
    assert told(outcome) == []
    assert [(each.source, each.loaded) for each in outcome.files] == [("worksheet-todo-1-abc123", 1)]
    with zipfile.ZipFile(out / "done.xlsx") as archive:
        assert 'hidden="true"' in archive.read("xl/worksheets/sheet2.xml").decode()
