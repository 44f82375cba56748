"""``best``: the most valuable customers and why, and what a person who knows them says of that list.

Comes in: a workspace, names to strike or to add, with a reason. Goes out: plain data. It keeps the reason and changes
no figure: a company that somebody struck counts in every metric and every profile as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from openicp.actions.known import engine_of, gather, tables_of
from openicp.actions.naming import unclear
from openicp.actions.telling.bests import best_of, marks_of
from openicp.actions.telling.terms import terms_of
from openicp.errors import InvalidChoice, ProfileNotFound
from openicp.report.inputs import BestCustomer, BestTrait
from openicp.report.views.best import trait_name
from openicp.report.views.common import describe, reason
from openicp.workspace import Change, Remove, Upsert, Workspace

if TYPE_CHECKING:
    from openicp.actions.known import Known
    from openicp.model.profile import Profile
    from openicp.texts import Texts

Plain = dict[str, Any]
STRUCK, ADDED = "struck", "added"


def best(
    ws: Workspace,
    texts: Texts,
    *,
    strike: Sequence[str] = (),
    add: Sequence[str] = (),
    undo: Sequence[str] = (),
    because: str = "",
) -> Plain:
    """The best customers; with names, what is said of them is kept first.

    Parameters
    ----------
    strike, add, undo
        Companies by name, domain or id; ``all`` in ``undo`` forgets every mark.
    because
        Why; needed to strike or to add.

    Raises
    ------
    NothingImported, InvalidChoice
    """
    from openicp import metrics

    with engine_of(ws) as engine:
        known = gather(ws, engine)
        said = texts.within(terms_of(engine, tables_of(ws), known, own_words=ws.layout.vocab))
    _keep(ws, known, _marked(known, strike, STRUCK, because) + _marked(known, add, ADDED, because), undo)
    values = metrics.values(known.facts, project=known.project)
    found = best_of(known.facts, values, _profile(ws), common=_common(known), marks=marks_of(ws))
    names = dict(zip(known.facts.accounts.account_id.tolist(), known.facts.accounts.name.tolist(), strict=True))
    rows = [_row(one, place, names, said) for place, one in enumerate(found.customers, 1)]
    return {
        "as_of": known.as_of.isoformat() if known.as_of else None,
        "currency": known.facts.currency,
        "value_is": "revenue" if known.project.gross_margin is None else "margin",
        "best": rows,
        "traits": [_trait(one, said) for one in found.traits],
        "marked": sum(row["mark"] is not None for row in rows),
    }


def _profile(ws: Workspace) -> Profile | None:
    from openicp.actions.recorded import read_profile

    try:
        return read_profile(ws)
    except ProfileNotFound:
        return None


def _common(known: Known) -> list[Any]:
    from openicp.actions.telling.reporting import common_traits

    return [trait.condition for trait in common_traits(known.facts.accounts) if trait.how == "mainly"]


def _marked(known: Known, names: Sequence[str], mark: str, because: str) -> list[dict[str, Any]]:
    if names and not because.strip():
        raise InvalidChoice(option="best --because", value="", choices=[], reason="because")
    today = datetime.now(UTC).date().isoformat()
    row = {"mark": mark, "because": because.strip(), "by": "", "marked_on": today}
    return [{**row, "account_id": account_named(known, name)} for name in names]


def account_named(known: Known, name: str) -> str:
    """The account that a person means.

    Raises
    ------
    InvalidChoice
        With the nearest names where there is none, and with all where several have this name.
    """
    accounts = known.facts.accounts
    wanted = name.strip().casefold()
    called = [(str(said), str(one)) for one, said in zip(accounts.account_id, accounts.name, strict=True)]
    found = [one for said, one in called if wanted in (said.casefold(), one.casefold())]
    if len(found) == 1:
        return found[0]
    raise unclear("best", name, among=found, known=[said for said, _ in called])


def _keep(ws: Workspace, known: Known, rows: Sequence[dict[str, Any]], undo: Sequence[str]) -> None:
    changes: list[Change] = [Upsert("marks", rows)] if rows else []
    if "all" in undo:
        changes += [Remove("marks", {})]
    else:
        changes += [Remove("marks", {"account_id": account_named(known, name)}) for name in undo]
    if changes:
        with ws.lease("best"):
            ws.ledger.apply(changes)


def _row(one: BestCustomer, place: int, names: dict[str, str], texts: Texts) -> Plain:
    return {
        "rank": None if one.mark == ADDED else place,
        "account_id": one.account_id,
        "name": names.get(one.account_id, one.account_id),
        "facts": describe(texts, one.facts),
        "value": None if one.value.value is None else round(one.value.value, 2),
        "why": texts.listing([reason(texts, why) for why in one.reasons], style="series"),
        "reasons": [{"code": why.code, **why.fields} for why in one.reasons],
        "inside": one.inside,
        "mark": one.mark,
        "because": one.because or None,
    }


def _trait(one: BestTrait, texts: Texts) -> Plain:
    return {
        "label": trait_name(one, texts),
        "condition": one.condition.to_json() if one.condition is not None else None,
        "best": list(one.best),
        "others": list(one.others) if one.others else None,
        "lost": list(one.lost) if one.lost else None,
        "yours": list(one.yours) if one.yours else None,
    }
