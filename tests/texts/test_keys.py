"""Every key that the report asks for exists, and translations name the same fields as the English."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import openicp
from openicp.texts import LANGUAGES, catalogue, po
from openicp.texts.catalogues import LOCALE

ROOMS = ("report", "texts")
SOURCES = [path for room in ROOMS for path in sorted((Path(openicp.__file__).parent / room).rglob("*.py"))]


def asked(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"texts", "known", "t"}:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_key_asked_for_exists(path: Path) -> None:
    texts = catalogue("en")
    assert [key for key in asked(path) if not texts.has(key)] == []


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_a_translation_names_no_field_that_the_english_does_not(lang: str) -> None:
    english = catalogue("en").english.forms
    translated = po.read((LOCALE / lang).glob("*.po")).forms
    assert translated
    for key, forms in translated.items():
        if key in english:
            known = {name.lower() for form in english[key] for name in fields(form)}
            assert all({name.lower() for name in fields(form)} <= known for form in forms), key
        else:
            assert key.startswith(("in.", "within.", "who.", "value.")), f"{key} has no English"


@pytest.mark.parametrize("path", sorted(LOCALE.glob("*/*.po")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sentence_can_be_filled(path: Path) -> None:
    for key, forms in po.entries(path.read_text("utf-8")):
        if key:
            for form in forms:
                fields(form)
