"""Profiles and what was learned of sources: YAML files that a person can read, edit and compare.

Comes in: plain data. Goes out: YAML text, and plain data again. It never overwrites a profile's version.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openicp.errors import ConfigInvalid, ProfileNotFound
from openicp.workspace.files import safe_name, write_new, write_whole

WIDTH = 110


class ProfileFiles:
    """``profiles/<name>/v1.yaml``, ``v2.yaml``...: immutable, created exclusively."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Names of profiles with at least one version, sorted."""
        found = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        return [entry.name for entry in found if entry.is_dir() and self.versions(entry.name)]

    def versions(self, name: str) -> list[int]:
        """Versions of a profile, ascending; none for an unknown name."""
        folder = self._folder / safe_name(name)
        found = (re.fullmatch(r"v([1-9]\d{0,5})\.yaml", entry.name) for entry in _entries(folder))
        return sorted(int(match[1]) for match in found if match)

    def load(self, name: str, version: int | None = None) -> dict[str, Any]:
        """A version as plain data; the newest by default.

        Raises
        ------
        ProfileNotFound
            When there is no such profile or version.
        ConfigInvalid
            When the file is not YAML, or no mapping.
        """
        versions = self.versions(name)
        wanted = version if version is not None else max(versions, default=0)
        if wanted not in versions:
            raise ProfileNotFound(profile=name, version=version, profiles=self.names())
        return load_mapping(self.path(name, wanted))

    def save(self, profile: Mapping[str, Any]) -> int:
        """Write the next version and return it; the newest version, when nothing but its number differs."""
        while True:
            version, text = self.next(profile)
            try:
                if text is not None:
                    write_new(self.path(str(profile["name"]), version), text)
            except FileExistsError:  # another process was quicker: the version after its own
                continue
            return version

    def next(self, profile: Mapping[str, Any]) -> tuple[int, str | None]:
        """The version that ``profile`` would get and its text; no text when that version is there already."""
        name = str(profile["name"])
        newest = max(self.versions(name), default=0)
        if newest:
            there = dump({**profile, "version": newest})
            if self.path(name, newest).read_bytes() == there.encode():
                return newest, None
        return newest + 1, dump({**profile, "version": newest + 1})

    def path(self, name: str, version: int) -> Path:
        """Where a version lives."""
        return self._folder / safe_name(name) / f"v{version}.yaml"


class SourceFiles:
    """``sources/<source>.yaml``: the mapping of a source, editable by a person."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, source: str) -> dict[str, Any] | None:
        """What was learned of a source; ``None`` when nothing was."""
        path = self.path(source)
        return load_mapping(path) if path.is_file() else None

    def save(self, source: str, mapping: Mapping[str, Any]) -> None:
        """Write or replace it."""
        write_whole(self.path(source), dump(mapping))

    def forget(self, source: str) -> None:
        """Remove it; nothing happens when there is none."""
        self.path(source).unlink(missing_ok=True)

    def path(self, source: str) -> Path:
        """Where it lives."""
        return self._folder / f"{safe_name(source)}.yaml"


def dump(plain: Mapping[str, Any]) -> str:
    """Plain data as YAML in its own order; lists of single values stay on one line."""
    from ruamel.yaml import YAML

    writer = YAML(typ="rt", pure=True)
    writer.width = WIDTH
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    writer.dump(_shaped(plain), stream)
    return stream.getvalue()


def load_mapping(path: Path) -> dict[str, Any]:
    """A YAML file whose top is a mapping, as plain data.

    Raises
    ------
    ConfigInvalid
        With the line, when it is not.
    """
    try:
        # utf-8-sig: editors on Windows put a mark in front.
        return parse_mapping(path.read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise ConfigInvalid(path=str(path), line=1, problem="not_utf8") from error


def parse_mapping(text: str, path: Path) -> dict[str, Any]:
    """The same for a text; ``path`` is for the message."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        plain = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigInvalid(path=str(path), line=line, problem="yaml_syntax") from error
    except YAMLError as error:
        raise ConfigInvalid(path=str(path), line=1, problem="yaml_syntax") from error
    if not isinstance(plain, dict):
        raise ConfigInvalid(path=str(path), line=1, problem="not_a_mapping")
    return plain


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _shaped(value: object) -> object:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        return CommentedMap((str(key), _shaped(entry)) for key, entry in value.items())
    if isinstance(value, list | tuple):
        listed = CommentedSeq(_shaped(entry) for entry in value)
        if not any(isinstance(entry, Mapping | list | tuple) for entry in value):
            listed.fa.set_flow_style()
        return listed
    return str(value) if isinstance(value, str) else value
