"""Files of one name from several folders: the same source again, or another one.

Comes in: the drafts of an import and what the ledger knows. Goes out: the drafts with names of sources that are
theirs alone and stay so: where two differ, the folder's name goes in front. It never renames a source that is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from openicp.collect.recognise import recognise
from openicp.collect.recognise.draft import Draft
from openicp.collect.recognise.headers import fold
from openicp.workspace import Workspace

ALIKE = 0.6
"""Share of headers in common from which on two files of one name can be versions of one table."""


def apart(drafts: list[Draft], workspace: Workspace, *, table: str | None) -> list[Draft]:
    """Give files of the same source from different folders names of their own, unless they are its versions."""
    known = {str(row["source"]): row["detail"] for row in workspace.ledger.rows("sources")}
    taken: dict[str, list[Draft]] = {}
    found = []
    for each in drafts:
        name = each.name.source
        there = known.get(name)
        own = f"{folder_of(each)}-{name}"
        if own in known or _another(each, taken.get(name, []), there):
            each = renamed(each, own, workspace, table=table)
        taken.setdefault(name, []).append(each)
        found.append(each)
    return found


def folder_of(each: Draft) -> str:
    """The folder's own name, as a part of a source's name."""
    return fold(each.path.resolve().parent.name).replace(" ", "-") or "other"


def _another(each: Draft, earlier: Iterable[Draft], known: Mapping[str, Any] | None) -> bool:
    """Whether the source's name stands for another file already."""
    if known is not None and known.get("folder") not in (None, folder_of(each)):
        headers = [str(one["header"]) for one in known.get("columns", ())]
        return bool(headers) and not _alike(each.raw.header, headers)
    others = [one for one in earlier if folder_of(one) != folder_of(each) and one.digest != each.digest]
    return any(one.name.version == each.name.version or not _alike(each.raw.header, one.raw.header) for one in others)


def _alike(first: Iterable[str], second: Iterable[str]) -> bool:
    one, two = set(first), set(second)
    return len(one & two) >= ALIKE * len(one | two)


def renamed(each: Draft, source: str, workspace: Workspace, *, table: str | None) -> Draft:
    """The draft as a source of another name, with what was learned of that one."""
    learned = workspace.sources_yaml.load(source)
    mapping = replace(recognise(each.look, table=table, learned=learned), source=source)
    return replace(each, name=replace(each.name, source=source), mapping=mapping, learned=learned is not None)
