"""Which references speak of the same company."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collect.folders import asked, table
from collect.joins import Reference, engine_in, joined
from openicp.collect.identify.names import one_spelling
from openicp.collect.pipeline import import_files
from openicp.workspace import Upsert, Workspace


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with engine_in(tmp_path_factory.mktemp("joining")) as opened:
        yield opened


def crm(ref=None, name=None, domain=None, source="crm", table="accounts", **more):
    return Reference(source, "hubspot", table, ref, name, domain, **more)


def billing(ref=None, name=None, domain=None, table="subscriptions", **more):
    return Reference("billing", "stripe", table, ref, name, domain, **more)


def said(first, second, decision):
    subject = {"a": {"key": list(first)}, "b": {"key": list(second)}}
    return {"id": "q1", "kind": "link", "decided": decision, "subject": subject}


def test_a_domain_joins_two_systems(engine):
    a, b = crm("1", "Brava GmbH", "brava.de"), billing("cus_1", "Brava Digital", "brava.de")
    assert joined(engine, a, b).together(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Brava GmbH", "BRAVA"),
        ("Müller & Söhne GmbH & Co. KG", "Mueller und Soehne"),
        ("Müller & Söhne GmbH & Co. KG", "Muller Sohne"),
        ("Nord Wind Logistik AG", "Nordwind Logistik"),
        ("L'Atelier Numérique S.A.S.", "L Atelier Numerique"),
        ("Brava Intl. Services Inc.", "Brava International Svcs"),
        ("S.C. Kite Media S.R.L.", "Kite Media SRL"),
        ("Ромашка ООО", "ООО Ромашка"),
        ("Kite Sp. z o.o.", "KITE sp. z.o.o"),
        ("Rossi e Figli S.r.l.", "Rossi & Figli"),
        ("Lumen Oy", "Lumen Oyj"),
        ("Grupo Sol, S.A. de C.V.", "Grupo Sol"),
    ],
)
def test_a_cleaned_name_joins_what_has_no_domain(engine, one, other):
    a, b = crm("1", one), billing("cus_1", other)
    assert joined(engine, a, b).together(a, b)


def test_the_same_name_at_another_domain_is_asked_not_joined(engine):
    a, b = crm("1", "Brava GmbH", "brava.de"), billing("cus_1", "Brava", "brava.ro")
    found = joined(engine, a, b)
    assert not found.together(a, b)
    assert found.reasons() == ["same_name_other_domain"]


def test_the_same_name_in_another_country_or_with_a_form_of_another_is_asked_not_joined(engine):
    a, b = crm("1", "Delta", country="DE"), billing("cus_1", "Delta", country="FR", table="accounts")
    assert joined(engine, a, b).reasons() == ["same_name_elsewhere"]
    c, d = crm("1", "Delta GmbH"), billing("cus_1", "Delta Inc.")
    found = joined(engine, c, d)
    assert not found.together(c, d)
    assert found.reasons() == ["same_name_elsewhere"]


def test_two_records_of_one_system_with_one_name_stay_two(engine):
    a, b = crm("1", "Brava"), crm("2", "Brava")
    found = joined(engine, a, b)
    assert not found.together(a, b)
    assert found.reasons() == ["same_name"]


def test_two_records_of_one_system_with_one_name_and_domain_are_doubles(engine):
    a, b = crm("1", "Brava", "brava.de"), crm("2", "Brava GmbH", "brava.de")
    assert joined(engine, a, b).together(a, b)


def test_a_misspelt_double_of_one_system_is_asked(engine):
    a, b = crm("1", "Nordwind Logistik", "nordwind.de"), crm("2", "Nordwind Logistk", "nordwind.de")
    found = joined(engine, a, b)
    assert not found.together(a, b)
    assert found.reasons() == ["same_domain"]


def test_two_companies_of_a_group_are_never_merged_by_their_domain(engine):
    a, b = crm("1", "Acme Inc.", "acme.com"), billing("cus_1", "Acme Germany GmbH", "acme.com")
    found = joined(engine, a, b)
    assert not found.together(a, b)
    assert found.reasons() == ["same_domain_other_company"]
    c, d = crm("1", "Acme Holding AG", "acme.com"), billing("cus_1", "Acme AG", "acme.com")
    assert not joined(engine, c, d).together(c, d)


def test_a_record_finds_its_own_company_of_a_group(engine):
    a, b = crm("1", "Acme Inc.", "acme.com"), crm("2", "Acme Germany GmbH", "acme.com")
    c, d = billing("cus_1", "ACME Germany", "acme.com"), billing("cus_2", "Acme", "acme.com")
    found = joined(engine, a, b, c, d)
    assert found.together(b, c)
    assert found.together(a, d)
    assert not found.together(a, b)


def test_parent_and_subsidiary_are_two_and_nobody_is_asked(engine):
    a = crm("1", "Brava Gruppe", "brava.de")
    b = crm("2", "Brava Software GmbH", "brava.de", parent_name="Brava Gruppe")
    found = joined(engine, a, b)
    assert not found.together(a, b)
    assert found.reasons() == []


def test_an_agency_that_pays_for_its_clients_is_none_of_them(engine):
    agency, client = crm("1", "Brava", "brava.de"), crm("2", "Kite Studio", "kite.com")
    payer = billing("cus_1", "Kite Studio", "brava.de")
    found = joined(engine, agency, client, payer)
    assert not found.together(agency, payer)


def test_an_id_of_another_system_joins_whatever_the_names(engine):
    a = crm("4711", "Brava GmbH")
    b = billing("cus_1", "BD Holding", "bd.example", other_ref="4711")
    assert joined(engine, a, b).together(a, b)


def test_an_id_that_everybody_carries_joins_nobody(engine):
    a = crm("1", "Brava GmbH")
    payers = [billing(f"cus_{i}", f"Firma Nummer{i}x", other_ref="1") for i in range(30)]
    found = joined(engine, a, *payers)
    assert not any(found.together(a, payer) for payer in payers)


def test_a_plain_file_of_ids_speaks_of_the_system_whose_ids_they_are(engine):
    companies = [crm(f"10000{i}", f"Firm {i} {'abcdefgh'[i]}") for i in range(8)]
    used = [Reference("usage", "files", "usage", f"10000{i}") for i in range(6)]
    found = joined(engine, *companies, *used)
    assert all(found.together(a, b) for a, b in zip(companies, used, strict=False))


def test_a_domain_alone_is_the_company_whose_name_it_spells(engine):
    a, b = crm("1", "Brava Digital GmbH"), billing("cus_1", None, "brava-digital.de")
    assert joined(engine, a, b).together(a, b)
    c, d = crm("1", "Kite"), billing("cus_1", None, "kite.de")
    found = joined(engine, c, d)
    assert not found.together(c, d)
    assert found.reasons() == ["domain_like_name"]


def test_a_host_of_many_companies_joins_nobody(engine):
    hosted = [crm(str(i), f"Firm {i}", "host.com") for i in range(30)]
    found = joined(engine, *hosted)
    assert found.joined.shared_domains == [0]
    assert len(set(found.numbered.account.tolist())) == 30


def test_a_page_of_a_host_that_many_unlike_names_share_joins_nobody(engine):
    words = [
        f"{first}{last}"
        for first in ("Kar", "Bel", "Tor", "Min", "Sol")
        for last in ("vex", "dun", "lop", "gat", "zim")
    ]
    shops = [crm(None, f"{word} {form}", "host.com", table="deals") for word in words for form in ("GmbH", "Inc")]
    found = joined(engine, *shops)
    assert found.joined.shared_domains == [0]
    assert len(set(found.numbered.account.tolist())) >= len(words)


def test_one_company_that_is_written_in_many_ways_stays_one(engine):
    places = [
        crm(None, f"Karvex {'abcdefghijklmnopqrstuvwxyz'[i]}burg", "karvex.com", table="deals") for i in range(26)
    ]
    assert joined(engine, *places).together(*places)


def test_who_is_whose_parent_is_looked_up_not_gone_through(engine):
    """Each question about two companies asks two sets, whatever the number of parents."""
    companies = [crm(str(i), f"Firm {i}", f"firm{i}.de", parent_ref=str(i // 2)) for i in range(2, 40)]
    twins = [billing(f"cus_{i}", f"Firm {i}", f"firm{i}.com") for i in range(2, 40)]
    found = joined(engine, *companies, *twins)
    groups = found.joined.groups
    assert len(found.joined.doubtful) == 38
    made = groups._beside
    assert made is not None
    assert groups.beside(*found.joined.companies.parents[0][:1], *found.joined.companies.parents[1][:1])
    assert groups._beside is made


def test_a_row_that_gives_only_a_name_belongs_to_its_own_system_first(engine):
    a, b = crm("1", "Brava", "brava.de"), billing("cus_9", "Brava", "brava.ro")
    deal = crm(None, "Brava GmbH", source="crm", table="deals")
    found = joined(engine, a, b, deal)
    assert found.together(a, deal)
    assert not found.together(b, deal)


def test_nearly_equal_names_are_proposed_once_and_numbers_keep_them_apart(engine):
    a, b = crm("1", "Nordwind Logistik"), billing("c1", "Nordwind Logistk")
    c, d = crm("3", "Field Services 0001"), billing("c3", "Field Services 0002")
    assert joined(engine, a, b, c, d).pairs() == {frozenset(("1", "c1"))}


def test_an_accepted_pair_is_one_company(engine):
    a, b = crm("1", "Brava GmbH"), billing("cus_1", "Brava Digital")
    yes = said(("id", "hubspot", "1"), ("id", "stripe", "cus_1"), "accepted")
    assert joined(engine, a, b, proposals=[yes]).together(a, b)


def test_a_refused_pair_stays_two_whatever_the_name_domain_and_chain(engine):
    a, b = crm("1", "Brava GmbH", "brava.de"), billing("cus_1", "Brava", "brava.de")
    c = Reference("help", "zendesk", "accounts", "9", "Brava", "brava.de")
    no = said(("id", "hubspot", "1"), ("id", "stripe", "cus_1"), "refused")
    found = joined(engine, a, b, c, proposals=[no])
    assert not found.together(a, b)
    assert found.together(a, c)
    assert found.reasons() == []


REFERENCES = st.builds(
    Reference,
    st.sampled_from(["crm", "billing"]),
    st.just("hubspot"),
    st.sampled_from(["accounts", "deals"]),
    st.sampled_from([None, "1", "2", "3"]),
    st.sampled_from([None, "Brava GmbH", "Brava", "Kite", "Nord SE"]),
    st.sampled_from([None, "brava.de", "kite.at"]),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(REFERENCES.filter(lambda r: r.ref or r.name or r.domain), min_size=1, max_size=6), st.integers(0, 99))
def test_the_order_of_references_does_not_matter(engine, references, seed):
    shuffled = random.Random(seed).sample(references, len(references))
    one, other = joined(engine, *references), joined(engine, *shuffled)
    assert [one.account(each) for each in references] == [other.account(each) for each in references]


def test_a_company_keeps_its_id_and_a_merge_leaves_an_alias(engine):
    a, b = crm("1", "Brava GmbH"), billing("cus_1", "Brava Digital")
    first = joined(engine, a, b)
    before = {each: first.account(each) for each in (a, b)}
    yes = said(("id", "hubspot", "1"), ("id", "stripe", "cus_1"), "accepted")
    again = joined(engine, a, b, known=list(first.identities), proposals=[yes])
    assert again.account(a) == again.account(b) == before[a]
    assert again.numbered.aliases == [{"alias": before[b], "account_id": before[a]}]


def test_a_company_known_by_name_keeps_its_id_when_it_gets_a_domain(engine):
    a = crm(None, "Brava GmbH", table="deals")
    first = joined(engine, a)
    b = crm("1", "Brava GmbH", "brava.de")
    again = joined(engine, a, b, known=list(first.identities))
    assert again.account(b) == first.account(a)


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
