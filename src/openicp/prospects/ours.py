"""Our own accounts in a list that is scored where it lies.

Comes in: a list in the engine, our accounts. Goes out: which texts of the list name which account, looked up in the
pass over the list. It asks the list only for texts that name one of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openicp.collect.loading.columns import Column, company_domain
from openicp.engine import Engine
from openicp.normalise.names import clean_company_name
from openicp.prospects.facets import Listed, Lookup, looked_up_texts, name_in
from openicp.sql import stream
from openicp.sql.dialect import BYTES, Dialect

KNOWN = "score_known"
TEXTS = ("varchar", "string", *BYTES)
"""Types of columns of texts."""


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our accounts, to be found again in a list."""

    account_id: str
    name: str | None
    domain: str | None
    customer: bool
    """Whether it pays or has paid."""


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
    """Companies are found by their domain; where a row has none, by the name that one account alone has."""
    ordered = sorted({one.account_id: one for one in ours}.values(), key=lambda one: (one.customer, one.account_id))
    place = {one.account_id: at for at, one in enumerate(ordered, 1)}
    domain, name = (_column(listed, columns, wanted) for wanted in ("account_domain", "account_name"))
    d = engine.dialect
    lookups, told = [], []
    if domain is not None and (codes := _by_domain(engine, listed, domain, ours, place)):
        lookups.append(looked_up_texts(engine, "score_domains", _text(d, domain), codes))
        told.append(lookups[-1].code)
    if name is not None and (codes := _by_name(engine, listed, name, domain, ours, place)):
        lookups.append(looked_up_texts(engine, "score_names", _text(d, name), codes))
        alone = f"{d.column('l', domain[0])} is null" if domain is not None else "true"
        told.append(f"case when {alone} then {lookups[-1].code} end")
    account = f"coalesce({', '.join([*told, '0'])})"
    others = sum(not one.customer for one in ordered)
    return Found(tuple(one.account_id for one in ordered), others, account, tuple(lookups))


def _column(listed: Listed, columns: Sequence[Column], wanted: str) -> tuple[str, str] | None:
    """The list's own name of a column of texts, and its type: texts that nobody marked as such are bytes."""
    named = [name_in(listed, one) for one in columns if one.column == wanted and one.table == "prospects"]
    return next((each for each in named if each[1].lower() in TEXTS), None)


def _text(d: Dialect, column: tuple[str, str]) -> str:
    """Expression over ``l``."""
    name, kind = column
    return stream.as_text(d, d.column("l", name), kind)


def _by_domain(
    engine: Engine, listed: Listed, column: tuple[str, str], ours: Iterable[Ours], place: dict[str, int]
) -> dict[str, int]:
    known = _alone((one.domain, one.account_id) for one in ours)
    if not known:
        return {}
    engine.put(KNOWN, {"domain": list(known)}, types={"domain": "varchar"})
    texts = engine.rows(stream.known_addresses_sql(engine.dialect, listed.table, column, KNOWN))
    domains = {str(text): company_domain(str(text)) for (text,) in texts}
    return {text: place[known[domain]] for text, domain in domains.items() if domain in known}


def _by_name(
    engine: Engine,
    listed: Listed,
    column: tuple[str, str],
    domain: tuple[str, str] | None,
    ours: Iterable[Ours],
    place: dict[str, int],
) -> dict[str, int]:
    known = _alone((clean_company_name(one.name or ""), one.account_id) for one in ours)
    if not known:
        return {}
    written = {*known, *((one.name or "").strip().lower() for one in ours)}
    engine.put(KNOWN, {"name": sorted(written - {""})}, types={"name": "varchar"})
    texts = engine.rows(stream.known_names_sql(engine.dialect, listed.table, column, domain and domain[0], KNOWN))
    cleaned = {str(text): clean_company_name(str(text)) for (text,) in texts}
    return {text: place[known[name]] for text, name in cleaned.items() if name in known}


def _alone(pairs: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    """What one account alone bears."""
    found: dict[str, set[str]] = {}
    for mark, account in pairs:
        if mark:
            found.setdefault(mark, set()).add(account)
    return {mark: accounts.pop() for mark, accounts in found.items() if len(accounts) == 1}
