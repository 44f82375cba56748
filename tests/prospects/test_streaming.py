"""A list that is scored where it lies gets what a ranked one gets, in its own order."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openicp.actions import scoring, streaming
from openicp.actions.known import engine_of
from openicp.actions.streaming import stream
from openicp.collect.lists import read_list
from openicp.collect.loading.columns import company_domain
from openicp.collect.pipeline import import_files
from openicp.config.sizes import schemes
from openicp.engine import Engine, duck, local
from openicp.engine.local import DuckEngine
from openicp.errors import EngineFailed
from openicp.model.attribute import Condition
from openicp.model.estimate import Estimate
from openicp.model.profile import TOGETHER, Band, Line, Profile, Tier
from openicp.model.progress import Silence
from openicp.prospects import facets, rank
from openicp.prospects import streaming as streamed_lists
from openicp.prospects.ours import Ours
from openicp.sql.dialect import DUCKDB
from openicp.texts import catalogue
from openicp.workspace import Workspace

INDUSTRIES = ("Software", "software ", "SaaS", "Retail", "Marketing Agency", "Werbeagentur", "Bank", "n/a", "", None)
COUNTRIES = ("Germany", "DE", "Deutschland", "France", "USA", "Romania", "?", None)
PEOPLE = ("10-50", "11-50", "50-200", "51-200", "50", "200+", "1,000+", "80", "500", "< 10", "many", "~120", None)
TOOLS = ("Slack", "Jira", "HubSpot", "G Suite", "Zendesk")
CONDITIONS = (
    Condition("industry", ("software",)),
    Condition("industry", ("marketing_agency", "retail")),
    Condition("employees", (), 50, 201),
    Condition("employees", (), 201, None),
    Condition("employees", (), None, 10),
    Condition("region", ("western_europe",)),
    Condition("country", ("DE", "FR")),
    Condition("size_class", ("smb", "small")),
    Condition("size_class", ("mid_market",)),
    Condition("revenue", (), 1e6, 1e7),
    Condition("technologies", ("slack", "jira")),
    Condition("technologies", ("hubspot",)),
    Condition("x_has_shop", ("yes",)),
    Condition("x_trucks", (), 5, 20),
    Condition("founded_year", (), 2000, None),
    Condition("x_nowhere", ("a",)),
)
CHANCE = Estimate(0.6, 0.4, 0.8, 30, "out_of_fold")


def card(rng: random.Random) -> Profile:
    lines = []
    by_attribute: dict[str, list[Condition]] = {}
    for one in rng.sample(CONDITIONS, rng.randint(1, 7)):
        by_attribute.setdefault(one.attribute, []).append(one)
    for attribute, conditions in by_attribute.items():
        bands = [Band(one, rng.randint(-5, 10)) for one in conditions]
        bands += [Band(None, rng.randint(-3, 3))] if rng.random() < 0.7 else []
        lines.append(Line(attribute, "shown", tuple(bands), reference=rng.uniform(-3, 6)))
    if rng.random() < 0.5:
        first, *also = rng.sample(CONDITIONS, rng.randint(2, 3))
        both = (Band(first, 5, also=tuple(also)), Band(None, 0))
        lines.append(Line(TOGETHER, "shown", both, reference=1.0))
    tiers = (Tier("A", 8, 30, CHANCE, CHANCE), Tier("B", 3, 30, CHANCE), Tier("C", -20, 5, None))
    return Profile("main", 1, "won", "tentative", "", {}, tuple(lines), tiers, "2026-01-01", "r", 65, 20, 100)


def company(rng: random.Random, at: int, *, typed: bool) -> dict[str, Any]:
    tools = rng.sample(TOOLS, rng.randint(0, 3))
    return {
        "Company": rng.choice([f"Company {at}", f"Company {at} GmbH"]) if at % 17 else None,
        "Website": f"https://www.c{at}.com/about" if at % 17 and rng.random() < 0.7 else None,
        "Industry": rng.choice(INDUSTRIES),
        "Country": rng.choice(COUNTRIES),
        "Employees": rng.choice([1, 9, 10, 49, 50, 200, 201, 5000, None]) if typed else rng.choice(PEOPLE),
        "Annual Revenue (EUR)": rng.choice([5e5, 1e6, 2.5e6, 1e7, 4e8, None]),
        "Technologies": "; ".join(tools) or None,
        "Has shop": rng.choice([True, False, None]) if typed else rng.choice(["yes", "no", None]),
        "Trucks": rng.choice([0, 4, 5, 12, 20, 21, None]),
        "Founded": rng.choice([1998, 2000, 2015, None]),
    }


def listed(folder: Path, rows: list[dict[str, Any]]) -> Path:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    with duck(folder) as engine:
        engine.put("list", columns)
        path = folder / "companies.parquet"
        engine.export("select * from list", path)
    return path


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("streamed") / "ws")


def ranked(ws: Workspace, path: Path, profile: Profile) -> dict[str | None, tuple[object, ...]]:
    """What the ranked path says of each company, by name."""
    with ws.scratch() as folder, duck(ws.layout.inside) as engine:
        found = read_list(ws, path, engine=engine, folder=folder)
        engine.load("prospects", found.prospects)
        if found.tags is not None:
            engine.load("prospect_tags", found.tags)
        rows = rank(engine, profile, tagged=found.tags is not None, sizes=schemes()["default"]).rows
    chances = {row.line: None if row.chance is None else row.chance.value for row in rows}
    return {
        row.line: (row.score, row.score_low, row.score_high, row.tier, chances[row.line], row.status) for row in rows
    }


def streamed(ws: Workspace, path: Path, profile: Profile, ours: tuple[Ours, ...] = ()) -> list[dict[str, Any]]:
    out = path.with_name("scored.parquet")
    stream(ws, catalogue("en"), path, out, profile, ours, Silence())
    with duck(path.parent) as engine:
        engine.load("out", out)
        names = list(engine.fetch("select * from out limit 0"))
        return [dict(zip(names, row, strict=True)) for row in engine.rows("select * from out")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), typed=st.booleans())
def test_both_paths_say_the_same_of_every_company(tmp_path: Path, ws: Workspace, seed: int, typed: bool) -> None:
    rng = random.Random(seed)
    profile = card(rng)
    path = listed(tmp_path, [company(rng, at, typed=typed) for at in range(120)])
    expected = ranked(ws, path, profile)
    found = streamed(ws, path, profile)
    told = ("score", "score_low", "score_high", "tier", "chance", "status")
    assert {at: tuple(row[one] for one in told) for at, row in enumerate(found, 1) if row["Company"]} == expected
    assert {row["status"] for row in found if not row["Company"]} == {"set_aside"}


def test_a_plain_number_begins_no_range_and_a_range_beside_it_keeps_its_end(tmp_path: Path, ws: Workspace) -> None:
    fifty = Line("employees", "shown", (Band(Condition("employees", (), 50, 51), 7), Band(None, 0)))
    profile = replace(card(random.Random(2)), lines=(fifty,))
    for people, highest in ((("11-50", "50"), 7), (("11-50", "50-200"), 0)):
        rows = [{"Company": f"c{at}", "Employees": each} for at, each in enumerate(people)]
        path = listed(tmp_path, rows)
        assert streamed(ws, path, profile)[0]["score_high"] == highest
        assert ranked(ws, path, profile)[1][2] == highest


@pytest.fixture
def by_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of engines in which files have no order."""
    monkeypatch.setattr(DuckEngine, "dialect", replace(DUCKDB, joins_lose_order=False))


