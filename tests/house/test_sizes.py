"""Small pieces: what grows beyond these bounds is to be cut, not excused."""

from __future__ import annotations

import ast

from plan import modules

FUNCTION_LINES, MODULE_LINES, CLASS_METHODS = 60, 450, 15
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{module.name}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, FUNCTIONS) and node.end_lineno and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_no_module_is_longer_than_a_chapter():
    assert [f"{module.name}: {module.lines}" for module in modules() if module.lines > MODULE_LINES] == []


def test_no_class_does_everything():
    large = [
        f"{module.name}:{node.lineno} {node.name}: {count}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        if (count := sum(isinstance(entry, FUNCTIONS) for entry in node.body)) > CLASS_METHODS
    ]
    assert large == []


FORBIDDEN_NAMES = {"df", "tmp", "data2", "utils", "util", "helper", "helpers", "manager", "misc"}


def test_names_say_what_a_thing_is():
    files = [module.name for module in modules() if module.path.stem in FORBIDDEN_NAMES]
    names = [
        f"{module.name}:{node.lineno} {node.id}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in FORBIDDEN_NAMES
    ]
    assert files + names == []
