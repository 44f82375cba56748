"""What moved since the run before, and why: for ``update``, and for a folder that is started again.

Comes in: the view of ``update``. Goes out: lines; one where nothing changed. It never says more than moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openicp.faces.cli.paper import Column, Paper
from openicp.faces.cli.render import imported, ran, read
from openicp.faces.cli.render.checked import exact
from openicp.faces.cli.words import named

NAMED = 5
SIGNS = {"new": 1, "back": 1, "more": 1, "left": -1, "less": -1, "gone": -1}
MINUS = "−"


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """What was read, what is gone, what moved, where the report is."""
    files, gone, moves = view.get("files") or [], view.get("gone") or [], view.get("moved") or {}
    if files:
        read.show(paper, view)
        imported.findings(paper, [each for each in view.get("findings") or [] if each.get("severity") == "problem"])
    if gone:
        paper.line(paper.t("cli.update.gone", len(gone), files=list(gone)))
    if not (files or moves):
        key = "cli.update.nothing" if view.get("as_of") else "cli.update.nothing.undated"
        paper.say(key, date=ran.day(view.get("as_of")))
        return
    short(paper, moves)
    paper.gap()
    ran.ended(paper, view)


def short(paper: Paper, moves: Mapping[str, Any]) -> None:
    """What moved; a sentence where nothing did."""
    said = _said(paper, moves) if moves else []
    totals = (moves.get("totals") or []) if moves else []
    paper.gap()
    if not said and not totals:
        paper.say("cli.moved.nothing")
        return
    days = [ran.day(day) for day in moves.get("as_of") or () if day]
    same = len(days) < 2 or days[0] == days[1]
    paper.line(
        paper.t("cli.moved.head") if same else paper.t("cli.moved.head.days", was=days[0], now=days[1]), "strong"
    )
    if totals:
        _totals(paper, totals, moves.get("currency"))
    for line in said:
        paper.line(f"· {line}", indent=2)


def _totals(paper: Paper, totals: Sequence[Mapping[str, Any]], currency: Any) -> None:
    def amount(value: Any, unit: str) -> str:
        return "–" if value is None else exact(paper, float(value), unit, currency if unit == "money" else None)

    rows = [
        [named(paper.t, "total", one["name"]), amount(one["before"], one["unit"]), "→", amount(one["now"], one["unit"])]
        for one in totals
    ]
    plain = Column("", fold=False)
    paper.table((Column(""), Column("", "right", fold=False), plain, plain), rows)


def _said(paper: Paper, moves: Mapping[str, Any]) -> list[str]:
    """Why, in the order in which people ask: customers, deals, the profile, segments, the list."""
    t = paper.t
    customers, deals = moves.get("customers") or {}, moves.get("deals") or {}
    said = [
        t(f"cli.moved.{name}", len(customers[name]), names=_customers(paper, customers[name], SIGNS[name], moves))
        for name in SIGNS
        if customers.get(name)
    ]
    if moves.get("unexplained"):
        said.append(t("cli.moved.unexplained", x=_signed(paper, moves["unexplained"], moves)))
    said += [t(f"cli.moved.{name}", len(deals[name]), names=_few(paper, deals[name])) for name in deals if deals[name]]
    return [*said, *_profile(paper, moves.get("profile") or {}), *_segments(paper, moves), *_list(paper, moves)]


def _customers(paper: Paper, entries: Sequence[Mapping[str, Any]], sign: int, moves: Mapping[str, Any]) -> str:
    def one(entry: Mapping[str, Any]) -> str:
        if not entry.get("mrr"):
            return str(entry["name"])
        return paper.t("cli.moved.by", name=entry["name"], x=_signed(paper, sign * entry["mrr"], moves))

    return _few(paper, [one(entry) for entry in entries])


def _signed(paper: Paper, amount: float, moves: Mapping[str, Any]) -> str:
    return ("+" if amount > 0 else MINUS) + exact(paper, abs(amount), "money", moves.get("currency"))


def _few(paper: Paper, names: Sequence[str]) -> str:
    return ", ".join(read.few(paper, names, NAMED))


def _profile(paper: Paper, profile: Mapping[str, Any]) -> list[str]:
    t, said = paper.t, []
    if profile.get("verdict"):
        was, now = (named(t, "cli.verdict_of", code) for code in profile["verdict"])
        said.append(t("cli.moved.verdict", was=was, now=now))
    for line in profile.get("lines") or []:
        basis = named(t, "cli.basis", line["basis"])
        before = line.get("before") or {}
        fields = {"label": line["label"], "basis": basis}
        if before:
            fields |= {"was": before["label"], "was_basis": named(t, "cli.basis", before["basis"])}
        same = bool(before) and fields["label"] == fields["was"] and fields["basis"] == fields["was_basis"]
        said.append(t("cli.moved.line.points" if same else f"cli.moved.line.{line['what']}", **fields))
    return said


def _segments(paper: Paper, moves: Mapping[str, Any]) -> list[str]:
    t = paper.t

    def words(code: Any) -> str:
        return named(t, "cli.verdict", code) if code else "–"

    return [
        t(
            f"cli.moved.segment.{one['what']}",
            label=one["label"],
            was=words(one.get("before")),
            now=words(one.get("verdict")),
        )
        for one in moves.get("segments") or []
    ]


def _list(paper: Paper, moves: Mapping[str, Any]) -> list[str]:
    t, found = paper.t, moves.get("prospects") or {}
    return [
        t(f"cli.moved.tier.{way}", len(found[way]), names=_few(paper, [_moved(paper, one) for one in found[way]]))
        for way in ("up", "down")
        if found.get(way)
    ]


def _moved(paper: Paper, one: Mapping[str, Any]) -> str:
    return paper.t("cli.moved.tier.one", name=one["name"], was=one["from"], now=one["to"])
