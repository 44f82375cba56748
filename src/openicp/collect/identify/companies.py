"""The mentions of companies in all sources as arrays: what each entity is called, where it is, what stands against it.

Comes in: an engine with the loaded tables, the sources. Goes out: ``Companies``, and the tables ``join_...`` in the
engine that later steps ask. It never groups: ``joining`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openicp.collect.identify.groups import Ints
from openicp.collect.schema import stored_columns
from openicp.collect.working import let_go
from openicp.engine import Engine
from openicp.normalise.names import CompanyName, company_name
from openicp.sql import joining as sql
from openicp.vocab import load as vocabulary

FILES = "files"
CARRIED_BY = 20
"""An id of another system that more records than this carry is a default, not an identity."""
ID, NAME_AND_DOMAIN, DOMAIN, NAME = range(4)
Texts = NDArray[Any]
Loaded = Mapping[str, frozenset[str]]
"""Canonical tables that are loaded, with the columns that each has."""
Entity = tuple[str, ...]
"""``("id", space, ref)``, ``("nd", space, cleaned@domain)``, ``("dm", domain)`` or ``("nm", space, cleaned)``."""


@dataclass(frozen=True)
class Companies:
    """Entities, numbered from the strongest; arrays are (n,), pairs are (p,)."""

    kind: Ints
    space: Texts
    value: Texts
    space_no: Ints
    record: NDArray[np.bool_]
    """One that its system lists by itself: with an id, or in a list of companies."""
    domain_pairs: tuple[Ints, Ints]
    """Entity and code of each domain, by code."""
    key_pairs: tuple[Ints, Ints]
    """Entity and code of what spellings of its name share, by code."""
    main: Ints
    """Number of the name that speaks first of it; -1 none."""
    names: tuple[CompanyName, ...]
    areas: Ints
    """Countries that know its legal form, a bit each; 0 unknown."""
    marks: Ints
    """Code of the words that tell it from others of its group; 0 none."""
    country: Ints
    """0 unknown."""
    same: tuple[Ints, Ints]
    """Records that carry the id of another."""
    parents: tuple[Ints, Ints]
    """Companies and the parent that their list names."""

    @property
    def n(self) -> int:
        """Number of entities."""
        return len(self.kind)

    def key(self, entity: int) -> Entity:
        """What an entity is known by in the ledger."""
        kind = sql.KINDS[self.kind[entity]]
        value = str(self.value[entity])
        return (kind, value) if kind == "dm" else (kind, str(self.space[entity]), value)

    def cleaned(self, entity: int) -> str:
        """Its cleaned name, or nothing."""
        return self.names[self.main[entity]].cleaned if self.main[entity] >= 0 else ""


def loaded(engine: Engine, tables: Iterable[str]) -> Loaded:
    """The columns of each loaded table, asked once: one that was loaded by an earlier version may lack some."""
    return {t: frozenset(engine.fetch(sql.no_rows_sql(engine.dialect, f"all_{t}"))) for t in tables}


def gather(engine: Engine, tables: Loaded, spaces: Mapping[str, str], lists: frozenset[str]) -> Companies:
    """Put the tables of joining, and bring the entities as arrays.

    Parameters
    ----------
    tables
        Canonical tables that are loaded, with the columns that each has.
    spaces
        System by source.
    lists
        Sources of prospects: their companies are looked up, they make none.
    """
    d = engine.dialect
    engine.create("join_mentions", sql.mentions_sql(d, naming(tables)))
    names = _put_names(engine)
    put_spaces(engine, spaces, lists)
    put_spaces(engine, one_space(engine, spaces), lists)
    engine.create("join_keyed", sql.keyed_sql(d))
    engine.create("join_entities", sql.entities_sql(d))
    engine.create("join_mentioned", sql.mentioned_sql(d))
    engine.create("join_domains", sql.domains_of_entities_sql(d))
    engine.create("join_labels", sql.labels_sql(d))
    engine.create("join_keys", sql.keys_of_entities_sql(d))
    found = _arrays(engine, tables, names)
    let_go(engine, "join_mentions", "join_names", "join_name_keys", "join_keys", companies=found.n)
    return found


def naming(tables: Iterable[str]) -> list[str]:
    """The tables whose rows name a company."""
    return [t for t in sorted(tables) if "account_ref" in {name for name, _ in stored_columns(t)}]


def put_spaces(engine: Engine, spaces: Mapping[str, str], lists: frozenset[str]) -> None:
    """Put ``join_spaces``."""
    columns: dict[str, list[Any]] = {"source": list(spaces), "space": list(spaces.values())}
    flags: dict[str, list[Any]] = {"listed": [source in lists for source in spaces]}
    kinds = {"source": "varchar", "space": "varchar", "listed": "boolean"}
    engine.put("join_spaces", columns | flags, types=kinds)


def _put_names(engine: Engine) -> tuple[CompanyName, ...]:
    """What each name says, as ``join_names`` and ``join_name_keys``; names of parents too."""
    texts = [str(text) for (text,) in engine.rows(sql.names_sql(engine.dialect))]
    read = tuple(company_name(text) for text in texts)
    content: dict[str, list[Any]] = {"name": texts, "name_no": list(range(len(texts)))}
    content["cleaned"] = [each.cleaned for each in read]
    engine.put("join_names", content, types={"name": "varchar", "name_no": "bigint", "cleaned": "varchar"})
    keys: dict[str, list[Any]] = {
        "name_no": [number for number, each in enumerate(read) for _ in each.keys],
        "text": [key for each in read for key in each.keys],
        "words": [each.cleaned.count(" ") + 1 for each in read for _ in each.keys],
    }
    engine.put("join_name_keys", keys, types={"name_no": "bigint", "text": "varchar", "words": "bigint"})
    return read


def one_space(engine: Engine, spaces: Mapping[str, str]) -> dict[str, str]:
    """Which ids mean the same: those of one system; those of plain files, unless two lists contradict each other.

    A plain file whose ids nearly all are those of a system, and that says no other names, speaks of that system.
    """
    found = dict(spaces)
    names = ("source", "other", "refs", "common", "different", "unnamed", "shortest", "a_list", "b_list")
    rows = [dict(zip(names, row, strict=True)) for row in engine.rows(sql.ids_in_common_sql(engine.dialect))]
    for row in sorted(rows, key=lambda each: (-int(each["refs"]), str(each["source"]))):
        source, other = str(row["source"]), str(row["other"])
        if found[source] == FILES and spaces[other] != FILES and _is_ids_of(row):
            found[source] = found[other]
    for row in rows:
        source, other = str(row["source"]), str(row["other"])
        both = found[source] == found[other] == FILES and row["a_list"] and row["b_list"]
        if both and row["common"] >= 3 and row["different"] > 0.5 * row["common"]:
            found[min(source, other, key=lambda name: (_size(rows, name), name))] = f"{FILES}/{source}"
    return found


def _size(rows: Sequence[Mapping[str, Any]], source: str) -> int:
    return max(int(row["refs"]) for row in rows if row["source"] == source)


def _is_ids_of(row: Mapping[str, Any]) -> bool:
    enough = row["common"] >= 5 and row["common"] >= 0.9 * row["refs"] and row["shortest"] >= 5
    return bool(enough and row["different"] <= 0.1 * max(1, row["common"] - row["unnamed"]))


def _arrays(engine: Engine, tables: Loaded, names: tuple[CompanyName, ...]) -> Companies:
    d = engine.dialect
    entities = engine.fetch(sql.all_entities_sql(d))
    entities["space"] = shared(entities["space"])
    n = len(entities["kind"])
    kind = entities["kind"].astype(np.int64)
    main = _placed(n, engine.fetch(sql.main_names_sql(d)), "name_no", missing=-1)
    areas, marks = _said(names)
    return Companies(
        kind,
        entities["space"],
        entities["value"],
        _codes(entities["space"]),
        (kind == ID) | ((kind < DOMAIN) & (entities["place"] == 0)),
        _pairs(engine.fetch(sql.domain_pairs_sql(d))),
        _pairs(engine.fetch(sql.key_pairs_sql(d))),
        main,
        names,
        np.where(main >= 0, areas[main], 0),
        np.where(main >= 0, marks[main], 0),
        _countries(engine, n) if "country" in tables.get("accounts", ()) else np.zeros(n, np.int64),
        _same(engine, tables),
        _parents(engine, tables),
    )


def _codes(texts: Texts) -> Ints:
    """The place of each text among them all, in order: few are different."""
    codes = {text: place for place, text in enumerate(sorted(set(texts)))}
    return np.fromiter((codes[text] for text in texts), np.int64, len(texts))


def shared(texts: Texts) -> Texts:
    """The same texts, each different one held once: of two million that are a few words 110 MB are left over."""
    one: dict[object, object] = {}
    found = np.empty(len(texts), dtype=object)
    found[:] = [one.setdefault(text, text) for text in texts]
    return found


def _placed(n: int, fetched: Mapping[str, Texts], column: str, *, missing: int) -> Ints:
    found = np.full(n, missing, dtype=np.int64)
    found[fetched["entity"].astype(np.int64)] = fetched[column].astype(np.int64)
    return found


def _pairs(fetched: Mapping[str, Texts]) -> tuple[Ints, Ints]:
    first, second = list(fetched)[:2]
    return fetched[first].astype(np.int64), fetched[second].astype(np.int64)


def _said(names: Sequence[CompanyName]) -> tuple[Ints, Ints]:
    """Bits of the countries that know the legal form, and a code of the marks, by name; one more row for none."""
    bits = {code: 1 << place for place, code in enumerate(sorted(vocabulary("legal_form").entries))}
    codes: dict[frozenset[str], int] = {frozenset(): 0}
    areas = np.zeros(len(names) + 1, dtype=np.int64)
    marks = np.zeros(len(names) + 1, dtype=np.int64)
    masks: dict[frozenset[str], int] = {}
    for place, name in enumerate(names):
        if name.areas:
            areas[place] = masks.setdefault(name.areas, sum(bits[area] for area in name.areas))
        if name.marks:
            marks[place] = codes.setdefault(name.marks, len(codes))
    return areas, marks


def _countries(engine: Engine, n: int) -> Ints:
    fetched = engine.fetch(sql.countries_sql(engine.dialect))
    found = np.zeros(n, dtype=np.int64)
    if len(fetched["entity"]):
        found[fetched["entity"].astype(np.int64)] = _codes(fetched["country"]) + 1
    return found


def _same(engine: Engine, tables: Loaded) -> tuple[Ints, Ints]:
    carrying = [t for t in naming(tables) if "other_ref" in tables[t]]
    if not carrying:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return _pairs(engine.fetch(sql.elsewhere_sql(engine.dialect, carrying, most=CARRIED_BY)))


def _parents(engine: Engine, tables: Loaded) -> tuple[Ints, Ints]:
    if not {"parent_ref", "parent_name"} <= tables.get("accounts", frozenset()):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return _pairs(engine.fetch(sql.parents_sql(engine.dialect)))
