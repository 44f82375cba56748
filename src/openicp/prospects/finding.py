"""Our own accounts in a list that is scored where it lies.

Comes in: a list in the engine, our accounts. Goes out: which texts of the list name which account, looked up in the
pass over the list. It asks the list only for texts that name one of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from openicp.collect.loading.columns import Column, company_domain, reader_of
from openicp.engine import Engine
from openicp.normalise.beginnings import Beginnings
from openicp.normalise.domains import below_public, endings, public, shared
from openicp.normalise.names import clean_company_name
from openicp.prospects.facets import Listed, Lookup, looked_up_texts, name_in
from openicp.prospects.ours import OurAccounts, Ours
from openicp.sql import stream
from openicp.sql.dialect import BYTES, Dialect
from openicp.sql.stream import Nobodys
from openicp.sql.words import as_text

KNOWN = "score_known"
RESERVED = ("example", "test")
"""Endings of examples: the reader of domains takes them whole."""
SITES = ("account_domain", "account_mail")
"""Columns that say a domain, the surest first."""
TEXTS = ("varchar", "string", *BYTES)
"""Types of columns of texts."""
LENGTHS = (4, 7, 12, 20)
"""Of the beginnings by which names are looked for."""


@dataclass(frozen=True)
class Found:
    """Where our accounts are in a list."""

    ids: tuple[str, ...]
    """By the place that ``place`` gives, from 1: those that are no customers first."""
    others: int
    """How many of them are no customers."""
    place: str
    """Expression over ``l`` and the lookups; 0 where a company is none of ours."""
    lookups: tuple[Lookup, ...]
    addresses: tuple[Address, ...]
    """What the columns of sites and of mail addresses say."""


def found_in(engine: Engine, listed: Listed, columns: Sequence[Column], ours: Iterable[Ours]) -> Found:
    """Companies are found as ``OurAccounts.whose`` says: by the first address that says a domain, else by their name.

    The first address decides by itself. Where another one or the name may be ours, all that the row says is looked up.
    """
    known = OurAccounts(ours)
    ordered = sorted(known.by_id.values(), key=lambda one: (one.customer, one.account_id))
    place = {one.account_id: at for at, one in enumerate(ordered, 1)}
    row = _Row.of(engine.dialect, listed, columns)
    lookups, told, hits = [], [], []
    addresses = [_read(engine, listed, each, known) for each in row.addresses]
    for at, address in enumerate(addresses):
        meant = {text: known.whose(domain, None, None) for text, domain in address.ours.items()} if at == 0 else {}
        codes = {text: place[one.account_id] for text, one in meant.items() if one is not None}
        if codes:
            lookups.append(looked_up_texts(engine, "score_sites", address.text, codes))
            told.append(lookups[-1].code)
        if rest := [text for text in address.ours if text not in codes]:
            hits.append(_Hit(address.text, f"score_hits_{at}", rest))
    hits += _named(engine, listed, row, addresses, known)
    if hits and (codes := _by_row(engine, listed, row, hits, known, place)):
        marks = [looked_up_texts(engine, hit.table, hit.text, dict.fromkeys(hit.known, 1)) for hit in hits]
        own = looked_up_texts(engine, "score_rows", stream.together(engine.dialect, row.texts), codes)
        lookups += [*marks, own]
        told.append(f"case when {' or '.join(f'{one.code} = 1' for one in marks)} then {own.code} end")
    account = f"coalesce({', '.join([*told, '0'])})"
    others = sum(not one.customer for one in ordered)
    return Found(tuple(one.account_id for one in ordered), others, account, tuple(lookups), tuple(addresses))


@dataclass(frozen=True)
class _Row:
    """What a row of a list says of who it is: expressions of texts over ``l``."""

    addresses: tuple[str, ...]
    """Of which each says a domain, the surest first."""
    name: str | None
    country: tuple[Column, str] | None

    @classmethod
    def of(cls, d: Dialect, listed: Listed, columns: Sequence[Column]) -> _Row:
        """Texts that nobody marked as such are bytes."""

        def found(wanted: str) -> list[tuple[Column, str]]:
            ours = [one for one in columns if wanted in (one.column, one.kind) and one.table == "prospects"]
            named = [(one, *name_in(listed, one)) for one in ours]
            return [(one, as_text(d, d.column("l", name), kind)) for one, name, kind in named if kind.lower() in TEXTS]

        addresses = tuple(text for kind in SITES for _, text in found(kind))
        name, country = (next(iter(found(wanted)), None) for wanted in ("account_name", "country"))
        return cls(addresses, name[1] if name is not None else None, country)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them."""
        name = () if self.name is None else (self.name,)
        return (*self.addresses, *name, *(() if self.country is None else (self.country[1],)))


