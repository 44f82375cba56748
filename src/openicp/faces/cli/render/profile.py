"""The profile: its sentence, its lines, what each rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from openicp.faces.cli.paper import Column, Paper, stacked
from openicp.faces.cli.words import figure, named, safe, sentence

NO_SEARCH = ("figures_only", "no_outcome")
"""Reasons where nothing was looked for: they say it all."""
BASIS_STYLES = {"shown": "bold cyan", "leaning": "cyan", "heard": "italic", "shared": "", "chosen": "dim"}
"""One accent: the stronger the basis, the louder the word."""


def show(paper: Paper, view: Mapping[str, Any]) -> None:
    """One profile."""
    profile = view["profile"]
    verdict(paper, profile.get("verdict"), profile.get("reason"), profile)
    title = paper.t("cli.profile.head", name=profile.get("name", ""), version=str(profile.get("version", "")))
    outcome = named(paper.t, "outcome", profile.get("outcome"))
    paper.line(f"{title} · {outcome}", "dim")
    spoken = statement(paper, profile.get("statement"))
    if spoken:
        paper.gap()
        paper.line(spoken)
    lines(paper, profile)
    checks(paper, view.get("checks") or [])


def checks(paper: Paper, found: Sequence[Mapping[str, Any]]) -> None:
    """What a careful colleague would say of it."""
    if found:
        paper.gap()
    for one in found:
        paper.line(f"• {one['message']}", "dim" if one.get("severity") == "note" else "")


def verdict(paper: Paper, code: Any, reason: Any, profile: Mapping[str, Any]) -> None:
    """The verdict in words, and its reason where there are words for it."""
    working = code == "too_little" and bool(profile.get("lines"))
    given = reason if isinstance(reason, Mapping) else {"code": reason, "fields": profile.get("reason_fields")}
    if given.get("code") not in NO_SEARCH:
        paper.line(named(paper.t, "cli.profile", "tentative" if working else code), "strong")
    if paper.t.has(f"profile.{given.get('code')}"):
        paper.line(sentence(paper.t, "profile", given["code"], given.get("fields") or {}))


def statement(paper: Paper, spoken: Any) -> str:
    """The statement in the reader's language, else in English."""
    if isinstance(spoken, Mapping):
        return str(spoken.get(paper.t.lang) or spoken.get("en") or "")
    return str(spoken or "")


def lines(paper: Paper, profile: Mapping[str, Any]) -> None:
    """One row per line: what, basis, points, evidence."""
    entries = profile.get("lines") or []
    if not entries:
        return
    paper.gap()
    columns = [Column(""), Column("", fold=False), Column(""), Column("")]
    paper.table(columns, [_line(paper, line) for line in entries])


def _line(paper: Paper, line: Mapping[str, Any]) -> list[str | Text]:
    basis = str(line.get("basis", ""))
    bands = line.get("bands") or []
    what = stacked(str(line.get("label", "")), paper.t.attribute(str(line.get("attribute", ""))))
    word = named(paper.t, "cli.basis", basis)
    return [what, Text(word, BASIS_STYLES.get(basis, "")), _points(bands), _evidence(paper, line)]


def _points(bands: list[Mapping[str, Any]]) -> Text:
    """``+6  agency`` per band that carries points; one alone needs no name."""
    bands = [band for band in bands if band.get("points")]
    if len(bands) < 2:
        return Text(signed(bands[0].get("points")) if bands else "", "bold")
    return Text("\n").join(
        Text.assemble((signed(band.get("points")), "bold"), f" {safe(band.get('label', ''))}") for band in bands
    )


def signed(points: Any) -> str:
    """``+6`` and ``−2``, with a real minus."""
    return f"{int(points or 0):+d}".replace("-", "−")


def _evidence(paper: Paper, line: Mapping[str, Any]) -> Text:
    evidence = line.get("evidence")
    if not isinstance(evidence, Mapping):
        return Text("")
    inside, inside_count = figure(paper.t, evidence.get("with_it"))
    others, others_count = figure(paper.t, evidence.get("others"))
    first = "  ".join(part for part in (inside, inside_count) if part)
    # What people said has no others: nobody else was asked.
    second = "" if line.get("basis") == "heard" else "  ".join(part for part in (others, others_count) if part)
    return stacked(first, paper.t("cli.others", figure=second) if second else "")
