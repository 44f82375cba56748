"""What customers have in common, who the best are and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from builders import Truth, company
from openicp import profile
from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.facts import CategoryColumn, NumberColumn
from openicp.profile.common import word_for
from story.planted import planted

INF = float("inf")


def customers(columns: dict[str, CategoryColumn | NumberColumn], n: int, lost: int = 0) -> profile.Trait:
    base = planted(n, seed=1).accounts
    customer = np.arange(n) < n - lost
    outcome = np.where(customer, 1, 0).astype(np.int8)
    return replace(base, columns=columns, customer=customer, outcome=outcome)  # type: ignore[return-value]


def category(counts: dict[str, int]) -> CategoryColumn:
    codes = np.repeat(np.arange(len(counts)), list(counts.values()))
    return CategoryColumn(Attribute("industry", Kind.CATEGORY), tuple(counts), codes.astype(np.int64))


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.7, "mainly"),
        (0.6, "mainly"),
        (0.59, "often"),
        (0.3, "often"),
        (0.1, "some"),
        (0.03, "sometimes"),
        (0.02, None),
    ],
)
def test_how_common_a_trait_is_has_a_word(share: float, word: str | None) -> None:
    assert word_for(share) == word


def test_two_values_that_make_up_most_are_said_together() -> None:
    industry = category({"tech": 45, "ecommerce": 30, "agency": 12, "nonprofit": 8, "legal": 5})
    found = profile.common(customers({"industry": industry}, 100))  # type: ignore[arg-type]
    assert [(trait.word, trait.condition.values) for trait in found] == [
        ("mainly", ("ecommerce", "tech")),
        ("some", ("agency",)),
        ("sometimes", ("nonprofit",)),
        ("sometimes", ("legal",)),
    ]
    assert found[0].sets_apart == "cant_tell"
    assert (found[0].customers.k, found[0].customers.n) == (75, 100)


def test_evenly_spread_values_make_up_nothing() -> None:
    found = profile.common(customers({"industry": category(dict.fromkeys("abcde", 20))}, 100))  # type: ignore[arg-type]
    assert {trait.word for trait in found} == {"some"}


def test_neighbouring_bands_are_said_together() -> None:
    people = np.repeat([5.0, 60.0, 150.0, 900.0], [15, 35, 35, 15])
    column = NumberColumn(
        Attribute("employees", Kind.NUMBER), people, people, (1.0, 10.0, 50.0, 100.0, 201.0, 500.0, 1000.0, INF)
    )
    found = profile.common(customers({"employees": column}, 100))  # type: ignore[arg-type]
    assert (found[0].word, found[0].condition) == ("mainly", Condition("employees", (), 50.0, 201.0))


def test_a_number_that_is_one_band_for_all_is_no_trait() -> None:
    same = np.full(100, 100_000.0)
    column = NumberColumn(Attribute("revenue", Kind.NUMBER, "money"), same, 20 * same, (-INF, INF))
    assert profile.common(customers({"revenue": column}, 100)) == []  # type: ignore[arg-type]


def test_unknown_is_counted_on_no_side() -> None:
    industry = category({"tech": 70, "agency": 30})
    codes = industry.codes.copy()
    codes[70:90] = -1
    found = profile.common(customers({"industry": replace(industry, codes=codes)}, 100))  # type: ignore[arg-type]
    assert (found[0].customers.k, found[0].customers.n) == (70, 80)


def test_a_gap_whose_range_leaves_out_zero_sets_customers_apart() -> None:
    codes = np.array([0] * 80 + [1] * 20 + [0] * 30 + [1] * 70)
    column = CategoryColumn(Attribute("industry", Kind.CATEGORY), ("tech", "agency"), codes)
    found = profile.common(customers({"industry": column}, 200, lost=100))  # type: ignore[arg-type]
    tech = next(trait for trait in found if trait.condition.values == ("tech",))
    assert (tech.word, tech.sets_apart, tech.lost.k) == ("mainly", "sets_apart", 30)


def test_the_best_ten_are_those_of_highest_value_with_reasons_from_what_they_did() -> None:
    facts = company(300, seed=2, best=Truth(win_rate=0.8, churn=0.005))
    values = np.where(facts.accounts.customer, facts.accounts.mrr * 10, np.nan)
    found = profile.best(values, facts.accounts, facts)
    assert len(found) == 10
    assert [one.value for one in found] == sorted((one.value for one in found), reverse=True)
    assert found[0].value == np.nanmax(values)
    assert {code for one in found for code, _ in one.why} <= {"stayed", "closed_in", "recommended", "grew"}
    stayed = [fields["months"] for one in found for code, fields in one.why if code == "stayed"]
    assert all(months >= 12 for months in stayed)


def test_without_values_there_is_no_best() -> None:
    facts = company(50, seed=2)
    assert profile.best(np.full(50, np.nan), facts.accounts, facts) == []


def test_of_thirty_traits_without_meaning_hardly_ever_one_sets_apart() -> None:
    wrong = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        columns = {f"x_{i}": replace(category(dict.fromkeys("abc", 100)), codes=rng.integers(0, 3, 300),
                                     attribute=Attribute(f"x_{i}", Kind.CATEGORY)) for i in range(10)}  # fmt: skip
        found = profile.common(customers(columns, 300, lost=150))  # type: ignore[arg-type]
        assert len(found) == 30
        wrong += any(trait.sets_apart == "sets_apart" for trait in found)
    assert wrong <= 5
