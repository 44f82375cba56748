"""Our own accounts in a list that is scored where it lies.

Comes in: a list in the engine, our accounts. Goes out: which texts of the list name which account, looked up in the
pass over the list. It asks the list only for texts that name one of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openicp.collect.loading.columns import Column, company_domain, reader_of
from openicp.engine import Engine
from openicp.normalise.names import clean_company_name
from openicp.prospects.facets import Listed, Lookup, looked_up_texts, name_in
from openicp.sql import stream
from openicp.sql.dialect import BYTES, Dialect

KNOWN = "score_known"
SITES = ("account_domain", "account_mail")
"""Columns that say a domain, the surest first."""
TEXTS = ("varchar", "string", *BYTES)
"""Types of columns of texts."""


@dataclass(frozen=True, slots=True)
class Ours:
    """A name and a domain of one of our accounts, to be found again in a list; systems may call it differently."""

    account_id: str
    name: str | None
    domain: str | None
    customer: bool
    """Whether it pays or has paid."""
    country: str | None = None


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


def found_in(engine: Engine, listed: Listed, columns: Sequence[Column], ours: Iterable[Ours]) -> Found:
    """Companies are found by their domain; where a row says none, by the name that one account bears, unless both have
    a country and it is not the same."""
    ours = tuple(ours)
    ordered = sorted({one.account_id: one for one in ours}.values(), key=lambda one: (one.customer, one.account_id))
    place = {one.account_id: at for at, one in enumerate(ordered, 1)}
    d = engine.dialect
    sites = [each for kind in SITES for each in _columns(listed, columns, kind)]
    lookups, told = [], []
    for at, site in enumerate(sites):
        if codes := _by_domain(engine, listed, site, ours, place):
            lookups.append(looked_up_texts(engine, f"score_domains_{at}", _text(d, site), codes))
            told.append(lookups[-1].code)
    for name in _columns(listed, columns, "account_name")[:1]:
        read = _Named(name, _country(listed, columns), stream.nowhere(d, [_text(d, site) for site in sites]))
        if codes := _by_name(engine, listed, read, ours, place):
            lookups.append(looked_up_texts(engine, "score_names", read.key(d), codes))
            told.append(f"case when {read.alone} then {lookups[-1].code} end")
    account = f"coalesce({', '.join([*told, '0'])})"
    others = sum(not one.customer for one in ordered)
    return Found(tuple(one.account_id for one in ordered), others, account, tuple(lookups))


@dataclass(frozen=True)
class _Named:
    """Where a list has the names of companies."""

    name: tuple[str, str]
    country: tuple[Column, tuple[str, str]] | None
    alone: str
    """Whether a row says no domain, an expression over ``l``."""

    def key(self, d: Dialect) -> str:
        """A row's name and its country, an expression over ``l``."""
        name = _text(d, self.name)
        return name if self.country is None else stream.both(d, name, _text(d, self.country[1]))


def _columns(listed: Listed, columns: Sequence[Column], wanted: str) -> list[tuple[str, str]]:
    """The list's own names of columns of texts, and their types: texts that nobody marked as such are bytes."""
    named = [name_in(listed, one) for one in columns if wanted in (one.column, one.kind) and one.table == "prospects"]
    return [each for each in named if each[1].lower() in TEXTS]


def _country(listed: Listed, columns: Sequence[Column]) -> tuple[Column, tuple[str, str]] | None:
    found = (one for one in columns if one.column == "country" and one.table == "prospects")
    return next(((one, name) for one in found if (name := name_in(listed, one))[1].lower() in TEXTS), None)


def _text(d: Dialect, column: tuple[str, str]) -> str:
    """Expression over ``l``."""
    name, kind = column
    return stream.as_text(d, d.column("l", name), kind)


def _by_domain(
    engine: Engine, listed: Listed, column: tuple[str, str], ours: Sequence[Ours], place: dict[str, int]
) -> dict[str, int]:
    known = _borne((one.domain, one) for one in ours)
    if not known:
        return {}
    engine.put(KNOWN, {"domain": list(known)}, types={"domain": "varchar"})
    texts = engine.rows(stream.known_addresses_sql(engine.dialect, listed.table, column, KNOWN))
    domains = {str(text): company_domain(str(text)) for (text,) in texts}
    return {text: place[known[domain].account_id] for text, domain in domains.items() if domain in known}


def _by_name(
    engine: Engine, listed: Listed, read: _Named, ours: Sequence[Ours], place: dict[str, int]
) -> dict[str, int]:
    known = _borne((clean_company_name(one.name or ""), one) for one in ours)
    if not known:
        return {}
    written = {*known, *((one.name or "").strip().lower() for one in ours)}
    engine.put(KNOWN, {"name": sorted(written - {""})}, types={"name": "varchar"})
    d = engine.dialect
    country = _text(d, read.country[1]) if read.country is not None else None
    select = stream.known_names_sql(d, listed.table, _text(d, read.name), country, read.alone, KNOWN)
    rows = [(str(name), str(said or "")) for name, said in engine.rows(select)]
    coded = _codes(read.country[0], {said for _, said in rows}) if read.country is not None else {}
    found = {}
    for name, said in rows:
        account, where = known.get(clean_company_name(name)), coded.get(said)
        if account is not None and (where is None or account.country in (None, where)):
            found[name if read.country is None else f"{name}{stream.BETWEEN}{said}"] = place[account.account_id]
    return found


def _codes(column: Column, texts: set[str]) -> dict[str, str | None]:
    """What each text of a column of countries says."""
    reader = reader_of(column, sorted(texts))
    values = {text: reader.read(text).value for text in texts}
    return {text: value if isinstance(value, str) else None for text, value in values.items()}


def _borne(pairs: Iterable[tuple[str | None, Ours]]) -> dict[str, Ours]:
    """Whose a mark is: the account's that alone bears it; of several the first customer's, and nobody's without one."""
    found: dict[str, dict[str, Ours]] = {}
    for mark, account in pairs:
        if mark:
            found.setdefault(mark, {})[account.account_id] = account
    borne = {}
    for mark, accounts in found.items():
        customers = [one for _, one in sorted(accounts.items()) if one.customer]
        if customers or len(accounts) == 1:
            borne[mark] = customers[0] if customers else next(iter(accounts.values()))
    return borne