def test_joined_tables_give_the_same_as_lists(tmp_path: Path, ws: Workspace, request: pytest.FixtureRequest) -> None:
    rng = random.Random(5)
    profile = card(rng)
    path = listed(tmp_path, [company(rng, at, typed=True) for at in range(300)])
    ours = (Ours("a1", "Company 3", "c3.com", customer=True), Ours("a2", "Company 4", None, customer=False))
    before = streamed(ws, path, profile, ours)
    request.getfixturevalue("by_joins")
    assert sorted(map(repr, streamed(ws, path, profile, ours))) == sorted(map(repr, before))


def test_texts_are_texts_however_many_there_are_of_them(
    tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(7)
    profile = replace(card(rng), lines=(Line("x_o'clock", "shown", (Band(CONDITIONS[0], 9), Band(None, 0))),))
    path = listed(tmp_path, [company(rng, at, typed=True) for at in range(300)])
    few = streamed(ws, path, profile)
    assert {type(value) for row in few for value in row.values()} == {str, int, float, bool, type(None)}
    schema = "select name, converted_type from parquet_schema(?)"
    scored = str(tmp_path / "scored.parquet")
    with duck(tmp_path) as engine:
        kinds = dict(engine.rows(schema, [scored]))
    assert {kinds[name] for name in ("tier", "reasons", "unknown", "ask", "status")} == {"UTF8"}
    monkeypatch.setattr(streamed_lists, "FEW", 1)
    assert streamed(ws, path, profile) == few


def test_rows_and_columns_stay_in_their_order_however_many(tmp_path: Path, ws: Workspace) -> None:
    path = tmp_path / "long.parquet"
    texts = "['Software', 'Retail', 'Bank'][1 + cast(i % 3 as bigint)]"
    with duck(tmp_path) as engine:
        select = f"select 'c' || i as Company, i as own, {texts} as Industry from range(400000) t(i)"
        engine.export(select, path)
    rng = random.Random(1)
    profile = replace(card(rng), lines=(Line("industry", "shown", (Band(CONDITIONS[0], 5), Band(None, 0))),))
    out = tmp_path / "scored.parquet"
    stream(ws, catalogue("en"), path, out, profile, (), Silence())
    with duck(tmp_path) as engine:
        engine.load("out", out)
        found = engine.fetch("select * from out")
    assert list(found)[:4] == ["Company", "own", "Industry", "score"]
    assert (found["own"] == range(400000)).all()
    assert (found["score"] == [5, 0, 0] * 133333 + [5]).all()


def test_customers_have_points_and_no_tier_and_accounts_are_named(tmp_path: Path, ws: Workspace) -> None:
    rows = [
        {"Company": "Brava", "Website": "https://shop.brava.ro/a", "Industry": "Software"},
        {"Company": "OPEN ", "Website": None, "Industry": "Software"},
        {"Company": "Other", "Website": "other.com", "Industry": None},
        {"Company": "Deep below", "Website": "a.b.shop.Brava.ro", "Industry": "Software"},
    ]
    ours = (Ours("a1", "Somebody", "brava.ro", customer=True), Ours("a2", "Open", "open.io", customer=False))
    path = listed(tmp_path, rows)
    profile = replace(
        card(random.Random(2)), lines=(Line("industry", "shown", (Band(CONDITIONS[0], 9), Band(None, 0))),)
    )
    found = streamed(ws, path, profile, ours)
    told = [(row["score"], row["tier"], row["status"], row["account_id"], row["reasons"]) for row in found]
    assert told == [
        (9, None, "customer", "a1", "Industry +9"),
        (9, "A", "ranked", "a2", "Industry +9"),
        (0, None, "too_little_known", None, None),
        (9, None, "customer", "a1", "Industry +9"),
    ]


SITES = (
    "brava.ro", "www.brava.ro", "WWW.BRAVA.RO", "https://brava.ro?utm=1", "brava.ro?x=1", "http://brava.ro#top",
    "brava.ro,other.ro", "brava.ro;x", "brava.ro.", ".brava.ro", '"brava.ro"', "'brava.ro'", "<brava.ro>", " brava.ro ",
    "brava.ro\t", "brava.ro\n", "\ufeffbrava.ro", "brava.ro\u200b", "brava。ro", "ftp://brava.ro", "//brava.ro/",
    "https://shop.brava.ro:8080/x?y", "http://user:pw@brava.ro/x", "a.b.c.brava.ro", "https://a.b.c.d.e.f.Brava.ro/x",
    "jo@brava.ro", "mailto:jo@x.brava.ro", "xbrava.ro", "brava.ro.com", "brava.ro x", "other.ro", "brava", "", None,
)  # fmt: skip
"""Of which the most are one company's."""
BRAVA = Ours("a1", "Brava GmbH", "brava.ro", customer=True, country="DE")


def plain_card() -> Profile:
    return replace(card(random.Random(2)), lines=(Line("industry", "shown", (Band(CONDITIONS[0], 9), Band(None, 0))),))


def accounts_of(
    tmp_path: Path, ws: Workspace, ours: tuple[Ours, ...], rows: list[dict[str, Any]]
) -> list[tuple[str, str | None]]:
    path = listed(tmp_path, [{"Industry": "Software", **row} for row in rows])
    return [(row["status"], row["account_id"]) for row in streamed(ws, path, plain_card(), ours)]


@pytest.mark.parametrize("column", ["Website", "Email"])
def test_a_customer_is_found_by_whatever_is_read_as_its_domain(tmp_path: Path, ws: Workspace, column: str) -> None:
    rows = [{"Company": f"X {at}", column: site} for at, site in enumerate(SITES)]
    found = accounts_of(tmp_path, ws, (BRAVA,), rows)
    read = [site is not None and company_domain(site) == "brava.ro" for site in SITES]
    assert [status == "customer" for status, _ in found] == read
    assert sum(read) > 20


def test_a_row_that_says_no_domain_is_found_by_its_name_where_its_country_allows_it(
    tmp_path: Path, ws: Workspace
) -> None:
    sites = ("", " ", "-", "n/a", "http://", None, "elsewhere.com")
    rows = [{"Company": "Brava", "Website": site, "Country": "Germany"} for site in sites]
    assert accounts_of(tmp_path, ws, (BRAVA,), rows) == [*[("customer", "a1")] * 6, ("ranked", None)]
    rows = [{"Company": "BRAVA", "Country": country} for country in ("Deutschland", None, "USA", "?")]
    ours = (BRAVA,)
    assert [account for _, account in accounts_of(tmp_path, ws, ours, rows)] == ["a1", "a1", None, "a1"]


NAMES = (
    "Brava", "brava gmbh", "BRAVA  GmbH", "Brava, Inc.", "\"Brava\"", "Brava.", "The Brava", "Brava\u00a0AG",
    "SC Brava SRL", "Kite & Co", "Kite und Co", "Kite Co. KG", "Kites", "Müller Söhne", "MULLER & SOHNE GmbH & Co. KG",
    "A & B", "A B Ltd", "Brava Deutschland", "Bravado", "X", "n/a", "", None,
    "\u3164", "\u2800 \u200b", "\u00a0\ufe0f", "–", "\u200bn/a", "\u3164Brava",
)  # fmt: skip
ADDRESSES = (
    None, "", "n.a.", "brava.ro", "https://www.brava.ro/x", "kite.io", "elsewhere.com", "http://elsewhere.com/brava",
    "linkedin.com/company/brava", "https://www.facebook.com/kite", "gmail.com", "Gmail.com ", "x.com",
    "brava.con", "192.168.1.4", "http://10.0.0.1/kite", "co.uk", "de.linkedin.com", "kite.io x", "brava",
)  # fmt: skip
MAILS = (None, "jo@gmail.com", "jo@brava.ro", "Jo@KITE.io", "jo@elsewhere.com", "jo.brava@web.de", "-")
OURS = (
    Ours("a1", "Brava GmbH", "brava.ro", country="DE"),
    Ours("a1", "Brava Holding", None, country="DE"),
    Ours("a2", "Kite & Co", "kite.io"),
    Ours("a3", "Müller & Söhne", None, country="DE"),
    Ours("a4", "A+B", None),
    Ours("a5", "Brava", "brava.fr", country="FR"),
    Ours("a6", "Kite und Co", "kite.ro", customer=False),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), used=st.sets(st.sampled_from(("Website", "Email", "Country"))))
