"""The exact test against closed forms and SciPy; the number of accounts against every outcome that can happen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, fisher_exact, hypergeom

from openicp.stats import accounts_needed, exact_chance

COUNTS = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, COUNTS)
def test_the_chance_is_that_of_fishers_exact_test(inside: tuple[int, int], others: tuple[int, int]) -> None:
    table = [[inside[0], inside[1] - inside[0]], [others[0], others[1] - others[0]]]
    for more, side in ((True, "greater"), (False, "less")):
        expected = fisher_exact(table, alternative=side)[1]
        assert exact_chance(inside, others, more=more) == pytest.approx(expected, abs=1e-9)


def power(p1: float, p2: float, n1: int, n2: int) -> float:
    """How often the exact test says yes: the sum over all pairs of counts that can happen."""
    k1, k2 = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    chance = hypergeom.sf(k1 - 1, n1 + n2, k1 + k2, n1)
    return float((binom.pmf(k1, n1, p1) * binom.pmf(k2, n2, p2) * (chance <= 0.05)).sum())


EXPECTED = [
    (0.95, 0.55, 0.5),
    (0.93, 0.6, 0.35),
    (0.6, 0.3, 0.2),
    (0.8, 0.7, 0.4),
    (0.5, 0.1, 0.15),
    (0.99, 0.52, 0.38),
]


@pytest.mark.parametrize(("p1", "p2", "share"), EXPECTED)
def test_so_many_accounts_find_the_difference_in_four_of_five_samples(p1: float, p2: float, share: float) -> None:
    needed = accounts_needed(p1, p2, share=share)
    assert needed is not None
    inside = round(needed * share)
    assert 0.77 <= power(p1, p2, inside, needed - inside) <= 0.90


def test_half_the_accounts_do_not() -> None:
    needed = accounts_needed(0.93, 0.6, share=0.35)
    assert needed is not None
    inside = round(needed * 0.35 / 2)
    assert power(0.93, 0.6, inside, needed // 2 - inside) < 0.6


def test_companies_drawn_at_random_agree_with_it() -> None:
    rng = np.random.default_rng(3)
    needed = accounts_needed(0.93, 0.6, share=0.35)
    assert needed is not None
    yes = {0.93: 0, 0.6: 0}
    for truth in yes:
        for _ in range(600):
            member = rng.random(needed) < 0.35
            success = rng.random(needed) < np.where(member, truth, 0.6)
            inside, others = (
                (int(success[member].sum()), int(member.sum())),
                (int(success[~member].sum()), int((~member).sum())),
            )
            yes[truth] += exact_chance(inside, others) <= 0.05
    assert 0.74 <= yes[0.93] / 600 <= 0.88
    assert yes[0.6] / 600 <= 0.055


def test_without_a_difference_or_a_group_no_number_settles_it() -> None:
    assert accounts_needed(0.5, 0.5, share=0.3) is None
    assert accounts_needed(0.5, 0.4, share=0.0) is None
