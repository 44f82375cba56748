"""Who is to be erased: what somebody typed, and what the workspace ties to it for certain.

Comes in: names, addresses, numbers. Goes out: terms with their neutral names: one for the person, one for each company
that bears their name. Other spellings are no part of it until somebody says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.actions.erasure.aside import looked_through
from openicp.errors import PersonUnclear
from openicp.normalise.names import company_name
from openicp.sql import erasing as sql
from openicp.vocab import key
from openicp.workspace import Workspace
from openicp.workspace.erasure.eraser import Eraser, Label
from openicp.workspace.erasure.spelling import Term, term_of

if TYPE_CHECKING:
    from openicp.engine import Engine, Location
    from openicp.texts import Texts

SHORTEST = 3
MOST_COMPANIES = 20
"""More companies of one name speak of a common word, not of a person."""
TABLE = "erasing"
NAMES = (("name", "domain"), ("account_name", "account_domain"), ("parent_name", ""))
"""Columns in which companies are named, each with the one that holds the domain beside it."""
OF_PERSONS = ("name", "email", "phone")


@dataclass(frozen=True, slots=True)
class Company:
    """A company named after the person."""

    names: tuple[str, ...]
    domains: tuple[str, ...]
    label: Label


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is meant."""

    typed: tuple[str, ...]
    terms: tuple[Term, ...]
    """Of the person."""
    label: Label
    companies: tuple[Company, ...]
    persons: frozenset[str]
    """Ids of the ledger."""

    def eraser(self) -> Eraser:
        """All of it, ready to be looked for."""
        return Eraser(self.labelled())

    def labelled(self) -> list[tuple[Term, Label]]:
        """Every term with what takes its place."""
        found = [(term, self.label) for term in self.terms]
        for company in self.companies:
            found += [(term, company.label) for term in _terms_of(company)]
        return found


def subject(ws: Workspace, engine: Engine, texts: Texts, typed: Sequence[str]) -> Subject:
    """Find out who is meant.

    Raises
    ------
    PersonUnclear
        When it is too short, or a word that many companies bear.
    """
    for text in typed:
        if len(re.sub(r"[\W_]", "", text)) < SHORTEST:
            raise PersonUnclear(person=text, n=0, reason="short")
    terms = [term_of(text) for text in typed]
    rows = [row for row in ws.ledger.rows("persons") if _is_one_of(terms, row)]
    terms += [term_of(str(row[name])) for row in rows for name in OF_PERSONS if row[name]]
    found = _companies(ws, engine, terms)
    if len(found) > MOST_COMPANIES:
        raise PersonUnclear(person=typed[0], n=len(found), reason="many")
    first = max((int(row["number"]) for row in ws.ledger.rows("erased")), default=0) + 1
    whole = len(found) == 1 and all(_bears(term, found[0][0]) for term in terms)
    companies = tuple(
        Company(
            names,
            domains,
            Label(texts("erase.company", number=first + place + (not whole)), first + place + (not whole)),
        )
        for place, (names, domains) in enumerate(found)
    )
    label = companies[0].label if whole else Label(texts("erase.person", number=first), first)
    return Subject(
        tuple(typed), tuple(dict.fromkeys(terms)), label, companies, frozenset(str(r["person_id"]) for r in rows)
    )


def _bears(term: Term, names: Sequence[str]) -> bool:
    return term.kind in ("name", "domain") and any(Eraser([(term, NOBODY)]).count(name) for name in names)


NOBODY = Label("", 0)


def _is_one_of(terms: Iterable[Term], row: Mapping[str, Any]) -> bool:
    eraser = Eraser([(term, NOBODY) for term in terms])
    return any(eraser.count(str(row[name])) for name in OF_PERSONS if row[name])


Named = tuple[tuple[str, ...], tuple[str, ...]]


def _companies(ws: Workspace, engine: Engine, terms: Sequence[Term]) -> list[Named]:
    """Names and domains of each company that bears the name or has the domain."""
    eraser = Eraser([(term, NOBODY) for term in terms if term.kind in ("name", "domain")])
    if not eraser.terms:
        return []
    rows = ws.ledger.rows("identities")
    meant = {
        row["account_id"]
        for row in rows
        if eraser.count(str(row["name"] or "")) or eraser.count(str(row["domain"] or ""))
    }
    groups: dict[object, tuple[dict[str, None], dict[str, None]]] = {}
    for row in rows:
        if row["account_id"] in meant:
            _add(groups.setdefault(row["account_id"], ({}, {})), row["name"], row["domain"])
    for name, domain in _named_in_tables(ws, engine, eraser):
        known = next((group for group in groups.values() if name in group[0] or (domain and domain in group[1])), None)
        _add(known or groups.setdefault(name, ({}, {})), name, domain)
    others = {str(row["domain"]) for row in rows if row["account_id"] not in meant and row["domain"]}
    return [(tuple(names), tuple(each for each in domains if each not in others)) for names, domains in groups.values()]


def _add(group: tuple[dict[str, None], dict[str, None]], name: object, domain: object) -> None:
    if name:
        group[0].setdefault(str(name))
    if domain:
        group[1].setdefault(str(domain))


def _named_in_tables(ws: Workspace, engine: Engine, eraser: Eraser) -> Iterator[tuple[str, str | None]]:
    """Companies of that name which the ledger does not know: on lists, above others, in tables in place."""
    imported: list[Path | Location] = [snapshot.path for snapshot in ws.snapshots().values()]
    for place in (*imported, *looked_through(ws, engine)[0]):
        engine.load(TABLE, place)
        columns = engine.fetch(sql.shape_sql(engine.dialect, TABLE))
        for name, domain in NAMES:
            if name in columns:
                pairs = sql.distinct_pairs_sql(engine.dialect, TABLE, name, domain if domain in columns else name)
                for first, second in engine.rows(pairs):
                    if eraser.count(str(first)):
                        yield str(first), str(second) if second and domain in columns else None


def _without_form(name: str, cleaned: str) -> str | None:
    """A name of several words as people say it: ``Sonja Weber Design`` of ``Sonja Weber Design GmbH``."""
    words = name.split()
    parts = (" ".join(words[first:last]) for first in (0, 1) for last in range(first + 2, len(words) + 1))
    return next((part.rstrip(",") for part in parts if key(part) == cleaned), None)


def _terms_of(company: Company) -> Iterator[Term]:
    for name in company.names:
        yield Term(name, "company")
        taken = company_name(name)
        # Keys by which rows are joined: without the legal form, and run together.
        yield from (Term(each, "key") for each in (taken.cleaned, *taken.keys) if len(each) > SHORTEST)
        if bare := _without_form(name, taken.cleaned):
            yield Term(bare, "company")
    yield from (Term(domain, "domain") for domain in company.domains)