def test_both_paths_find_the_same_customers(tmp_path: Path, ws: Workspace, seed: int, used: set[str]) -> None:
    rng = random.Random(seed)
    pools = {"Website": ADDRESSES, "Email": MAILS, "Country": ("Germany", "FR", "Mars", None)}
    columns = {"Company": NAMES} | {name: pools[name] for name in sorted(used)}
    rows = [{"Industry": "Software"} | {name: rng.choice(pool) for name, pool in columns.items()} for _ in range(150)]
    ours = (OURS[0], *rng.sample(OURS[1:], rng.randint(0, len(OURS) - 1)))
    path = listed(tmp_path, rows)
    with ws.scratch() as folder, duck(ws.layout.inside) as engine:
        found = read_list(ws, path, engine=engine, folder=folder)
        engine.load("prospects", found.prospects)
        kept = rank(engine, plain_card(), ours, tagged=False, sizes=schemes()["default"]).rows
    customers = {row.line: row.of for row in kept if row.status == "customer"}
    told = list(enumerate(streamed(ws, path, plain_card(), ours), 1))
    assert {at: row["account_id"] for at, row in told if row["status"] == "customer"} == customers
    assert {at for at, row in told if row["status"] != "set_aside"} == {row.line for row in kept}
    assert len(customers) > 3


