"""The appendix: what was read, how full it is, what was set aside and left out, and what the words mean.

Comes in: sources, filled shares, findings, set-aside cells. Goes out: ``Appendix``. Nothing that was set aside is
missing from it, though only the first few are listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from openicp.model.finding import Finding, SetAside
from openicp.report.inputs import ReportInput, SourceRow
from openicp.report.views.common import capital, ratio
from openicp.report.views.quality import Quality, quality
from openicp.texts import Texts, labels

MOST_SET_ASIDE = 12
MOST_FILLED = 14
MOST_FINDINGS = 20
DEFINITIONS = ("valuable", "left", "churn", "clv", "cac", "payback", "win_rate", "range", "basis", "points")
MEASURED = {
    "left": ("left_12m", "annual_churn"),
    "churn": ("left_12m", "annual_churn", "monthly_churn"),
    "clv": ("clv",),
    "cac": ("cac",),
    "payback": ("payback_months",),
    "win_rate": ("win_rate",),
}
"""Definition: metrics that it explains."""
RANK = {"problem": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Share:
    """How full an attribute is."""

    name: str
    share: float
    count: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A cell or row that could not be read."""

    where: str
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Appendix:
    """Part 13."""

    filled: tuple[Share, ...]
    filled_more: str
    sources: tuple[tuple[str, str, str], ...]
    """(name, what was used, through when)."""
    set_aside: tuple[Aside, ...]
    set_aside_say: str
    left_out: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    findings_more: str
    quality: Quality
    method: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]


def appendix(inp: ReportInput, texts: Texts) -> Appendix:
    """The appendix of a report."""
    said = (f for f in inp.findings if texts.strict or texts.has(f"finding.{f.code}"))
    findings = sorted(said, key=lambda f: RANK.get(f.severity, 3))
    total = inp.set_aside_total if inp.set_aside_total is not None else len(inp.set_aside)
    in_place = any(source.in_place for source in inp.sources)
    return Appendix(
        tuple(
            Share(texts.attribute(f.attribute), ratio((f.known, f.of)) or 0.0, texts("counted", k=f.known, n=f.of))
            for f in inp.filled[:MOST_FILLED]
        ),
        _more(len(inp.filled) - MOST_FILLED, texts),
        tuple(_source(source, texts) for source in inp.sources),
        tuple(_aside(cell, texts) for cell in inp.set_aside[:MOST_SET_ASIDE]),
        texts("aside.say", total, n=total) if total else texts("aside.none.in_place" if in_place else "aside.none"),
        tuple(_left_out(inp, texts)),
        tuple(finding(f, texts) for f in findings[:MOST_FINDINGS]),
        _more(len(findings) - MOST_FINDINGS, texts),
        quality(inp, texts),
        _method(inp, texts),
        _definitions(inp, texts),
    )


def _more(n: int, texts: Texts) -> str:
    return texts("more", n=n) if n > 0 else ""


def finding(found: Finding, texts: Texts) -> str:
    """A finding in words."""
    return texts(f"finding.{found.code}", **found.fields)


def _source(source: SourceRow, texts: Texts) -> tuple[str, str, str]:
    used = ", ".join(
        texts("source.rows", rows, n=rows, table=labels.table(texts, name)) for name, rows in source.tables
    )
    asides = ((source.set_aside_rows, "source.aside.rows"), (source.set_aside_cells, "source.aside.cells"))
    used = texts.listing([used, *(texts(key, n, n=n) for n, key in asides if n)], style="series")
    return source.name, used, "" if source.until is None else texts("source.until", date=source.until)


def _aside(cell: SetAside, texts: Texts) -> Aside:
    key = f"set_aside.{cell.reason}"
    where = texts("aside.where", file=f"{cell.file} {cell.sheet}".strip(), line=cell.line)
    return Aside(where, cell.column, cell.value, texts(key) if texts.has(key) else cell.reason.replace("_", " "))


def _left_out(inp: ReportInput, texts: Texts) -> list[tuple[str, str]]:
    rows = [*(inp.profile.left_out if inp.profile else ()), *inp.leaked]
    return [
        (texts.attribute(name), texts(f"left_out.{code}" if texts.has(f"left_out.{code}") else "left_out.other"))
        for name, code in dict(rows).items()
    ]


def _method(inp: ReportInput, texts: Texts) -> tuple[str, ...]:
    if inp.profile is None:
        return (texts("method.figures" if inp.typed else "method.no_outcome"),)
    said = [texts("method.range")]
    said += [texts("method.search", n=inp.profile.looked_at)] if inp.profile.looked_at else []
    said += [texts("method.points")] if any(line.scores for line in inp.profile.lines) else []
    return (*said, texts("method.unknown"))


def _occurs(code: str, inp: ReportInput) -> bool:
    """Whether the report uses a word: what nobody reads needs no definition."""
    lines = inp.profile.lines if inp.profile is not None else ()
    if inp.typed and code == "left":
        return False
    if code in MEASURED:
        every = [inp.whole, *(row.metrics for row in inp.segments)]
        return any(name in found and found[name].known for found in every for name in MEASURED[code])
    if code in {"basis", "points"}:
        return bool(lines) and (code == "basis" or any(line.scores for line in lines))
    return code == "range" or inp.profile is not None


def _definitions(inp: ReportInput, texts: Texts) -> tuple[tuple[str, str], ...]:
    rows = []
    for code in DEFINITIONS:
        if not _occurs(code, inp):
            continue
        fields = {"label": texts(f"outcome.{inp.profile.outcome}") if inp.profile else "", "n": inp.clv_months}
        form = "typed" if inp.typed else inp.clv_basis
        key = f"define.{code}.{form}" if texts.has(f"define.{code}.{form}") else f"define.{code}"
        rows.append((texts(f"define.{code}.name"), capital(texts(key, **fields))))
    return tuple(rows)
