"""What is worth asking next, and what became of the questions that were written down.

Comes in: what is known, the ledger's questions. Goes out: ``report.inputs.Question`` values, and the ledger's rows
for those that are answered. Each question is tested once, on accounts first approached after it was written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.actions.known import Known
from openicp.errors import OutcomeNotPossible
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.segment import Segment
from openicp.report.inputs import Question
from openicp.workspace import Change, Upsert, Workspace

if TYPE_CHECKING:
    from openicp.model.facts import Facts, Tri
    from openicp.profile.hypotheses import Asked
    from openicp.profile.hypotheses import Question as Found

OUTCOMES = ("loyal", "won", "profitable")
"""What suggested questions are about: who stays, who buys, who is worth it."""
RIPENS = {"loyal": 365, "growing": 365}
"""Days after which an outcome is known of everybody: before, only those who left early would have an answer."""
OF_CUSTOMERS = ("loyal", "growing", "fast", "recommending")
"""Outcomes that only customers have an answer to."""
STAYS = "loyal"
EPOCH = date(1970, 1, 1)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Wondered:
    """Questions as a report shows them, and what the ledger keeps of it."""

    questions: tuple[Question, ...] = ()
    changes: tuple[Change, ...] = field(default=())


def wondered(ws: Workspace, known: Known, *, suggest: bool = True, answer: bool = True) -> Wondered:
    """Every question written down, with how far it has come; then those worth writing down.

    Parameters
    ----------
    suggest
        Whether to look for further ones.
    answer
        Whether those that have enough new accounts are tested now: whoever does keeps the changes.
    """
    rows = ws.ledger.rows("hypotheses")
    told = [_written(row, known, answer=answer) for row in rows]
    changes = [Upsert("hypotheses", [answered]) for answered, _ in told if answered is not None]
    further = suggested(known, rows) if suggest else ()
    return Wondered((*(one for _, one in told), *further), tuple(changes))


def suggested(known: Known, rows: Sequence[Row] = ()) -> tuple[Question, ...]:
    """The groupings that point furthest, without those written down."""
    told = {(row["question"]["segment"], row["question"]["outcome"]) for row in rows if not row["withdrawn_on"]}
    found = pointing(known)
    return tuple(
        shown(each, known, ident="", state="suggested") for each in found if (each.segment.id, each.outcome) not in told
    )


def pointing(known: Known) -> tuple[Found, ...]:
    """The groupings that point furthest, over all outcomes that are asked about."""
    from openicp import profile as room

    asked = [one for outcome in OUTCOMES if (one := asked_of(known, outcome)) is not None]
    return room.questions(known.facts.accounts, asked)


def least_left(known: Known, *, decided: Collection[str]) -> Found | None:
    """The grouping of customers that seems to stay most, where one points a way and no person has decided of it."""
    found = (one for one in pointing(known) if one.points and one.more and one.outcome == STAYS)
    return next((one for one in found if one.segment.conditions[0].attribute not in decided), None)


def asked_of(known: Known, outcome: str, *, after: int | None = None) -> Asked | None:
    """Who has an answer under an outcome; ``None`` where the data tell none.

    Parameters
    ----------
    after
        Only accounts first approached after this day.
    """
    from openicp import metrics
    from openicp import profile as room

    facts = known.facts
    try:
        labels = metrics.label(facts, outcome, project=known.project)
    except OutcomeNotPossible:
        return None
    values: Tri = np.where(_ripe(facts, outcome), labels.values, -1).astype(np.int8)
    if after is not None:
        values[facts.accounts.approached <= after] = -1
    given = frozenset(name for name, _ in room.leaks(facts.accounts, labels))
    return room.Asked(outcome, values, given - set(known.project.attributes))


def _ripe(facts: Facts, outcome: str) -> Any:
    days = RIPENS.get(outcome)
    if days is None:
        return np.ones(facts.accounts.n, bool)
    started = facts.accounts.started
    return (started >= 0) & (started + days <= (facts.as_of - EPOCH).days)


def shown(one: Found, known: Known, *, ident: str, state: str) -> Question:
    """As a report shows it: of those who stay, the counts are of those who left at any age."""
    about, inside, others = _counts(one, known)
    return Question(
        ident,
        one.segment,
        one.outcome,
        one.more,
        state,
        about,
        inside,
        others,
        one.looked_at,
        one.needed or 0,
        one.needed_half,
        one.outcome in OF_CUSTOMERS or not bool((known.facts.accounts.outcome == 0).any()),
        one.points,
    )


def _counts(one: Found, known: Known) -> tuple[str, Estimate, Estimate]:
    from openicp import profile as room
    from openicp import stats

    accounts = known.facts.accounts
    if one.outcome != "loyal":
        return "outcome", stats.proportion(*one.inside), stats.proportion(*one.others)
    inside, others = room.counted(one.segment, accounts, room.left_of(accounts))
    return "left", stats.proportion(*inside), stats.proportion(*others)


def plain_of(one: Found) -> dict[str, Any]:
    """What the ledger keeps of a question."""
    return {
        "segment": one.segment.id,
        "conditions": [condition.to_json() for condition in one.segment.conditions],
        "outcome": one.outcome,
        "more": one.more,
        "inside": list(one.inside),
        "others": list(one.others),
        "looked_at": one.looked_at,
        "chance": one.chance,
        "needed": one.needed,
        "needed_half": one.needed_half,
    }


def found_of(plain: Row) -> Found:
    """Inverse of ``plain_of``."""
    from openicp import profile as room

    return room.Question(
        Segment(tuple(Condition.from_json(one) for one in plain["conditions"])),
        plain["outcome"],
        plain["more"],
        _pair(plain["inside"]),
        _pair(plain["others"]),
        plain["looked_at"],
        plain["chance"],
        plain["needed"],
        plain["needed_half"],
    )


def _pair(plain: Sequence[int]) -> tuple[int, int]:
    return int(plain[0]), int(plain[1])


def _written(row: Row, known: Known, *, answer: bool) -> tuple[dict[str, Any] | None, Question]:
    """A question with its standing; the ledger's row too, when this is the run that answers it."""
    found, since = found_of(row["question"]), date.fromisoformat(row["since"])
    state = "withdrawn" if row["withdrawn_on"] else "open"
    told = replace(shown(found, known, ident=row["id"], state=state), since=since)
    kept = row["answer"]
    if kept is None and state == "open":
        kept, told = _stands(found, told, known)
        if kept is not None and not answer:
            return None, replace(told, ready=True)
        if kept is not None:
            return {**row, "answer": kept}, _answered(told, kept)
    return None, told if kept is None else _answered(told, kept)