NATIONS = ("Germany", "FR", "Deutschland", "Romania", "Mars", "")
"""As they stand in exports."""


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def firm(folder: Path, rng: random.Random) -> Workspace:
    """A firm that imported its accounts, each with a country or none; the most are customers."""
    folder.mkdir()
    accounts = [
        {"Account ID": f"acc-{at}", "Name": one.name, "Website": one.domain, "Country": rng.choice(NATIONS)}
        for at, one in enumerate(rng.sample(OURS, rng.randint(3, len(OURS))))
    ]
    deals = [
        {"Deal ID": f"deal-{at}", "Account ID": f"acc-{at}", "Stage": "Won" if at < 3 else rng.choice(("Won", "Lost"))}
        for at in range(len(accounts))
    ]
    ws = Workspace.create(folder / "ws")
    import_files(ws, [written(folder / "accounts.csv", accounts), written(folder / "deals.csv", deals)], yes=True)
    return ws


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), used=st.sets(st.sampled_from(("Website", "Email"))))
def test_both_doors_find_the_same_customers_of_a_firm(
    tmp_path_factory: pytest.TempPathFactory, seed: int, used: set[str]
) -> None:
    rng = random.Random(seed)
    folder = tmp_path_factory.mktemp("doors")
    ws = firm(folder / "firm", rng)
    pools = {"Company": NAMES, "Country": NATIONS, "Website": ADDRESSES, "Email": MAILS}
    columns = {name: pools[name] for name in ("Company", "Country", *sorted(used))}
    rows = [{"Industry": "Software"} | {name: rng.choice(pool) for name, pool in columns.items()} for _ in range(150)]
    with engine_of(ws) as engine, ws.scratch() as scratch:
        _, ours = scoring._ours(ws, catalogue("en"), engine)
        found = scoring._read(ws, written(folder / "list.csv", rows), engine, scratch)
        kept = scoring._rank(ws, engine, plain_card(), found, None, scoring._known(ws, engine)).rows
    customers = {row.line: row.of for row in kept if row.status == "customer"}
    told = list(enumerate(streamed(ws, listed(folder, rows), plain_card(), tuple(ours)), 2))
    assert {at: row["account_id"] for at, row in told if row["status"] == "customer"} == customers
    assert {at for at, row in told if row["status"] != "set_aside"} == {row.line for row in kept}
    assert customers


