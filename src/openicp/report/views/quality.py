"""Where systems disagree, what looks wrong, and which field would help most.

Comes in: findings of the data as values. Goes out: sentences and small tables. It names companies, never persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openicp.report.doubts import Disagreement, Helpful, Odd
from openicp.report.inputs import ReportInput
from openicp.report.views.common import capital
from openicp.texts import Texts

SYSTEMS = ("subscriptions", "mrr_events", "invoices", "accounts")
"""In the order in which they decide."""
SHOWN, NAMED = 6, 5
MUCH, SOME = 0.25, 0.12
"""From where on a field is said to tell much, and some."""


@dataclass(frozen=True, slots=True)
class ConflictTable:
    """One way in which systems disagree, company by company."""

    headline: str
    systems: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """(company, what each system says)."""
    more: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What is doubtful."""

    conflicts: tuple[ConflictTable, ...]
    suspicious: tuple[str, ...]
    helpful: tuple[str, ...]


def quality(inp: ReportInput, texts: Texts) -> Quality:
    """The doubts of a report."""
    return Quality(
        tuple(_table(one, texts) for one in inp.conflicts),
        tuple(suspicious_said(one, texts) for one in inp.suspicious),
        tuple(helpful_said(one, texts) for one in inp.helpful),
    )


def _table(one: Disagreement, texts: Texts) -> ConflictTable:
    present = [name for name in SYSTEMS if any(name in said for _, said in one.cases)]
    rows = tuple(
        (name, tuple(says(texts, said.get(system, "")) for system in present)) for name, said in one.cases[:SHOWN]
    )
    more = len(one.cases) - SHOWN
    return ConflictTable(
        conflict_said(one, texts),
        tuple(texts(f"system.{name}") for name in present),
        rows if present else (),
        texts("more", more, n=more) if more > 0 and present else "",
    )


def conflict_said(one: Disagreement, texts: Texts) -> str:
    """How many companies, and whose word counts."""
    n = len(one.cases)
    names = _names([name for name, _ in one.cases], texts)
    decides = texts(f"system.{one.decides}") if texts.has(f"system.{one.decides}") else one.decides
    return texts(f"conflict.{one.code}", n, n=n, decides=decides, attribute=one.about, names=names)


def says(texts: Texts, word: str) -> str:
    """``pays``, ``left``, ``left on 31 March 2026``, or an amount."""
    if not word:
        return "–"
    code, _, day = word.partition(":")
    if day:
        return texts("conflict.says.left_on", date=date.fromisoformat(day))
    return texts(f"conflict.says.{code}") if code in ("pays", "left") else texts.money(float(word), exact=True)


def suspicious_said(one: Odd, texts: Texts) -> str:
    """What is odd, and about whom."""
    shown = [_case(name, fields, one.code, texts) for name, fields in one.cases if name]
    key = f"suspicious.{one.code}" if texts.has(f"suspicious.{one.code}") else "suspicious.doubt"
    sentence = texts(key, one.n, n=one.n)
    return texts("because.parts", why=sentence, names=_names(shown, texts)) + "." if shown else sentence + "."


def _case(name: str, fields: Mapping[str, object], code: str, texts: Texts) -> str:
    key = f"suspicious.{code}.case"
    return texts(key, name=name, **fields) if texts.has(key) else name


def helpful_said(one: Helpful, texts: Texts) -> str:
    """For how many it is unknown, how much it tells, and for whom to fill it first."""
    form = "own" if one.own else "absent" if one.unknown == one.of else "general"
    much = "much" if one.tells >= MUCH else "some" if one.tells >= SOME else "little"
    sentence = texts(
        f"helpful.{form}",
        one.unknown,
        n=one.unknown,
        of=one.of,
        known=one.own,
        attribute=one.attribute,
        much=texts(f"helpful.{much}"),
    )
    if form == "absent" or not one.names:
        return capital(sentence)
    return capital(texts("helpful.first", why=sentence, names=_names(list(one.names), texts)))


def _names(names: list[str], texts: Texts) -> str:
    more = len(names) - NAMED
    return texts.listing([*names[:NAMED], texts("more", more, n=more)] if more > 0 else names)
