"""No text for people is built outside ``texts``: faces and actions hold keys, codes and fields, and no sentence.

A sentence is a text with two words of three letters or more beside each other. What is no sentence for people (a
docstring, a format of logs, an option of a library) is named here, and why.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from plan import modules

WORDS = re.compile(r"[A-Za-z]{3,},? [A-Za-z]{3,}")
LETTERS = re.compile("[A-Za-z]{2,}")
KEY = re.compile(r"[a-z_]+(\.[a-z_]*)+")
"""The name of a sentence, or its beginning."""
SAID = {"echo", "secho", "print", "prompt", "confirm", "line", "head", "say", "UsageError", "BadParameter"}
"""Calls that show what they are given."""
SPEAKS = ("faces", "actions")
CHILD = "import sys; sys.path[:] = {path!r}; from openicp.actions.apart import main; main()"
PLAIN = {"bold cyan", "ACCOUNT ACCOUNT", CHILD}
"""Styles of the terminal; what is typed behind a command; how a process of our own begins."""


def docstrings(tree: ast.AST) -> set[int]:
    """Texts that stand alone: docstrings of modules, functions, classes and names."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of every text that people would read as words."""
    told = docstrings(tree)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if WORDS.search(text) and text not in PLAIN and id(node) not in told:
            yield getattr(node, "lineno", 0), text


def pieces(expression: ast.expr) -> Iterator[ast.Constant]:
    """What is written out in a text: whole, between fields, or joined by a plus."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression
    elif isinstance(expression, ast.JoinedStr):
        yield from (part for part in expression.values if isinstance(part, ast.Constant))
    elif isinstance(expression, ast.BinOp):
        yield from pieces(expression.left)
        yield from pieces(expression.right)


def shown(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of every word written into a call that shows it, in whole or between fields."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for part in pieces(node.args[0]) if name in SAID and node.args else ():
            if LETTERS.search(str(part.value)) and not KEY.fullmatch(str(part.value)):
                yield part.lineno, str(part.value)


SPEAKING = [module for module in modules() if module.room in SPEAKS]


def test_faces_and_actions_are_looked_at():
    assert len(SPEAKING) > 60


@pytest.mark.parametrize("module", SPEAKING, ids=lambda module: module.name)
def test_a_module_that_speaks_holds_no_sentence(module):
    assert list(sentences(module.tree)) == []


@pytest.mark.parametrize("module", [one for one in SPEAKING if one.room == "faces"], ids=lambda module: module.name)
def test_what_is_shown_comes_from_texts(module):
    assert list(shown(module.tree)) == []


@pytest.mark.parametrize(
    "code",
    ['click.echo(f"Read {n} files")', 'paper.line("Report: " + path)', 'raise click.UsageError(f"{x} is missing")'],
)
def test_the_check_sees_a_text_that_is_built(code):
    assert list(shown(ast.parse(code)))


def test_the_check_sees_a_sentence():
    assert list(sentences(ast.parse('x = {"a": "Nothing left this machine"}')))