def test_a_name_in_another_country_is_nobody_of_ours_in_a_list_for_people_too(tmp_path: Path) -> None:
    columns = ("Account ID", "Name", "Website", "Country")
    ws = Workspace.create(tmp_path / "ws")
    accounts = [dict(zip(columns, ("acc-1", "Brava GmbH", "brava.ro", "Germany"), strict=True))]
    deals = [{"Deal ID": "deal-1", "Account ID": "acc-1", "Stage": "Won"}]
    import_files(ws, [written(tmp_path / "accounts.csv", accounts), written(tmp_path / "deals.csv", deals)], yes=True)
    rows = [{"Company": "Brava", "Country": country} for country in ("USA", "Germany")]
    with engine_of(ws) as engine, ws.scratch() as scratch:
        found = scoring._read(ws, written(tmp_path / "list.csv", rows), engine, scratch)
        kept = scoring._rank(ws, engine, plain_card(), found, None, scoring._known(ws, engine)).rows
    assert {row.line: row.status for row in kept} == {2: "too_little_known", 3: "customer"}


def test_a_word_that_is_no_country_says_nothing_of_where_a_company_is(tmp_path: Path, ws: Workspace) -> None:
    rows = [{"Company": "Brava AG", "Country": country} for country in ("Atlantis", "Germany", "France", None)]
    found = accounts_of(tmp_path, ws, (replace(BRAVA, domain=None),), rows)
    assert [account for _, account in found] == ["a1", "a1", None, "a1"]


FILLERS = ("\u3164", "\u2800 \u2800", "\u1160\ufe0f", "\u202e\u2066", "\uffa0")
"""Signs that look like a blank."""


def test_names_that_nobody_sees_are_none(tmp_path: Path, ws: Workspace) -> None:
    unseen = ("\u00a0", "\u200b", "\u00a0\u200b ", '""', *FILLERS)
    rows = [{"Company": name} for name in (*unseen, "株式会社", "Ærø", "\u00a0A")]
    found = [status for status, _ in accounts_of(tmp_path, ws, (), rows)]
    assert found == [*["set_aside"] * len(unseen), *["ranked"] * 3]
    assert set(ranked(ws, tmp_path / "companies.parquet", plain_card())) == {len(unseen) + at for at in (1, 2, 3)}


