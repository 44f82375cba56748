"""Every command has help, a place in the docs, and the options that all share."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner
from plan import ROOT

from openicp.faces.cli.app import group

COMMANDS = group.list_commands(click.Context(group))
PAGES = "\n".join(
    path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
)


def command(name: str) -> click.Command:
    found = group.get_command(click.Context(group), name)
    assert found is not None
    return found


def test_the_commands_of_the_design_are_there():
    expected = [
        "start",
        "demo",
        "init",
        "import",
        "sources",
        "forget",
        "check",
        "run",
        "segments",
        "accounts",
        "profile",
        "score",
    ]
    assert set(expected) <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_itself_and_its_options(name):
    assert command(name).help
    silent = [option.name for option in command(name).params if isinstance(option, click.Option) and not option.help]
    assert silent == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_works(name):
    answer = CliRunner().invoke(group, [name, "--help"])
    assert answer.exit_code == 0
    assert f" {name} " in answer.output.splitlines()[0] + " "


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_the_docs(name):
    assert f"openicp {name}" in PAGES


@pytest.mark.parametrize("name", COMMANDS)
def test_the_long_options_of_a_command_stand_in_the_docs(name):
    own = [
        option.opts[-1]
        for option in command(name).params
        if isinstance(option, click.Option) and not option.hidden and option.opts[-1].startswith("--")
    ]
    assert [option for option in own if option not in PAGES] == []
