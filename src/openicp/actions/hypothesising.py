"""``hypotheses``: questions written down before the data come, listed, written and withdrawn.

Comes in: a workspace, a question as people write it. Goes out: plain data. It answers nothing: the first run that has
enough new accounts does, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from openicp.actions.asking import attribute_named
from openicp.actions.hypotheses import Wondered, asked_of, last_day, plain_of, suggested, wondered
from openicp.actions.known import Known, engine_of, gather, tables_of
from openicp.actions.telling.terms import terms_of
from openicp.errors import AttributeNotFound, InvalidChoice
from openicp.model.attribute import Condition
from openicp.model.facts import NumberColumn, TagsColumn
from openicp.model.segment import Segment
from openicp.report.inputs import Question
from openicp.report.views.questions import question_view
from openicp.workspace import Upsert, Workspace

if TYPE_CHECKING:
    from openicp.profile.hypotheses import Question as Found
    from openicp.texts import Texts

Plain = dict[str, Any]
DEFAULT_OUTCOME = "loyal"


@dataclass(frozen=True, slots=True)
class Wish:
    """A question of one's own."""

    where: Mapping[str, str] = field(default_factory=dict)
    """Attribute: values or a range, as people write them."""
    outcome: str = DEFAULT_OUTCOME
    more: bool = True


def hypotheses(
    ws: Workspace,
    texts: Texts,
    *,
    write: int | None = None,
    wish: Wish | None = None,
    withdraw: int | None = None,
    by: str = "",
) -> Plain:
    """List; write down a suggestion by its number, or a wish; withdraw one by its number.

    Raises
    ------
    NothingImported, InvalidChoice, AttributeNotFound, OutcomeNotPossible
    """
    with engine_of(ws) as engine:
        known = gather(ws, engine)
        said = texts.within(terms_of(engine, tables_of(ws), known, own_words=ws.layout.vocab))
    if write is not None or wish is not None:
        _write(ws, known, _wished(known, said, wish) if wish is not None else _offered(ws, known, write or 1), by)
    if withdraw is not None:
        _withdraw(ws, withdraw)
    return _listed(wondered(ws, known, answer=False), known, said)


def _listed(found: Wondered, known: Known, texts: Texts) -> Plain:
    plain = [_plain(one, texts) for one in found.questions]
    return {
        "as_of": known.as_of.isoformat() if known.as_of else None,
        "hypotheses": [one for one in plain if one["state"] != "suggested"],
        "suggestions": [one for one in plain if one["state"] == "suggested"],
    }


def _plain(one: Question, texts: Texts) -> Plain:
    view = question_view(one, texts)
    return {
        "id": one.id,
        "state": one.state,
        "label": texts.label(one.segment),
        "conditions": [condition.to_json() for condition in one.segment.conditions],
        "outcome": one.outcome,
        "more": one.more,
        "counts": one.about,
        "inside": one.inside.to_json(),
        "others": one.others.to_json(),
        "looked_at": one.looked_at,
        "points": one.points,
        "needed": one.needed,
        "needed_if_half": one.needed_half,
        "since": one.since.isoformat() if one.since else None,
        "seen": one.seen,
        "new_inside": list(one.new_inside),
        "new_others": list(one.new_others),
        "answered_on": one.answered_on.isoformat() if one.answered_on else None,
        "chance": one.chance,
        "question": view.question,
        "message": view.counts,
        "leaning": view.leaning,
        "standing": view.standing,
    }


def _offered(ws: Workspace, known: Known, number: int) -> Found:
    """The suggestion of this number."""
    from openicp import profile as room

    offered = suggested(known, ws.ledger.rows("hypotheses"))
    if not 1 <= number <= len(offered):
        choices = [str(at) for at in range(1, len(offered) + 1)]
        raise InvalidChoice(option="hypotheses --write", value=str(number), choices=choices, reason="no_offer")
    chosen = offered[number - 1]
    asked = asked_of(known, chosen.outcome)
    assert asked is not None
    found = room.question(chosen.segment, asked, known.facts.accounts, more=chosen.more)
    return replace(found, looked_at=chosen.looked_at)


def _wished(known: Known, texts: Texts, wish: Wish) -> Found:
    from openicp import metrics
    from openicp import profile as room

    asked = asked_of(known, wish.outcome)
    if asked is None:
        metrics.label(known.facts, wish.outcome, project=known.project)  # says why not
    assert asked is not None
    conditions = tuple(condition_of(known, texts, name, text) for name, text in wish.where.items())
    found = room.question(Segment(conditions), asked, known.facts.accounts, more=wish.more)
    if found.needed is None or not found.inside[1] or not found.others[1]:
        shown = f"{found.inside[0]}/{found.inside[1]}, {found.others[0]}/{found.others[1]}"
        raise InvalidChoice(option="hypotheses --where", value=shown, choices=[], reason="no_gap")
    return found


def condition_of(known: Known, texts: Texts, name: str, text: str) -> Condition:
    """A condition as a person writes it: ``industry=Digital agency``, ``employees=50-200``.

    Raises
    ------
    AttributeNotFound, InvalidChoice
    """
    from openicp.actions.trying import range_of
    from openicp.segments.choice import not_found

    columns = known.facts.accounts.columns
    attribute = attribute_named(known, texts, name)
    column = columns.get(attribute)
    if column is None:
        raise AttributeNotFound(**not_found(name, list(columns)))
    if isinstance(column, NumberColumn):
        return range_of(attribute, text, whole=column.attribute.whole)
    codes = column.tags if isinstance(column, TagsColumn) else column.values
    called = {word.casefold(): code for code in codes for word in (texts.value(attribute, code), code)}
    called |= {word.casefold(): code for code, word in texts.terms.originals.get(attribute, {}).items()}
    wanted = [part.strip().casefold() for part in text.split(",") if part.strip()]
    if not wanted or not set(wanted) <= set(called):
        shown = [texts.value(attribute, code) for code in codes][:20]
        raise InvalidChoice(option=f"--where {name}", value=text, choices=sorted(shown))
    return Condition(attribute, tuple(sorted({called[one] for one in wanted})))


def _write(ws: Workspace, known: Known, found: Found, by: str) -> None:
    """One row, dated by the data: accounts that they hold already can never answer it."""
    import hashlib

    since = last_day(known).isoformat()
    key = f"{found.segment.id} {found.outcome} {found.more} {since}"
    row = {
        "id": "h" + hashlib.sha256(key.encode()).hexdigest()[:8],
        "written_on": datetime.now(UTC).date().isoformat(),
        "since": since,
        "by": by,
        "question": plain_of(found),
        "answer": None,
        "withdrawn_on": None,
    }
    with ws.lease("hypotheses"):
        ws.ledger.apply([Upsert("hypotheses", [row])])


def _withdraw(ws: Workspace, number: int) -> None:
    """No longer asked; it stays in the ledger, so that nobody asks the same until it says yes."""
    rows = ws.ledger.rows("hypotheses")
    if not 1 <= number <= len(rows):
        choices = [str(at) for at in range(1, len(rows) + 1)]
        raise InvalidChoice(option="hypotheses --withdraw", value=str(number), choices=choices, reason="no_question")
    row = {**rows[number - 1], "withdrawn_on": datetime.now(UTC).date().isoformat()}
    with ws.lease("hypotheses"):
        ws.ledger.apply([Upsert("hypotheses", [row])])
