"""Every code that a person may meet has English words, and English words are plain.

Codes are collected from the calls that make findings, proposals, verdicts and the like, through functions that only
pass a code on. A code made of pieces counts when some key begins as it does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from plan import modules

from openicp import errors
from openicp.texts import catalogue

MAKERS: dict[str, tuple[int, str, str]] = {
    "Finding": (0, "code", "finding"),
    "SetAside": (4, "reason", "set_aside"),
    "Proposal": (5, "reason", "proposal"),
    "unknown": (0, "reason", "reason"),
    "step": (0, "code", "progress"),
}
"""What makes a value with a code: position and name of the argument, and where its words stand."""

CATALOGUE = catalogue("en").english.forms


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if len(call.args) > position else None


def calls(makers: dict[str, tuple[int, str, str]]) -> Iterator[tuple[str, ast.Call, ast.expr, str]]:
    """(place, call, the expression of its code, the family of its words)."""
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (maker := makers.get(called(node))):
                code = argument(node, maker[0], maker[1])
                if code is not None:
                    yield f"{module.name}:{node.lineno}", node, code, maker[2]


def passing_on(makers: dict[str, tuple[int, str, str]]) -> dict[str, tuple[int, str, str]]:
    """Functions that hand an argument of their own to a maker are makers themselves."""
    found = dict(makers)
    for module in modules():
        for function in ast.walk(module.tree):
            if not isinstance(function, ast.FunctionDef) or function.name in found:
                continue
            names = [entry.arg for entry in function.args.posonlyargs + function.args.args]
            for node in ast.walk(function):
                maker = makers.get(called(node)) if isinstance(node, ast.Call) else None
                code = argument(node, maker[0], maker[1]) if maker and isinstance(node, ast.Call) else None
                if maker and isinstance(code, ast.Name) and code.id in names:
                    place = names.index(code.id) - (names[0] in ("self", "cls"))
                    found[function.name] = (place, code.id, maker[2])
    return found


def codes_in(expression: ast.expr) -> Iterator[tuple[str, bool]]:
    """(text, whether it is the whole code) of an expression; nothing where it is made elsewhere."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value, True
    elif isinstance(expression, ast.IfExp):
        yield from codes_in(expression.body)
        yield from codes_in(expression.orelse)
    elif isinstance(expression, ast.BoolOp):
        for value in expression.values:
            yield from codes_in(value)
    elif isinstance(expression, ast.JoinedStr) and isinstance(expression.values[0], ast.Constant):
        yield str(expression.values[0].value), False


def used_codes() -> dict[str, list[str]]:
    """Key (or its beginning, with a trailing ``*``) to the places that use it."""
    makers = passing_on(passing_on(MAKERS))
    used: dict[str, list[str]] = {}
    for place, _, expression, family in calls(makers):
        for code, whole in codes_in(expression):
            used.setdefault(f"{family}.{code}" + ("" if whole else "*"), []).append(place)
    return used


USED = used_codes()


def test_codes_are_found_at_all():
    assert len(USED) > 50


@pytest.mark.parametrize("family", sorted({key.split(".")[0] for key in USED}))
def test_every_code_has_words(family):
    missing = {
        key: places[0]
        for key, places in sorted(USED.items())
        if key.startswith(f"{family}.")
        and not (key in CATALOGUE or (key.endswith("*") and any(known.startswith(key[:-1]) for known in CATALOGUE)))
    }
    assert missing == {}


ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", [kind for kind in ERRORS if kind is not errors.OpenICPError])
def test_every_error_has_a_sentence_and_a_hint(kind):
    assert f"error.{kind.code()}" in CATALOGUE
    assert f"error.{kind.code()}.hint" in CATALOGUE


VERDICTS = ("too_little", "dont_chase", "retain", "cut_cost", "expand", "invest", "keep")
OTHERS = [
    *(f"outcome.{name}" for name in ("won", "fast", "loyal", "profitable", "growing", "recommending", "blend")),
    *(f"basis.{name}" for name in ("shown", "leaning", "heard", "shared", "chosen")),
]


@pytest.mark.parametrize("code", VERDICTS)
def test_every_verdict_has_words(code):
    assert [key for key in CATALOGUE if re.fullmatch(rf"(\w+\.)*verdict\.{code}(\.\w+)*", key)]


@pytest.mark.parametrize("key", OTHERS)
def test_every_outcome_and_basis_has_a_name(key):
    assert key in CATALOGUE


AVOIDED = re.compile(
    r"\b(insufficient|significan(t|ce|tly)|p-value|posterior|shrunk|quarantined?|hazard|predicted to buy)\b", re.I
)


def test_the_words_are_plain():
    """People stop reading at *insufficient* and *p-value*; methods may be named where they are explained."""
    wrong = {
        key: text
        for key, forms in CATALOGUE.items()
        for text in (forms if isinstance(forms, list | tuple) else [forms])
        if not key.startswith(("method.", "made.", "how.")) and AVOIDED.search(str(text))
    }
    assert wrong == {}
