"""The table of segments, who can't be told apart, and two pictures: churn against CLV, and who is still there.

Comes in: rows with metrics and verdicts, curves. Goes out: ``Segments``. A column that nobody has a figure for is
left out; a cell that has none says so in grey, and is never empty and never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openicp.model.estimate import Estimate
from openicp.report.charts.bubble import Bubble, Frame
from openicp.report.charts.dots import Axis, Mark
from openicp.report.inputs import ReportInput, SegmentRow
from openicp.report.views.behind import anchor
from openicp.report.views.brackets import Bracket, brackets, edges
from openicp.report.views.bubbles import bubble_words, bubbles, drawable, frame
from openicp.report.views.common import axis, capital, inside_name, mark
from openicp.report.views.curves import Picture, Survival, survival_view
from openicp.report.views.rows import TOO_FEW, because, customers_of, is_small, known, row_name, shared_target
from openicp.texts import Texts
from openicp.texts.forms import DASH

COLUMNS = ("customers", "left_12m", "mrr_share", "clv", "cac", "ltv_cac", "payback_months", "win_rate", "cycle_days")
ORDER = ("retain", "dont_chase", "cut_cost", "invest", "expand")
"""What a headline says where no segment stands apart: the costliest first."""
APART = ("left_12m", "clv", "win_rate")
ESTIMATED = ("clv", "cac", "ltv_cac", "payback_months", "cycle_days")
"""What is not said of fewer than ten: their counts are."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the table."""

    column: str
    name: str
    text: str
    small: str = ""
    """Range or percentage beneath."""
    known: bool = True
    counted: bool = False
    """Whether it counts companies, or their deals."""


@dataclass(frozen=True, slots=True)
class Row:
    """One segment."""

    name: str
    customers: str
    cells: tuple[Cell, ...]
    mark: Mark | None
    target: float | None
    churn: str
    spread: str
    todo: str
    why: str
    dim: bool
    found: str
    """That the search found it, and how sure that is."""
    to: str
    """The anchor of the companies behind it."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Part 8."""

    headline: str
    columns: tuple[tuple[str, str], ...]
    """(column, head) after customers, left and churn."""
    rows: tuple[Row, ...]
    axis: Axis | None
    target: tuple[float, str] | None
    churn_name: str
    before: int
    """Columns that stand before churn."""
    brackets: tuple[Bracket, ...]
    edges: tuple[tuple[tuple[int, bool], ...], ...]
    """Per row the cells at its left: (rows of the table spanned, whether a bracket is drawn)."""
    lanes: int
    same: str
    note: str
    bubbles: tuple[Bubble, ...]
    wide: Frame | None
    narrow: Frame | None
    picture: Picture | None
    survival: Survival | None


def _shown(rows: Sequence[SegmentRow]) -> tuple[SegmentRow, ...]:
    """Without rows at the end of whose unknown accounts none is a customer."""
    kept = list(rows)
    while kept and kept[-1].unknown and not customers_of(kept[-1]):
        kept.pop()
    return tuple(kept)


def segments(inp: ReportInput, texts: Texts) -> Segments | None:
    """The segments of a report; ``None`` when there are none and no curve."""
    inp = replace(inp, segments=_shown(inp.segments) if inp.profile is not None or inp.typed else ())
    survival = survival_view(inp, texts)
    if not inp.segments and survival is None:
        return None
    columns = tuple((c, texts(f"column.{c}")) for c in COLUMNS if _anyone(inp, c))
    drawn = _churn_axis(inp, texts)
    bracketed = brackets(inp.segments)
    spots = bubbles(inp, texts)
    small = [row_name(row, texts) for row in inp.segments if is_small(row, inp) and drawable(row, inp)]
    return Segments(
        _headline(inp, texts),
        columns,
        tuple(_row(row, inp, columns, texts) for row in inp.segments),
        drawn,
        shared_target(inp, texts),
        texts(f"column.{inp.churn}"),
        sum(code in {"customers", "left_12m"} for code, _ in columns),
        bracketed,
        tuple(edges(bracketed, i) for i in range(len(inp.segments))),
        max((b.lane + 1 for b in bracketed), default=0),
        _same(inp, bracketed, texts),
        _note(inp, texts, bracketed=bool(bracketed)),
        spots,
        frame(spots, inp, texts, width=590.0, height=372.0) if spots else None,
        frame(spots, inp, texts, width=346.0, height=340.0) if spots else None,
        bubble_words(spots, small, inp, texts) if spots else None,
        survival,
    )


def _anyone(inp: ReportInput, column: str) -> bool:
    if column == "customers":
        return True
    if column == "ltv_cac" and any(known(row, "win_rate") for row in inp.segments):
        return False
    return any(known(row, column) for row in inp.segments)


def _row(row: SegmentRow, inp: ReportInput, columns: Sequence[tuple[str, str]], texts: Texts) -> Row:
    small = is_small(row, inp)
    churn = known(row, inp.churn)
    todo, why = _todo(row, texts)
    said = "" if churn is None or churn.value is None else texts.share(churn.value)
    quiet = small and row.verdict is not None and row.verdict.code != "too_little"
    return Row(
        capital(row_name(row, texts)),
        texts.number(customers_of(row)),
        tuple(_cell(row, column, head, texts, small=small) for column, head in columns),
        mark(texts, churn, "", inside=not small, text="") if churn is not None else None,
        row.churn_target if row.churn_target is not None else inp.targets.get(inp.churn),
        texts("cell.too_few") if small else said or texts("estimate.unknown"),
        "" if churn is None or small else _likely(churn, inp, texts),
        "" if quiet else todo,
        "" if quiet else why,
        small,
        texts(f"found.{row.basis}") if row.basis in {"reliable", "tentative"} else "",
        anchor(row.segment) if row.segment.conditions else "",
    )


