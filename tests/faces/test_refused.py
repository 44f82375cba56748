"""What cannot be done is refused in one sentence that names what is wrong, with a hint that can be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from openicp import example
from openicp.faces.cli.app import run

ENGLISH = ("--lang", "en")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    example.write_small(folder)
    assert run([*ENGLISH, "start", str(folder), "--no-open", "--json"]) == 0
    return folder / "openicp"


@pytest.fixture
def refused(workspace: Path, capsys: pytest.CaptureFixture[str]):
    """The sentence and the hint that a person reads."""

    def ask(*arguments: object, code: int = 1) -> tuple[str, str]:
        capsys.readouterr()
        assert run([*ENGLISH, "-C", str(workspace), *map(str, arguments)]) == code
        told = capsys.readouterr()
        assert told.out == ""
        sentence, hint = told.err.rstrip("\n").split("\n")
        return sentence, hint

    return ask


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_folder_is_no_list_wherever_the_answer_is_to_go(refused, workspace: Path, tmp_path: Path, ending: str):
    for out in (workspace / f"x.{ending}", tmp_path / f"x.{ending}"):
        sentence, hint = refused("score", workspace, "-o", out)
        assert sentence == f"{workspace} is a folder; a list to score is one file."
        assert "Name the file in it" in hint


@pytest.mark.parametrize("ending", ["", ".csv", ".parquet"])
def test_an_answer_that_would_be_a_folder_is_told_that_it_is_one(refused, workspace: Path, tmp_path: Path, ending: str):
    out = tmp_path / f"folder{ending}"
    out.mkdir()
    sentence, _ = refused("score", workspace.parent / "list.csv", "-o", out)
    assert sentence == f"{out} can’t be written: it is a folder, and a file is needed."


def test_a_list_is_not_written_over_itself_and_that_is_the_reason_given(refused, workspace: Path):
    file = workspace.parent / "list.csv"
    kept = file.read_bytes()
    assert refused("score", file, "-o", file)[0] == f"{file} can’t be replaced: the list is read from it."
    assert file.read_bytes() == kept


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_folder_that_is_not_there_is_named(refused, workspace: Path, tmp_path: Path, ending: str):
    out = tmp_path / "nowhere" / f"x.{ending}"
    sentence, hint = refused("score", workspace.parent / "list.csv", "-o", out)
    assert sentence == f"{out} can’t be written: there is no folder {out.parent}."
    assert hint == "Make the folder first, or choose another place."


@pytest.mark.parametrize("command", [("worksheet", "x.xlsx"), ("interviews", "x.html"), ("interviews", "x.xlsx")])
def test_every_command_names_the_folder_that_it_cannot_write_into(refused, tmp_path: Path, command: tuple[str, str]):
    out = tmp_path / "nowhere" / command[1]
    assert refused(command[0], "-o", out)[0].endswith(f": there is no folder {out.parent}.")


def test_a_worksheet_that_may_be_filled_in_is_not_replaced_and_that_is_said(refused, tmp_path: Path):
    (tmp_path / "sheet.xlsx").write_bytes(b"mine")
    sentence, hint = refused("worksheet", "-o", tmp_path / "sheet.xlsx")
    assert sentence == f"There is a file {tmp_path / 'sheet.xlsx'} already, and it may be filled in."
    assert hint == "Choose another name with -o."


def test_a_worksheet_is_not_called_a_list(refused, tmp_path: Path):
    sentence, hint = refused("worksheet", "-o", tmp_path / "sheet.csv")
    assert "the worksheet becomes an XLSX file" in sentence
    assert hint == "Choose a name that ends in .xlsx."
