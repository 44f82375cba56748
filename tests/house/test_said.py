"""Every sentence of the catalogue is said somewhere, and stands in one file alone.

A key is said when the code names it whole, or makes it: from a pattern (``f"cli.system.{name}"``) whose gaps are filled
by words that the code or its data know, or from a code that a finding, an estimate or an error carries.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest
from plan import PACKAGE, modules

from openicp import errors
from openicp.texts import po
from openicp.texts.catalogues import LOCALE

CARRIED = {"finding", "reason", "set_aside", "proposal", "progress", "made", "error"}
"""Families whose keys end in a code that travels in a value."""
UNSAID = {"prospect.no_chance.", "left_out.known_after"}
"""Ready, and not yet said anywhere; this set only shrinks."""
HELD = ("help.", "click.")
"""Said by the command line of its own commands and options, and in place of click's words: ``faces/test_spoken.py``."""
FILES = sorted((LOCALE / "en").glob("*.po"))
KEYS = [key for path in FILES for key, _ in po.entries(path.read_text(encoding="utf-8")) if key]


@cache
def constants() -> frozenset[str]:
    """Every text in the code."""
    nodes = (node for module in modules() for node in ast.walk(module.tree))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


@cache
def known_words() -> frozenset[str]:
    """Whatever may fill a gap: words of the code, of its data and templates, names of errors."""
    data = [path for path in PACKAGE.rglob("*") if path.suffix in {".tsv", ".yaml", ".toml", ".j2"}]
    texts = [*constants(), *(path.read_text(encoding="utf-8") for path in data)]
    kinds = [kind.code() for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")]
    return frozenset(re.findall(r"\w+", "\n".join(texts))) | frozenset(kinds)


@cache
def patterns(*, dotted: bool) -> tuple[re.Pattern[str], ...]:
    """Texts with gaps, as patterns; ``dotted`` ones name a family, others say a word or have a single joint.

    Gaps joined by more than one underscore (``{line}_{place}_{part}`` of the SQL) fit any code, so they prove nothing.
    """
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else "" for p in node.values]
                telling = dotted or parts.count("_") < 2
                if any(parts) and telling and dotted == any("." in part for part in parts):
                    found.append(re.compile("(.+)".join(map(re.escape, filled(parts)))))
    return tuple(found)


def filled(parts: list[str]) -> list[str]:
    """Literal pieces around each gap, the first and last perhaps empty."""
    pieces, current = [], ""
    for part in parts:
        if part:
            current += part
        else:
            pieces.append(current)
            current = ""
    return [*pieces, current]


def made_of_known_words(text: str, *, dotted: bool) -> bool:
    return any(
        all(word in known_words() for gap in found.groups() for word in re.findall(r"\w+", gap))
        for pattern in patterns(dotted=dotted)
        if (found := pattern.fullmatch(text))
    )


@cache
def written_in_templates() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2"))


def said(key: str) -> bool:
    if key in constants() or key in written_in_templates() or made_of_known_words(key, dotted=True):
        return True
    family, _, rest = key.partition(".")
    codes = known_words() if family == "error" else constants()
    return family in CARRIED and (rest.split(".")[0] in codes or made_of_known_words(rest, dotted=False))


def test_every_sentence_is_said_somewhere():
    assert [key for key in KEYS if not said(key) and not key.startswith((*UNSAID, *HELD))] == []


@pytest.mark.parametrize("start", sorted(UNSAID))
def test_what_is_excused_is_still_there_and_still_unsaid(start):
    assert any(key.startswith(start) and not said(key) for key in KEYS)


@pytest.mark.parametrize("key", ["finding.no_such_thing", "cli.nothing.at_all", "prospect.sixpence"])
def test_the_check_sees_a_sentence_that_nobody_says(key):
    assert not said(key)


def test_no_key_stands_twice():
    assert [key for key, times in Counter(KEYS).items() if times > 1] == []


def test_a_sentence_of_an_error_bears_its_code():
    codes = {kind.code() for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")}
    assert [key for key in KEYS if key.startswith("error.") and key.split(".")[1] not in codes] == []
