"""What cannot be done is refused in one sentence that names what is wrong, with a hint that can be followed."""

from __future__ import annotations

import shlex
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


@pytest.mark.parametrize("by", ["industry,country,employees,size_class", "industry,industry"])
def test_too_many_attributes_or_one_twice_are_told_how_many_there_may_be(refused, by: str):
    sentence, hint = refused("segments", "--by", by)
    assert sentence == f"Companies are divided by at most 3 attributes, each once: not by {by}."
    assert hint == "Leave out what is too much, such as --by industry,country."


@pytest.mark.parametrize("action", ["accept", "refuse"])
def test_a_pair_that_does_not_wait_is_said_not_to(refused, action: str):
    sentence, hint = refused("links", action, "99")
    assert sentence == "No pair of companies with the number “99” waits for your yes or no."
    assert hint == "openicp links shows those that wait, each with its number."


def test_what_was_not_decided_cannot_be_taken_back(refused):
    sentence, hint = refused("links", "undo", "99")
    assert sentence == "There is no decision with the number “99” to take back."
    assert "--history" in hint


def test_a_company_that_nobody_is_called_is_answered_with_the_nearest_and_not_with_twenty_others(refused):
    for arguments in (["merge", "Brava Gmbx", "Brava GmbH"], ["split", "Brava Gmbx"]):
        sentence, hint = refused("links", *arguments)
        assert sentence == "No company is called “Brava Gmbx”."
        assert hint.startswith("Did you mean: Brava GmbH")
        assert len(hint) < 200


@pytest.mark.parametrize("asked", [("links", "split"), ("best", "--because", "no", "--strike")])
def test_where_no_name_is_near_none_is_offered(refused, asked: tuple[str, ...]):
    assert refused(*asked, "qqqq") == ("No company is called “qqqq”.", "openicp accounts lists all.")


def test_how_a_verb_is_written_is_shown_where_too_little_was_typed(refused):
    assert refused("links", "merge", "Brava GmbH")[0] == "This is written: openicp links merge ACCOUNT ACCOUNT"


def test_one_company_is_not_made_one_again(refused):
    assert refused("links", "merge", "Brava GmbH", "Brava GmbH")[0].endswith("one company already: Brava GmbH.")


@pytest.mark.parametrize(("what", "sentence"), [("--write", "There is no suggestion"), ("--withdraw", "No question")])
def test_a_number_of_no_hypothesis_is_said_to_be_none(refused, what: str, sentence: str):
    told, hint = refused("hypotheses", what, "99")
    assert told.startswith(f"{sentence} with the number 99")
    assert hint.startswith("openicp hypotheses shows")


@pytest.mark.parametrize("command", ["init", "demo"])
def test_a_file_is_no_place_for_a_workspace_and_neither_is_a_folder_below_it(refused, tmp_path: Path, command: str):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    for place in (tmp_path / "notes.txt", tmp_path / "notes.txt" / "company"):
        sentence, hint = refused(command, place)
        assert sentence == f"{tmp_path / 'notes.txt'} is a file; a workspace is a folder."
        assert hint == "Choose the name of a new folder."


def test_a_workspace_and_a_folder_of_exports_are_told_apart(refused, workspace: Path):
    sentence, hint = refused("init", workspace)
    assert (sentence, hint.rsplit("-C ", 1)[1]) == (f"{workspace} is a workspace already.", str(workspace))
    sentence, hint = refused("init", workspace.parent)
    assert sentence == f"{workspace.parent} is not empty."
    assert hint.endswith(f"openicp start {workspace.parent}")


@pytest.mark.parametrize("lang", ["en", "nl", "de", "ro", "fr"])
def test_the_next_step_can_be_typed_as_it_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str):
    place = tmp_path / "my company"
    assert run(["init", str(place), "--lang", lang]) == 0
    following = " ".join(capsys.readouterr().out.split())
    assert shlex.split(following.split("openicp", 1)[1])[1] == str(place)
