"""Companies that do not belong on the list: customers of ours, and doubles.

Comes in: names, domains and countries of a list, our accounts. Goes out: a status and whom each repeats. It never sets
apart on half a likeness: an equal domain, or an equal cleaned name with no other domain and no other country.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from openicp.normalise.names import clean_company_name
from openicp.prospects.ours import OurAccounts, Ours, abroad, bare, differ


@dataclass(frozen=True)
class Apart:
    """Status and, for customers and doubles, of whom."""

    status: list[str]
    of: list[str | None]


class _Row(NamedTuple):
    key: str
    name: str | None
    domain: str | None
    country: str | None

    def marks(self, account: Ours | None) -> list[tuple[str, str]]:
        """What tells who it is, the surest first."""
        cleaned = clean_company_name(self.name) if self.name else ""
        own = account.account_id if account is not None else None
        found = [("id", own), ("domain", self.domain and bare(self.domain)), ("name", cleaned)]
        return [(kind, mark) for kind, mark in found if mark]


def set_apart(rows: Mapping[str, Any], ours: Iterable[Ours]) -> Apart:
    """Status of each row: ``customer``, ``double`` (of the first of its kind) or ``ranked``.

    Parameters
    ----------
    rows
        Columns ``prospect_id, name, domain, country``.
    """
    known = OurAccounts(ours)
    seen: dict[tuple[str, str], _Row] = {}
    status, of = [], []
    columns = ("prospect_id", "name", "domain", "country")
    for row in map(_Row._make, zip(*(rows[column] for column in columns), strict=True)):
        account = known.whose(row.domain, row.name, row.country)
        customer = account.account_id if account is not None and account.customer else None
        marks = row.marks(account)
        double = None if customer else _first(row, marks, seen)
        status.append("customer" if customer else "double" if double else "ranked")
        of.append(customer or double)
        for mark in marks:
            seen.setdefault(mark, row)
    return Apart(status, of)


def _first(row: _Row, marks: list[tuple[str, str]], seen: Mapping[tuple[str, str], _Row]) -> str | None:
    """The row of the list that this one repeats."""
    for mark in marks:
        first = seen.get(mark)
        if first is not None and (mark[0] != "name" or not _other(row, first)):
            return str(first.key)
    return None


def _other(row: _Row, first: _Row) -> bool:
    """Whether two of one name are two companies."""
    domains = (one.domain and bare(one.domain) for one in (row, first))
    return differ(*domains) or abroad(row.country, first.country)
