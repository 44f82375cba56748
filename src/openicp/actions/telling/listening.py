"""What people said, for a report: themes with quotes, what contradicts the profile, whom to ask next.

Comes in: the ledger's statements and what a run found. Goes out: values of ``report.inputs``. Persons appear by their
role and what their company is, never by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from openicp import voice
from openicp.actions.analysis import Analysis
from openicp.actions.known import Known
from openicp.actions.telling.bests import bar_of, described, insiders
from openicp.model.profile import Profile
from openicp.normalise import role_code
from openicp.report.inputs import Contradiction, Quote, Theme, ToAsk
from openicp.voice import Heard, Statement
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.model.facts import Facts, Floats

GONE, THERE = ("left", "lost"), ("best", "stayed")
TOLD_APART_FROM = 2
"""Companies of either side that at least must have been asked before a need is said not to tell them apart."""
MOST_CONTRADICTIONS = 4
WHY = ("loss", "leave", "remaining", "doubt")
"""Kinds in which a company that fits says why it left or did not buy, the clearest first."""


@dataclass(frozen=True)
class Listened:
    """What the report says of the voices."""

    interviews: int
    """People who answered a question; each counts once."""
    themes: tuple[Theme, ...]
    contradictions: tuple[Contradiction, ...]
    to_ask: tuple[ToAsk, ...]
    unsorted: int
    """Quotes of which nobody has said the kind."""


def listened(ws: Workspace, found: Analysis, *, against: Sequence[str] = ()) -> Listened:
    """Everything that was heard.

    Parameters
    ----------
    against
        Companies that speak against the profile: it describes them, and they left or were lost.
    """
    statements = voice.of_ledger(ws)
    groups = groups_of(found.known, found.values)
    heard = voice.heard(statements, groups)
    tell = _Teller(found, groups)
    asked = {one.person for one in statements if one.kind}
    whom = voice.choose(candidates(found.known, found.values, found.profile, statements, groups))
    return Listened(
        len(asked),
        tuple(_theme(one, tell) for one in heard),
        tuple(_contradictions(heard, statements, tell, against))[:MOST_CONTRADICTIONS],
        tuple(to_ask(one) for one in whom),
        sum(one.kind is None for one in statements),
    )


def groups_of(known: Known, values: Floats) -> dict[str, str]:
    """Account: best (top quarter by value among customers still there), stayed, left, lost or open (still deciding)."""
    accounts = known.facts.accounts
    left = (accounts.left >= 0) | (accounts.customer & ~accounts.active)
    there = accounts.customer | (accounts.outcome == 1)
    asked = {
        "left": left,
        "best": there & (values >= bar_of(accounts, values)),
        "stayed": there,
        "lost": accounts.outcome == 0,
        "open": accounts.is_approached,
    }
    said = np.select(list(asked.values()), list(asked), "").tolist()
    return {str(account): group for account, group in zip(accounts.account_id, said, strict=True) if group}


class _Teller:
    """Statements as quotes of a report: the role, what the company is, its group."""

    def __init__(self, found: Analysis, groups: Mapping[str, str]) -> None:
        self.accounts = found.known.facts.accounts
        self.groups = groups
        self.places = {str(account): place for place, account in enumerate(self.accounts.account_id)}

    def quote(self, one: Statement) -> Quote:
        """Its words, in their own language."""
        place = self.places.get(one.company)
        facts = described(self.accounts, place) if place is not None else ()
        return Quote(one.quote, role_said(one.role), self.groups.get(one.company), one.language, facts)


def role_said(role: str) -> str:
    """The code of a role that is known, so that it is said in the reader's language; else as it is written."""
    code = role_code(role) if role else ""
    return code if all(code.partition("/")) else role


def _theme(one: Heard, tell: _Teller) -> Theme:
    quotes = tuple(tell.quote(each) for each in one.quotes)
    return Theme(one.kind, one.theme, one.said, dict(one.groups), quotes, tuple(tell.quote(e) for e in one.against))


