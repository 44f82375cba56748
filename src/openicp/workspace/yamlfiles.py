"""Profiles and what was learned of sources: YAML files that a person can read, edit and compare.

Comes in: plain data. Goes out: YAML text, and plain data again. It never overwrites a profile's version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from openicp.config import dump, parse_mapping, read_mapping
from openicp.config.yamltext import kept_text, text_in
from openicp.errors import ProfileNotFound
from openicp.workspace.files import safe_name, write_new, write_whole


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
            names = self.names()
            reason = "version" if versions else "unknown" if names else "none_yet"
            raise ProfileNotFound(profile=name, version=version, profiles=names, versions=versions, reason=reason)
        # A copy that a person edits still says the number and the name of what it was copied from.
        return {**read_mapping(self.path(name, wanted)), "name": name, "version": wanted}

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
        """The version that ``profile`` would get and its text; no text when that version is there already.

        Which run made it and what its lines are called say nothing of a profile: a report in another language, or with
        a remark of a person beside a name, is no new version.
        """
        name = str(profile["name"])
        newest = max(self.versions(name), default=0)
        if newest:
            there = parse_mapping(dump({**profile, "version": newest}), self.path(name, newest))
            if _meant(there) == _meant(self.load(name, newest)):
                return newest, None
        return newest + 1, dump({**profile, "version": newest + 1})

    def path(self, name: str, version: int) -> Path:
        """Where a version lives."""
        return self._folder / safe_name(name) / f"v{version}.yaml"


WORDS = ("label", "run")
"""What a profile says in words of a language, and which run said it."""


def _meant(plain: Any) -> Any:
    """What a profile says, whatever the language."""
    if isinstance(plain, Mapping):
        return {key: _meant(value) for key, value in plain.items() if key not in WORDS}
    return [_meant(one) for one in plain] if isinstance(plain, list | tuple) else plain


class SourceFiles:
    """``sources/<source>.yaml``: the mapping of a source, editable by a person."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, source: str) -> dict[str, Any] | None:
        """What was learned of a source; ``None`` when nothing was."""
        path = self.path(source)
        return read_mapping(path) if path.is_file() else None

    def save(self, source: str, mapping: Mapping[str, Any]) -> None:
        """Write or replace it."""
        write_whole(self.path(source), self.text(source, mapping))

    def text(self, source: str, mapping: Mapping[str, Any]) -> str:
        """What is to be written: a person's comments stay, a new file explains itself."""
        path = self.path(source)
        if not path.is_file():
            return resources.files("openicp.workspace").joinpath("source_head.txt").read_text("utf-8") + dump(mapping)
        return kept_text(text_in(path), mapping, path, without="open")

    def forget(self, source: str) -> None:
        """Remove it; nothing happens when there is none."""
        self.path(source).unlink(missing_ok=True)

    def path(self, source: str) -> Path:
        """Where it lives."""
        return self._folder / f"{safe_name(source)}.yaml"


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
