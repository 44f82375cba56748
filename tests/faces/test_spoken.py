"""Help, usage errors and click's own words in five languages, without loading anything else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from openicp.faces.cli import spoken
from openicp.faces.cli.app import NAMES, group, run
from openicp.faces.cli.language import asked, chosen
from openicp.texts import LANGUAGES

CLICK = Path(click.__file__).parent
NEVER_SAID = {
    "_termui_impl.py",
    "_winconsole.py",
    "shell_completion.py",
    "utils.py",
    "%(prog)s, version %(version)s",
    "(dynamic)",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Choice({choices})",
    "Confirm the action without prompting.",
    "Could not determine name for option with declarations {decls!r}",
    "Could not open file {filename!r}: {message}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Do you want to continue?",
    "Error: The two entered values do not match.",
    "Invalid start character for option ({option})",
    "Missing parameter",
    "Missing parameter: {param_name}",
    "Missing {param_type}",
    "Name '{name}' defined twice",
    "Press any key to continue...",
    "Repeat for confirmation",
    "Takes {nargs} values but 1 was given.",
    "Try '{command} {option}' for help.",
    "Unknown color {colour!r}",
    "Value must be an iterable.",
    "deprecated",
    "env var: {var}",
    "unknown error",
    "{len_type} values are required, but {len_value} was given.",
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is not executable.",
    "{name} {filename!r} is not readable.",
    "{name} {filename!r} is not writable.",
    "{value!r} does not match the format {format}.",
    "{value!r} is not a valid UUID.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
}
"""Files and sentences of click that no command of ours can bring about: unused parts, mistakes of programmers."""


def of_click() -> Iterator[str]:
    """Every sentence that click says through gettext."""
    for path in sorted(CLICK.glob("*.py")):
        if path.name in NEVER_SAID:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                first = node.args[0]
                if isinstance(first, ast.Constant) and first.value not in NEVER_SAID:
                    yield str(first.value)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_click_says_has_words(lang: str) -> None:
    own = spoken.words(lang).forms
    assert sorted({said for said in of_click() if f"click.{spoken.slug(said)}" not in own}) == []


def test_no_word_is_kept_for_a_sentence_that_click_does_not_say() -> None:
    said = {f"click.{spoken.slug(one)}" for one in of_click()}
    kept = {key for key in spoken.words("en").forms if key.startswith("click.")}
    assert kept == said


def parameters(name: str) -> list[click.Option]:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    return [one for one in command.params if isinstance(one, click.Option)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_command_and_option_has_its_text(name: str, lang: str) -> None:
    own = spoken.words(lang).forms
    assert {f"help.{name}", f"help.{name}.short"} <= own.keys()
    for option in parameters(name):
        assert own.keys() & {f"help.{name}.{option.name}", f"help.common.{option.name}"}, option.name


def test_no_help_is_left_of_a_command_or_option_that_is_gone() -> None:
    options = {f"help.{name}.{option.name}" for name in NAMES for option in parameters(name)}
    known = {f"help.{name}{end}" for name in NAMES for end in ("", ".short")} | options
    known |= {"help.group", "help.group.epilog", *(f"help.common.{one.name}" for one in group.params)}
    known |= {f"help.common.{option.name}" for name in NAMES for option in parameters(name)}
    kept = {key for key in spoken.words("en").forms if key.startswith("help.") and not key.startswith("help.meta.")}
    assert kept - known == set()


def placeholders() -> set[str]:
    """What stands for a value in the usage of any command, and in the lines above."""
    found = {"OPTIONS", "COMMAND"}
    for name in NAMES:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        for parameter in (*command.params, *group.params):
            found |= set(re.findall(r"[A-Z]{2,}", str(vars(parameter).get("placeholder") or "")))
    return found


def test_every_placeholder_has_a_word_and_no_word_is_left_over() -> None:
    spoken.in_words(group, spoken.WHOLE, "en")
    kept = {key.removeprefix("help.meta.") for key in spoken.words("en").forms if key.startswith("help.meta.")}
    assert kept == placeholders()


def spoken_in(line: str) -> bool:
    """Whether a line of help has words of a language, and not only names that are the same in all."""
    names = "|" in line or re.fullmatch(r"[\s\w,]+,", line)
    return len(re.findall(r"[A-Za-z]{3,}", line)) > 2 and not names


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
@pytest.mark.parametrize("name", [None, *NAMES])
def test_help_in_another_language_has_no_english_left(
    name: str | None, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(lang: str) -> list[str]:
        assert run([*([name] if name else []), "--help", "--lang", lang]) == 0
        return capsys.readouterr().out.splitlines()

    english = {line for line in said("en") if spoken_in(line)}
    assert english & set(said(lang)) == set()


WRONG = {
    "no command": ["segmnts"],
    "no option": ["run", "--outcom", "won"],
    "an option of nowhere": ["run", "--xyzzy"],
    "an argument missing": ["forget"],
    "files missing": ["import"],
    "an option missing": ["score", "list.csv"],
    "one word too many": ["forget", "a", "b"],
    "no value": ["run", "--as-of"],
    "a value too many": ["run", "--json=1"],
    "no number": ["profile", "--version", "x"],
    "out of range": ["profile", "--version", "0"],
    "no such action": ["links", "marry"],
    "no figure": ["totals", "8990"],
    "no size": ["score", "a.csv", "-o", "b.csv", "--tiers", "x"],
    "no pair": ["whatif", "--band", "industry"],
}


@pytest.mark.parametrize("slip", WRONG)
def test_a_slip_is_answered_in_each_language_and_with_the_same_names(
    slip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for lang in LANGUAGES:
        assert run([*WRONG[slip], "--lang", lang] if slip != "no value" else ["--lang", lang, *WRONG[slip]]) == 2
        said[lang] = capsys.readouterr().err.splitlines()
    assert len({lines[0] for lines in said.values()}) == len(LANGUAGES), said
    assert all(len(lines) == 2 and "--help" in lines[1] for lines in said.values())


@pytest.mark.parametrize(
    ("arguments", "language"),
    [(["--lang", "de"], "de"), (["run", "--lang=fr"], "fr"), (["--lang"], None), (["--lang", "xx"], None), ([], None)],
)
def test_the_language_asked_for_is_known_before_anything_is_parsed(arguments: list[str], language: str | None) -> None:
    assert asked(arguments) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "", "LC_MESSAGES": "nl_BE.UTF-8", "LANG": "fr_BE.UTF-8"}, "nl"),
        ({"LC_ALL": "ro_RO", "LANG": "de_DE"}, "ro"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "pt:fr:en"}, "fr"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, "en"),
        ({"LANG": "pt_BR.UTF-8"}, "en"),
        ({"LANG": "de-AT"}, "de"),
    ],
)
def test_the_variables_of_the_system_choose_in_their_order(environment: dict[str, str], language: str) -> None:
    assert chosen(environment) == language
