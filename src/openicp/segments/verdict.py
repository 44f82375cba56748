"""What to do with a segment, by the first rule that applies.

Comes in: metrics of a segment and of the whole, and targets. Goes out: a ``Verdict`` of codes and fields. It never
says *met* or *missed* without saying whether that is shown or only estimated, and holds no sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openicp.config.project import Targets
from openicp.model.estimate import Estimate
from openicp.model.segment import Verdict

FEWEST_ACCOUNTS = 10
TWICE = 2.0
LARGE_SHARE = 0.30
DECIDING = ("monthly_churn", "ltv_cac", "cac", "payback_months", "cycle_days")
"""Metrics of which at least one must be known."""

Metrics = Mapping[str, Estimate]


@dataclass(frozen=True)
class Case:
    """A segment before its verdict."""

    metrics: Metrics
    whole: Metrics
    targets: Targets
    counts_as: str | None
    share: float
    """Its share of all accounts."""
    largest: bool
    """Whether no other segment of the same cut has more accounts."""
    status: dict[str, str]
    """Target to ``shown_met, shown_missed, met, missed, unknown``."""

    def of(self, name: str) -> Estimate:
        """A metric, unknown when it is absent."""
        return self.metrics.get(name, Estimate.unknown("no_data"))

    def times_whole(self, name: str) -> float | None:
        """How many times the whole's value this segment has."""
        own, whole = self.of(name).value, self.whole.get(name, Estimate.unknown("no_data")).value
        return own / whole if own is not None and whole else None


Answer = tuple[str, dict[str, object]]


def verdict(
    metrics: Metrics,
    whole: Metrics,
    targets: Targets,
    *,
    counts_as: str | None = None,
    share: float = 0.0,
    largest: bool = False,
) -> Verdict:
    """The first rule that applies, with its reason; and each target, by estimate or by interval.

    Parameters
    ----------
    metrics, whole
        Estimates by name (``accounts, monthly_churn, clv, cac, ltv_cac, payback_months, cycle_days``) of the segment
        and of everybody.
    targets
        Of the project.
    counts_as
        What its size class counts as (``smb, mid_market, enterprise``); ``None`` mixed or unknown.
    share
        Accounts of the segment as a share of all accounts.
    largest
        Whether it is the largest of its cut.

    Returns
    -------
    Verdict
        ``too_little``, ``dont_chase``, ``retain``, ``cut_cost``, ``expand``, ``invest`` or ``keep``.

    Examples
    --------
    >>> few = {"accounts": Estimate(7, 7, 7, 7, "count")}
    >>> verdict(few, few, Targets()).code
    'too_little'
    """
    case = Case(metrics, whole, targets, counts_as, share, largest, against(metrics, targets, counts_as=counts_as))
    for code, rule in RULES:
        answer = rule(case)
        if answer is not None:
            return Verdict(code, *answer, tuple(case.status.items()))
    return Verdict("keep", *_keep(case), tuple(case.status.items()))


def against(metrics: Metrics, targets: Targets, *, counts_as: str | None = None) -> dict[str, str]:
    """For each target whether it is met or missed: shown (the whole interval is on one side) or by estimate."""
    unknown = Estimate.unknown("no_data")
    return {
        "monthly_churn": _below(metrics.get("monthly_churn", unknown), targets.churn(counts_as)),
        "ltv_cac": _above(metrics.get("ltv_cac", unknown), targets.clv_to_cac),
        "payback_months": _below(metrics.get("payback_months", unknown), targets.payback_months),
    }


def _below(estimate: Estimate, most: float) -> str:
    if estimate.value is None:
        return "unknown"
    if estimate.high is not None and estimate.high <= most:
        return "shown_met"
    if estimate.low is not None and estimate.low > most:
        return "shown_missed"
    if estimate.bound == "at_least" and estimate.value <= most:
        return "unknown"
    return "met" if estimate.value <= most else "missed"


def _above(estimate: Estimate, least: float) -> str:
    if estimate.value is None:
        return "unknown"
    if estimate.low is not None and estimate.low >= least:
        return "shown_met"
    if estimate.high is not None and estimate.high < least:
        return "shown_missed"
    if estimate.bound == "at_most" and estimate.value >= least:
        return "unknown"
    return "met" if estimate.value >= least else "missed"


def _too_little(case: Case) -> Answer | None:
    accounts = case.of("accounts").value or 0
    if accounts < FEWEST_ACCOUNTS:
        return "few_accounts", {"n": int(accounts), "needed": FEWEST_ACCOUNTS}
    if not any(case.of(name).known for name in DECIDING):
        return "no_metric", {"n": int(accounts)}
    return None


def _dont_chase(case: Case) -> Answer | None:
    ratio = case.of("ltv_cac")
    if ratio.value is not None and ratio.high is not None and ratio.high < 1:
        return "ltv_cac_below_one", {"ltv_cac": ratio.value, "low": ratio.low, "high": ratio.high}
    return None


def _retain(case: Case) -> Answer | None:
    churn = case.of("monthly_churn")
    if case.status["monthly_churn"] != "shown_missed":
        return None
    target = case.targets.churn(case.counts_as)
    return "churn_above_target", {"churn": churn.value, "low": churn.low, "high": churn.high, "target": target}


def _cut_cost(case: Case) -> Answer | None:
    for name, reason in (("cac", "cac_twice"), ("cycle_days", "cycle_twice")):
        times = case.times_whole(name)
        if times is not None and times >= TWICE and _more_than_whole(case, name):
            return reason, {"times": times, name: case.of(name).value, "whole": case.whole[name].value}
    payback = case.of("payback_months")
    if payback.value is not None and payback.bound != "at_most" and payback.value > case.targets.payback_months:
        return "payback_long", {"payback": payback.value, "target": case.targets.payback_months}
    return None


def _more_than_whole(case: Case, name: str) -> bool:
    """Whether the range leaves the whole's value out, where there is one: one win of ten accounts is no price."""
    low, whole = case.of(name).low, case.whole[name].value
    return low is None or (whole is not None and low > whole)


def _expand(case: Case) -> Answer | None:
    if not _meets(case) or not (case.largest or case.share >= LARGE_SHARE):
        return None
    return ("largest" if case.largest else "large_share"), {"share": case.share, **_figures(case)}


def _invest(case: Case) -> Answer | None:
    times = case.times_whole("clv")
    if not _meets(case) or times is None or times <= 1:
        return None
    return "value_above", {"times": times, "clv": case.of("clv").value, **_figures(case)}


def _keep(case: Case) -> Answer:
    missed = [name for name, status in case.status.items() if status.endswith("missed")]
    if missed:
        return "missed_not_shown", {"target": missed[0], **_figures(case)}
    return ("as_it_is" if _meets(case) else "nothing_known"), _figures(case)


def _meets(case: Case) -> bool:
    """All targets that can be checked are met by estimate, and at least one can be."""
    known = [status for status in case.status.values() if status != "unknown"]
    return bool(known) and all(status.endswith("met") for status in known)


def _figures(case: Case) -> dict[str, object]:
    return {"churn": case.of("monthly_churn").value, "ltv_cac": case.of("ltv_cac").value}


RULES: tuple[tuple[str, Callable[[Case], Answer | None]], ...] = (
    ("too_little", _too_little),
    ("dont_chase", _dont_chase),
    ("retain", _retain),
    ("cut_cost", _cut_cost),
    ("expand", _expand),
    ("invest", _invest),
)
"""In the order in which they are asked."""
