"""The profile in three columns: company, people, why; and at its foot who is not for us and where we meet them.

Comes in: lines with their evidence, roles, themes. Goes out: ``ProfileView``. A line without evidence shows the note
that stands behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.model.profile import Line, Profile, joined
from openicp.model.segment import Segment
from openicp.report.charts.dots import Axis, Mark
from openicp.report.inputs import Quote, ReportInput, Role, Theme
from openicp.report.inputs.behind import channel_segment, role_segment
from openicp.report.views.behind import anchor
from openicp.report.views.common import Sentence, axis, capital, count_and_share, linked, mark, of, ratio, runs
from openicp.report.views.elsewhere import ElsewhereView, elsewhere_view
from openicp.report.views.rows import large
from openicp.report.views.statement import theme
from openicp.texts import Texts

MOST_ROLES = 6
WHY = ("pain", "trigger", "outcome", "benefit", "why_us")


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the company column."""

    index: int
    name: str
    basis: str
    word: str
    points: str
    """``+8``; empty where the line carries none."""
    marks: tuple[Mark, Mark] | None
    bars: tuple[tuple[float, str], tuple[float, str] | None] | None
    dots: tuple[int, int] | None
    count: str
    text: str
    title: str
    to: str
    """The anchor of the companies behind it."""
    joined: bool = False
    """Whether it is one of those that count together, or the line that says so."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row of the folded table of evidence."""

    name: str
    effect: str
    chosen: str
    forward: str
    against: str


@dataclass(frozen=True, slots=True)
class RoleView:
    """One role of the people column."""

    part: str
    name: str
    share: float
    count: str
    to: str


@dataclass(frozen=True, slots=True)
class WhyView:
    """One theme of the why column."""

    kind: str
    name: str
    said: tuple[int, int]
    count: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class ProfileView:
    """Part 3."""

    lines: tuple[LineView, ...]
    axis: Axis | None
    note: str
    roles: tuple[RoleView, ...]
    roles_known: str
    why: tuple[WhyView, ...]
    interviews: str
    not_for_us: str
    where: Sentence
    say: str
    evidence: tuple[EvidenceRow, ...]
    elsewhere: ElsewhereView | None
    how: tuple[str, ...]


def profile_view(inp: ReportInput, texts: Texts) -> ProfileView | None:
    """The profile of a report; ``None`` without one."""
    if inp.profile is None or not (inp.profile.lines or inp.roles or inp.themes):
        return None
    drawn = _axis(inp, texts)
    lines = tuple(_line(place, inp.profile.lines[place], inp, texts) for place in inp.profile.reading_order)
    return ProfileView(
        lines,
        drawn,
        _note(inp, lines, texts),
        tuple(_role(role, texts) for role in inp.roles[:MOST_ROLES]),
        texts("people.known", n=max(role.said[1] for role in inp.roles)) if inp.roles else "",
        tuple(_why(kind, inp.themes, texts) for kind in WHY if any(t.kind == kind for t in inp.themes)),
        texts("interviews", n=inp.made.interviews) if inp.made.interviews else "",
        _not_for_us(inp, texts),
        _where(inp, texts),
        _say(inp),
        tuple(_evidence(line, inp, texts) for line in _in_order(inp.profile) if _effect(line, texts)),
        elsewhere_view(inp.profile, texts),
        _how(inp, texts),
    )


def _in_order(profile: Profile) -> tuple[Line, ...]:
    return tuple(profile.lines[place] for place in profile.reading_order)


def _axis(inp: ReportInput, texts: Texts) -> Axis | None:
    assert inp.profile is not None
    highs = [
        estimate.high if estimate.high is not None else estimate.value or 0.0
        for line in inp.profile.lines
        if line.basis in {"shown", "leaning"} and line.evidence is not None
        for estimate in (line.evidence.with_it, line.evidence.others)
    ]
    return axis(texts, max(highs), "share") if highs and max(highs) > 0 else None


def line_name(line: Line, texts: Texts) -> str:
    """What a line is called: its best band, or the words of a need."""
    return texts.label(line) if line.best is not None else theme(line) or texts.label(line)


