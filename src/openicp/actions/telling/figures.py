"""Segments when there are no raw data: a typed table becomes rows with verdicts, and a report (R28).

Comes in: the published ``segment_figures``. Goes out: ``ReportInput``. It invents no figure that was not typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openicp import __version__
from openicp.actions.known import company, tables_of
from openicp.model.estimate import Estimate
from openicp.model.finding import Finding, SetAside
from openicp.model.segment import Segment
from openicp.report.inputs import Made, ReportInput, SegmentRow, SourceRow
from openicp.sql.figures import figure_currencies_sql, figure_meanings_sql, figures_sql
from openicp.texts import Terms
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine

COUNTS_AS = {
    "micro": "smb",
    "small": "smb",
    "smb": "smb",
    "medium": "mid_market",
    "mid_market": "mid_market",
    "large": "enterprise",
    "enterprise": "enterprise",
    "strategic": "enterprise",
}
"""Which target of churn a typed size word asks for; codes of the vocabulary ``size_class``."""


def figures_input(ws: Workspace, engine: Engine) -> ReportInput:
    """What the report of typed figures shows."""
    from openicp import metrics

    typed = _rows(ws, engine)
    said = ws.project.clv_is or meaning(ws, engine)
    found, whole = metrics.from_figures(typed, clv_is=said or "lifetime")
    held = [row.accounts or 0.0 for row in typed]
    rows = [
        _row(ws, one, whole, share=n / max(1.0, sum(held)), largest=n == max(held))
        for one, n in zip(found, held, strict=True)
    ]
    findings = [Finding("figures_hypothetical", "note", {"n": len(rows)})]
    if said is None:
        findings.append(Finding("clv_meaning_unknown", "warning", {}))
    source = [
        SourceRow(row["file"] or row["source"], (("segment_figures", len(rows)),)) for row in ws.ledger.rows("sources")
    ]
    aside = [SetAside(**{f: r[f] for f in ASIDE}) for r in ws.ledger.rows("set_aside")]
    return ReportInput(
        company=company(ws),
        as_of=None,
        terms=Terms(currency=_currency(ws, engine)),
        product_version=__version__,
        made=Made(customers=int(sum(held))),
        whole=whole,
        targets={"monthly_churn": ws.project.targets.churn(None), "ltv_cac": ws.project.targets.clv_to_cac},
        churn="monthly_churn",
        clv_basis="margin" if ws.project.gross_margin is not None else "revenue",
        segments=tuple(rows),
        sources=tuple(source),
        findings=tuple(findings),
        set_aside=tuple(aside),
        set_aside_total=len(aside),
    )


def meaning(ws: Workspace, engine: Engine) -> str | None:
    """What the typed CLV is of, where the table says it and says one thing."""
    engine.load("figures_meant", tables_of(ws)["segment_figures"])
    found = [str(row[0]) for row in engine.rows(figure_meanings_sql(engine.dialect, "figures_meant"))]
    return found[0] if len(found) == 1 and found[0] in MEANINGS else None


MEANINGS = ("year", "lifetime")
"""What the CLV of a typed table can be of."""
ASIDE = ("file", "line", "column", "value", "reason", "scope", "sheet")


def _currency(ws: Workspace, engine: Engine) -> str | None:
    """The one currency that the figures are in, else the project's."""
    engine.load("figures_money", tables_of(ws)["segment_figures"])
    found = [str(row[0]) for row in engine.rows(figure_currencies_sql(engine.dialect, "figures_money"))]
    return found[0] if len(found) == 1 else ws.project.currency


def _rows(ws: Workspace, engine: Engine) -> list[Any]:
    from openicp.metrics import FigureRow

    engine.load("figures", tables_of(ws)["segment_figures"])
    return [
        FigureRow(name, accounts, churn, period, low, high, cac, size)
        for name, size, accounts, churn, period, low, high, cac in engine.rows(figures_sql(engine.dialect, "figures"))
    ]


def _row(ws: Workspace, one: Any, whole: dict[str, Estimate], *, share: float, largest: bool) -> SegmentRow:
    from openicp import segments, vocab

    size = vocab.load("size_class").find(one.size) if one.size else None
    counts_as = COUNTS_AS.get(size or "")
    said = segments.verdict(one.metrics, whole, ws.project.targets, counts_as=counts_as, share=share, largest=largest)
    target = ws.project.targets.churn(counts_as)
    return SegmentRow(Segment(), one.metrics, said, "figures", one.segment, churn_target=target)
