"""The file ``openicp.yaml``: read with every problem and its line, written with its comments kept.

Comes in: text. Goes out: a ``Project``, or text. It never touches the disk except to read one file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from openicp.config.project import Project
from openicp.config.sizes import SizeClass, schemes
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
        With ``line`` and ``problem`` of the first problem and all of them in ``problems``.
    """
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise ConfigInvalid(path=str(path), line=1, problem="not_utf8", problems=[]) from error


def parse(text: str, path: Path) -> Project:
    """The project in a text; ``path`` is for the message. Raises as ``read`` does."""
    from pydantic import TypeAdapter, ValidationError

    tree = _tree(text, path)
    # An empty value means "not said": the default.
    given = {key: value for key, value in (tree or {}).items() if value is not None}
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
    tree = _tree(text, path)
    if tree is None:
        tree = _tree("{}", path)
    for name, value in changes.items():
        _set(tree, name, value)
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    parse(stream.getvalue(), path)
    return stream.getvalue()


def _set(tree: Any, name: str, value: object) -> None:
    there = tree.get(name)
    if isinstance(value, Mapping) and isinstance(there, Mapping):
        for key, entry in value.items():
            _set(there, key, entry)
    else:
        tree[name] = _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value


def _yaml() -> Any:
    from ruamel.yaml import YAML

    # Round trip: comments stay, and YAML 1.2 keeps `NO` a text (Norway).
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(
        type(None), lambda writer, _: writer.represent_scalar("tag:yaml.org,2002:null", "")
    )
    return yaml


def _tree(text: str, path: Path) -> Any:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        tree = _yaml().load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _invalid_line(path, line, "yaml_syntax") from error
    except YAMLError as error:
        raise _invalid_line(path, 1, "yaml_syntax") from error
    if tree is not None and not isinstance(tree, Mapping):
        raise _invalid_line(path, 1, "not_a_mapping")
    return tree


def _problems(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    return [
        (_place(error["loc"]), str(error["type"]), {"given": str(error.get("input")), **_limits(error)})
        for error in errors
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
        {"line": _line(tree, place), "setting": ".".join(str(part) for part in place), "problem": code, **fields}
        for place, code, fields in problems
    ]
    listed.sort(key=lambda problem: (problem["line"], problem["setting"]))
    return ConfigInvalid(path=str(path), **listed[0], problems=listed)


def _invalid_line(path: Path, line: int, code: str) -> ConfigInvalid:
    problem: dict[str, object] = {"line": line, "setting": "", "problem": code}
    return ConfigInvalid(path=str(path), **problem, problems=[problem])


def _line(tree: Any, place: Place) -> int:
    """Line (from 1) of the deepest part of ``place`` that is in the file."""
    line = 0
    for part in place:
        try:
            line = tree.lc.data[part][0]
            tree = tree[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return int(line) + 1
