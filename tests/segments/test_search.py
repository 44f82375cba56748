"""The search finds what is there, says so only when it is, and says what it could not have seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openicp.model.attribute import Attribute, Kind
from openicp.model.cells import Labels
from openicp.model.facts import CategoryColumn, TagsColumn
from openicp.model.segment import SearchResult
from openicp.segments import membership, search
from openicp.segments import scan as scanning
from openicp.segments.found import overlap
from openicp.segments.parts import by_themselves
from openicp.segments.planned import Labelling, plan
from openicp.segments.pool import build
from openicp.segments.sample import merged, observed, permuted, sample
from openicp.segments.scan import scan, unmoved
from openicp.segments.singles import singles_statistic
from openicp.segments.threes import Extension
from story.planted import PLANTED, planted, searched

COMPANY = planted(1000, seed=5)


def the_search() -> SearchResult:
    return searched()[1]


def test_the_planted_segment_is_found_and_reliable() -> None:
    best = the_search().found[0]
    truth = membership(PLANTED, COMPANY.accounts)
    assert the_search().code == "reliable"
    assert best.code == "reliable"
    assert overlap(membership(best.segment, COMPANY.accounts), truth) >= 0.8


def test_no_condition_without_meaning_is_carried_along() -> None:
    attributes = {c.attribute for one in the_search().found if one.code == "reliable" for c in one.segment.conditions}
    assert attributes <= {"industry", "employees", "technologies"}


def test_the_effect_is_near_the_truth_although_the_best_of_many_was_taken() -> None:
    truth = 0.41  # 200,000 planted accounts: 0.547 inside, 0.133 outside
    gap = the_search().found[0].difference
    assert gap.low is not None
    assert gap.high is not None
    assert gap.low <= truth <= gap.high


def test_the_same_seed_gives_the_same_answer() -> None:
    assert search(COMPANY.accounts, COMPANY.labels, permutations=200) == the_search()


def test_shuffled_outcomes_are_never_reliable_in_twenty_companies() -> None:
    codes = []
    for seed in range(20):
        company = planted(300, seed=seed, noise=True)
        codes.append(search(company.accounts, company.labels, permutations=200, seed=seed).code)
    assert "reliable" not in codes
    assert codes.count("tentative") <= 6


def test_on_noise_with_many_accounts_it_says_what_gap_would_have_been_seen() -> None:
    company = planted(1500, seed=3, noise=True)
    found = search(company.accounts, company.labels, permutations=100)
    assert found.code == "none"
    assert found.smallest_gap is not None
    assert 0.05 < found.smallest_gap < 0.30
    assert found.looked_at > 10_000


def test_too_few_with_the_label_are_too_little_to_tell() -> None:
    company = planted(60, seed=1)
    few = Labels((np.arange(60) < 8).astype(np.int8), company.labels.strata, "won", among_customers=False)
    found = search(company.accounts, few)
    assert (found.code, found.found, found.permutations) == ("too_little", (), 0)


def test_accounts_without_a_label_do_not_count() -> None:
    values = COMPANY.labels.values.copy()
    values[500:] = -1
    found = search(COMPANY.accounts, replace(COMPANY.labels, values=values), permutations=64)
    assert found.labelled == 500


def test_an_attribute_that_is_left_out_is_in_no_segment() -> None:
    found = search(COMPANY.accounts, COMPANY.labels, permutations=64, exclude=frozenset({"industry"}))
    assert all(c.attribute != "industry" for one in found.found for c in one.segment.conditions)


def test_a_field_known_only_for_the_valuable_is_compared_among_those_for_whom_it_is_known() -> None:
    company = planted(600, seed=4, noise=True)
    rng = np.random.default_rng(0)
    codes = np.where(company.labels.values == 1, rng.integers(0, 3, 600), -1)
    codes[:60] = rng.integers(0, 3, 60)
    own = CategoryColumn(Attribute("x_plan", Kind.CATEGORY), ("a", "b", "c"), codes.astype(np.int64))
    accounts = replace(company.accounts, columns=company.accounts.columns | {"x_plan": own})
    assert search(accounts, company.labels, permutations=128).code != "reliable"


def test_pairs_and_threes_agree_with_counting_by_hand() -> None:
    company = planted(200, seed=7, missing=0.2)
    part = sample(company.labels)
    pool = build(company.accounts, part.rows, least=10)
    labels = observed(part)
    peaks = scan(plan(pool, least=10), labels)
    for depth in (1, 2):
        places = [int(place) for place in peaks.where[0, depth] if place >= 0]
        inside = np.prod(pool.true[places], axis=0)
        known = np.prod(pool.known[pool.known_of[places]], axis=0)
        r, v = labels.residual[0], labels.variance[0]
        share = (v * inside).sum() / (v * known).sum()
        expected = ((r * inside).sum() - share * (r * known).sum()) / np.sqrt((v * inside).sum() * (1 - share) + 3)
        assert peaks.value[0, depth] == pytest.approx(expected, abs=1e-4)


def test_no_pair_is_larger_than_the_peak_of_pairs() -> None:
    company = planted(150, seed=8)
    part = sample(company.labels)
    pool = build(company.accounts, part.rows, least=40)
    planned, labels = plan(pool, least=40), observed(part)
    peak = abs(float(scan(planned, labels).value[0, 1]))
    left, right = np.nonzero(planned.eligible)
    parts = by_themselves(pool.true[left] * pool.true[right])
    both = replace(pool, given=None, held=parts, known_of=np.zeros(len(left), np.int64))
    assert len(left) == planned.pairs > 1_000
    assert peak == pytest.approx(float(np.abs(singles_statistic(both, labels)).max()), abs=1e-4)


def test_conditions_are_summed_from_the_few_parts_they_are_made_of() -> None:
    part = sample(COMPANY.labels)
    planned = plan(build(COMPANY.accounts, part.rows, least=30), least=30)
    assert len(planned.pool.conditions) > 300
    assert len(planned.parts.rows) < 100
    assert np.array_equal(planned.parts.makes @ planned.parts.columns.T, planned.pool.true)


def test_sums_over_three_parts_are_there_in_every_order() -> None:
    part = sample(COMPANY.labels)
    parts = plan(build(COMPANY.accounts, part.rows, least=100), least=100).parts
    weight = np.random.default_rng(3).random(part.n)
    columns = parts.columns.astype(float)
    direct = np.einsum("n,ni,nj,nk->ijk", weight, columns, columns, columns, optimize=True)
    assert np.allclose(parts.cube(weight), direct)


def test_sums_that_labels_have_in_common_give_what_each_by_itself_gives() -> None:
    company = planted(200, seed=9, missing=0.1)
    part = sample(company.labels)
    planned = plan(build(company.accounts, part.rows, least=10), least=10)
    moved = permuted(part, 3, np.random.default_rng(2))
    alone = Labelling(moved.residual, np.repeat(moved.variance, 3, axis=0))
    together, apart = scan(planned, moved), scan(planned, alone)
    assert together.value == pytest.approx(apart.value, abs=1e-4)


def test_no_other_condition_serves_better_beside_two_of_the_best_three(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"BEAM": 1, "CLIMBED": 1, "MOST_STEPS": 99}.items():
        monkeypatch.setattr(scanning, name, value)
    company = planted(400, seed=11, missing=0.1)
    part = sample(company.labels)
    planned = plan(build(company.accounts, part.rows, least=12), least=12)
    labels = permuted(part, 40, np.random.default_rng(6))
    common = unmoved(planned, labels)
    peaks, extension = scan(planned, labels, common), Extension(planned, labels, common)
    for row, (three, value) in enumerate(zip(peaks.where[:, 2], peaks.value[:, 2], strict=True)):
        for place in range(3):
            beside = extension.of(np.delete(three, place)[None], np.array([row]))[0] * np.sign(value)
            assert beside.max() == pytest.approx(abs(value), rel=1e-5)


def test_labels_change_places_only_within_their_quarter() -> None:
    part = sample(COMPANY.labels)
    for row in permuted(part, 5, np.random.default_rng(1)).residual:
        for stratum in range(part.stratum.max() + 1):
            here = part.stratum == stratum
            assert np.allclose(np.sort(row[here]), np.sort(observed(part).residual[0][here]))


def test_small_quarters_join_their_neighbours() -> None:
    assert merged(np.array([1] * 12 + [2] * 3 + [3] * 11 + [4] * 2)).tolist() == [0] * 12 + [1] * 16


def test_either_of_two_tags_is_found_where_neither_alone_says_it_and_no_third_is_carried_along() -> None:
    rng = np.random.default_rng(4)
    company = planted(900, seed=4)
    state = (rng.random((900, 6)) < 0.4).astype(np.int8)
    chance = np.where(state[:, :2].any(axis=1), 0.45, 0.22)
    labels = Labels((rng.random(900) < chance).astype(np.int8), company.labels.strata, "won", among_customers=False)
    tags = TagsColumn(Attribute("technologies", Kind.TAGS), ("asana", "jira", "mail", "chat", "drive", "wiki"), state)
    accounts = replace(company.accounts, columns=company.accounts.columns | {"technologies": tags})
    best = search(accounts, labels, permutations=200).found[0]
    assert best.code == "reliable"
    assert [c.values for c in best.segment.conditions] == [("asana", "jira")]


def test_one_tag_that_says_it_alone_gets_no_partner() -> None:
    for seed in range(4):
        company = planted(1000, seed=seed)
        for one in search(company.accounts, company.labels, permutations=100, seed=seed).found:
            used = [c.values for c in one.segment.conditions if c.attribute == "technologies"]
            assert one.code != "reliable" or all(values == ("slack",) for values in used)
