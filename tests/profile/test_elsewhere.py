"""Lines under another choice of who is valuable: one question each, as they stand."""

from __future__ import annotations

import numpy as np

from openicp import profile as profiles
from openicp.model.attribute import Condition
from openicp.model.cells import Labels
from openicp.model.estimate import Estimate
from openicp.model.profile import TOGETHER, Band, Evidence, Line, Profile
from story.planted import planted

COMPANY = planted(1000, seed=4)
SOFTWARE = Condition("industry", ("e_commerce", "software"))
SLACK = Condition("technologies", ("slack",))
GERMAN = Condition("country", ("DE",))
UNASKED = Estimate.unknown("not_asked")
NOTHING = Evidence(UNASKED, UNASKED, UNASKED, None, None, "holds", 0)
INSIDE = (COMPANY.accounts.columns["industry"].codes < 2) & (COMPANY.accounts.columns["technologies"].state[:, 0] == 1)


def line(condition: Condition, *, basis: str = "shown", also: tuple[Condition, ...] = ()) -> Line:
    name = TOGETHER if also else condition.attribute
    return Line(name, basis, (Band(condition, 3, also=also), Band(None, 0)), evidence=NOTHING)


def asked(lines: tuple[Line, ...], **outcomes: np.ndarray) -> Profile:
    made = Profile("main", 1, "won", "reliable", "", {}, lines, (), "2026-01-01", "r", 0, 0, 0)
    strata = np.zeros(COMPANY.accounts.n, np.int64)
    labels = {name: Labels(v.astype(np.int8), strata, name, among_customers=False) for name, v in outcomes.items()}
    return profiles.elsewhere(made, COMPANY.accounts, labels)


def codes(found: Profile, place: int = 0) -> dict[str, str]:
    evidence = found.lines[place].evidence
    assert evidence is not None
    return {one.outcome: one.code for one in evidence.elsewhere}


def test_it_holds_turns_or_cannot_be_told() -> None:
    rng = np.random.default_rng(3)
    coin = rng.random(len(INSIDE))
    software = COMPANY.accounts.columns["industry"].codes < 2
    found = asked(
        (line(SOFTWARE),), loyal=coin < 0.3 + 0.4 * software, growing=coin < 0.7 - 0.4 * software, fast=coin < 0.5
    )
    assert codes(found) == {"loyal": "holds", "growing": "turns", "fast": "cant_tell"}


def test_its_counts_are_of_accounts_of_which_both_are_known() -> None:
    known = np.arange(len(INSIDE)) % 2 == 0
    label = np.where(known, INSIDE, -1)
    (one,) = asked((line(SOFTWARE, also=(SLACK,)),), loyal=label).lines[0].evidence.elsewhere
    assert (one.with_it.k, one.with_it.n) == (int((known & INSIDE).sum()),) * 2
    assert (one.others.k, one.others.n) == (0, int((known & ~INSIDE).sum()))


def test_with_fewer_than_five_on_a_side_it_cannot_be_told() -> None:
    label = np.full(len(INSIDE), -1)
    label[np.flatnonzero(INSIDE)[:4]] = 1
    label[np.flatnonzero(~INSIDE)] = 0
    assert codes(asked((line(SOFTWARE, also=(SLACK,)),), loyal=label)) == {"loyal": "cant_tell"}


def test_lines_that_only_describe_are_not_asked() -> None:
    found = asked((line(GERMAN, basis="shared"), line(GERMAN, basis="chosen")), loyal=INSIDE)
    assert all(one.evidence is not None and one.evidence.elsewhere == () for one in found.lines)


def test_it_is_kept_in_the_file() -> None:
    found = asked((line(SOFTWARE),), loyal=INSIDE, fast=~INSIDE)
    again = profiles.from_plain(profiles.to_plain(found), path="x")
    was, now = found.lines[0].evidence, again.lines[0].evidence
    assert was is not None
    assert now is not None
    counts = [[(one.outcome, one.code, one.with_it.k, one.others.n) for one in kept.elsewhere] for kept in (was, now)]
    assert counts[0] == counts[1] != []