def test_a_row_whose_name_says_nothing_is_set_aside_unless_its_site_says_who_it_is(
    tmp_path: Path, ws: Workspace
) -> None:
    names = ("n/a", "-", "?", "NULL", " none ", "Unknown", "", " ", None, "N.A. Systems")
    rows = [{"Company": name, "Website": site} for name in names for site in (None, "n/a", "who.com")]
    found = [status for status, _ in accounts_of(tmp_path, ws, (), rows)]
    assert found == [*["set_aside", "set_aside", "ranked"] * 9, *["ranked"] * 3]


def test_what_the_list_does_not_tell_of_anybody_is_said(tmp_path: Path, ws: Workspace) -> None:
    wanted = ("industry", "country", "employees", "technologies")
    conditions = [next(one for one in CONDITIONS if one.attribute == name) for name in wanted]
    lines = tuple(Line(one.attribute, "shown", (Band(one, 3), Band(None, 0))) for one in conditions)
    profile = replace(plain_card(), lines=lines)
    rows = [{"Company": f"X {at}", "Industry": "Software", "Technologies": None, "Country": "DE"} for at in range(9)]
    for row in rows[1:]:
        row["Country"] = None
    out = tmp_path / "scored.parquet"
    view = stream(ws, catalogue("en"), listed(tmp_path, rows), out, profile, (), Silence())
    assert view["missing"] == ["employees", "technologies"]


def test_of_accounts_that_share_a_domain_or_a_name_the_customer_is_meant(tmp_path: Path, ws: Workspace) -> None:
    open_deals = (Ours("a0", "Brava", "brava.ro", customer=False), Ours("a2", "Brava", "brava.ro", customer=False))
    rows = [{"Company": "Somebody", "Website": "brava.ro"}, {"Company": "Brava", "Website": None}]
    assert accounts_of(tmp_path, ws, (*open_deals, BRAVA), rows) == [("customer", "a1")] * 2
    assert accounts_of(tmp_path, ws, open_deals, rows) == [("ranked", None)] * 2
    both = (BRAVA, replace(BRAVA, account_id="a3"))
    assert accounts_of(tmp_path, ws, both, rows) == [("customer", "a1")] * 2


def test_an_account_is_found_by_each_name_and_domain_that_a_system_has_of_it(tmp_path: Path, ws: Workspace) -> None:
    billed = replace(BRAVA, name="Kite Holding", domain="kite.io")
    rows = [{"Company": name, "Website": None} for name in ("Brava", "Kite Holding")]
    rows += [{"Company": "X", "Website": site} for site in ("brava.ro", "kite.io")]
    assert accounts_of(tmp_path, ws, (BRAVA, billed), rows) == [("customer", "a1")] * 4
    assert accounts_of(tmp_path, ws, (billed, BRAVA), rows) == [("customer", "a1")] * 4


def test_a_list_that_was_scored_before_and_before_gets_new_names(tmp_path: Path, ws: Workspace) -> None:
    path, profile = listed(tmp_path, [company(random.Random(at), at, typed=True) for at in range(40)]), plain_card()
    for times in range(4):
        scored = streamed(ws, path, profile)
        path = (tmp_path / "scored.parquet").rename(tmp_path / f"scored-{times}.parquet")
    added = ["score", "openicp_score", "openicp_score_2", "openicp_score_3"]
    assert [name for name in scored[0] if name.endswith(("score", "score_2", "score_3"))] == added
    assert all(len({row[name] for name in added}) == 1 for row in scored)


def test_a_card_of_more_kinds_of_companies_than_an_integer_counts_is_scored(tmp_path: Path, ws: Workspace) -> None:
    names = [f"x_own_{at}" for at in range(10)]
    values = [f"v{at}" for at in range(9)]
    lines = tuple(
        Line(name, "shown", (*(Band(Condition(name, (value,)), at) for at, value in enumerate(values)), Band(None, 0)))
        for name in names
    )
    own = [f"Own {at}" for at in range(10)]
    rows = [{"Company": f"X {value}", **dict.fromkeys(own, value)} for value in values]
    found = streamed(ws, listed(tmp_path, rows), replace(plain_card(), lines=lines))
    assert [row["score"] for row in found] == [10 * at for at in range(9)]


