"""The command line: parse, one action, one view; errors are one sentence and a hint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

import openicp
from openicp.errors import EngineFailed, FileNotReadable, NothingImported, OpenICPError
from openicp.faces.cli.app import NAMES, group, run

sys.path.insert(0, str(Path(__file__).parent))

import stand_in

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "scipy", "duckdb", "pydantic", "babel", "rich", "openicp.actions", "openicp.engine", "apsw", "jinja2")

CALLS: dict[str, tuple[list[str], set[str]]] = {
    "start": (
        ["folder", "--no-open"],
        {"files", "quarantine", "proposals", "run", "as_of", "report", "verdict", "questions"},
    ),
    "update": ([], {"files", "gone", "moved", "run", "as_of", "report", "verdict"}),
    "open": ([], {"report", "opened"}),
    "demo": ([], {"report"}),
    "init": (["acme"], {"workspace"}),
    "import": (["a.csv"], {"files", "quarantine", "proposals"}),
    "sources": ([], {"sources"}),
    "forget": (["stripe"], {"sources"}),
    "worksheet": (["-o", "sheet.xlsx"], {"out", "prefilled", "sheets", "companies", "fields"}),
    "check": ([], {"attributes", "findings", "totals"}),
    "links": ([], {"links", "history"}),
    "totals": (["mrr=8990"], {"typed", "totals"}),
    "run": ([], {"run", "as_of", "report", "verdict"}),
    "segments": ([], {"segments"}),
    "accounts": ([], {"accounts"}),
    "profile": ([], {"profile"}),
    "whatif": (["--drop", "industry"], {"tier", "lines", "now", "then", "moves"}),
    "score": (["list.csv", "-o", "out.csv"], {"prospects", "out", "tier"}),
    "backtest": ([], {"cuts"}),
}
"""A call of every command, and the keys that its JSON holds."""


@pytest.fixture(autouse=True)
def actions(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The actions answer from a file; what is tested here is the face."""
    monkeypatch.setitem(sys.modules, "openicp.actions", stand_in)
    monkeypatch.setattr(openicp, "actions", stand_in, raising=False)
    monkeypatch.delenv("OPENICP_DEBUG", raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    stand_in.CALLS.clear()
    return stand_in


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def check(self: object) -> None:
        raise error

    monkeypatch.setattr(stand_in.Session, "check", check)


def asked(name: str) -> dict[str, Any]:
    return next(arguments for called, arguments in stand_in.CALLS if called == name)


FOR_REAL = {"best", "erase", "hypotheses", "interviews", "report", "voices"}
"""Tried with their own actions, in tests of these."""


def test_every_command_of_the_table_is_tested_here() -> None:
    assert set(CALLS) | FOR_REAL == set(NAMES)


@pytest.mark.parametrize("name", CALLS)
def test_every_command_prints_json_with_its_keys(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, keys = CALLS[name]
    assert run([name, *arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["ok"] is True
    assert keys <= set(printed)


@pytest.mark.parametrize("name", CALLS)
def test_every_command_prints_something_short_for_people(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, *CALLS[name][0]]) == 0
    out, err = capsys.readouterr()
    assert 1 <= len(out.splitlines()) <= 60
    assert max(map(len, out.splitlines())) <= 120
    assert "{" not in out
    assert "cli." not in out
    assert "\x1b" not in out
    assert err == ""


@pytest.mark.parametrize("name", CALLS)
def test_every_command_has_help_and_a_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert len(capsys.readouterr().out) > 180
    assert f"## openicp {name}" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_every_option_stands_in_the_docs() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name in NAMES:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        for parameter in command.params:
            if not getattr(parameter, "hidden", False):
                assert all(option in page for option in parameter.opts if option.startswith("-")), (name, parameter)


def fresh(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python code in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, env=env, timeout=60, check=False
    )


WITH_STAND_IN = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import stand_in; "
    "sys.modules['openicp.actions'] = stand_in; from openicp.faces.cli import main; main()"
)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["import", "--help"], ["start", "--help"], ["--version"], ["nothing"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from openicp.faces.cli.app import run; run(sys.argv[1:]); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    found = fresh(code, *arguments)
    assert found.stderr.decode().splitlines()[-1] == "[]"


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "openicp start FOLDER" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["segmnts"],
        ["import"],
        ["forget"],
        ["run", "--nothing"],
        ["run", "--lang", "xx"],
        ["score", "a.csv"],
        ["profile", "--version", "0"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 2)
    assert "--help" in err


def test_a_mistyped_command_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["segmnts"]) == 2
    assert "Did you mean “segments”?" in capsys.readouterr().err


def test_wrong_usage_is_json_when_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", "--json", "--nothing"]) == 2
    printed = json.loads(capsys.readouterr().out)
    assert (printed["ok"], printed["error"]["code"]) == (False, "wrong_usage")


def test_a_users_error_is_a_sentence_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, NothingImported(path="acme"))
    assert run(["check"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.splitlines()) == (
        "",
        ["acme holds no data yet.", "Import your exports first: openicp import FILE..."],
    )


def test_a_users_error_as_json_has_code_message_hint_and_fields(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, FileNotReadable(file="a.csv", reason="not_a_table", detail="", looks="picture"))
    assert run(["check", "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["reason"], error["looks"]) == ("file_not_readable", "not_a_table", "picture")
    assert "a picture" in error["message"]
    assert error["hint"]


def test_a_field_called_message_does_not_hide_the_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, EngineFailed(sql="select 1", message="no"))
    assert run(["check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["message"] != "no"


def every_error(kind: type[OpenICPError] = OpenICPError) -> list[type[OpenICPError]]:
    return [found for below in kind.__subclasses__() for found in (below, *every_error(below))]


def test_a_fault_of_ours_is_one_sentence_and_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, ZeroDivisionError("so"))
    assert run(["check", "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    details = Path(error["details"])
    assert (error["code"], error["kind"]) == ("unexpected", "ZeroDivisionError")
    assert "ZeroDivisionError: so" in details.read_text(encoding="utf-8")
    if os.name == "posix":
        assert details.stat().st_mode & 0o077 == 0
    details.unlink()


@pytest.mark.parametrize("how", ["option", "environment"])
def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    failing(monkeypatch, ZeroDivisionError("so"))
    if how == "environment":
        monkeypatch.setenv("OPENICP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["check", "--debug"] if how == "option" else ["check"])


def test_ctrl_c_says_that_nothing_is_half_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    assert run(["check"]) == 130
    assert "nothing is half written" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_closed_pipe_is_no_error() -> None:
    code = WITH_STAND_IN.replace("; from openicp", "; stand_in.VIEWS['accounts']['accounts'] *= 5000; from openicp")
    command = [sys.executable, "-c", code, "accounts", "--json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.read(10)
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(30) == 141


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_consoles_of_old_encodings_get_text_and_valid_json(encoding: str) -> None:
    people = fresh(WITH_STAND_IN, "segments", PYTHONIOENCODING=encoding)
    assert (people.returncode, people.stderr) == (0, b"")
    program = fresh(WITH_STAND_IN, "segments", "--json", PYTHONIOENCODING=encoding)
    assert json.loads(program.stdout)["segments"][0]["label"].endswith("50–200 people")


def test_the_workspace_is_chosen_before_or_behind_the_command() -> None:
    run(["-C", "here", "check", "--json"])
    run(["check", "-C", "there", "--json"])
    opened = [arguments["path"] for name, arguments in stand_in.CALLS if name == "open"]
    assert opened == [Path("here"), Path("there")]


def test_options_reach_the_action_as_values() -> None:
    run(["segments", "--by", "industry, employees", "--found", "--json"])
    run(["score", "list.csv", "-o", "out.csv", "--tiers", "50,200", "--json"])
    run(["profile", "nordics", "--version", "3", "--json"])
    assert asked("segments") == {"by": ("industry", "employees"), "found": True}
    assert asked("score")["tiers"] == (50, 200)
    assert asked("profile") == {"name": "nordics", "version": 3}


@pytest.mark.parametrize("tiers", ["a,b", "", "0,5", "1.5"])
def test_sizes_of_tiers_that_are_no_numbers_are_refused(tiers: str) -> None:
    assert run(["score", "list.csv", "-o", "out.csv", "--tiers", tiers]) == 2


def test_start_asks_nothing_when_nobody_sits_there() -> None:
    run(["start", "folder"])
    assert asked("start") == {"folder": Path("folder"), "yes": True, "ask": None, "lang": "en", "engine": None}


def test_numbers_follow_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", "a.csv", "--lang", "de"])
    assert "8.052" in capsys.readouterr().out


def test_figures_stand_beside_their_count_and_below_twenty_the_count_leads(capsys: pytest.CaptureFixture[str]) -> None:
    run(["segments"])
    out = capsys.readouterr().out
    assert "5.8% (2–12)" in out
    assert "8 of 138" in out
    assert "8 of 14" in out
    assert "57% (2–12)" in out


def test_what_users_wrote_cannot_steer_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = {"name": "Evil\x1b]0;x\x07 [bold red]Ltd[/]\nsecond", "facts": {}, "value": None}
    monkeypatch.setitem(stand_in.VIEWS, "accounts", {"accounts": [evil]})
    run(["accounts"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[bold red]Ltd[/] second" in out