def _contradictions(
    heard: Sequence[Heard], statements: Sequence[Statement], tell: _Teller, against: Sequence[str]
) -> Iterator[Contradiction]:
    """What was said and speaks against the profile, the weightiest first."""
    need = voice.needs(statements)
    if need is not None:
        told = next(one for one in heard if (one.kind, one.theme) == (need.kind, need.theme))
        yield from _also_lost(told, statements, tell)
    for account in against:
        yield from _fitted(account, statements, tell)
    for one in heard:
        if one.kind in ("benefit", "why_us", "like") and one.theme and one.against:
            fields = {"k": one.said[0], "n": one.said[1]}
            yield Contradiction("opposite", one.kind, one.theme, fields, tell.quote(one.against[0]))


def _also_lost(need: Heard, statements: Sequence[Statement], tell: _Teller) -> Iterator[Contradiction]:
    """The need that the profile names is named as often by those who left or were lost: it tells nobody apart."""
    sides = []
    for groups in (GONE, THERE):
        pairs = [need.groups[group] for group in groups if group in need.groups]
        sides.append((sum(k for k, _ in pairs), sum(n for _, n in pairs)))
    (gone, gone_of), (there, there_of) = sides
    if min(gone_of, there_of) < TOLD_APART_FROM or gone * there_of < there * gone_of:
        return
    said = [one for one in statements if one.kind == need.kind and one.theme == need.theme]
    theirs = [one for one in said if one.quotable and tell.groups.get(one.company) in GONE]
    fields = {"k": gone, "n": gone_of, "others": there, "of": there_of}
    yield Contradiction("also_lost", need.kind, need.theme, fields, tell.quote(theirs[0]) if theirs else None)


def _fitted(account: str, statements: Sequence[Statement], tell: _Teller) -> Iterator[Contradiction]:
    """What a company said that the profile describes, and that left or was lost all the same."""
    said = [one for one in statements if one.account == account and one.kind in WHY and one.quotable]
    if said:
        one = min(said, key=lambda each: (WHY.index(str(each.kind)), each.ident))
        group = tell.groups.get(account, "lost")
        yield Contradiction("fitted", str(one.kind), one.theme, {"group": group}, tell.quote(one))


def candidates(
    known: Known,
    values: Floats,
    profile: Profile | None,
    statements: Sequence[Statement],
    groups: Mapping[str, str],
) -> list[voice.Candidate]:
    """Every company that could be asked."""
    accounts = known.facts.accounts
    asked = {one.account for one in statements}
    inside = insiders(profile, accounts)
    at_stake = _at_stake(known.facts)
    made = []
    told = (accounts.account_id, accounts.name, values.tolist(), accounts.left.tolist(), inside.tolist())
    for place, (account, name, value, left, fits) in enumerate(zip(*told, strict=True)):
        group = groups.get(str(account))
        if group is None:
            continue
        amount, day = at_stake.get(place, (None, -1))
        if group == "left":
            day = _gone_on(left)
        made.append(
            voice.Candidate(
                str(account),
                str(name),
                group,
                str(account) in asked,
                _known(value) if group in (*THERE, "left") else amount,
                date.fromordinal(EPOCH + day) if day >= 0 and group not in THERE else None,
                {1: True, 0: False}.get(fits),
            )
        )
    return made


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _gone_on(last: int) -> int:
    """The day after the last paid one; -1 where it is not known."""
    return last + 1 if last >= 0 else -1


EPOCH = date(1970, 1, 1).toordinal()


def _at_stake(facts: Facts) -> dict[int, tuple[float | None, int]]:
    """By place of an account: the amount of its latest deal that was not won, and when it was lost or began."""
    deals = facts.deals
    found: dict[int, tuple[float | None, int]] = {}
    if deals is None:
        return found
    asked = (deals.outcome != 1) & (deals.account >= 0)
    days = np.where(deals.outcome == 0, deals.closed, deals.opened)
    told = (one[asked].tolist() for one in (deals.account, days, deals.amount))
    for place, day, amount in zip(*told, strict=True):
        if day >= found.get(place, (None, -1))[1]:
            found[place] = (_known(amount), day)
    return found


def to_ask(one: voice.Interview) -> ToAsk:
    """As a report shows it."""
    return ToAsk(one.name, one.group, one.asked, one.since, one.worth, one.fits)
