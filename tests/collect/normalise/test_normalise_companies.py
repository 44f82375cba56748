"""Names, domains and sizes of companies."""

from __future__ import annotations

import math

import pytest

from openicp.collect.normalise import clean_company_name, domain_of, schemes, size_class


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("S.C. Brava Digital S.R.L.", "brava digital"),
        ("SC Brava Digital SRL", "brava digital"),
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("Müller und Söhne", "muller sohne"),
        ("Foo UG (haftungsbeschränkt)", "foo"),
        ("Foo UG (haftungsbeschränkt) & Co. KG", "foo"),
        ("Foo B.V.", "foo"),
        ("Acme, Inc.", "acme"),
        ("ACME Corporation", "acme"),
        ("SARL Dupont", "dupont"),
        ("Dupont S.A.R.L.", "dupont"),
        ("Grupo Bimbo, S.A.B. de C.V.", "grupo bimbo"),
        ("Alibaba Co., Ltd.", "alibaba"),
        ("Şerban & Fiii SRL", "serban fiii"),
        ("Șerban și Fiii SRL", "serban fiii"),
        ("Nordwind AB (publ)", "nordwind"),
        ("Foo Sp. z o.o. Sp. k.", "foo"),
        ("The Gap, Inc.", "gap"),
        ("AB", "ab"),
        ("AG", "ag"),
        ("GmbH & Co. KG", "gmbh"),
        ("3M", "3m"),
        ("GTX Pro", "gtx pro"),
        ("", ""),
    ],
)
def test_a_name_is_cleaned_for_joining(name: str, cleaned: str) -> None:
    assert clean_company_name(name) == cleaned


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.brava.co.uk/about?x=1", "brava.co.uk"),
        ("jo@brava.ro", "brava.ro"),
        ("mailto:jo@mail.brava.ro", "brava.ro"),
        ("HTTPS://BRAVA.COM:8080", "brava.com"),
        ("http://user:word@brava.nl/", "brava.nl"),
        ("foo.myshopify.com", "foo.myshopify.com"),
        ("jo@gmail.com", None),
        ("jo@t-online.de", None),
        ("https://linkedin.com/company/brava", None),
        ("Brava", None),
        ("e.g. brava", None),
        ("192.168.0.1", None),
        ("", None),
    ],
)
def test_a_domain_belongs_to_one_company(address: str, domain: str | None) -> None:
    assert domain_of(address) == domain


INF = math.inf
UNKNOWN = (None, None)


@pytest.mark.parametrize(
    ("scheme", "employees", "revenue", "code", "by", "disagrees"),
    [
        ("default", (499, 499), UNKNOWN, "smb", "employees", False),
        ("default", (500, 500), UNKNOWN, "mid_market", "employees", False),
        ("default", (2000, INF), UNKNOWN, "enterprise", "employees", False),
        ("default", UNKNOWN, (49e6, 49e6), "smb", "revenue", False),
        ("default", UNKNOWN, (50e6, 50e6), "mid_market", "revenue", False),
        ("default", UNKNOWN, (1e9, 1e9), "mid_market", "revenue", False),
        ("default", UNKNOWN, (1e9 + 1, INF), "enterprise", "revenue", False),
        ("default", (51, 200), (60e6, 60e6), "smb", "employees", True),
        ("default", (51, 200), (10e6, 90e6), "smb", "employees", False),
        ("default", (201, 1000), UNKNOWN, None, "employees", False),
        ("default", UNKNOWN, UNKNOWN, None, None, False),
        ("headcount", (100, 100), (5.0, 5.0), "mid_market", "employees", False),
        ("headcount", UNKNOWN, (5.0, 5.0), None, None, False),
        ("eu", (9, 9), UNKNOWN, "micro", "employees", False),
        ("eu", (250, 250), UNKNOWN, "large", "employees", False),
        ("eu", UNKNOWN, (50e6, 50e6), "medium", "revenue", False),
    ],
)
def test_headcount_decides_the_size(
    scheme: str,
    employees: tuple[float | None, float | None],
    revenue: tuple[float | None, float | None],
    code: str | None,
    by: str | None,
    disagrees: bool,
) -> None:
    found = size_class(employees, revenue, schemes()[scheme])
    assert (found.code, found.by, found.disagrees) == (code, by, disagrees)
