"""Our small reader of catalogues agrees with Babel's, and every error has its words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from openicp import errors
from openicp.texts import catalogue, po
from openicp.texts.catalogues import LOCALE
from openicp.texts.errors import said

FILES = sorted(LOCALE.glob("*/*.po"))


def ours(path: Path) -> dict[str, tuple[str, ...]]:
    return {key: forms for key, forms in po.entries(path.read_text("utf-8")) if key}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_catalogue_is_read_as_babel_reads_it(path: Path) -> None:
    with path.open("rb") as file:
        theirs = {
            message.id if isinstance(message.id, str) else message.id[0]: message.string
            for message in read_po(file)
            if message.id and not message.fuzzy
        }
    assert {key: text if isinstance(text, tuple) else (text,) for key, text in theirs.items()} == ours(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_key_is_said_twice_in_a_file(path: Path) -> None:
    keys = [key for key, _ in po.entries(path.read_text("utf-8"))]
    assert len(keys) == len(set(keys))


def test_no_key_is_in_two_files() -> None:
    seen: dict[str, str] = {}
    for path in sorted((LOCALE / "en").glob("*.po")):
        for key in ours(path):
            assert key not in seen, (key, path.name, seen[key])
            seen[key] = path.name


@pytest.mark.parametrize(
    "error", [kind for kind in vars(errors).values() if isinstance(kind, type)], ids=lambda kind: kind.__name__
)
def test_every_error_has_a_sentence_and_a_hint(error: type[errors.OpenICPError]) -> None:
    texts = catalogue("en")
    if error is not errors.OpenICPError:
        assert texts.has(f"error.{error.code()}")
        assert texts.has(f"error.{error.code()}.hint")


def test_the_reason_of_an_error_chooses_the_closest_words() -> None:
    sentence, hint = said(catalogue("en"), errors.FileNotReadable(file="a.csv", reason="empty", detail=""))
    assert sentence == "a.csv is empty."
    assert hint
    sentence, _ = said(catalogue("en"), errors.FileNotReadable(file="a.csv", reason="other", detail="odd"))
    assert sentence == "a.csv can’t be read as a table: odd"


def test_importing_texts_is_light() -> None:
    code = "import sys, openicp.texts as t; t.catalogue('en')('counted', k=1, n=2); assert 'babel' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
