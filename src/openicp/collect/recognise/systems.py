"""Systems whose exports are recognised by their columns: HubSpot, Salesforce, Stripe and others, as data files.

Comes in: the headers of a file and its name. Goes out: the system's object, with what each of its columns is, also
for objects that are known and not needed. It never looks at values.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from openicp.collect.recognise.headers import Header, fold
from openicp.collect.recognise.tables import bare_name, file_thing
from openicp.vocab.marks import marked

OURS = "worksheet"
"""The system of the worksheets that we write: only what bears our sign is one, and nothing else is looked for in it."""
NAMED = 2
"""A file that names the system or the object is worth this many columns."""
UNUSED = "-"
"""Instead of a table: nothing in it describes companies or what they buy."""
PLAIN = 3
"""An object that is not needed is only taken for sure by this many columns, or where the file names its system."""
OF_THEIR_OWN = frozenset({"ratings", "history", "personas", "links"})
"""Tables whose files are often named after something else."""
Need = tuple[frozenset[str], ...]
"""Headers that must all be there, each in one of its spellings."""


@dataclass(frozen=True, slots=True)
class SystemObject:
    """One kind of export of one system."""

    system: str
    object: str
    """What its rows are, as the system says: ``deals``, ``people of opportunities``."""
    table: str
    file: tuple[str, ...]
    """Parts of file names that speak for it."""
    needs: tuple[Need, ...]
    """Alternatives."""
    columns: dict[str, str]
    """Folded header to canonical column, or to a group that is kept out; of two for one column the first is better."""
    cents: frozenset[str] = frozenset()
    """Any of these headers tells that amounts are in cents (as an API gives them)."""
    persons: bool = False
    """Whether its rows are persons: nothing but what is named here is taken from them."""

    def weight(self, present: frozenset[str], file: str) -> int:
        """How strongly a file is this object: 0 when it is not."""
        fulfilled = [len(need) for need in self.needs if all(spellings & present for spellings in need)]
        if not fulfilled:
            return 0
        return max(fulfilled) + NAMED * (self.system in file) + NAMED * any(part in file for part in self.file)


@cache
def known() -> tuple[SystemObject, ...]:
    """Every object of every system, in the order of the files' names."""
    folder = files("openicp") / "vocab" / "systems"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(each for name in names for each in _read((folder / name).read_text(encoding="utf-8")))


def _read(text: str) -> Iterator[SystemObject]:
    plain: dict[str, Any] = tomllib.loads(text)
    system = plain["system"]
    cents = frozenset(fold(name) for name in plain.get("cents_when", ()))
    for each in plain["objects"]:
        spelled = {column: _spellings(listed) for column, listed in each["columns"].items()}
        columns = {name: column for column, names in reversed(spelled.items()) for name in names}
        ordered = {name: columns[name] for names in spelled.values() for name in names}
        needs = tuple(_need(need, spelled) for need in each["needs"])
        file = tuple(each["file"].split("|"))
        persons = each.get("persons", False)
        yield SystemObject(system, each["object"], each["table"], file, needs, ordered, cents, persons)
    for name, needed in plain.get("unused", {}).items():
        yield SystemObject(system, name, UNUSED, (), tuple(_need(need, {}) for need in needed), {})


def _spellings(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(name) for name in listed.split("|")))


def _need(need: Iterable[str], columns: Mapping[str, tuple[str, ...]]) -> Need:
    """``@stage`` is any header of ``stage``."""
    return tuple(frozenset(columns[name[1:]] if name.startswith("@") else _spellings(name)) for name in need)


def recognised(headers: Iterable[Header], file: str) -> SystemObject | None:
    """The system's object that a file is, or ``None``; what a user's own sheet could be needs the file's name too."""
    found = tuple(headers)
    present = frozenset(header.full for header in found)
    if any(marked(header.text) for header in found):
        return _best(present, file, used=True, ours=True)
    best = _best(present, file, used=True)
    if best is None or (file_thing(file) == UNUSED and not _of_its_own(best, present)):
        return None
    other = _best(present, file, used=False)
    name = bare_name(file)
    return None if other is not None and other.weight(present, name) > best.weight(present, name) else best


def _of_its_own(found: SystemObject, present: frozenset[str]) -> bool:
    """Whether it is what it is whatever its file is called: tickets hold ratings, histories earlier values."""
    return found.table in OF_THEIR_OWN or any(found.columns.get(name) == "known_on" for name in present)


def not_needed(headers: Iterable[Header], file: str, *, sure: bool) -> SystemObject | None:
    """The object of a system of which nothing is needed.

    Parameters
    ----------
    sure
        Whether enough columns of it must be there, because the file could be something that we use.
    """
    present = frozenset(header.full for header in headers)
    best = _best(present, file, used=False)
    enough = best is not None and best.weight(present, bare_name(file)) >= PLAIN
    return best if enough or not sure else None


def _best(present: frozenset[str], file: str, *, used: bool, ours: bool = False) -> SystemObject | None:
    name = bare_name(file)
    others = [each for each in known() if (each.table != UNUSED) == used and (each.system == OURS) == ours]
    weighed = [(each.weight(present, name), each) for each in others]
    weight, best = max(weighed, key=lambda pair: pair[0])
    return best if weight >= (NAMED if used else 1) else None


def named_system(file: str) -> str | None:
    """System that a file's name speaks of."""
    words = set(bare_name(file).split())
    return next((each.system for each in known() if each.system in words), None)