def _line(index: int, line: Line, inp: ReportInput, texts: Texts) -> LineView:
    most = line.bands[0].points if line.bands else 0
    points = texts("points.signed", x=texts.number(most)) if most > 0 else ""
    if points and line.basis == "leaning":
        points = texts("points.leaning", x=points)
    marks, bars, dots = _marks(line, texts), _bars(line, texts), _dots(line)
    title = (
        _title(line, texts)
        if marks
        else texts.listing([said for _, said in (b for b in bars or () if b)], style="series")
    )
    return LineView(
        index + 1,
        line_name(line, texts),
        line.basis,
        texts(f"basis.{line.basis}"),
        points,
        marks,
        None if marks else bars,
        None if marks or bars else dots,
        of(texts, dots) if dots else "",
        _note_text(line, inp, texts),
        title or (of(texts, dots) if dots else ""),
        anchor(Segment(line.asked)) if line.asked else "",
        inp.profile is not None and (line.is_together or joined(line, inp.profile.together)),
    )


def _marks(line: Line, texts: Texts) -> tuple[Mark, Mark] | None:
    if line.evidence is None or line.basis not in {"shown", "leaning"}:
        return None
    said = [
        texts("counted", k=e.k, n=e.n) if e.k is not None else texts.estimate(e)
        for e in (line.evidence.with_it, line.evidence.others)
    ]
    ours = mark(texts, line.evidence.with_it, "", inside=True, text=said[0])
    theirs = mark(texts, line.evidence.others, "", inside=False, text=said[1])
    return (ours, theirs) if ours and theirs else None


def _bars(line: Line, texts: Texts) -> tuple[tuple[float, str], tuple[float, str] | None] | None:
    evidence = line.evidence
    customers = ratio(evidence.customers) if evidence else None
    if evidence is None or customers is None or evidence.customers is None or line.basis == "heard":
        return None
    lost = ratio(evidence.lost)
    if lost is None or evidence.lost is None:
        return (customers, of(texts, evidence.customers)), None
    ours = (customers, texts("counted.won", k=evidence.customers[0], n=evidence.customers[1]))
    return ours, (lost, texts("counted.lost", k=evidence.lost[0], n=evidence.lost[1]))


def _dots(line: Line) -> tuple[int, int] | None:
    if line.basis != "heard" or line.evidence is None or line.evidence.with_it.k is None:
        return None
    return line.evidence.with_it.k, line.evidence.with_it.n


def _title(line: Line, texts: Texts) -> str:
    assert line.evidence is not None
    pair = line.evidence.with_it, line.evidence.others
    return texts("line.title", with_it=count_and_share(texts, pair[0]), others=count_and_share(texts, pair[1]))


def _note_text(line: Line, inp: ReportInput, texts: Texts) -> str:
    """Who chose it, when and why; of what is shared, whether only customers tell."""
    note = line.note or {}
    if line.basis == "shared" and inp.made.lost and line.evidence and not (line.evidence.lost or (0, 0))[1]:
        return texts("line.customers_only")
    if line.basis != "chosen" or not note:
        return ""
    who = ", ".join(note[key] for key in ("by", "when") if note.get(key))
    why = note.get("why", "")
    return texts("line.chosen", who=who, why=why) if who and why else who or why


def _note(inp: ReportInput, lines: tuple[LineView, ...], texts: Texts) -> str:
    said = []
    if any(line.marks for line in lines) and _about_left(inp):
        said.append(texts("line.note.left"))
    elif any(line.marks for line in lines):
        key = "line.note.among_customers" if inp.profile and inp.profile.among_customers else "line.note"
        said.append(texts(key))
    if any(line.points for line in lines):
        said.append(texts("line.note.points", x=next(line.points for line in lines if line.points)))
    if inp.profile and any(inp.profile.only_together(line) for line in inp.profile.lines):
        said.append(texts("line.note.together", x=next(line.points for line in reversed(lines) if line.joined)))
    if inp.profile and inp.profile.code != "reliable" and any(line.basis == "leaning" for line in lines):
        said.append(texts("line.note.chance", n=_looked_at(inp.profile)))
    if today := _of_today(inp):
        said.append(texts("line.note.today", attributes=today))
    return " ".join(said)


def _about_left(inp: ReportInput) -> bool:
    """Whether the lines that are drawn count customers that left."""
    return any((line.note or {}).get("about") == "left" for line in inp.profile.lines) if inp.profile else False