def statements(monkeypatch: pytest.MonkeyPatch, ws: Workspace, path: Path, profile: Profile) -> tuple[int, int]:
    """How many statements a scoring takes, and the most rows that one of them brings into this process."""
    asked: list[int] = []
    usual = DuckEngine._answer

    def counted(self: Engine, sql: str, parameters: Any, take: Any) -> Any:
        asked.append(0)
        found = usual(self, sql, parameters, take)
        asked[-1] = len(found) if isinstance(found, list) else 0
        return found

    with monkeypatch.context() as patch:
        patch.setattr(DuckEngine, "_answer", counted)
        streamed_only(ws, path, profile)
    return len(asked), max(asked)


def streamed_only(ws: Workspace, path: Path, profile: Profile) -> None:
    stream(ws, catalogue("en"), path, path.with_name("scored.parquet"), profile, (), Silence())


def test_ten_times_the_rows_take_no_more_statements_and_no_row_more(
    tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(3)
    profile = card(rng)
    few = [company(rng, at, typed=False) for at in range(6_000)]
    short = statements(monkeypatch, ws, listed(tmp_path, few), profile)
    long = statements(monkeypatch, ws, listed(tmp_path, few * 10), profile)
    assert short == long
    assert short[1] == 5_000


def test_no_more_texts_are_held_than_are_read_at_once_and_nothing_else_changes(
    tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(5)
    path, profile = listed(tmp_path, [company(rng, at, typed=False) for at in range(2_000)]), card(rng)
    whole = streamed(ws, path, profile)
    held = []
    texts = facets._texts

    def counted(engine: Any, select: str) -> list[str]:
        found = texts(engine, select)
        held.append((len(found), "between" in select))
        return found

    monkeypatch.setattr(facets, "PART", 7)
    monkeypatch.setattr(facets, "_texts", counted)
    assert streamed(ws, path, profile) == whole
    assert max(number for number, _ in held) > 7
    assert max(number for number, part in held if part) == 7


def test_where_the_memory_is_not_enough_more_is_taken(
    tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(6)
    path, profile = listed(tmp_path, [company(rng, at, typed=False) for at in range(3_000)]), card(rng)
    whole = streamed(ws, path, profile)
    monkeypatch.setattr(streaming, "MEMORY", "2MB")
    assert streamed(ws, path, profile) == whole
    monkeypatch.setattr(local, "MORE", ())
    with pytest.raises(EngineFailed, match="Out of Memory"):
        streamed(ws, path, profile)


def test_names_and_sites_as_bytes_are_read_as_what_they_say(tmp_path: Path, ws: Workspace) -> None:
    rng = random.Random(7)
    rows = [company(rng, at, typed=False) for at in range(300)]
    path, profile = listed(tmp_path, rows), card(rng)
    ours = (Ours("a1", None, "c7.com", customer=True), Ours("a2", None, "c9.com", customer=False))
    plain = streamed(ws, path, profile, ours)
    assert {row["account_id"] for row in plain} == {"a1", "a2", None}
    with duck(path.parent) as engine:
        engine.load("list", path)
        names = list(engine.fetch("select * from list limit 0"))
        texts = ", ".join(
            f'encode("{name}") as "{name}"' if kind == "VARCHAR" else f'"{name}"'
            for name, kind in (
                (name, engine.rows(f'select typeof("{name}") from list limit 1')[0][0]) for name in names
            )
        )
        bare = path.with_name("bytes.parquet")
        engine.export(f"select {texts} from list", bare)
    told = streamed(ws, bare, profile, ours)
    added = set(plain[0]) - set(names)
    assert [{name: row[name] for name in added} for row in told] == [
        {name: row[name] for name in added} for row in plain
    ]


def test_equals_among_the_best_stand_in_one_order_wherever_the_list_has_them(tmp_path: Path, ws: Workspace) -> None:
    rng = random.Random(8)
    rows = [company(rng, at, typed=False) | {"Industry": "Software", "Website": f"c{at}.com"} for at in range(1, 400)]
    profile = replace(card(rng), lines=(Line("industry", "shown", (Band(CONDITIONS[0], 9), Band(None, 0))),))
    shown = []
    for order in (rows, rows[::-1]):
        path = listed(tmp_path, order)
        view = stream(ws, catalogue("en"), path, path.with_name("scored.parquet"), profile, (), Silence())
        assert view["doubles"] is None
        shown.append([(one["rank"], one["name"], one["domain"]) for one in view["prospects"]])
    assert shown[0] == shown[1]
    assert len(shown[0]) == 100