@dataclass(frozen=True)
class Address:
    """What a column of addresses says of us."""

    text: str
    """Expression over ``l``."""
    ours: dict[str, str] = field(default_factory=dict)
    """Texts that say one of our domains, and which."""
    bare: Sequence[str] = ()
    """Texts that stand there and look like domains, but are nobody's: ``gmail.com``, ``co.uk``."""
    open: bool = True
    """Whether a row may say no domain there."""


@dataclass(frozen=True)
class _Hit:
    """Texts of a column that may be those of one of our accounts."""

    text: str
    """Expression over ``l``."""
    table: str
    known: Sequence[str]
    condition: str = "true"
    """Of the rows in which they may, over ``l``."""


def _read(engine: Engine, listed: Listed, address: str, known: OurAccounts) -> Address:
    """What a column of addresses says of us."""
    none = nobodys()
    for table, texts in {KNOWN: list(known.by_domain), **hosts_of_nobody(none)}.items():
        engine.put(table, {"text": texts}, types={"text": "varchar"})
    rows = engine.rows(stream.known_addresses_sql(engine.dialect, listed.table, address, KNOWN, none))
    domains = {str(text): company_domain(str(text)) for text, _ in rows if text is not None}
    ours = {text: domain for text, domain in sorted(domains.items()) if domain in known.by_domain}
    bare = sorted(text for text, domain in domains.items() if domain is None)
    return Address(address, ours, bare, bool(bare) or any(nothing for _, nothing in rows))


@lru_cache(maxsize=1)
def nobodys() -> Nobodys:
    """What is no company's domain."""
    ends = sorted((*endings(), *RESERVED))
    return Nobodys("score_shared", "score_public", "score_above", sorted(shared()), ends)


def hosts_of_nobody(none: Nobodys) -> dict[str, list[str]]:
    """What stands in the tables of ``Nobodys``."""
    return {none.hosts: sorted(shared()), none.public: sorted(public()), none.above: sorted(below_public())}


def _named(engine: Engine, listed: Listed, row: _Row, addresses: Sequence[Address], known: OurAccounts) -> list[_Hit]:
    """Names of ours in a list: in every row those of accounts that have no domain, where no domain is said the rest."""
    if row.name is None:
        return []
    found = []
    d = engine.dialect
    anywhere = [name for name in known.by_name if known.homeless(name)]
    alone = [stream.may_say_nothing(d, each.text, nobodys(), each.bare) for each in addresses]
    nowhere = " and ".join(alone) or "true"
    rest = list(known.by_name) if all(each.open for each in addresses) else []
    for condition, table, names in (("true", "score_names", anywhere), (nowhere, "score_names_alone", rest)):
        if texts := _known_names(engine, listed, row.name, condition, names):
            found.append(_Hit(row.name, table, texts, condition))
    return found


def _known_names(engine: Engine, listed: Listed, name: str, condition: str, wanted: Sequence[str]) -> list[str]:
    """The texts of a column of names that are cleaned to a wanted one: by longer and longer beginnings, so that few
    names of a long list have to be cleaned."""
    if not wanted:
        return []
    d, among = engine.dialect, None
    beginnings = Beginnings(wanted)
    for length in LENGTHS:
        select = stream.begun_sql(d, listed.table, name, stream.begins(d, name, length), condition, among)
        begun = [str(text) for (text,) in engine.rows(select) if beginnings.may_be(str(text))]
        if not begun:
            return []
        engine.put(KNOWN, {"text": begun}, types={"text": "varchar"})
        among = (KNOWN, length)
    names = engine.rows(stream.begun_sql(d, listed.table, name, name, condition, among))
    cleaned = frozenset(wanted)
    return sorted(str(text) for (text,) in names if clean_company_name(str(text)) in cleaned)


def _by_row(
    engine: Engine, listed: Listed, row: _Row, hits: Sequence[_Hit], known: OurAccounts, place: dict[str, int]
) -> dict[str, int]:
    """Whose each row is in which something may be ours."""
    for hit in hits:
        engine.put(hit.table, {"text": list(hit.known)}, types={"text": "varchar"})
    marks = [(hit.text, hit.table, hit.condition) for hit in hits]
    rows = engine.rows(stream.said_sql(engine.dialect, listed.table, row.texts, marks))
    codes = _codes(row.country[0], {str(said[-1]) for said in rows if said[-1]}) if row.country is not None else {}
    found = {}
    for said in rows:
        texts = [str(text or "") for text in said]
        domains = (company_domain(text) for text in texts[: len(row.addresses)])
        name = texts[len(row.addresses)] if row.name is not None else None
        country = codes.get(texts[-1]) if row.country is not None else None
        account = known.whose(next((one for one in domains if one), None), name, country)
        if account is not None:
            found[stream.BETWEEN.join(texts)] = place[account.account_id]
    return found


def _codes(column: Column, texts: set[str]) -> dict[str, str]:
    """What the texts of a column of countries say, where they can be read."""
    reader = reader_of(column, sorted(texts))
    readings = ((text, reader.read(text)) for text in texts)
    return {text: one.value for text, one in readings if isinstance(one.value, str) and not one.problem}
