"""The file ``openicp.yaml``: read with every problem and its line, written with its comments kept.

Comes in: text. Goes out: a ``Project``, or text. It never touches the disk except to read one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

from openicp.config.problems import as_error, contradictions, of_errors
from openicp.config.project import Project
from openicp.config.yamltext import changed_text, text_in, tree_of


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
        raise as_error(path, tree, of_errors(error.errors())) from error
    found = list(contradictions(project))
    if found:
        raise as_error(path, tree, found)
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