def _likely(churn: Estimate, inp: ReportInput, texts: Texts) -> str:
    """Monthly churn is small: its range keeps one figure after the point."""
    if inp.churn != "monthly_churn" or churn.low is None or churn.high is None:
        return texts.range(churn.low, churn.high, "share")
    return DASH.join(texts.number(end * 100, digits=1) for end in (churn.low, churn.high))


def _cell(row: SegmentRow, column: str, head: str, texts: Texts, *, small: bool) -> Cell:
    estimate = row.metrics.get(column)
    if column == "customers":
        return Cell(column, head, texts.number(customers_of(row)), counted=True)
    if estimate is None or estimate.value is None:
        return Cell(column, head, texts("cell.unknown"), known=False)
    if column in {"left_12m", "win_rate"} and estimate.k is not None:
        share = texts.share(estimate.value) if column == "win_rate" and estimate.n >= 20 else ""
        return Cell(column, head, texts("counted", k=estimate.k, n=estimate.n), share, counted=True)
    if column in ESTIMATED and small:
        return Cell(column, head, texts("cell.too_few"), known=False)
    return Cell(column, head, _figure(column, estimate, texts), _spread(column, estimate, texts))


def _figure(column: str, estimate: Estimate, texts: Texts) -> str:
    assert estimate.value is not None
    if column == "payback_months":
        text = texts("cell.months", x=_months(estimate.value, texts))
    elif column == "mrr_share":
        text = texts.share(estimate.value, digits=0 if estimate.value >= 0.01 else 1)
    elif column == "cycle_days":
        text = texts.number(round(estimate.value))
    else:
        text = texts.amount(estimate.value, estimate.unit)
    return texts(f"bound.{estimate.bound}", value=text) if estimate.bound else text


def _months(value: float, texts: Texts) -> str:
    """``1.75`` · ``4.2`` · ``43``."""
    digits = 0 if value >= 10 else 1 if value >= 3 else 2
    while digits and round(value, digits) == round(value, digits - 1):
        digits -= 1
    return texts.number(round(value, digits), digits=digits)


def _spread(column: str, estimate: Estimate, texts: Texts) -> str:
    if column not in {"clv", "ltv_cac"} or estimate.bound or estimate.low is None or estimate.high is None:
        return ""
    return "" if estimate.low == estimate.high else texts.range(estimate.low, estimate.high, estimate.unit)


def _todo(row: SegmentRow, texts: Texts) -> tuple[str, str]:
    if row.unknown:
        return texts("todo.unknown"), texts("todo.unknown.why", customers_of(row), n=customers_of(row))
    if row.verdict is None:
        return "", ""
    return texts(f"todo.{row.verdict.code}"), because(row.verdict, texts)


def _headline(inp: ReportInput, texts: Texts) -> str:
    """One finding: how the profile's segment differs from the others, else what one segment asks for."""
    if found := _apart(inp, texts):
        return found
    large = [row for row in inp.segments if row.verdict is not None and not is_small(row, inp)]
    for code in ORDER:
        row = next((row for row in large if row.verdict is not None and row.verdict.code == code), None)
        if row is not None:
            return capital(texts(f"segments.say.{code}", names=[row_name(row, texts)]))
    return texts("segments.say.none" if inp.segments else "segments.say.curve")


def _apart(inp: ReportInput, texts: Texts) -> str:
    """The first figure whose likely ranges, inside the profile and of the others, do not overlap."""
    segment = inp.profile.segment if inp.profile is not None else None
    for metric in APART:
        inside, others = inp.inside.get(metric), inp.others.get(metric)
        if segment is None or inside is None or others is None or not _gap(inside, others):
            continue
        ends = (texts("counted", k=e.k, n=e.n) if e.k is not None else texts.estimate(e) for e in (inside, others))
        ours, theirs = ends
        return capital(
            texts(f"segments.say.apart.{metric}", label=inside_name(texts, segment), inside=ours, others=theirs)
        )
    return ""


def _gap(one: Estimate, other: Estimate) -> bool:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return min(one.n, other.n) >= TOO_FEW and (one.high < other.low or other.high < one.low)


def _churn_axis(inp: ReportInput, texts: Texts) -> Axis | None:
    found = [e for row in inp.segments if (e := known(row, inp.churn)) is not None]
    if not found:
        return None
    solid = [e for e in found if e.n >= TOO_FEW] or found
    targets = [t for row in inp.segments if (t := row.churn_target or inp.targets.get(inp.churn)) is not None]
    highs = [e.high if e.high is not None else e.value or 0.0 for e in solid]
    return axis(texts, max([*highs, *targets]), "share", most=2)


def _same(inp: ReportInput, brackets: Sequence[Bracket], texts: Texts) -> str:
    """The brackets in words, for phones and for those who listen."""
    groups = [inp.segments[b.start : b.start + b.rows] for b in brackets]
    ends = [
        texts("segments.same.span", first=row_name(rows[0], texts), last=row_name(rows[-1], texts)) for rows in groups
    ]
    return texts("segments.same", items=texts.listing(ends, style="series")) if ends else ""


def _note(inp: ReportInput, texts: Texts, *, bracketed: bool) -> str:
    said = [texts("segments.note.bracket")] if bracketed else []
    if any(is_small(row, inp) for row in inp.segments):
        said.append(texts("segments.note.grey"))
    if _churn_axis(inp, texts) is not None and any(
        row.churn_target or inp.targets.get(inp.churn) for row in inp.segments
    ):
        said.append(texts("segments.note.target"))
    if _anyone(inp, "clv") and inp.churn == "annual_churn":
        said.append(texts(f"segments.note.clv.{inp.clv_basis}", n=inp.clv_months))
    return " ".join(said)
