"""Companies that do not belong on the list: customers of ours, and doubles.

Comes in: names, domains and ids of the list, customers by account id, domain and cleaned name. Goes out: a status and
whom each repeats. It never sets apart on half a likeness: an equal id, domain or cleaned name with no other country.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openicp.normalise.names import clean_company_name


@dataclass(frozen=True, slots=True)
class Customer:
    """One of our accounts that pays or has paid."""

    account_id: str
    name: str | None = None
    domain: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Apart:
    """Status and, for customers and doubles, of whom."""

    status: list[str]
    of: list[str | None]


def set_apart(rows: Mapping[str, Any], customers: Iterable[Customer]) -> Apart:
    """Status of each row: ``customer``, ``double`` (of the first of its kind) or ``ranked``.

    Parameters
    ----------
    rows
        Columns ``prospect_id, account_id, name, domain, country``.
    """
    ours = _index(customers)
    seen: dict[tuple[str, str], tuple[str, str | None]] = {}
    status, of = [], []
    for key, account, name, domain, country in zip(
        *(rows[column] for column in ("prospect_id", "account_id", "name", "domain", "country")), strict=True
    ):
        marks = list(_marks(account, domain, name))
        customer = _found(ours, marks, country)
        double = None if customer else _found(seen, marks, country)
        status.append("customer" if customer else "double" if double else "ranked")
        of.append(customer or double)
        for mark in marks:
            seen.setdefault(mark, (str(key), country))
    return Apart(status, of)


def _index(customers: Iterable[Customer]) -> dict[tuple[str, str], tuple[str, str | None]]:
    index: dict[tuple[str, str], tuple[str, str | None]] = {}
    for customer in customers:
        for mark in _marks(customer.account_id, customer.domain, customer.name):
            index.setdefault(mark, (customer.account_id, customer.country))
    return index


def _marks(account: str | None, domain: str | None, name: str | None) -> Iterable[tuple[str, str]]:
    if account:
        yield "id", account
    if domain:
        yield "domain", domain.lower().removeprefix("www.")
    cleaned = clean_company_name(name) if name else ""
    if cleaned:
        yield "name", cleaned


def _found(
    index: Mapping[tuple[str, str], tuple[str, str | None]], marks: list[tuple[str, str]], country: str | None
) -> str | None:
    """Whoever bears one of the marks; the same name in another country, or with another domain, is someone else."""
    by_id = next((index[mark][0] for mark in marks if mark[0] != "name" and mark in index), None)
    if by_id is not None:
        return by_id
    named = next((index[mark] for mark in marks if mark[0] == "name" and mark in index), None)
    if named is None or (country and named[1] and country != named[1]):
        return None
    return named[0]
