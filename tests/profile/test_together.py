"""What counts only together gets its points together; what adds up stays apart."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from openicp import profile, segments
from openicp.model.profile import Profile
from openicp.model.segment import Segment
from story.planted import PLANTED, Planted, planted, searched


def fitted(company: Planted) -> Profile:
    found = segments.search(company.accounts, company.labels, permutations=200)
    return profile.fit(company.accounts, company.labels, found)


@cache
def the_profile() -> Profile:
    company, found = searched()
    return profile.fit(company.accounts, company.labels, found)


def adding_up(company: Planted, seed: int) -> Planted:
    """The same companies, of whom each condition alone raises the odds threefold, whatever the others."""
    holds = [segments.membership(Segment((one,)), company.accounts) == 1 for one in PLANTED.conditions]
    odds = 0.12 * 3.0 ** np.sum(holds, axis=0)
    won = np.random.default_rng(seed).random(company.accounts.n) < odds / (1 + odds)
    return replace(company, labels=replace(company.labels, values=won.astype(np.int8)))


def test_conditions_that_count_only_together_get_their_points_together() -> None:
    one = the_profile()
    joint = next(line for line in one.lines if line.is_together)
    assert set(joint.bands[0].conditions) == set(PLANTED.conditions)
    assert joint.bands[0].points >= 5
    assert joint.bands[0].accounts < min(line.bands[0].accounts for line in one.lines if not line.is_together)
    others = [line for line in one.lines if line.attribute in joint.attributes]
    assert len(others) == 3
    assert all(abs(band.points) <= 2 for line in others for band in line.bands)


def test_companies_that_meet_two_of_three_get_no_points_for_it() -> None:
    one = the_profile()
    new = planted(5000, seed=77)
    points = profile.score(one, new.accounts)[0]
    assert points[new.inside].min() > points[~new.inside].max()


@pytest.mark.parametrize("seed", range(4))
def test_conditions_that_add_up_stay_lines_of_their_own(seed: int) -> None:
    one = fitted(adding_up(planted(1000, seed=seed), seed))
    assert not any(line.is_together for line in one.lines)
    assert sum(line.scores for line in one.lines) >= 2
