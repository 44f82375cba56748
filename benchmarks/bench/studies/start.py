"""How long a person waits for a command: help, what is known already, a folder of exports from nothing.

Comes in: nothing. Goes out: the section. It starts the program as a shell does.
"""

from __future__ import annotations

import functools
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.job import OURS, Aim, Job, Outs, Study, Way
from bench.measure import SAID

PROGRAM = (sys.executable, Path(sys.executable).with_name("openicp"))
EMPTY = '''import sys
import click


class Lazy(click.Group):
    def list_commands(self, ctx):
        return []

    def get_command(self, ctx, name):
        return None


@click.group(cls=Lazy)
def group():
    """Nothing."""


sys.exit(group())
'''
"""The smallest program that is a lazy group of commands."""
LOADED = "import openicp, sys; print([name for name in ('numpy', 'duckdb') if name in sys.modules])"
TREE = "exports"


def study() -> Study:
    """The section."""
    return Study(
        "start",
        "How long a command takes",
        "The program as a shell starts it, with the interpreter's own start; on the companies of `openicp demo`.",
        (
            Job(
                "help",
                "`openicp --help`",
                "call",
                (1,),
                _empty_group,
                (
                    Way(OURS, lambda _, __: (*PROGRAM, "--help")),
                    Way("empty lazy click group", lambda inputs, _: (sys.executable, inputs / "group.py", "--help")),
                ),
                _helps,
                (Aim("ratio", 1.3, 1, "at most 1.3 times an empty lazy click group"),),
                rounds=21,
            ),
            Job(
                "package",
                "`import openicp`",
                "call",
                (1,),
                _made_nothing,
                (
                    Way(OURS, lambda _, __: (sys.executable, "-c", LOADED)),
                    Way("bare Python", lambda _, __: (sys.executable, "-c", "pass")),
                ),
                _loads_nothing,
                (Aim("checked", 0, 1, "loads neither NumPy nor DuckDB"),),
                rounds=21,
            ),
            _shown("segments", "`openicp segments` on a workspace that has a run"),
            _shown("profile", "`openicp profile` on the same workspace"),
            Job(
                "start",
                "`openicp start` on the exports of the example company",
                "call",
                (1,),
                _exports,
                (
                    Way(
                        OURS,
                        lambda _, out: (*PROGRAM, "start", out / TREE, "--json", "--yes"),
                        lambda inputs, out: _copied(inputs / TREE, out / TREE),
                    ),
                ),
                _answered,
                (Aim("seconds", 10, 1, "below ten seconds"),),
                rounds=3,
                patience=30,
            ),
            Job(
                "demo",
                "`openicp demo`",
                "call",
                (1,),
                _made_nothing,
                (Way(OURS, lambda _, out: (*PROGRAM, "demo", out / "demo", "--json")),),
                _answered,
                rounds=3,
                patience=30,
            ),
        ),
    )


def _shown(command: str, title: str) -> Job:
    return Job(
        command,
        title,
        "call",
        (1,),
        lambda _, folder: _copied(example(), folder / "demo"),
        (Way(OURS, lambda inputs, _: (*PROGRAM, "-C", inputs / "demo", command, "--json")),),
        _answered,
        (Aim("seconds", 0.5, 1, "below half a second"),),
        rounds=11,
    )


@functools.cache
def example() -> Path:
    """A workspace of the example company with its run, made once for all that look at it."""
    import atexit

    from openicp import actions

    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    actions.demo(Path(folder) / "demo")
    return Path(folder) / "demo"


def _exports(_: int, folder: Path) -> None:
    _copied(example() / TREE, folder / TREE)


def _copied(of: Path, to: Path) -> None:
    shutil.copytree(of, to)


def _made_nothing(_: int, __: Path) -> None:
    pass


def _empty_group(_: int, folder: Path) -> None:
    (folder / "group.py").write_text(EMPTY, encoding="utf-8")


def _helps(_: Path, outs: Outs) -> Sequence[str]:
    from openicp.faces.cli.app import NAMES

    said = (outs[OURS] / SAID).read_text(encoding="utf-8")
    return [f"--help does not name {name}" for name in NAMES if name not in said]


def _loads_nothing(_: Path, outs: Outs) -> Sequence[str]:
    said = (outs[OURS] / SAID).read_text(encoding="utf-8").strip()
    return [] if said == "[]" else [f"import openicp loads {said}"]


def _answered(_: Path, outs: Outs) -> Sequence[str]:
    said = json.loads((outs[OURS] / SAID).read_text(encoding="utf-8"))
    return [] if said.get("ok") else [f"the command answered {said}"]


STUDY = study()
