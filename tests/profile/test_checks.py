"""Checks on the profile itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openicp import profile, segments
from openicp.model.attribute import Condition
from openicp.model.profile import Profile, Tier
from openicp.profile import Changes, checks, edited, tiers_of
from story.planted import planted

COMPANY = planted(1000, seed=3)


@pytest.fixture(scope="module")
def fitted() -> Profile:
    found = segments.search(COMPANY.accounts, COMPANY.labels, permutations=100)
    return profile.fit(COMPANY.accounts, COMPANY.labels, found)


def codes(of: Profile, **known: object) -> set[str]:
    return {one.code for one in checks(of, COMPANY.accounts, **known)}  # type: ignore[arg-type]


def test_a_profile_that_holds_for_most_companies_is_too_broad(fitted: Profile) -> None:
    assert "profile_too_broad" not in codes(fitted)
    assert "profile_too_broad" in codes(replace(fitted, tiers=(Tier("A", -50), Tier("B", -60))))


def test_a_profile_that_holds_for_nobody_is_too_narrow(fitted: Profile) -> None:
    assert "profile_too_narrow" in codes(replace(fitted, tiers=(Tier("A", 90), Tier("B", -60))))


def test_a_profile_of_what_everybody_shares_is_too_generic(fitted: Profile) -> None:
    assert "profile_too_generic" in codes(
        replace(fitted, lines=tuple(replace(o, basis="shared") for o in fitted.lines))
    )


def test_a_profile_mostly_of_choices_rests_on_assumptions(fitted: Profile) -> None:
    chosen = tuple(replace(one, basis="chosen") for one in fitted.lines)
    assert "profile_assumed" in codes(replace(fitted, lines=chosen))
    assert "profile_assumed" not in codes(fitted)


def test_who_without_why_and_when_is_said(fitted: Profile) -> None:
    assert {"profile_without_why", "profile_without_when"} <= codes(fitted)
    assert not {"profile_without_why", "profile_without_when"} & codes(fitted, statements=9, events=True)


def test_an_edited_profile_counts_its_bands_anew_and_keeps_what_was_not_touched(fitted: Profile) -> None:
    wider = Condition("employees", (), 50.0, 501.0)
    changed = edited(fitted, Changes(bands={"employees": wider}), COMPANY.accounts, COMPANY.labels)
    line = next(one for one in changed.lines if one.attribute == "employees")
    people = COMPANY.accounts.columns["employees"]
    inside = (people.low >= 50) & (people.low < 501)  # type: ignore[union-attr]
    assert line.best == wider
    assert (line.bands[0].accounts, line.bands[0].successes) == (inside.sum(), COMPANY.labels.values[inside].sum())
    touched = ("employees", "together")
    assert [o for o in changed.lines if o.attribute not in touched] == [
        o for o in fitted.lines if o.attribute not in touched
    ]


def test_without_any_line_nobody_is_told_apart(fitted: Profile) -> None:
    nothing = edited(fitted, Changes(drop=[o.attribute for o in fitted.lines]), COMPANY.accounts, COMPANY.labels)
    assert nothing.tiers == ()
    assert set(tiers_of(nothing, COMPANY.accounts)) == {""}


def test_no_change_at_all_moves_nobody(fitted: Profile) -> None:
    same = edited(fitted, Changes(), COMPANY.accounts, COMPANY.labels)
    assert np.array_equal(tiers_of(same, COMPANY.accounts), tiers_of(fitted, COMPANY.accounts))
