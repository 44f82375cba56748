"""What a list that is scored where it lies takes for a company's site is what an import takes for one."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from openicp.actions.streaming import stream as scored
from openicp.collect.loading.columns import company_domain
from openicp.engine import duck
from openicp.model.progress import Silence
from openicp.prospects import finding
from openicp.sql import stream
from openicp.texts import catalogue
from openicp.workspace import Workspace
from prospects.test_streaming import BRAVA, accounts_of, listed, plain_card

BEFORE = (
    "",
    "http://",
    "https://www.",
    "//",
    "mailto:",
    "www.",
    "jo@",
    "mailto:jo@",
    "http://u:p@",
    "/",
    "@",
    ".",
    "x:",
)
HOSTS = (
    "brava.ro", "BRAVA.Com", "brava.con", "192.168.1.4", "co.uk", "brava.co.uk", "github.io", "me.github.io", "kobe.jp",
    "x.kobe.jp", "y.x.kobe.jp", "ck", "www.ck", "x.ck", "linkedin.com", "de.linkedin.com", "gmail.com", "a_b.de",
    "müller.de", "firma.рф", "ｂ.de", "b..de", ".de", "de", "x.example", "example.com", "n.a.", "x.x", "12.de", "-.de",
    "b\u200b.de", "b\u00a0.de", "localhost", "a.b.c.d.e.f.brava.ro", "x.compute.amazonaws.com", "brava.ro.", "a.ro,x",
)  # fmt: skip
AFTER = ("", "/", "/about", "?x=1", "#a", ":8080", "/x y", "/x@y.z", "/linkedin.com", "@brava.con", " ", ".", "?a:b")
USUAL = ("brava.ro", "https://www.brava.co.uk/about?x=1#a", "BRAVA.Com", "jo@a_b.de", "http://12.de", "//müller.de/")


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "ws")


def test_what_an_import_takes_for_no_domain_is_in_doubt_and_the_usual_site_is_not(tmp_path: Path) -> None:
    texts = [*map("".join, product(BEFORE, HOSTS, AFTER)), *USUAL]
    none = finding.nobodys()
    with duck(tmp_path) as engine:
        d = engine.dialect
        for table, content in {"t": texts, "k": ["nobody.ro"], **finding.hosts_of_nobody(none)}.items():
            engine.put(table, {"text": content})
        rows = engine.rows(stream.known_addresses_sql(d, "t", "l.text", "k", none))
        bare = [text for text, _ in rows if text is not None and company_domain(text) is None]
        doubt = dict(engine.rows(f"select text, {stream.may_say_nothing(d, 'text', none, bare)} from t"))
    assert [text for text in texts if company_domain(text) is None and not doubt[text]] == []
    assert [text for text in USUAL if doubt[text]] == []


def test_a_site_that_nobody_can_have_is_none(tmp_path: Path, ws: Workspace) -> None:
    sites = ("brava.con", "192.168.1.4", "http://10.0.0.1/", "co.uk", "kite.io x", "de.linkedin.com", "x.kobe.jp")
    rows = [{"Company": name, "Website": site} for name in ("Brava", None) for site in (*sites, "elsewhere.com")]
    found = accounts_of(tmp_path, ws, (BRAVA,), rows)
    ours, nobody, somebody = ("customer", "a1"), ("set_aside", None), ("ranked", None)
    assert found == [*[ours] * len(sites), somebody, *[nobody] * len(sites), somebody]


def test_of_a_company_whose_name_says_nothing_the_site_is_shown(tmp_path: Path, ws: Workspace) -> None:
    names = ("Brava", "n/a", "\u3164", None)
    rows = [{"Company": name, "Website": f"brava{at}.com", "Industry": "Software"} for at, name in enumerate(names)]
    path = listed(tmp_path, rows)
    view = scored(ws, catalogue("en"), path, path.with_name("scored.parquet"), plain_card(), (), Silence())
    shown = {one["domain"]: one["name"] for one in view["prospects"]}
    assert shown == {"brava0.com": "Brava", "brava1.com": None, "brava2.com": None, "brava3.com": None}


def test_a_list_of_sites_alone_is_scored(tmp_path: Path, ws: Workspace) -> None:
    rows = [{"Website": site} for site in ("kite.io", "brava.con", "brava.ro", None, "linkedin.com/company/x")]
    assert [status for status, _ in accounts_of(tmp_path, ws, (BRAVA,), rows)] == [
        *("ranked", "set_aside", "customer"), *["set_aside"] * 2
    ]  # fmt: skip
