"""Names and domains of companies."""

from __future__ import annotations

import pytest

from openicp.normalise import clean_company_name, domain_of, domains


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
        ("https://brava。co.jp/", "brava.co.jp"),
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


@pytest.mark.parametrize(
    ("host", "registrable"),
    [
        ("brava.com", "brava.com"),
        ("a.b.brava.com", "brava.com"),
        ("com", ""),
        ("co.uk", ""),
        ("b.c.mm", "b.c.mm"),
        ("a.b.c.mm", "b.c.mm"),
        ("c.mm", ""),
        ("www.ck", "www.ck"),
        ("foo.ck", ""),
        ("c.kobe.jp", ""),
        ("city.kobe.jp", "city.kobe.jp"),
        ("kobe.jp", "kobe.jp"),
        ("paywhirl.com", "paywhirl.com"),
        ("www.paywhirl.com", ""),
        ("ck", ""),
        ("test.k12.ak.us", "test.k12.ak.us"),
        ("brava.github.io", "brava.github.io"),
        ("github.io", ""),
        ("xn--mller-kva.de", "xn--mller-kva.de"),
        ("www.食狮.公司.cn", "食狮.公司.cn"),
        ("a.b.example", ""),
        ("1.2", ""),
        ("a..com", ""),
    ],
)
def test_a_host_belongs_to_whoever_registered_it(host: str, registrable: str) -> None:
    """The cases of the rules, wildcards and exceptions among them, as publicsuffix.org explains them."""
    assert domains.registrable(host) == registrable
