"""Which references speak of the same company."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.folders import asked, table
from openicp.collect.identify.accounts import number
from openicp.collect.identify.joining import Joined, Reference, join
from openicp.collect.identify.names import one_spelling
from openicp.collect.identify.near import near
from openicp.collect.pipeline import import_files
from openicp.workspace import Upsert, Workspace


def crm(ref=None, name=None, domain=None, source="crm", table="accounts"):
    return Reference(source, "hubspot", table, ref, name, domain)


def billing(ref=None, name=None, domain=None, table="subscriptions"):
    return Reference("billing", "stripe", table, ref, name, domain)


def joined(*references, accepted=frozenset()) -> Joined:
    spaces = {each.source: each.system for each in references}
    return join(list(references), spaces, set(accepted))


def together(found: Joined, *references) -> bool:
    return len({found.groups.root(found.entity_of[each.key]) for each in references}) == 1


def test_a_domain_joins_two_systems():
    a, b = crm("1", "Brava GmbH", "brava.de"), billing("cus_1", "Brava Digital", "brava.de")
    assert together(joined(a, b), a, b)


def test_a_cleaned_name_joins_what_has_no_domain():
    a, b = crm("1", "Brava GmbH"), billing("cus_1", "BRAVA")
    assert together(joined(a, b), a, b)


def test_the_same_name_at_another_domain_is_asked_not_joined():
    a, b = crm("1", "Brava GmbH", "brava.de"), billing("cus_1", "Brava", "brava.ro")
    found = joined(a, b)
    assert not together(found, a, b)
    assert [each.reason for each in found.doubtful] == ["same_name_other_domain"]


def test_two_records_of_one_system_with_one_name_stay_two():
    a, b = crm("1", "Brava"), crm("2", "Brava")
    found = joined(a, b)
    assert not together(found, a, b)
    assert [each.reason for each in found.doubtful] == ["same_name"]


def test_two_records_of_one_system_with_one_name_and_domain_are_doubles():
    a, b = crm("1", "Brava", "brava.de"), crm("2", "Brava GmbH", "brava.de")
    assert together(joined(a, b), a, b)


def test_a_host_of_many_companies_joins_nobody():
    hosted = [crm(str(i), f"Firm {i}", "host.com") for i in range(30)]
    found = joined(*hosted)
    assert found.shared_domains == ["host.com"]
    assert len(found.groups.members()) == 30


def test_a_row_that_gives_only_a_name_belongs_to_its_own_system_first():
    a, b = crm("1", "Brava", "brava.de"), billing("cus_9", "Brava", "brava.ro")
    deal = crm(None, "Brava GmbH", source="crm", table="deals")
    found = joined(a, b, deal)
    assert together(found, a, deal)
    assert not together(found, b, deal)


def test_nearly_equal_names_are_proposed_once_and_numbers_keep_them_apart():
    a, b = crm("1", "Nordwind Logistik"), billing("c1", "Nordwind Logistk")
    c, d = crm("3", "Field Services 0001"), billing("c3", "Field Services 0002")
    found = joined(a, b, c, d)
    assert [(each.first[2], each.second[2]) for each in near(found)] == [("1", "c1")]


def test_an_accepted_pair_is_one_company():
    a, b = crm("1", "Brava GmbH"), billing("cus_1", "Brava Digital")
    pair = frozenset({("id", "hubspot", "1"), ("id", "stripe", "cus_1")})
    assert together(joined(a, b, accepted={pair}), a, b)


REFERENCES = st.builds(
    Reference,
    st.sampled_from(["crm", "billing"]),
    st.just("hubspot"),
    st.sampled_from(["accounts", "deals"]),
    st.sampled_from([None, "1", "2", "3"]),
    st.sampled_from([None, "Brava GmbH", "Brava", "Kite", "Nord SE"]),
    st.sampled_from([None, "brava.de", "kite.at"]),
)


@given(st.lists(REFERENCES, max_size=6))
def test_the_order_of_references_does_not_matter(references):
    spaces = {"crm": "hubspot", "billing": "stripe"}
    outcomes = [
        sorted(map(tuple, join(list(order), spaces, set()).groups.members().values()))
        for order in list(permutations(references))[:24]
    ]
    assert all(each == outcomes[0] for each in outcomes)


def test_a_company_keeps_its_id_and_a_merge_leaves_an_alias():
    a, b = crm("1", "Brava GmbH"), billing("cus_1", "Brava Digital")
    apart = joined(a, b)
    first = number(apart, [a, b], [], [])
    pair = frozenset({("id", "hubspot", "1"), ("id", "stripe", "cus_1")})
    again = number(joined(a, b, accepted={pair}), [a, b], first.identities, [])
    assert again.account_of[a.key] == first.account_of[a.key]
    assert again.account_of[b.key] == first.account_of[a.key]
    assert again.aliases == [{"alias": first.account_of[b.key], "account_id": first.account_of[a.key]}]


def test_a_company_known_by_name_keeps_its_id_when_it_gets_a_domain():
    a = crm(None, "Brava GmbH", table="deals")
    first = number(joined(a), [a], [], [])
    b = crm("1", "Brava GmbH", "brava.de")
    again = number(joined(a, b), [a, b], first.identities, [])
    assert again.account_of[b.key] == first.account_of[a.key]


def test_spellings_without_a_list_follow_the_most_frequent():
    chosen, said = one_spelling({"GTX Pro": 9, "GTXPro": 2, "MG": 1}, [])
    assert chosen == {"GTXPro": "GTX Pro"}
    assert [each.fields["n"] for each in said] == [2]
    assert one_spelling({"p1": 3}, [("p1", "Pro")]) == ({"p1": "Pro"}, [])


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "acme")


def test_a_link_that_a_person_accepts_is_joined_on_the_next_import(workspace, tmp_path):
    crm_file = table(tmp_path / "hubspot-companies.csv", ("Record ID", "Company name"), [(1, "Brava GmbH")])
    billing_file = table(
        tmp_path / "stripe-customers.csv",
        ("id", "created", "delinquent", "currency", "email", "name"),
        [("cus_1", "2024-01-01", "FALSE", "eur", "", "Brava Digital")],
    )
    outcome = import_files(workspace, [crm_file, billing_file])
    (link,) = [each for each in outcome.proposals if each.kind == "link"]
    assert {link.subject["first"], link.subject["second"]} == {"Brava GmbH", "Brava Digital"}
    (row,) = [row for row in workspace.ledger.rows("proposals") if row["kind"] == "link"]
    workspace.ledger.apply([Upsert("proposals", [{**row, "decided": "accepted"}])])
    more = table(tmp_path / "deals.csv", ("deal_id", "account_name", "stage", "amount"), [(1, "Brava GmbH", "Won", 5)])
    import_files(workspace, [more])
    assert asked(workspace, "select count(*) from accounts") == [(1,)]
    assert len(workspace.ledger.rows("aliases")) == 1