def _stands(found: Found, told: Question, known: Known) -> tuple[dict[str, Any] | None, Question]:
    from openicp import profile as room

    assert told.since is not None
    asked = asked_of(known, found.outcome, after=(told.since - EPOCH).days)
    if asked is None or known.facts.as_of <= told.since:
        return None, told
    now = room.standing(found, known.facts.accounts, asked.values, needed=told.needed)
    told = replace(told, seen=now.seen, new_inside=now.inside, new_others=now.others)
    if now.chance is None:
        return None, told
    answer = {"on": known.facts.as_of.isoformat(), "inside": list(now.inside), "others": list(now.others)}
    return answer | {"chance": now.chance, "holds": now.chance <= room.WRONG}, told


def _answered(told: Question, kept: Row) -> Question:
    inside, others = _pair(kept["inside"]), _pair(kept["others"])
    return replace(
        told,
        state="holds" if kept["holds"] else "not_shown",
        seen=inside[1] + others[1],
        new_inside=inside,
        new_others=others,
        answered_on=date.fromisoformat(kept["on"]),
        chance=kept["chance"],
    )


def last_day(known: Known) -> date:
    """The day after which accounts are new: nothing of them was in the data that suggested the question."""
    accounts = known.facts.accounts
    latest = int(accounts.approached.max()) if accounts.n else -1
    return max(known.facts.as_of, EPOCH + timedelta(days=max(latest, 0)))
