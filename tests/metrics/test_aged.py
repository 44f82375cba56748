"""What accounts pay by their age is what their rows say, for each set of accounts and in whatever order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import LAST_MONTH, TODAY, company
from openicp.metrics.aged import aged
from openicp.metrics.calendar import month_of
from openicp.model.facts import Facts, Revenue

ACCOUNTS = 6
PAID = st.dictionaries(
    st.tuples(st.integers(0, ACCOUNTS - 1), st.integers(LAST_MONTH - 8, LAST_MONTH)),
    st.floats(1, 1000).map(round),
    min_size=1,
)


def company_of(paid: dict[tuple[int, int], float], started: list[int]) -> Facts:
    facts = company(ACCOUNTS)
    account, month = (np.array(part) for part in zip(*paid, strict=True))
    accounts = replace(facts.accounts, started=np.array(started))
    return replace(facts, accounts=accounts, revenue=Revenue(account, month, np.array([*paid.values()], dtype=float)))


@settings(max_examples=60, deadline=None)
@given(
    paid=PAID,
    started=st.lists(st.sampled_from([-1, TODAY - 200, TODAY - 100, TODAY - 40]), min_size=6, max_size=6),
    members=st.lists(st.booleans(), min_size=6, max_size=6),
    months=st.integers(1, 9),
)
def test_rows_of_members_are_those_a_person_would_pick(
    paid: dict[tuple[int, int], float], started: list[int], members: list[bool], months: int
) -> None:
    facts = company_of(paid, started)
    first = month_of(np.array(started))
    found = aged(facts)
    assert found is not None
    rows = found.of(np.array(members), months)
    expected = {
        (account, month - first[account]): (
            mrr,
            paid.get((account, month + 1), 0.0) if month + 1 - first[account] < months else 0.0,
            month < LAST_MONTH,
        )
        for (account, month), mrr in paid.items()
        if members[account] and started[account] >= 0 and 0 <= month - first[account] < months
    }
    told = zip(rows.mrr.tolist(), rows.after.tolist(), rows.observed.tolist(), strict=True)
    assert dict(zip(zip(rows.account.tolist(), rows.age.tolist(), strict=True), told, strict=True)) == expected


def test_facts_with_other_rows_are_looked_at_anew() -> None:
    facts = company_of({(0, LAST_MONTH): 5.0}, [TODAY - 10] * ACCOUNTS)
    more = replace(facts, revenue=Revenue(np.array([0, 1]), np.array([LAST_MONTH] * 2), np.array([5.0, 7.0])))
    found = [aged(each) for each in (facts, more, facts, replace(facts, revenue=None))]
    assert [each and each.mrr.tolist() for each in found] == [[5.0], [5.0, 7.0], [5.0], None]
