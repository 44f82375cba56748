"""YAML as people write it: read with line numbers, written readably, changed without touching the rest.

Comes in: text and plain data. Goes out: the other of the two. It knows no settings; importing it loads no YAML
reader.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openicp.errors import ConfigInvalid

WIDTH = 110


def read_mapping(path: Path) -> dict[str, Any]:
    """A YAML file whose top is a mapping, as plain data.

    Raises
    ------
    ConfigInvalid
        With the line, when it is not.
    """
    return parse_mapping(text_in(path), path)


def parse_mapping(text: str, path: Path) -> dict[str, Any]:
    """The same for a text; ``path`` is for the message."""
    plain = _loaded(_yaml(kind="safe"), text, path)
    if not isinstance(plain, dict):
        raise invalid(path, 1, "not_a_mapping")
    return plain


def text_in(path: Path) -> str:
    """Text of a file, without the mark that editors on Windows put in front; ``ConfigInvalid`` if not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise invalid(path, 1, "not_utf8") from error


def tree_of(text: str, path: Path) -> Any:
    """The text as a mapping that knows its lines and comments; an empty one for an empty text."""
    tree = _loaded(_yaml(), text, path)
    if tree is None:
        return _loaded(_yaml(), "{}", path)
    if not isinstance(tree, Mapping):
        raise invalid(path, 1, "not_a_mapping")
    return tree


def dump(plain: Mapping[str, Any]) -> str:
    """Plain data as YAML in its own order; lists of single values stay on one line."""
    return _written(_shaped(plain))


def changed_text(text: str, changes: Mapping[str, object], path: Path) -> str:
    """The text with some values changed; comments and everything else stay as the person wrote them.

    A mapping is merged into one that is there; any other value replaces the old one.
    """
    tree = tree_of(text, path)
    lists = {name: value for name, value in changes.items() if isinstance(value, list | tuple)}
    for name, value in changes.items():
        if name not in lists or name not in tree:
            _set(tree, name, value)
    written = _written(tree)
    for name, value in lists.items():
        written = _spliced(written, name, value, path)
    return written


def kept_text(text: str, plain: Mapping[str, object], path: Path, *, without: str = "") -> str:
    """The text saying what ``plain`` says; comments stay, and parts that ``plain`` does not know, but ``without``."""
    tree = tree_of(text, path)
    if without not in plain:
        tree.pop(without, None)
    for name, value in plain.items():
        there = tree.get(name)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            for gone in [key for key in there if str(key) not in value]:
                del there[gone]  # type: ignore[attr-defined]
        _set(tree, name, value)
    return _written(tree)


def line_of(tree: Any, place: tuple[str | int, ...]) -> int:
    """Line (from 1) of the deepest part of ``place`` that is in the text."""
    line = 0
    for part in place:
        try:
            line = tree.lc.data[part][0]
            tree = tree[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return int(line) + 1


def invalid(path: Path, line: int, code: str) -> ConfigInvalid:
    """An error about the text as a whole."""
    problem: dict[str, object] = {"line": line, "setting": "", "problem": code, "reason": code}
    return ConfigInvalid(path=str(path), **problem, problems=[problem])


def _spliced(text: str, name: str, value: object, path: Path) -> str:
    """Lists are changed in the text itself: the reader hangs comments *after* a list on its last entry."""
    tree = tree_of(text, path)
    lines = text.splitlines(keepends=True)
    starts = sorted(place[0] for place in tree.lc.data.values())
    start = tree.lc.data[name][0]
    end = min((line for line in starts if line > start), default=len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return "".join([*lines[:start], dump({name: value}), *lines[end:]])


def _set(tree: Any, name: str, value: object) -> None:
    there = tree.get(name)
    if isinstance(value, Mapping) and isinstance(there, Mapping):
        for key, entry in value.items():
            _set(there, key, entry)
    else:
        tree[name] = _shaped(value)


def _yaml(*, kind: str = "rt") -> Any:
    """``rt`` keeps comments; both read YAML 1.2, where `NO` is a text (Norway)."""
    from ruamel.yaml import YAML

    yaml = YAML(typ=kind, pure=True)
    yaml.width = WIDTH
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    if kind == "rt":
        yaml.representer.add_representer(type(None), _nothing)
    return yaml


def _nothing(writer: Any, _: None) -> Any:
    return writer.represent_scalar("tag:yaml.org,2002:null", "")


def _written(tree: Any) -> str:
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue()


def _loaded(yaml: Any, text: str, path: Path) -> Any:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return yaml.load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise invalid(path, line, "yaml_syntax") from error
    except YAMLError as error:
        raise invalid(path, 1, "yaml_syntax") from error


def _shaped(value: object) -> object:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        return CommentedMap((str(key), _shaped(entry)) for key, entry in value.items())
    if isinstance(value, list | tuple):
        listed = CommentedSeq(_shaped(entry) for entry in value)
        if not any(isinstance(entry, Mapping | list | tuple) or entry is None for entry in value):
            listed.fa.set_flow_style()
        return listed
    return str(value) if isinstance(value, str) else value