def _looked_at(profile: Profile) -> int:
    """Groupings tried before the leaning lines were chosen."""
    told = (int((line.note or {}).get("looked_at", 0)) for line in profile.lines)
    return next((n for n in told if n), profile.looked_at)


def _of_today(inp: ReportInput) -> list[str]:
    """Attributes of the lines of which only today's value is known, not the one of when companies were won."""
    told = [one.fields.get("attributes") for one in inp.findings if one.code.startswith("known_today_")]
    names = {str(name) for listed in told if isinstance(listed, list) for name in listed}
    return [line.attribute for line in inp.profile.lines if line.attribute in names] if inp.profile else []


def _role(role: Role, texts: Texts) -> RoleView:
    return RoleView(
        texts(f"role.{role.part}"),
        texts.value("roles", role.role),
        ratio(role.said) or 0.0,
        of(texts, role.said),
        anchor(role_segment(role.role)),
    )


def _why(kind: str, themes: tuple[Theme, ...], texts: Texts) -> WhyView:
    best = max((t for t in themes if t.kind == kind), key=lambda t: t.said[0])
    quote = best.quotes[0] if best.quotes else None
    return WhyView(texts(f"theme.{kind}"), best.name, best.said, of(texts, best.said), quote)


def _not_for_us(inp: ReportInput, texts: Texts) -> str:
    rows = [row for row in inp.segments if large(row, inp) and row.verdict and row.verdict.code == "dont_chase"]
    if not rows:
        return texts("not_for_us.none")
    said = []
    for row in rows[:3]:
        name, back = capital(row.name or texts.label(row.segment)), row.metrics.get("ltv_cac")
        known = back is not None and back.value is not None
        said.append(texts("not_for_us.one", label=name, x=back) if known else texts("not_for_us.plain", label=name))
    return " ".join(said)


def _where(inp: ReportInput, texts: Texts) -> Sentence:
    if not inp.channels:
        return ()
    first, *rest = inp.channels[:4]
    inside = inp.profile.segment if inp.profile is not None else None
    named = {name: texts.value("channel", name) for name, _, _ in inp.channels[:4]}
    said = [(first[0], texts("where.first", channel=named[first[0]], k=first[1], n=first[2]))]
    said += [(name, f"{named[name]} {texts.number(k)}") for name, k, _ in rest]
    items = ", ".join(linked(words, anchor(channel_segment(name, inside))) for name, words in said)
    return runs(texts("where" if inside is not None else "where.all", items=items))


def _say(inp: ReportInput) -> str:
    """What to say: the customers' own words for the outcome they wanted, never ours."""
    for kind in ("outcome", "benefit"):
        for found in inp.themes:
            if found.kind == kind and found.quotes:
                return found.quotes[0].text
    return ""


def _effect(line: Line, texts: Texts) -> str:
    if line.evidence is None or line.evidence.difference.value is None or line.basis not in {"shown", "leaning"}:
        return ""
    if (line.note or {}).get("about") == "left":  # its counts are of who left, and stand beside the line
        return ""
    gap = line.evidence.difference
    assert gap.value is not None
    spread = texts.range(gap.low, gap.high, "share")
    points = texts.number(round(gap.value * 100))
    return texts("evidence.effect", n=round(gap.value * 100), x=points) + (f" ({spread})" if spread else "")


def _evidence(line: Line, inp: ReportInput, texts: Texts) -> EvidenceRow:
    assert line.evidence is not None
    evidence = line.evidence
    against = [inp.names.get(account, account) for account in evidence.against]
    shown = against[:3] + ([texts("more", n=len(against) - 3)] if len(against) > 3 else [])
    return EvidenceRow(
        line_name(line, texts),
        _effect(line, texts),
        "" if evidence.chosen is None else texts("evidence.chosen", k=round(evidence.chosen * 100)),
        texts(f"forward.{evidence.forward}"),
        ", ".join(shown),
    )


def _how(inp: ReportInput, texts: Texts) -> tuple[str, ...]:
    profile = inp.profile
    assert profile is not None
    label = texts(f"outcome.{profile.outcome}")
    said = [texts("how.label", label=label, k=profile.successes, n=profile.labelled)]
    key = f"profile.{profile.reason}"
    known = texts.has(key)
    said.append(texts(key, **profile.reason_fields) if known else texts("how.looked", n=profile.looked_at))
    if profile.among_customers:
        said.append(texts("how.among_customers"))
    return tuple(said)
