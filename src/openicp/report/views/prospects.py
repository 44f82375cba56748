"""Prospects ranked with points, reasons and what to ask; the card; what points have meant; who speaks against it.

Comes in: ranked rows, the profile's card, misses. Goes out: ``ProspectsView`` and ``Against``. A score that the
unknown fields leave open is shown as a range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from openicp.model.attribute import Condition
from openicp.model.profile import Line, Profile
from openicp.model.segment import Segment
from openicp.report.charts.dots import Axis, Mark
from openicp.report.inputs import Miss, ProspectRow, ReportInput
from openicp.report.views.common import axis, capital, describe, mark, reason
from openicp.report.views.lines import line_name
from openicp.texts import Texts
from openicp.texts.labels import had
from openicp.texts.sentence import tool

SHOWN = 25
MOST_WHY = 4
"""Reasons in a row."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """One row."""

    rank: int
    name: str
    facts: str
    tier: str
    timing: str
    tier_or: str
    points: int
    low: int
    high: int
    spread: str
    why: str
    ask: str
    ask_changes: str
    now: str


@dataclass(frozen=True, slots=True)
class Pole:
    """One line of the card."""

    name: str
    basis: str
    word: str
    bands: tuple[tuple[int, str], ...]
    title: str


@dataclass(frozen=True, slots=True)
class Card:
    """The whole score card."""

    headline: str
    note: str
    poles: tuple[Pole, ...]
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class ProspectsView:
    """Part 10; without a list only the card and a sentence."""

    headline: str
    rows: tuple[Prospect, ...]
    lowest: int
    highest: int
    cuts: tuple[tuple[int, str], ...]
    cut_points: tuple[int, ...]
    note: str
    has_points: bool
    """Whether any line carries points; else the list has an order only."""
    has_why: bool
    has_now: bool
    has_ask: bool
    card: Card | None
    histogram: dict[int, int]
    tiers: tuple[tuple[int, str, str], ...]
    tiers_title: str
    meant: tuple[Mark, ...]
    meant_axis: Axis | None
    meant_note: str


def prospects(inp: ReportInput, texts: Texts) -> ProspectsView | None:
    """The prospects of a report; ``None`` without a profile."""
    profile = inp.profile
    if profile is None or (inp.prospects is None and not any(line.scores for line in profile.lines)):
        return None
    found = inp.prospects
    listed = found.rows[:SHOWN] if found else ()
    told = _all_share(listed)
    rows = tuple(_prospect(rank, row, told, texts) for rank, row in enumerate(listed, 1))
    meant = tuple(m for m in (_meant(profile, i, texts) for i in range(len(profile.tiers))) if m is not None)
    scored = sum(found.histogram.values()) if found else 0
    return ProspectsView(
        _headline(inp, texts),
        rows,
        min(profile.lowest, 0),
        profile.highest,
        tuple((tier.low, tier.name) for tier in profile.tiers if tier.low > profile.lowest),
        tuple(tier.low for tier in profile.tiers if tier.low > profile.lowest),
        _note(inp, told, texts),
        any(line.scores for line in profile.lines),
        any(row.why for row in rows),
        any(row.now for row in rows),
        any(row.ask for row in rows),
        _card(inp, profile, texts),
        dict(found.histogram) if found else {},
        _tiers(inp, profile, texts),
        texts("tiers.title", scored, n=scored),
        meant,
        axis(texts, 1.0, "share", most=2) if meant else None,
        texts("meant.note", n=profile.labelled),
    )


def _headline(inp: ReportInput, texts: Texts) -> str:
    found = inp.prospects
    if found is None:
        return texts("prospects.none")
    best = inp.profile.tiers[0].name if inp.profile and inp.profile.tiers else ""
    fit = found.by_tier.get(best, 0)
    now = sum(row.tier == best and row.timing == 1 for row in found.rows)
    if not best:
        return texts("prospects.say.order", found.listed, n=found.listed)
    if not now:
        return texts("prospects.say", fit, listed=found.listed, n=fit)
    return texts("prospects.say.now", fit, listed=found.listed, n=fit, now=now)


def _prospect(rank: int, row: ProspectRow, told: Sequence[tuple[str, object]], texts: Texts) -> Prospect:
    why = _why(row, told, texts)
    ask = texts("ask", items=[texts.attribute(name) for name in row.ask[:2]]) if row.ask else ""
    changes = ""
    if row.ask and row.ask_changes:
        changes = texts("ask.changes", tier=row.ask_changes)
    elif row.ask and row.tier:
        changes = texts("ask.stays", tier=row.tier)
    now = row.event
    if now and row.event_on is not None:
        now = f"{now}, {texts.date(row.event_on, short=True)}"
    return Prospect(
        rank,
        row.name,
        describe(texts, row.facts),
        row.tier,
        "" if row.timing is None else str(row.timing),
        texts("tier.or", tier=row.tier_or) if row.tier_or else "",
        row.points,
        row.low,
        row.high,
        "" if row.low == row.high else texts.range(float(row.low), float(row.high), "score"),
        why,
        ask,
        changes,
        now,
    )


def _said(texts: Texts, pair: tuple[str, object]) -> str:
    name, value = pair
    if name == "technologies" and isinstance(value, Condition):
        return texts.listing([tool(texts, name, code) for code in value.values], style="or")
    return texts.value(name, value)


def _all_share(rows: Sequence[ProspectRow]) -> tuple[tuple[str, object], ...]:
    """What every company shown has beside its points: said once, not in every row."""
    if len(rows) < 2:
        return ()
    return tuple(pair for pair in rows[0].also if all(pair in row.also for row in rows))


def _why(row: ProspectRow, told: Sequence[tuple[str, object]], texts: Texts) -> str:
    """``76 people +8, e-commerce +5; also Western Europe``: points first, then what describes."""
    names = [name for name, _, _ in row.why[:MOST_WHY]]
    said = [
        texts("points.why", what=had(texts, name, value, told=names, first=not at), x=signed(points, texts))
        for at, (name, value, points) in enumerate(row.why[:MOST_WHY])
    ]
    also = ", ".join(_said(texts, pair) for pair in row.also if pair not in told)
    if said and also:
        return texts("prospects.also", points=", ".join(said), also=also)
    return ", ".join(said) or also


def signed(points: int, texts: Texts) -> str:
    """``+8``, ``−2``, ``0``."""
    return texts("points.signed", x=texts.number(points)) if points > 0 else texts.number(points)


def _note(inp: ReportInput, told: Sequence[tuple[str, object]], texts: Texts) -> str:
    found = inp.prospects
    if found is None:
        return texts("prospects.how")
    said = [texts("prospects.note.all", items=[_said(texts, pair) for pair in told])] if told else []
    said += [texts("prospects.note.timing")] if any(row.timing is not None for row in found.rows) else []
    scored = inp.profile is not None and any(line.scores for line in inp.profile.lines)
    said.append(texts("prospects.note.bar" if scored else "prospects.note.order"))
    counts = [texts("prospects.sum.tier", n=n, tier=tier) for tier, n in found.by_tier.items()]
    apart = (("too_little", found.too_little), ("already", found.already), ("doubles", found.doubles))
    counts += [texts(f"prospects.sum.{code}", n, n=n) for code, n in apart if n]
    ranked = found.listed - sum(found.by_tier.values()) - sum(n for _, n in apart)
    if ranked > 0:
        counts.insert(0, texts("prospects.sum.ranked", ranked, n=ranked))
    if len(counts) > 1 or found.by_tier:
        said.append(texts("prospects.sum", listed=found.listed, items=" + ".join(counts)))
    if skipped := _skipped([tier.name for tier in inp.profile.tiers] if inp.profile else []):
        said.append(texts("tiers.skipped", tier=skipped))
    if len(found.rows) > SHOWN:
        said.append(texts("prospects.more"))
    return " ".join(said)


def _skipped(names: Sequence[str]) -> str:
    """``B`` where a card has only A and C: its points leave no place between."""
    places = [ord(name) for name in names]
    return next((chr(one + 1) for one, after in pairwise(places) if after > one + 1), "")


def _card(inp: ReportInput, profile: Profile, texts: Texts) -> Card | None:
    lines = [profile.lines[place] for place in profile.reading_order]
    scoring = [line for line in lines if line.scores]
    if not scoring:
        return None
    poles = tuple(_pole(line, texts) for line in scoring)
    points = [p for pole in poles for p, _ in pole.bands]
    others = [line_name(line, texts) for line in lines if not line.scores and not profile.only_together(line)]
    note = texts("card.note.others", names=others) if others else texts("card.note")
    if profile.together is not None and profile.together.scores:
        note += " " + texts("card.note.together", name=texts.label(profile.together), what=_asked(profile, texts))
    headline = texts("card.say", len(scoring), n=len(scoring), most=profile.highest)
    return Card(headline, note, poles, min(points), max(points))


def _asked(profile: Profile, texts: Texts) -> str:
    """What counts together, in full: on its pole there is no room for it."""
    return texts.label(Segment(profile.together.asked)) if profile.together is not None else ""


def _pole(line: Line, texts: Texts) -> Pole:
    if line.is_together:
        name, words = texts.label(line), (texts("together.all"), texts("together.rest"))
        bands = tuple((band.points, capital(words[not band.conditions])) for band in line.bands)
    else:
        name = texts.attribute(line.attribute)
        bands = tuple(
            (band.points, texts("band.any_other") if band.condition is None else texts.label(band.condition))
            for band in line.bands
        )
    bands = tuple(sorted(bands, reverse=True, key=lambda band: band[0]))
    said = ", ".join(f"{label} {signed(points, texts)}" for points, label in bands)
    return Pole(name, line.basis, texts(f"basis.{line.basis}"), bands, texts("label.yesno", name=name, value=said))


def _tiers(inp: ReportInput, profile: Profile, texts: Texts) -> tuple[tuple[int, str, str], ...]:
    if inp.prospects is None:
        return ()
    counted = inp.prospects.by_tier
    return tuple((t.low, t.name, texts.number(counted.get(t.name, 0))) for t in reversed(profile.tiers))


def _meant(profile: Profile, index: int, texts: Texts) -> Mark | None:
    tier = profile.tiers[index]
    if tier.chance is None or tier.chance.value is None:
        return None
    upper = profile.highest if index == 0 else profile.tiers[index - 1].low - 1
    points = texts.number(tier.low) if tier.low == upper else texts.range(float(tier.low), float(upper), "score")
    label = texts("tier.points", tier=tier.name, x=points)
    if index == len(profile.tiers) - 1 and index:
        label = texts("tier.below", tier=tier.name, x=profile.tiers[index - 1].low)
    estimate = tier.chance
    counted = texts("counted", k=estimate.k, n=estimate.n) if estimate.k is not None else texts.estimate(estimate)
    if tier.value is not None and tier.value.value is not None:
        counted = texts("tier.worth", chance=counted, value=tier.value.value)
    return mark(texts, estimate, label, inside=index == 0, text=counted)


@dataclass(frozen=True, slots=True)
class MissRow:
    """One company that speaks against it."""

    name: str
    points: str
    what: str


@dataclass(frozen=True, slots=True)
class MissTable:
    """One side of the misses."""

    title: str
    rows: tuple[MissRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Against:
    """Part 11."""

    headline: str
    tables: tuple[MissTable, ...]
    lost: str
    """Why those with many points were lost, where somebody wrote it down."""


def against(inp: ReportInput, texts: Texts) -> Against | None:
    """Who speaks against the profile, by name; ``None`` when nobody does."""
    misses = inp.misses
    sides = (("many", misses.many_points, misses.many_of), ("few", misses.few_points, misses.few_of))
    tables = tuple(_miss_table(code, rows, of, inp, texts) for code, rows, of in sides if rows)
    if not tables:
        return None
    total = sum(of[0] if of else len(rows) for _, rows, of in sides)
    reasons = [texts("against.lost.one", reason=words, x=texts.number(n)) for words, n in misses.why_lost]
    lost = texts("against.lost", items=", ".join(reasons)) if reasons else ""
    return Against(texts("against.say", total, n=total), tables, lost)


def _miss_table(
    code: str, rows: tuple[Miss, ...], of: tuple[int, int] | None, inp: ReportInput, texts: Texts
) -> MissTable:
    title = texts(f"against.{code}")
    if of is not None:
        title = texts("against.of", title=title, k=of[0], n=of[1])
    shown = rows[:6]
    more = (of[0] if of else len(rows)) - len(shown)
    return MissTable(
        title,
        tuple(
            MissRow(
                inp.names.get(row.account_id, row.account_id),
                "" if row.points is None else texts.number(row.points),
                texts.listing([reason(texts, what) for what in row.what], style="series"),
            )
            for row in shown
        ),
        texts("against.more", more, n=more) if more > 0 else "",
    )
