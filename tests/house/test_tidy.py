"""Nothing is left lying about: no prints, no marks for later, no stubs, no code commented out, no function unused."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from plan import PACKAGE, ROOT, Module, modules

MARKS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
WRITTEN = {".py", ".md", ".po", ".toml", ".yaml", ".tsv", ".j2", ".css", ".js"}
PLACES = ("src", "tests", "docs", "benchmarks", "README.md", "CHANGELOG.md", "Makefile", "pyproject.toml")


def files() -> Iterator[Path]:
    for place in (ROOT / name for name in PLACES):
        yield from (path for path in ([place] if place.is_file() else sorted(place.rglob("*"))) if path.is_file())


def test_nothing_is_marked_for_later():
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for path in files()
        if path.suffix in WRITTEN or path.name == "Makefile"
        for mark in MARKS.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_check_sees_a_mark():
    assert MARKS.search("# " + "TO" + "DO: later")


def calls_of(module: Module, name: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


@pytest.mark.parametrize("name", ["print", "breakpoint", "eval", "exec", "input"])
def test_nothing_prints_or_runs_text(name):
    assert [f"{module.name}:{line}" for module in modules() for line in calls_of(module, name)] == []


def is_stub(node: ast.FunctionDef) -> bool:
    """A body that does nothing, or says that it is not there yet."""
    body = [entry for entry in node.body if not (isinstance(entry, ast.Expr) and isinstance(entry.value, ast.Constant))]
    missing = any(isinstance(entry, ast.Raise) and "NotImplemented" in ast.dump(entry) for entry in body)
    return missing or all(isinstance(entry, ast.Pass) for entry in body)


def protocols(module: Module) -> list[ast.ClassDef]:
    return [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and any("Protocol" in ast.dump(base) for base in node.bases)
    ]


SILENT = {"src/openicp/model/progress.py"}
"""Where doing nothing is the point: the progress that nobody sees."""


def test_no_function_is_a_stub():
    found = []
    for module in modules():
        allowed = {id(entry) for kind in protocols(module) for entry in ast.walk(kind)}
        found += [
            f"{module.name}:{node.lineno} {node.name}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef) and id(node) not in allowed and is_stub(node)
            if module.name not in SILENT
        ]
    assert found == []


def used_names() -> Counter[str]:
    """Every name that the package's code, templates and texts mention, but for its own definition."""
    found: Counter[str] = Counter()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Name):
                found[node.id] += 1
            elif isinstance(node, ast.Attribute):
                found[node.attr] += 1
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                found[node.value] += 1
    for path in PACKAGE.rglob("*.j2"):
        found.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    return found


FOR_OTHERS = {
    "list_commands", "get_command", "format_commands", "resolve_command",  # asked by click
    "get_value", "format_field",  # asked by string.Formatter
    "handle_starttag", "handle_endtag", "handle_data",  # asked by html.parser
    "any_of",  # the algebra of three values is whole
}  # fmt: skip


def test_every_function_is_called_somewhere():
    used = used_names()
    idle = [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("__")
        if used[node.name] == 0 and node.name not in FOR_OTHERS
    ]
    assert idle == []
