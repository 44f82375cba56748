"""Verdicts: the reference table of three segments, and the order of the rules."""

from __future__ import annotations

import pytest

from openicp import stats
from openicp.config.project import Targets
from openicp.model.estimate import Estimate
from openicp.segments import verdict


def exact(value: float, *, bound: str | None = None) -> Estimate:
    """A figure that a person typed in: no interval."""
    return Estimate(value, None, None, 1, "given", bound=bound)


def typed(accounts: int, churned: float, clv: float, cac: float, *, bound: str | None = None) -> dict[str, Estimate]:
    """Metrics of a segment that somebody typed in; CLV is a year's value."""
    return {
        "accounts": Estimate(accounts, accounts, accounts, accounts, "count"),
        "monthly_churn": stats.proportion(churned, accounts),
        "clv": exact(clv, bound=bound),
        "cac": exact(cac),
        "ltv_cac": exact(clv / cac, bound=bound),
        "payback_months": exact(cac / (clv / 12), bound="at_most" if bound else None),
    }


WHOLE = {"cac": exact(555.0), "clv": exact(4600.0), "accounts": exact(500)}
A = typed(150, 15, 2400, 350)
B = typed(300, 12, 4800, 500)
C = typed(50, 1, 10_000, 1500, bound="at_least")


def test_small_companies_are_kept_better_because_their_churn_is_shown_to_be_above_target() -> None:
    found = verdict(A, WHOLE, Targets(), counts_as="smb", share=0.3)
    assert (found.code, found.reason) == ("retain", "churn_above_target")
    assert found.fields["low"] == pytest.approx(0.062, abs=0.001)
    assert found.fields["high"] == pytest.approx(0.158, abs=0.001)


def test_the_best_return_with_the_largest_share_is_expanded() -> None:
    found = verdict(B, WHOLE, Targets(), counts_as="mid_market", share=0.6, largest=True)
    assert (found.code, found.reason) == ("expand", "largest")
    assert dict(found.targets)["monthly_churn"] == "met"


def test_large_companies_cost_too_much_and_that_their_churn_is_above_one_percent_is_not_shown() -> None:
    found = verdict(C, WHOLE, Targets(), counts_as="enterprise", share=0.1)
    assert (found.code, found.reason) == ("cut_cost", "cac_twice")
    assert found.fields["times"] == pytest.approx(2.7, abs=0.01)
    assert dict(found.targets) == {"monthly_churn": "missed", "ltv_cac": "met", "payback_months": "met"}


GOOD = typed(100, 2, 4800, 500)


@pytest.mark.parametrize(
    ("changed", "share", "expected"),
    [
        ({"accounts": exact(9)}, 0.5, ("too_little", "few_accounts")),
        ({"ltv_cac": Estimate(0.6, 0.3, 0.8, 100, "mover")}, 0.5, ("dont_chase", "ltv_cac_below_one")),
        ({"ltv_cac": Estimate(0.6, 0.3, 1.2, 100, "mover")}, 0.5, ("keep", "missed_not_shown")),
        ({"monthly_churn": stats.proportion(20, 100)}, 0.5, ("retain", "churn_above_target")),
        ({"cac": Estimate(1500, 700, 4000, 3, "mover")}, 0.3, ("cut_cost", "cac_twice")),
        ({"cac": Estimate(1500, 400, 9000, 3, "mover")}, 0.3, ("expand", "large_share")),
        ({"cycle_days": exact(90)}, 0.5, ("cut_cost", "cycle_twice")),
        ({"payback_months": exact(13)}, 0.5, ("cut_cost", "payback_long")),
        ({}, 0.3, ("expand", "large_share")),
        ({}, 0.1, ("invest", "value_above")),
        ({"clv": exact(4000)}, 0.1, ("keep", "as_it_is")),
    ],
)
def test_the_first_rule_that_applies_decides(changed: dict, share: float, expected: tuple[str, str]) -> None:
    whole = WHOLE | {"cycle_days": exact(40)}
    found = verdict(GOOD | changed, whole, Targets(), counts_as="smb", share=share)
    assert (found.code, found.reason) == expected


def test_ten_accounts_without_any_figure_are_too_little_to_tell() -> None:
    found = verdict({"accounts": exact(40)}, WHOLE, Targets())
    assert (found.code, found.reason) == ("too_little", "no_metric")
    assert set(dict(found.targets).values()) == {"unknown"}
