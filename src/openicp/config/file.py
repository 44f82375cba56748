"""The file ``openicp.yaml``: read with every problem and its line, written with its comments kept.

Comes in: text. Goes out: a ``Project``, or text. It never touches the disk except to read one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from openicp.config.project import Project
from openicp.config.sizes import SizeClass, schemes
from openicp.config.yamltext import changed_text, line_of, text_in, tree_of
from openicp.errors import ConfigInvalid

Place = tuple[str | int, ...]
Problem = tuple[Place, str, dict[str, object]]
"""Where, which (a code), and the fields of its sentence."""

COUNTS_AS = ("smb", "mid_market", "enterprise")


def read(path: Path) -> Project:
    """The project in a file.

    Raises
    ------
    ConfigInvalid
        With ``line`` and ``problem`` of the first problem, and all of them in ``problems``.
    """
    return parse(text_in(path), path)


def parse(text: str, path: Path) -> Project:
    """The project in a text; ``path`` is for the message. Raises as ``read`` does."""
    from pydantic import TypeAdapter, ValidationError

    tree = tree_of(text, path)
    # An empty value means "not said": the default.
    given = {key: value for key, value in tree.items() if value is not None}
    try:
        project = TypeAdapter(Project).validate_python(given)
    except ValidationError as error:
        raise _invalid(path, tree, _problems(error.errors())) from error
    found = list(_contradictions(project))
    if found:
        raise _invalid(path, tree, found)
    return project


def text_of(project: Project) -> str:
    """The commented file for a project."""
    template = files("openicp.config").joinpath("template.yaml").read_text(encoding="utf-8")
    default, wanted = asdict(Project()), asdict(project)
    changes = {name: value for name, value in wanted.items() if value != default[name]}
    return changed(template, changes, path=Path("openicp.yaml")) if changes else template


def changed(text: str, changes: Mapping[str, object], *, path: Path) -> str:
    """The text with some settings changed, everything else as the person wrote it.

    Raises
    ------
    ConfigInvalid
        When the result would be no valid project.
    """
    result = changed_text(text, changes, path)
    parse(result, path)
    return result


def _problems(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    found = [
        (_place(error["loc"]), str(error["type"]), {"given": str(error.get("input")), **_limits(error)})
        for error in errors
    ]
    # A list whose entry is wrong is also "too short" to pydantic: a consequence, not a problem.
    inner = [place for place, code, _ in found if code != "too_short"]
    return [
        (place, code, fields)
        for place, code, fields in found
        if code != "too_short" or not any(other[: len(place)] == place for other in inner)
    ]


def _place(location: Sequence[str | int]) -> Place:
    """Without the names that pydantic puts in for the alternatives of a union."""
    return tuple(part for part in location if isinstance(part, int) or part.replace("_", "").isalnum())


def _limits(error: Mapping[str, Any]) -> dict[str, object]:
    return {name: str(value) for name, value in (error.get("ctx") or {}).items() if name != "error"}


def _contradictions(project: Project) -> Iterator[Problem]:
    """What no single value shows."""
    if isinstance(project.size_scheme, str):
        if project.size_scheme not in schemes():
            yield ("size_scheme",), "unknown_scheme", {"given": project.size_scheme, "choices": list(schemes())}
    else:
        yield from _bad_classes(project.size_scheme)
    names = [entry.name for entry in project.profiles]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield ("profiles", place, "name"), "name_twice", {"given": name}
    for name in project.targets.churn_monthly:
        if name not in COUNTS_AS:
            yield ("targets", "churn_monthly", name), "unknown_size", {"given": name, "choices": list(COUNTS_AS)}


def _bad_classes(classes: Sequence[SizeClass]) -> Iterator[Problem]:
    for place, entry in enumerate(classes):
        if entry.name in [other.name for other in classes[:place]]:
            yield ("size_scheme", place, "name"), "name_twice", {"given": entry.name}
        if entry.counts_as not in COUNTS_AS:
            fields: dict[str, object] = {"given": entry.counts_as, "choices": list(COUNTS_AS)}
            yield ("size_scheme", place, "counts_as"), "unknown_size", fields
    for bound in ("people_below", "revenue_below"):
        found = [getattr(entry, bound) for entry in classes]
        for place in range(1, len(found)):
            if _falls(found[place - 1], found[place], anywhere=any(found)):
                yield ("size_scheme", place, bound), "not_ascending", {"given": str(found[place])}


def _falls(before: float | None, after: float | None, *, anywhere: bool) -> bool:
    """Whether a bound does not lie above the one before; nothing comes after a class without a bound."""
    if not anywhere:
        return False
    return before is None or (after is not None and after <= before)


def _invalid(path: Path, tree: Any, problems: Sequence[Problem]) -> ConfigInvalid:
    listed = [
        {"line": line_of(tree, place), "setting": ".".join(map(str, place)), "problem": code, **fields}
        for place, code, fields in problems
    ]
    listed.sort(key=lambda problem: (problem["line"], problem["setting"]))
    return ConfigInvalid(path=str(path), **listed[0], problems=listed)
