"""The one question that no data answer: do our totals match the person's dashboards?

Comes in: a workspace, and a person to ask. Goes out: the question with its answer; what was typed is kept with the
totals of ``openicp.yaml``. It never takes a silence for a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openicp.actions import dashboards
from openicp.errors import InvalidChoice, NothingImported
from openicp.workspace import Upsert

if TYPE_CHECKING:
    from openicp.actions.session import Session
    from openicp.texts import Texts

Ask = Callable[[Mapping[str, Any]], str]
Plain = dict[str, Any]
GROUPS = (("active", "mrr"), ("won", "lost"))
"""What is said in one sentence: figures that everybody knows by heart."""
ASKED = tuple(name for group in GROUPS for name in group)
STANDS_IN = {"active": "customers"}
"""Where nobody tells who still pays, those who ever did are counted."""
MOST_TRIES = 3
AGREED = "agreed/totals"
"""Key of the ledger under which it stands what a person said yes to."""
CALLED = {"customers": "ever_customers"}
"""What ``totals`` calls a total that has another meaning on dashboards."""


def figures(totals: Sequence[Mapping[str, Any]], texts: Texts) -> str:
    """``29 paying customers, MRR €8,990; 40 won, 15 lost``; empty where the data tell none of these."""
    said = ([_figure(entry, texts) for name in group for entry in _of(totals, name)] for group in GROUPS)
    return texts.listing([", ".join(group) for group in said if group], style="series")


def _of(totals: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """The entries of a total: one, or of MRR one per currency where no sum can be made."""
    known = [entry for entry in totals if entry["ours"] is not None]
    found = [entry for entry in known if entry["name"] == name]
    return found or [entry for entry in known if entry["name"] == STANDS_IN.get(name)]


def _figure(entry: Mapping[str, Any], texts: Texts) -> str:
    if entry["unit"] == "money":
        return texts(f"match.{entry['name']}", x=amount(entry, entry["ours"], texts))
    return texts(f"match.{entry['name']}", n=int(entry["ours"]))


def amount(entry: Mapping[str, Any], value: float, texts: Texts) -> str:
    """A figure as dashboards show it: money to the cent where there are cents."""
    if entry["unit"] == "money":
        return texts.money(value, entry["currency"], exact=not float(value).is_integer())
    return texts.number(value, digits=0)


def match(session: Session, ask: Ask) -> list[Plain]:
    """Ask whether our totals are those of the dashboards, and where they are not, for theirs.

    Returns
    -------
    list of dict
        The question with its answer; nothing where there is no total, or where the same ones were agreed on before.
    """
    try:
        found = dashboards.totals(session.workspace, session.texts, {})
    except NothingImported:
        return []
    said = figures(found["totals"], session.texts)
    if not said or any(entry["yours"] is not None for entry in found["totals"]):
        return []
    if _agreed(session, said):
        return []
    question: Plain = {"code": "totals", "fields": {"figures": said}, "suggestion": "yes", "choices": ["yes", "no"]}
    question["answer"] = str(ask(question)).strip()
    if question["answer"] == "yes":
        session.workspace.ledger.apply([Upsert("meta", [{"key": AGREED, "value": said}])])
        return [question]
    return [{**question, "typed": _typed(session, ask, found["totals"])}]


def _agreed(session: Session, said: str) -> bool:
    return any(row["value"] == said for row in session.workspace.ledger.rows("meta", {"key": AGREED}))


def _typed(session: Session, ask: Ask, totals: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The figures that are not ours, one after the other; Enter leaves ours."""
    given: dict[str, str] = {}
    for entry in (entry for name in ASKED for entry in _of(totals, name)[:1]):
        ours = amount(entry, entry["ours"], session.texts)
        answer = _until_kept(session, ask, entry, ours)
        if answer:
            given[str(entry["name"])] = answer
    return given


def _until_kept(session: Session, ask: Ask, entry: Mapping[str, Any], ours: str) -> str:
    code = "figure"
    for _ in range(MOST_TRIES):
        fields = {"name": session.texts(f"total.{entry['name']}"), "ours": ours}
        answer = str(ask({"code": code, "fields": fields, "suggestion": ours})).strip()
        if answer in ("", ours):
            return ""
        try:
            dashboards.totals(session.workspace, session.texts, {CALLED.get(entry["name"], entry["name"]): answer})
            return answer
        except InvalidChoice:
            code = "figure_again"
    return ""
