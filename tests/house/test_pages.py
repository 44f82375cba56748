"""The docs hang together: links lead somewhere, indexes are whole, references agree with the code, commands parse."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import runpy
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
from plan import PACKAGE, ROOT, modules

from openicp.actions import Session
from openicp.actions.data import Data
from openicp.faces.cli.app import group
from openicp.metrics import METRICS

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.S)


def anchors(page: Path) -> set[str]:
    """What a link behind ``#`` may name: the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path, text: str) -> list[str]:
    """Links of ``text`` that lead nowhere, seen from ``page``."""
    found = []
    for link in LINK.findall(text):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if target.is_dir():
            target = target / "README.md"
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    assert broken(page, page.read_text(encoding="utf-8")) == []


def test_the_check_sees_a_broken_link():
    assert broken(DOCS / "README.md", "[a](nowhere.md) [b](cli.md#no-such) [c](cli.md)") == [
        "nowhere.md",
        "cli.md#no-such",
    ]


def linked_from(index: Path) -> set[Path]:
    links = LINK.findall(index.read_text(encoding="utf-8"))
    return {(index.parent / link.partition("#")[0]).resolve() for link in links if "://" not in link}


@pytest.mark.parametrize("folder", ["docs", "docs/metrics", "docs/methods"])
def test_an_index_names_every_page_of_its_folder(folder):
    index = ROOT / folder / "README.md"
    pages = {page for page in (ROOT / folder).glob("*.md") if page != index}
    assert {page.name for page in pages - linked_from(index)} == set()


def test_every_metric_has_a_page_in_the_index():
    listed = {page.stem for page in linked_from(DOCS / "metrics" / "README.md")}
    assert set(METRICS) - listed == set()


def test_the_page_of_tables_is_what_the_code_says():
    made = runpy.run_path(str(DOCS / "tables.py"))["page"]()
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == made


def command_lines(page: Path) -> list[str]:
    """Lines of the console blocks of a page that call the program."""
    blocks = [code for kind, code in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == "console"]
    return [line for code in blocks for line in code.splitlines() if line.startswith("openicp ")]


def parsed(line: str) -> str:
    """Name of the command; ``UsageError`` when the program would not understand the line."""
    words = shlex.split(line, comments=True)[1:]
    context = group.make_context("openicp", words)
    name, command, rest = group.resolve_command(context, [*context._protected_args, *context.args])
    assert command is not None
    command.make_context(name, list(rest), parent=context)
    return str(name)


WRITTEN = [(page.relative_to(ROOT).as_posix(), line) for page in PAGES for line in command_lines(page)]


@pytest.mark.parametrize(("page", "line"), WRITTEN)
def test_a_command_in_the_docs_is_one_that_the_program_understands(page, line):
    assert parsed(line)


@pytest.mark.parametrize("line", ["openicp fly", "openicp run --faster", "openicp score list.csv"])
def test_the_check_sees_a_command_that_is_none(line):
    with pytest.raises(click.UsageError):
        parsed(line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_python_in_the_docs_is_python(page):
    for kind, code in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "python" and ">>>" not in code:
            ast.parse(code)


def test_every_command_has_a_section_on_its_page():
    sections = re.findall(r"^## openicp (\w+)", (DOCS / "cli.md").read_text(encoding="utf-8"), re.M)
    assert sorted(sections) == sorted(group.list_commands(click.Context(group)))


DOORS = [
    (code.splitlines()[0].removeprefix("# "), node)
    for kind, code in BLOCK.findall((DOCS / "architecture.md").read_text(encoding="utf-8"))
    if kind == "python" and code.startswith("# openicp")
    for node in ast.parse(code).body
]


def functions_of(module: str, node: ast.stmt) -> list[tuple[Any, ast.FunctionDef]]:
    """Each function that a door shows, with the one in the code."""
    if isinstance(node, ast.ClassDef):
        owner = getattr(importlib.import_module(module), node.name)
        return [(getattr(owner, entry.name), entry) for entry in node.body if isinstance(entry, ast.FunctionDef)]
    assert isinstance(node, ast.FunctionDef)
    return [(getattr(importlib.import_module(module), node.name), node)]


def signature_of(function: Any) -> str:
    """Names, order and defaults, without types."""
    return ", ".join(shown(each) for each in inspect.signature(function).parameters.values())


def shown(each: inspect.Parameter) -> str:
    star = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**", each.KEYWORD_ONLY: "only "}.get(each.kind, "")
    return f"{star}{each.name}" + ("" if each.default is each.empty else "=")


def written_signature(node: ast.FunctionDef) -> str:
    """The same of a line in the docs."""
    args = node.args
    plain = [entry.arg for entry in args.args]
    first = len(plain) - len(args.defaults)
    parts = [name + ("=" if place >= first else "") for place, name in enumerate(plain)]
    parts += [f"*{args.vararg.arg}"] if args.vararg else []
    parts += [f"only {e.arg}" + ("=" if d else "") for e, d in zip(args.kwonlyargs, args.kw_defaults, strict=True)]
    parts += [f"**{args.kwarg.arg}"] if args.kwarg else []
    return ", ".join(parts)


@pytest.mark.parametrize(("module", "node"), DOORS, ids=[f"{module}.{node.name}" for module, node in DOORS])
def test_a_door_in_the_docs_is_as_the_code_has_it(module, node):
    wrong = {
        entry.name: signature_of(real)
        for real, entry in functions_of(module, node)
        if written_signature(entry) != signature_of(real)
    }
    assert wrong == {}


def test_doors_are_compared_at_all():
    assert len(DOORS) > 30


DOORS_OF_PYTHON = {"session": Session, "session.data": Data}
DONE = [
    f"{door}.{name}"
    for door, room in DOORS_OF_PYTHON.items()
    for name, member in vars(room).items()
    if not name.startswith("_") and callable(member)
]


@pytest.mark.parametrize("name", DONE)
def test_everything_a_session_can_do_stands_in_the_docs(name):
    assert re.search(rf"\b{re.escape(name)}\(", (DOCS / "python.md").read_text(encoding="utf-8"))


def test_every_room_and_every_action_stands_in_the_architecture():
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = {module.room for module in modules()} - {"__init__"}
    actions = {path.stem for path in (PACKAGE / "actions").iterdir() if not path.name.startswith("__")}
    assert {name for name in rooms | actions if f"`{name}`" not in text} == set()
