"""Five languages say everything: no gap, the same fields, all forms of a count, the signs of print."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from openicp.model.attribute import Condition
from openicp.texts import LANGUAGES, Terms, catalogue, po
from openicp.texts.catalogues import LOCALE

OTHERS = tuple(lang for lang in LANGUAGES if lang != "en")
FORMS = {"en": 2, "nl": 2, "de": 2, "ro": 3, "fr": 2}
COUNTS = (0, 1, 2, 7, 20, 24, 101, 1200)
ONLY_THERE = ("in.", "within.", "who.", "value.")
"""What a language may need and English has none of: prepositions, cases, plurals, names."""
SAMPLES: dict[str, object] = {
    "": "x",
    "share": 0.25,
    "target": 0.05,
    "money": 1234.5,
    "exact": 1234.5,
    "date": date(2026, 10, 31),
    "short": date(2026, 10, 31),
    "days": 24,
    "number": 12,
    "months": 12.4,
    "year": 2020,
    "attribute": "industry",
    "table": "deals",
    "label": Condition("employees", (), 50, 200),
    "or": ["a", "b"],
    "typed": "my exports",
    "rate": "1.1550",
    "month": "2026-10",
}
COLUMNS = re.compile(r"\n.* {3}.*\n")
"""Lines of help that stand below each other."""
EXAMPLES = "worksheet.words."
"""What an example company wrote, in its own words."""
SPOKEN = re.compile(r"[A-Za-zÀ-ž]{4,}")


def sentences(lang: str) -> dict[str, tuple[str, ...]]:
    return po.read((LOCALE / lang).glob("*.po")).forms


def placeholders(sentence: str) -> dict[str, str]:
    return {name: spec or "" for _, name, spec, _ in string.Formatter().parse(sentence) if name}


def sample(spec: str) -> object:
    return "smb" if spec.startswith("code.") else SAMPLES[spec]


def every(lang: str) -> Iterator[tuple[str, str]]:
    for key, forms in sentences(lang).items():
        for form in forms:
            yield key, form


@pytest.mark.parametrize("lang", OTHERS)
def test_no_catalogue_has_a_gap(lang: str) -> None:
    missing = sentences("en").keys() - sentences(lang).keys()
    assert [key for key in sorted(missing) if not key.startswith("in.")] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_no_catalogue_keeps_what_english_has_given_up(lang: str) -> None:
    more = sentences(lang).keys() - sentences("en").keys()
    assert [key for key in sorted(more) if not key.startswith(ONLY_THERE)] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_a_file_of_a_language_holds_the_keys_of_the_english_file(lang: str) -> None:
    for path in sorted((LOCALE / lang).glob("*.po")):
        here = {key for key, _ in po.entries(path.read_text("utf-8")) if key and not key.startswith(ONLY_THERE)}
        there = {key for key, _ in po.entries((LOCALE / "en" / path.name).read_text("utf-8"))}
        assert here <= there, path.name


@pytest.mark.parametrize("lang", OTHERS)
def test_a_translation_has_the_placeholders_of_the_english(lang: str) -> None:
    theirs = sentences(lang)
    for key, forms in sentences("en").items():
        wanted = [{name.lower() for name in placeholders(form)} for form in forms]
        known, needed = set.union(*wanted), set.intersection(*wanted) - {"n"}
        for form in theirs.get(key, ()):
            given = {name.lower() for name in placeholders(form)}
            assert given <= known, key
            assert needed <= given, key


@pytest.mark.parametrize("lang", OTHERS)
def test_a_placeholder_is_read_as_in_english(lang: str) -> None:
    theirs = sentences(lang)
    for key, forms in sentences("en").items():
        wanted = placeholders(" ".join(forms))
        for form in theirs.get(key, ()):
            assert all(wanted.get(name, spec) == spec for name, spec in placeholders(form).items()), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_counted_has_all_forms_of_the_language(lang: str) -> None:
    counted = {key for key, forms in sentences("en").items() if len(forms) > 1}
    for key, forms in sentences(lang).items():
        assert len(forms) == FORMS[lang] or (len(forms) == 1 and key not in counted), key


@pytest.mark.parametrize("path", sorted(LOCALE.glob("*/*.po")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_names_its_language_and_its_rule(path: Path) -> None:
    header = dict(po.entries(path.read_text("utf-8")))[""][0]
    assert f"Language: {path.parent.name}\n" in header
    assert f"nplurals={FORMS[path.parent.name]};" in header


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_can_be_said(lang: str) -> None:
    texts = catalogue(lang, terms=Terms(currency="EUR"))
    for key, forms in sentences(lang).items():
        asked = placeholders(" ".join(forms))
        given = {name: sample(spec) for name, spec in asked.items() if name != "n"}
        for n in COUNTS:
            said = texts(key, **{**given, **({"n": n} if "n" in asked or len(forms) > 1 else {})})
            assert "{" not in said, key
            assert "}" not in said, key


def words(sentence: str) -> str:
    return re.sub(r"\{[^}]*\}", "", sentence)


@pytest.mark.parametrize("lang", OTHERS)
def test_no_sentence_was_left_in_english(lang: str) -> None:
    theirs = sentences(lang)
    left = [
        key
        for key, forms in sentences("en").items()
        if not key.startswith(EXAMPLES)
        and len(SPOKEN.findall(words(forms[-1]))) >= 4
        and theirs.get(key)
        and theirs[key][-1] == forms[-1]
    ]
    assert left == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_written_with_the_signs_of_print(lang: str) -> None:
    for key, form in every(lang):
        assert "  " not in form or COLUMNS.search(form), key
        if lang != "en":
            assert "'" not in words(form), key
        assert "ş" not in form, key
        assert "ţ" not in form, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_quotation_marks_are_those_of_the_language_and_come_in_pairs(lang: str) -> None:
    opening, closing = {"en": "“”", "nl": "“”", "de": "„“", "ro": "„”", "fr": "«»"}[lang]
    foreign = set("“”„«»") - {opening, closing}
    for key, form in every(lang):
        assert form.count(opening) == form.count(closing), key
        assert not foreign & set(form), key


def test_french_has_no_break_spaces_before_its_high_signs() -> None:
    for key, form in every("fr"):
        said = re.sub(r"\{[^}]*\}", "x", form)
        if key.startswith(EXAMPLES):
            continue
        assert not re.search(r" [:;?!»]|« ", said), key
        assert not re.search(r"[^\s\u00a0\u202f][;?!»]|«[^\u00a0]", said), key


@pytest.mark.parametrize("lang", ["de", "ro", "fr"])
def test_a_percent_sign_stands_behind_a_no_break_space(lang: str) -> None:
    for key, form in every(lang):
        assert not re.search(r"[0-9}] ?%", form), key


@pytest.mark.parametrize(
    ("lang", "never"),
    [
        ("de", r"\b(du|dein|deine|deinen|euch|ihr habt)\b"),
        ("fr", r"\b(tu|ton|tes|ta)\b"),
        ("nl", r"\b(u|uw)\b"),
        ("ro", r"\b(tu|tău|tale|ta|tăi)\b"),
    ],
)
def test_a_language_keeps_its_form_of_address(lang: str, never: str) -> None:
    assert [key for key, form in every(lang) if re.search(never, form, re.IGNORECASE)] == []


def test_no_sentence_falls_back_to_english_silently() -> None:
    for lang in OTHERS:
        texts = catalogue(lang)
        borrowed = [key for key in texts.english.forms if not texts.own.sentence(key, 2)]
        assert [key for key in borrowed if not key.startswith("in.")] == [], lang
