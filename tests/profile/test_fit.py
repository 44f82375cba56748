"""The profile names what is true, stays silent where nothing is, and its points add up."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from openicp import profile, segments
from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.cells import Labels
from openicp.model.facts import CategoryColumn, NumberColumn
from openicp.model.profile import Band, Line, Profile
from openicp.profile.points import points_of
from story.planted import planted, searched

COMPANY = planted(1000, seed=5)


@cache
def the_profile() -> Profile:
    return again()


def again() -> Profile:
    """Fitted anew."""
    return profile.fit(COMPANY.accounts, COMPANY.labels, searched()[1], as_of="2026-10-31", run="r1")


def shown() -> list[Line]:
    return [line for line in the_profile().lines if line.basis == "shown"]


def test_the_lines_are_the_planted_ones() -> None:
    best = {line.attribute: line.best for line in shown() if not line.is_together}
    assert the_profile().code == "reliable"
    assert best == {
        "industry": Condition("industry", ("e_commerce", "software")),
        "employees": Condition("employees", (), 50.0, 201.0),
        "technologies": Condition("technologies", ("slack",)),
    }


def test_there_are_at_most_seven_lines_and_points_only_where_something_is_seen() -> None:
    assert len(the_profile().lines) <= 7
    assert all(line.basis in ("shown", "leaning") for line in the_profile().lines if line.scores)
    assert all(-5 <= band.points <= 10 for line in the_profile().lines for band in line.bands)


def test_evidence_counts_are_those_of_the_labels() -> None:
    line = shown()[0]
    assert line.evidence is not None
    assert line.best is not None
    answer = segments.state(line.best, COMPANY.accounts.columns[line.attribute])
    label = COMPANY.labels.values
    for estimate, side in ((line.evidence.with_it, 1), (line.evidence.others, 0)):
        assert (estimate.k, estimate.n) == (int(label[answer == side].sum()), int((answer == side).sum()))
    against = {f"a{place:05d}" for place in np.flatnonzero((answer == 1) & (label == 0))}
    assert set(line.evidence.against) <= against


def test_the_best_tier_has_a_chance_whose_range_covers_the_truth() -> None:
    new = planted(20_000, seed=99)
    points = profile.score(the_profile(), new.accounts)[0]
    truth = np.where(new.inside, 0.547, 0.133)[points >= the_profile().tiers[0].low].mean()
    chance = the_profile().tiers[0].chance
    assert chance is not None
    assert chance.low is not None
    assert chance.high is not None
    assert chance.low <= truth <= chance.high


def test_shuffled_outcomes_give_no_reliable_profile_and_no_points_without_evidence() -> None:
    for seed in range(8):
        company = planted(400, seed=seed, noise=True)
        found = segments.search(company.accounts, company.labels, permutations=128, seed=seed)
        fitted = profile.fit(company.accounts, company.labels, found, seed=seed)
        assert fitted.code != "reliable"
        if fitted.code != "tentative":
            assert not any(line.scores for line in fitted.lines)
            assert all(tier.chance is None for tier in fitted.tiers)
            assert fitted.reason in ("found_none", "gap_not_visible")


def test_the_same_seed_gives_the_same_profile() -> None:
    assert again() == the_profile()


def test_a_field_that_restates_the_outcome_is_left_out_with_its_reason() -> None:
    label = COMPANY.labels.values
    restates = CategoryColumn(Attribute("x_health", Kind.CATEGORY), ("red", "green"), label.astype(np.int64))
    known = np.where(label == 1, np.arange(len(label)) % 3, -1).astype(np.int64)
    winners = CategoryColumn(Attribute("x_plan", Kind.CATEGORY), ("a", "b", "c"), known)
    columns = COMPANY.accounts.columns | {"x_health": restates, "x_plan": winners}
    accounts = replace(COMPANY.accounts, columns=columns)
    assert profile.leaks(accounts, COMPANY.labels) == (("x_health", "restates"), ("x_plan", "known_for_winners"))
    assert profile.leaks(COMPANY.accounts, COMPANY.labels) == ()


def test_what_a_person_chose_is_kept_and_not_fitted() -> None:
    own = Line("industry", "chosen", (Band(Condition("industry", ("software",)), 0), Band(None, 0)), note={"by": "me"})
    fitted = profile.fit(COMPANY.accounts, COMPANY.labels, searched()[1], chosen=(own,))
    assert [line for line in fitted.lines if line.attribute == "industry"] == [own]


def test_few_successes_are_too_little_and_say_so() -> None:
    company = planted(80, seed=3)
    few = Labels((np.arange(80) < 6).astype(np.int8), company.labels.strata, "won", among_customers=False)
    found = segments.search(company.accounts, few)
    fitted = profile.fit(company.accounts, few, found)
    assert (fitted.code, fitted.reason, fitted.reason_fields["k"]) == ("too_little", "few_labels", 6)
    assert not any(line.scores for line in fitted.lines)


def test_three_points_are_about_twice_the_odds() -> None:
    label = np.concatenate([np.repeat([1.0, 0.0], [500, 500]), np.repeat([1.0, 0.0], [667, 333])])
    place = np.repeat([1, 0], 1000)
    assert points_of([place], [2], label) == [[3, 0]]


def test_points_never_leave_their_range_however_strong_a_band_is() -> None:
    label = np.concatenate([np.repeat([1.0, 0.0], [995, 5]), np.repeat([1.0, 0.0], [5, 995])])
    points = points_of([np.repeat([0, 1], 1000)], [2], label)
    assert max(points[0]) == 10
    assert not math.isnan(points[0][0])


@pytest.mark.parametrize("missing", [0.2])
def test_unknown_values_give_a_range_that_holds_the_score(missing: float) -> None:
    company = planted(500, seed=9, missing=missing)
    points, low, high = profile.score(the_profile(), company.accounts)
    assert (low <= points).all()
    assert (points <= high).all()
    assert (low < high).any()
    assert low.min() >= the_profile().lowest
    assert high.max() <= the_profile().highest


def test_nothing_is_said_twice_in_other_words() -> None:
    people, country = COMPANY.accounts.columns["employees"], COMPANY.accounts.columns["country"]
    assert isinstance(people, NumberColumn)
    assert isinstance(country, CategoryColumn)
    sizes = np.where(np.isnan(people.low), -1, np.digitize(people.low, [50, 201])).astype(np.int64)
    regions = np.where(country.codes < 0, -1, np.minimum(country.codes, 1))
    again = {
        "size_class": CategoryColumn(Attribute("size_class", Kind.CATEGORY), ("small", "medium", "large"), sizes),
        "region": CategoryColumn(Attribute("region", Kind.CATEGORY), ("europe", "america"), regions),
    }
    accounts = replace(COMPANY.accounts, columns=COMPANY.accounts.columns | again)
    found = segments.search(accounts, COMPANY.labels, permutations=100)
    fitted = profile.fit(accounts, COMPANY.labels, found)
    names = {line.attribute for line in fitted.lines}
    assert fitted.code == "reliable"
    assert not {"employees", "size_class"} <= names
    assert not {"country", "region"} <= names
    conditions = [{c.attribute for c in one.segment.conditions} for one in found.found]
    assert not any({"employees", "size_class"} <= both for both in conditions)


@pytest.mark.parametrize(("others", "told"), [(40, False), (200, True)])
def test_what_nearly_everybody_has_is_no_finding(others: int, told: bool) -> None:
    codes = (np.arange(1000) % (1000 // others) == 0).astype(np.int64)
    uses = CategoryColumn(Attribute("x_uses", Kind.CATEGORY), ("mail", "fax"), codes)
    columns = {"industry": COMPANY.accounts.columns["industry"], "x_uses": uses}
    accounts = replace(COMPANY.accounts, columns=columns)
    found = segments.search(accounts, COMPANY.labels, permutations=64)
    fitted = profile.fit(accounts, COMPANY.labels, found)
    assert ("x_uses" in {line.attribute for line in fitted.lines}) is told


def test_a_line_that_later_accounts_contradict_is_leaning_and_the_profile_tentative() -> None:
    company = planted(1200, seed=2)
    rng = np.random.default_rng(2)
    late = company.accounts.approached > np.quantile(company.accounts.approached, 0.7)
    values = company.labels.values.copy()
    values[late] = rng.permutation(values[late])
    labels = replace(company.labels, values=values)
    found = segments.search(company.accounts, labels, permutations=100)
    fitted = profile.fit(company.accounts, labels, found)
    contradicted = [line for line in fitted.lines if line.evidence is not None and line.evidence.forward == "fails"]
    assert found.code == "reliable"
    assert contradicted
    assert {line.basis for line in contradicted} == {"leaning"}
    assert (fitted.code, fitted.reason) == ("tentative", "not_forward")


@pytest.mark.parametrize("kinds", [1, 2, 3])
def test_a_field_that_tells_nothing_is_no_leak_however_few_its_values(kinds: int) -> None:
    for seed in range(10):
        company = planted(54, seed=seed, noise=True)
        codes = np.random.default_rng(seed).permutation(54) % kinds
        column = CategoryColumn(Attribute("region", Kind.CATEGORY), ("a", "b", "c")[: max(2, kinds)], codes)
        accounts = replace(company.accounts, columns={"region": column})
        values = (np.arange(54) % 3 == 0).astype(np.int8)
        assert profile.leaks(accounts, replace(company.labels, values=values)) == ()
