"""Attributes as columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from facts.published import codes, facts_of
from openicp.config.project import Project
from openicp.facts.bands import edges
from openicp.facts.leaks import leak_reason, patterns
from openicp.model.facts import CategoryColumn, NumberColumn, TagsColumn

inf = np.inf


def known(account: str, attribute: str, value: str | None = None, on: str | None = None, **more):
    return {
        "account_id": account,
        "attribute": attribute,
        "value": value,
        "known_on": on and date.fromisoformat(on),
    } | more


def category(facts, name: str) -> list[str | None]:
    column = facts.accounts.columns[name]
    assert isinstance(column, CategoryColumn)
    return [None if code < 0 else column.values[code] for code in column.codes]


WON = [{"account_id": name, "subscription_id": name, "started_on": date(2024, 3, 1)} for name in "abc"]


def test_a_value_is_as_it_was_when_the_account_was_won(tmp_path):
    rows = [
        known("a", "industry", "retail", "2024-01-01"),
        known("a", "industry", "software", "2024-06-01"),
        known("b", "industry", "software", "2024-06-01"),
        known("c", "industry", "retail"),
        known("a", "country", "DE"),
        known("b", "country", "FR"),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=WON, attributes=rows)
    assert category(facts, "industry") == ["retail", "software", "retail"]
    assert "industry" not in facts.accounts.only_now
    assert "country" in facts.accounts.only_now


def test_a_region_follows_from_the_country_and_a_size_from_the_people(tmp_path):
    rows = [known("a", "country", "NL"), known("b", "country", "US")]
    rows += [
        known("a", "employees", low=51, high=200),
        known("b", "employees", low=2500, high=2500),
        known("c", "employees", low=400, high=600),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=WON, attributes=rows)
    assert category(facts, "region") == ["western_europe", "north_america", None]
    assert category(facts, "size_class") == ["smb", "enterprise", None]


def test_fields_that_give_the_outcome_away_are_left_out_unless_asked_for(tmp_path):
    rows = [
        known(a, f"x_{name}", f"{a}{name}")
        for a in "abc"
        for name in ("deal_owner", "lead_score", "fleet", "record_id")
    ]
    rows += [known("a", "x_all_same", "yes"), known("b", "x_all_same", "yes")]
    facts, findings = facts_of(tmp_path, subscriptions=WON, attributes=rows)
    assert dict(facts.leaked) == {"x_deal_owner": "owner", "x_lead_score": "score"}
    assert set(facts.accounts.columns) == {"x_fleet"}
    assert {"attribute_left_out.single_value", "attribute_left_out.identifier"} <= codes(findings)
    facts, _ = facts_of(
        tmp_path,
        subscriptions=WON,
        attributes=rows,
        project=Project(attributes=("x_deal_owner",), not_attributes=("x_fleet",)),
    )
    assert set(facts.accounts.columns) == {"x_deal_owner"}


def test_rare_values_are_pooled_and_a_value_of_its_own_for_each_is_no_attribute(tmp_path):
    accounts = [{"account_id": f"a{i:03}"} for i in range(200)]
    rows = [known(f"a{i:03}", "x_city_code", f"c{i % 90 if i < 120 else i % 5}") for i in range(200)]
    rows += [known(f"a{i:03}", "x_motto", f"m{i}") for i in range(200)]
    facts, findings = facts_of(tmp_path, accounts=accounts, attributes=rows)
    column = facts.accounts.columns["x_city_code"]
    assert isinstance(column, CategoryColumn)
    assert len(column.values) <= 40
    assert "other" in column.values
    assert "x_motto" not in facts.accounts.columns
    assert "attribute_left_out.too_many_values" in codes(findings)


def test_yes_and_no_are_one_form(tmp_path):
    rows = [known("a", "x_shop", "TRUE"), known("b", "x_shop", "no")]
    facts, _ = facts_of(tmp_path, subscriptions=WON, attributes=rows)
    assert category(facts, "x_shop") == ["yes", "no", None]


def test_an_absent_tag_is_a_no_only_where_its_source_lists_something(tmp_path):
    def tag(account, value, source="crm", **more):
        return {"account_id": account, "attribute": "technologies", "value": value, "source": source} | more

    rows = [tag("a", "slack"), tag("a", "jira"), tag("b", "slack"), tag("b", "sap", "erp"), tag("c", "sap", "erp")]
    rows.append(tag("b", "jira", ended_on=date(2024, 1, 1)))
    facts, _ = facts_of(tmp_path, subscriptions=WON, tags=rows)
    column = facts.accounts.columns["technologies"]
    assert isinstance(column, TagsColumn)
    assert column.tags == ("jira", "sap", "slack")
    assert column.state.tolist() == [[1, -1, 1], [0, 1, 1], [-1, 1, -1]]


@pytest.mark.parametrize(
    ("ranges", "unit", "expected"),
    [
        ([(1, 10), (11, 50), (51, 200), (51, 200), (201, inf)], "people", (-inf, 11, 51, 201, inf)),
        ([(5, 5), (30, 30), (120, 120), (700, 700)], "people", (-inf, 10, 50, 200, 500, inf)),
        ([(2e6, 2e6), (2e7, 2e7), (2e9, 2e9)], "money", (-inf, 1e7, 1e9, inf)),
        ([(y, y) for y in range(1990, 2020)], "year", (-inf, 1995, 2000, 2005, 2015, inf)),
        ([(v, v) for v in range(1, 101)], "", (-inf, 20, 50, 100, inf)),
    ],
)
def test_edges_are_where_people_expect_them(ranges, unit, expected):
    low, high = np.array(ranges, dtype=float).T
    found = edges(low, high, unit=unit, whole=unit != "money")
    assert found[0] == -inf
    assert found[-1] == inf
    if unit in ("people", "money"):
        assert set(found) <= {*expected, -inf, inf}
        assert len(found) >= 4
    counts = np.histogram(np.where(np.isfinite(high), (low + high) / 2, low), bins=np.array(found))[0]
    assert counts.min() > 0


def test_every_range_falls_wholly_into_one_band():
    low = np.array([1, 11, 51, 201, 501, 51, 11], dtype=float)
    high = np.array([10, 50, 200, 500, inf, 200, 50], dtype=float)
    found = edges(low, high, unit="people", whole=True)
    assert found == (-inf, 11, 51, 201, 501, inf)


def test_ranges_that_share_their_ends_are_half_open(tmp_path):
    rows = [
        known("a", "revenue", low=1e6, high=1e7),
        known("b", "revenue", low=1e7, high=5e7),
        known("c", "revenue", low=5e7, high=inf),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=WON, attributes=rows)
    column = facts.accounts.columns["revenue"]
    assert isinstance(column, NumberColumn)
    assert column.edges == (-inf, 1e7, 5e7, inf)
    assert column.high[0] < 1e7


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        ("x_contact_owner", "owner"),
        ("x_hubspotscore", "score"),
        ("x_lifecycle_stage", "lifecycle"),
        ("x_customer_health", "health"),
        ("x_closed_lost_reason", "loss"),
        ("x_num_associated_deals", "deal"),
        ("x_annual_contract", "contract"),
        ("x_aktiv", "lifecycle"),
        ("x_client_actif", "lifecycle"),
        ("x_kundigungsrisiko", "health"),
        ("x_churnrisico", "health"),
        ("x_opgezegd_per", "loss"),
        ("x_resilie_depuis", "loss"),
        ("x_ultima_activitate", "deal"),
        ("x_phone_service", None),
        ("x_company_type", None),
        ("x_funding_stage", None),
        ("industry", None),
        ("size_class", None),
    ],
)
def test_known_names_of_leaks(attribute, reason):
    assert leak_reason(attribute) == reason


def test_no_pattern_of_leaks_stands_twice():
    everything = [pattern for found in patterns().values() for pattern in found]
    assert len(everything) == len(set(everything))


LATER = [*WON, {"account_id": "d", "subscription_id": "d", "started_on": date(2024, 12, 1)}]


def test_a_tag_that_became_known_after_winning_is_neither_a_yes_nor_a_no(tmp_path):
    def tag(account: str, value: str, on: str | None) -> dict[str, object]:
        return {
            "account_id": account,
            "attribute": "technologies",
            "value": value,
            "known_on": on and date.fromisoformat(on),
        }

    rows = [
        tag("a", "slack", "2024-01-01"),
        tag("a", "jira", "2024-06-01"),
        tag("b", "jira", "2024-01-01"),
        tag("c", "slack", "2024-06-01"),
    ]
    facts, _ = facts_of(tmp_path, subscriptions=LATER, tags=rows)
    column = facts.accounts.columns["technologies"]
    assert isinstance(column, TagsColumn)
    assert column.tags == ("jira", "slack")
    assert column.state.tolist()[:3] == [[-1, 1], [1, 0], [-1, -1]]
    assert "technologies" not in facts.accounts.only_now


def test_tags_known_only_after_winning_are_left_out_and_said(tmp_path):
    rows = [
        {"account_id": name, "attribute": "technologies", "value": value, "known_on": date(2024, 6, 1)}
        for name, value in (("a", "slack"), ("b", "jira"))
    ]
    facts, findings = facts_of(tmp_path, subscriptions=LATER, tags=rows)
    assert "technologies" not in facts.accounts.columns
    assert "attribute_left_out.known_later" in codes(findings)
