"""Systems whose exports are recognised by their columns: HubSpot, Salesforce, Stripe and others, as data files.

Comes in: the headers of a file and its name. Goes out: the system's object, with what each of its columns is. It
never looks at values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from openicp.collect.recognise.headers import Header, fold
from openicp.collect.recognise.tables import bare_name, file_thing

NAMED = 2
"""A file that names the system or the object is worth this many columns."""


@dataclass(frozen=True, slots=True)
class SystemObject:
    """One kind of export of one system."""

    system: str
    table: str
    file: tuple[str, ...]
    """Parts of file names that speak for it."""
    needs: tuple[frozenset[str], ...]
    """Alternatives: folded headers that must all be there."""
    columns: dict[str, str]
    """Folded header to canonical column, or to a group that is kept out."""
    cents: frozenset[str] = frozenset()
    """Any of these headers tells that amounts are in cents (as an API gives them)."""

    def weight(self, present: frozenset[str], file: str) -> int:
        """How strongly a file is this object: 0 when it is not."""
        fulfilled = [len(need) for need in self.needs if need <= present]
        if not fulfilled:
            return 0
        return max(fulfilled) + NAMED * (self.system in file) + NAMED * any(part in file for part in self.file)


@cache
def known() -> tuple[SystemObject, ...]:
    """Every object of every system, in the order of the files' names."""
    folder = files("openicp") / "vocab" / "systems"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(each for name in names for each in _read((folder / name).read_text(encoding="utf-8")))


def _read(text: str) -> Iterable[SystemObject]:
    from ruamel.yaml import YAML

    plain: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    for each in plain["objects"]:
        needs = tuple(frozenset(fold(name) for name in need) for need in each["needs"])
        columns = {fold(name): str(column) for name, column in each["columns"].items()}
        cents = frozenset(fold(name) for name in plain.get("cents_when", ()))
        file = tuple(str(each["file"]).split("|"))
        yield SystemObject(str(plain["system"]), str(each["table"]), file, needs, columns, cents)


def recognised(headers: Iterable[Header], file: str) -> SystemObject | None:
    """The system's object that a file is, or ``None``; what a user's own sheet could be needs the file's name too."""
    present = frozenset(header.full for header in headers)
    name = bare_name(file)
    weighed = [(each.weight(present, name), each) for each in known()]
    best = max(weighed, key=lambda pair: pair[0])
    if best[0] < NAMED or (file_thing(file) == "-" and best[1].table != "-"):
        return None
    return best[1]


def named_system(file: str) -> str | None:
    """System that a file's name speaks of."""
    words = set(bare_name(file).split())
    return next((each.system for each in known() if each.system in words), None)
