"""Outcomes: who is valuable, among whom, and when it is ripe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from builders import LAST_MONTH, TODAY, Economics, Truth, company, month_of
from openicp import metrics
from openicp.errors import OutcomeNotPossible
from openicp.model.facts import Facts


def test_won_is_among_those_approached_and_closed() -> None:
    facts = company(300)
    found = metrics.label(facts, "won")
    assert (found.values == facts.accounts.outcome).all()
    assert not found.among_customers
    assert found.outcome == "won"


def test_strata_are_the_quarters_of_entry() -> None:
    facts = company(300)
    found = metrics.label(facts, "won")
    assert (found.strata == month_of(facts.accounts.approached) // 3).all()
    undated = replace(facts.accounts, approached=np.full(300, -1), started=np.full(300, -1), left=np.full(300, -1))
    assert (metrics.label(replace(facts, accounts=undated), "won").strata == -1).all()


def test_fast_is_at_most_the_median_of_the_won() -> None:
    facts = company(300)
    found = metrics.label(facts, "fast")
    won = facts.accounts.outcome == 1
    days = facts.deals.closed - facts.deals.opened
    assert (found.values[~won] == -1).all()
    assert (found.values[won] == (days[won] <= np.median(days[won]))).all()


def test_loyal_is_still_there_after_twelve_months() -> None:
    facts = company(600, rest=Truth(churn=0.03))
    found = metrics.label(facts, "loyal").values
    accounts = facts.accounts
    months = (np.where(accounts.left >= 0, accounts.left, TODAY) - accounts.started) / 30.4375
    stayed = accounts.customer & (months > 12.2)
    left = accounts.customer & (accounts.left >= 0) & (months < 11.9)
    young = accounts.customer & (accounts.left < 0) & (months < 11.9)
    assert (found[stayed] == 1).all()
    assert (found[left] == 0).all()
    assert (found[young] == -1).all()
    assert (found[~accounts.customer] == -1).all()


def test_profitable_is_won_and_worth_at_least_the_median_of_the_won() -> None:
    facts = company(400)
    found = metrics.label(facts, "profitable", project=Economics())
    worth = metrics.values(facts, project=Economics())
    won, lost = facts.accounts.outcome == 1, facts.accounts.outcome == 0
    assert (found.values[lost] == 0).all()
    assert (found.values[facts.accounts.outcome == -1] == -1).all()
    assert (found.values[won] == (worth[won] >= np.median(worth[won]))).all()
    assert not found.among_customers


def test_without_lost_deals_the_label_is_among_customers() -> None:
    facts = only_customers(company(400))
    found = metrics.label(facts, "profitable")
    assert found.among_customers
    assert metrics.possible_outcomes(facts)["won"] == "no_lost_deals"


def test_where_every_account_has_won_once_won_tells_nothing() -> None:
    facts = company(85)
    everybody = replace(facts.accounts, outcome=np.ones(85, dtype=np.int8))
    found = metrics.possible_outcomes(replace(facts, accounts=everybody))
    assert found["won"] == "every_account_won"


def only_customers(facts: Facts) -> Facts:
    accounts = facts.accounts
    outcome = np.where(accounts.customer, 1, -1).astype(np.int8)
    return replace(
        facts,
        deals=None,
        accounts=replace(accounts, outcome=outcome, is_approached=accounts.customer.copy()),
    )


def test_growing_is_ten_percent_more_after_twelve_months_among_those_there() -> None:
    facts = company(300, growth=0.01, rest=Truth(churn=0.03))
    rising = metrics.possible_outcomes(facts)["growing"]
    assert rising == "all_alike", "everybody grew by 12.7 %"
    mrr = facts.revenue.mrr.copy()
    flat = facts.revenue.account % 2 == 0
    first = np.full(300, np.nan)
    first[facts.revenue.account[::-1]] = mrr[::-1]
    mrr[flat] = first[facts.revenue.account[flat]]
    found = metrics.label(replace(facts, revenue=replace(facts.revenue, mrr=mrr)), "growing").values
    there = np.isin(np.arange(300), facts.revenue.account[facts.revenue.month <= LAST_MONTH])
    assert set(found[there & (np.arange(300) % 2 == 0)]) <= {0, -1}
    assert set(found[there & (np.arange(300) % 2 == 1)]) <= {1, -1}
    assert (found >= 0).sum() > 30


def test_recommending_is_a_promoter_or_has_referred_among_those_who_answered() -> None:
    facts = company(300)
    found = metrics.label(facts, "recommending").values
    answered = ~np.isnan(facts.promoter_score)
    assert ((found >= 0) == answered).all()
    yes = (facts.promoter_score >= 9) | (facts.referrals > 0)
    assert (found[answered] == yes[answered]).all()


def test_a_blend_is_the_top_half_by_mean_rank_and_needs_two_things_to_judge_by() -> None:
    facts = company(400)
    found = metrics.label(facts, "blend", project=Economics())
    won = facts.accounts.outcome == 1
    assert (found.values[facts.accounts.outcome == 0] == 0).all()
    assert found.values[won].mean() == pytest.approx(0.5, abs=0.03)
    worth, days = metrics.values(facts, project=Economics()), facts.deals.closed - facts.deals.opened
    good = won & (worth > np.nanquantile(worth[won], 0.8)) & (days < np.quantile(days[won], 0.2))
    poor = won & (worth < np.nanquantile(worth[won], 0.2)) & (days > np.quantile(days[won], 0.8))
    assert found.values[good].mean() > 0.9
    assert found.values[poor].mean() < 0.1
    alone = replace(facts, deals=None, promoter_score=None)
    assert metrics.possible_outcomes(alone)["blend"] == "one_sided"


def test_the_default_follows_the_data() -> None:
    assert metrics.default_outcome(company(200)) == "profitable"
    assert metrics.default_outcome(company(200, billing=False)) == "won"
    facts = only_customers(company(400, rest=Truth(churn=0.03)))
    unpriced = replace(facts, revenue=None, accounts=replace(facts.accounts, mrr=np.full(400, np.nan)))
    assert metrics.default_outcome(unpriced) == "loyal"
    assert metrics.label(unpriced).among_customers


def test_what_is_not_possible_says_why_and_what_is() -> None:
    facts = company(200, billing=False, voices=False)
    with pytest.raises(OutcomeNotPossible) as caught:
        metrics.label(facts, "profitable")
    assert caught.value.fields["reason"] == "no_billing"
    assert caught.value.fields["outcomes"] == ["won", "fast"]
    with pytest.raises(OutcomeNotPossible) as caught:
        metrics.label(facts, "happy")
    assert caught.value.fields["reason"] == "unknown_outcome"
    assert metrics.possible_outcomes(facts)["recommending"] == "no_answers"


def test_a_planted_segment_has_more_valuable_accounts() -> None:
    facts = company(1000, best=Truth(win_rate=0.6, churn=0.01), rest=Truth(win_rate=0.3, churn=0.03))
    found = metrics.label(facts).values
    best = facts.accounts.columns["industry"].codes == 0
    inside, outside = (found[part & (found >= 0)].mean() for part in (best, ~best))
    assert inside > 2 * outside


def test_being_old_does_not_make_an_account_valuable_by_itself() -> None:
    """With one truth for all, the label depends little on the quarter of entry beyond the first months."""
    facts = company(4000, seed=9)
    found = metrics.label(facts)
    won = facts.accounts.outcome == 1
    age = (TODAY - facts.accounts.started) / 30.4375
    old, young = (found.values[won & part].mean() for part in ((age > 30), (age > 3) & (age < 18)))
    assert 0.25 < young < 0.75
    assert 0.25 < old < 0.75
