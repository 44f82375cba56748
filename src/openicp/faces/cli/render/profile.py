"""The profile: its sentence, its lines, what each rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from openicp.faces.cli.paper import Column, Paper, stacked
from openicp.faces.cli.words import estimate_of, figure, named, safe, sentence
from openicp.texts.elsewhere import elsewhere

NO_SEARCH = ("figures_only", "no_outcome")
"""Reasons where nothing was looked for: they say it all."""
TELLS_APART = ("shown", "leaning")
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
    paper.gap()
    lines(paper, profile, full=True)
    otherwise(paper, profile)
    checks(paper, view.get("checks") or [])


def otherwise(paper: Paper, profile: Mapping[str, Any]) -> None:
    """Whether the lines hold where others count as valuable."""
    found = [(str(line.get("label", "")), line.get("evidence") or {}) for line in profile.get("lines") or []]
    told = [(name, one["outcome"], one["code"]) for name, evidence in found for one in evidence.get("elsewhere") or []]
    if told:
        paper.gap()
        paper.line(f"{paper.t('elsewhere')} {elsewhere(paper.t, told)}", "dim")


def checks(paper: Paper, found: Sequence[Mapping[str, Any]]) -> None:
    """What a careful colleague would say of it."""
    if found:
        paper.gap()
    for one in found:
        paper.line(f"• {one['message']}", "dim" if one.get("severity") == "note" else "")


def verdict(paper: Paper, code: Any, reason: Any, profile: Mapping[str, Any]) -> None:
    """The verdict in words, and its reason where there are words for it.

    A working profile is said as one: that no segment could be told apart is why it is no more, and no second verdict.
    """
    working = code == "too_little" and bool(profile.get("lines"))
    given = reason if isinstance(reason, Mapping) else {"code": reason, "fields": profile.get("reason_fields")}
    told = paper.t.has(f"profile.{given.get('code')}")
    if not (told and (code == "too_little" or given.get("code") in NO_SEARCH)) or working:
        paper.line(named(paper.t, "cli.profile", "tentative" if working else code), "strong")
    if told and not working:
        paper.line(sentence(paper.t, "profile", given["code"], given.get("fields") or {}))


def statement(paper: Paper, spoken: Any) -> str:
    """The statement in the reader's language, else in English."""
    if isinstance(spoken, Mapping):
        return str(spoken.get(paper.t.lang) or spoken.get("en") or "")
    return str(spoken or "")


def lines(paper: Paper, profile: Mapping[str, Any], *, full: bool = False) -> None:
    """One row per line: what, basis, points, the counts it rests on; ``full`` with ranges and what it is about."""
    entries = profile.get("lines") or []
    if not entries:
        return
    points = any(_scored(line) for line in entries)
    columns = [Column(""), Column("", fold=False), *([Column("")] if points else []), Column("")]
    paper.table(columns, [_line(paper, line, points=points, full=full) for line in entries])


def _line(paper: Paper, line: Mapping[str, Any], *, points: bool, full: bool) -> list[str | Text]:
    basis = str(line.get("basis", ""))
    names = line.get("attributes") or [line.get("attribute", "")]
    about = paper.t.listing([paper.t.attribute(str(name)) for name in names]) if full else ""
    word = Text(named(paper.t, "cli.basis", basis), BASIS_STYLES.get(basis, ""))
    scored = [_points(line.get("bands") or [])] if points else []
    ranges = _ranges(paper, line) if full else ""
    return [stacked(str(line.get("label", "")), about), word, *scored, stacked(counts(paper, line), ranges)]


def counts(paper: Paper, line: Mapping[str, Any]) -> str:
    """What a line rests on, as the report says it: ``6 of 8 interviews`` · ``36 of 40 won, 13 of 15 lost``."""
    evidence, t = line.get("evidence"), paper.t
    if not isinstance(evidence, Mapping):
        return ""
    inside, others = estimate_of(evidence.get("with_it") or {}), estimate_of(evidence.get("others") or {})
    if line.get("basis") == "heard" and inside.k is not None:
        return t("cli.line.heard", inside.n, k=inside.k)
    if (line.get("note") or {}).get("about") == "left" and inside.k is not None and others.k is not None:
        left = t("counted.left", k=inside.k, n=inside.n)
        return t("cli.line.apart", inside=left, others=t("counted", k=others.k, n=others.n))
    if line.get("basis") in TELLS_APART and inside.k is not None and others.k is not None:
        said = [t("counted", k=one.k, n=one.n) for one in (inside, others)]
        return t("cli.line.valuable", inside=said[0], others=said[1])
    pairs = [(name, evidence.get(name)) for name in ("customers", "lost")]
    known = [(name, pair) for name, pair in pairs if pair and pair[1]]
    keys = {"customers": "counted.won" if len(known) > 1 else "cli.line.customers", "lost": "counted.lost"}
    return ", ".join(t(keys[name], k=pair[0], n=pair[1]) for name, pair in known)


def _ranges(paper: Paper, line: Mapping[str, Any]) -> str:
    """The shares behind the counts with their ranges, where the line tells companies apart."""
    evidence = line.get("evidence")
    if not isinstance(evidence, Mapping) or line.get("basis") not in TELLS_APART:
        return ""
    inside, others = (figure(paper.t, evidence.get(name))[0] for name in ("with_it", "others"))
    return "  ".join(part for part in (inside, paper.t("cli.others", figure=others) if others else "") if part)


def _scored(line: Mapping[str, Any]) -> bool:
    return any(band.get("points") for band in line.get("bands") or [])


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
