"""Tables in place whose texts are people's words: read into the codes that an import of the same rows makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from cluster.mainjob import differences, plain
from drawn import of
from made import tables
from openicp.actions.session import Session

SIZE = of(300, seed=3)
WORDS = {
    "industry": {
        "agency": ("Digital agency", "agency"),
        "ecommerce": ("E-Commerce", "Online shop"),
        "tech_startup": ("Tech Startup", "tech-startup"),
        "education": ("Education", "Bildung"),
    },
    "country": {
        "DE": ("Germany", "Deutschland"),
        "US": ("United States", "USA"),
        "GB": ("United Kingdom", "UK"),
        "FR": ("France", "Frankreich"),
        "NL": ("NL", "n/a"),
    },
}
"""As one half of the rows says it, and the other."""
FILES = {
    "deals": 'deal_id as "Deal ID", account_id as "Account ID", pipeline as "Pipeline", opened_on as "Create date",'
    ' closed_on as "Close date", stage as "Stage", amount as "Amount"',
    "subscriptions": 'subscription_id as "Subscription ID", account_id as "Account ID", plan as "Plan",'
    ' started_on as "Start date", ended_on as "End date", mrr as "MRR", status as "Status"',
}


def worded(column: str) -> str:
    cases = " ".join(
        f"when '{code}' then case when line % 2 = 0 then '{one}' else '{other}' end"
        for code, (one, other) in WORDS[column].items()
    )
    return f"case {column} {cases} else {column}_original end as {column}"


def written(path: Path, select: str) -> Path:
    form = "format parquet" if path.suffix == ".parquet" else "header"
    duckdb.execute(f"copy ({select}) to '{path}' ({form})")
    return path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return tables(tmp_path_factory.mktemp("published"), SIZE)


@pytest.fixture(scope="module")
def natural(tmp_path_factory: pytest.TempPathFactory, published: dict[str, Path]) -> dict[str, Path]:
    """Companies and their tools in words, as a warehouse has them."""
    folder = tmp_path_factory.mktemp("natural")
    columns = f"account_id, name, domain, {worded('industry')}, {worded('country')}, employees_low, employees_high"
    accounts = f"select {columns}, created_on, line from '{published['accounts']}'"
    name = "replace(upper(value[1]) || value[2:], '_', ' ')"
    tags = f"select account_id, attribute, {name} as value from '{published['tags']}'"
    return {
        "accounts": written(folder / "accounts.parquet", accounts),
        "tags": written(folder / "tags.parquet", tags),
        **{table: published[table] for table in FILES},
    }


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory, natural: dict[str, Path]) -> Path:
    columns = """'New ' || name as "Company", industry as "Industry", country as "Country","""
    select = f"select {columns} cast(employees_low as int) as \"Employees\" from '{natural['accounts']}' order by line"
    return written(tmp_path_factory.mktemp("list") / "list.csv", select)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, natural: dict[str, Path]) -> Iterator[list[Session]]:
    """The same rows imported as CSV, and in place; both were run."""
    folder = tmp_path_factory.mktemp("both")
    tools = f"select account_id, string_agg(value, '; ' order by value) as tools from '{natural['tags']}' group by 1"
    companies = (
        'select a.account_id as "Account ID", name as "Company", domain as "Website", industry as "Industry", '
        'country as "Country", cast(employees_low as int) as "Employees", created_on as "Created on", '
        f"tools as \"Technologies\" from '{natural['accounts']}' a left join ({tools}) t "
        "on t.account_id = a.account_id order by line"
    )
    files = [written(folder / "companies.csv", companies)]
    files += [
        written(folder / f"{table}.csv", f"select {columns} from '{natural[table]}'")
        for table, columns in FILES.items()
    ]
    imported, placed = Session.init(folder / "imported"), in_place(folder / "placed", natural)
    imported.data.import_files(files, yes=True)
    for session in (imported, placed):
        session.run()
    yield [imported, placed]
    imported.close()
    placed.close()


def in_place(folder: Path, places: dict[str, Path]) -> Session:
    session = Session.init(folder)
    session.workspace.configure(tables={name: str(path) for name, path in places.items()})
    return session


def segments(session: Session, by: str) -> list[tuple[str, int]]:
    return sorted((one["label"], one["accounts"]) for one in session.segments(by=[by])["segments"])


def test_words_in_place_make_the_profile_that_the_same_words_make_when_they_are_imported(both):
    lines = [
        [(line["attribute"], [band["label"] for band in line["bands"]]) for line in each.run()["profile"]["lines"]]
        for each in both
    ]
    assert lines[0] == lines[1]
    assert {"industry", "country"} & {attribute for attribute, _ in lines[1]}


@pytest.mark.parametrize("by", ["industry", "country", "region", "technologies"])
def test_words_in_place_make_the_segments_that_they_make_when_they_are_imported(both, by):
    imported, placed = (segments(each, by) for each in both)
    assert imported == placed
    assert len(placed) > 2


def test_a_list_in_words_has_the_tiers_that_it_has_after_an_import(both, listed, tmp_path):
    answers = []
    for place, session in enumerate(both):
        session.score(listed, tmp_path / f"{place}.csv")
        rows = duckdb.execute(f"select Company, tier, reasons from '{tmp_path / f'{place}.csv'}' order by 1").fetchall()
        answers.append(rows)
    assert answers[0] == answers[1]
    assert len({tier for _, tier, _ in answers[1]}) > 1


def test_who_is_ours_by_name_and_country_is_seen_whatever_the_country_is_called(both, natural, tmp_path):
    same = "country in ('Germany', 'Deutschland')"
    rows = f"""select name as "Company", case when {same} then 'Deutschland' else 'Japan' end as "Country" """
    theirs = written(tmp_path / "ours.csv", f"{rows} from '{natural['accounts']}' order by line")
    told = [session.score(theirs, tmp_path / f"{place}.csv") for place, session in enumerate(both)]
    assert told[0]["customers"] == told[1]["customers"] > 0


ORIGINALS = {
    "accounts": "null::varchar as industry_original, null::varchar as country_original",
    "attributes": "null::varchar as original",
    "tags": "null::varchar as value_original",
}


@pytest.mark.parametrize("table", ["attributes", None])
def test_tables_that_an_import_published_are_the_same_in_place(tmp_path, both, table):
    kept = {"accounts", "tags", "deals", "subscriptions", table}
    places = {name: one.path for name, one in both[0].workspace.snapshots().items() if name in kept}
    known = in_place(tmp_path / "known", places)
    assert list(differences(plain(known.run()), plain(both[0].run()))) == []
    bare = {
        name: written(tmp_path / f"{name}.parquet", f"select * replace ({replaced}) from '{places[name]}'")
        for name, replaced in ORIGINALS.items()
        if name in places
    }
    without = in_place(tmp_path / "bare", {**places, **bare})
    without.run()
    for by in ("industry", "country", "region", "technologies"):
        assert without.segments(by=[by])["segments"] == known.segments(by=[by])["segments"]


def test_values_in_a_table_of_their_own_are_read_too(tmp_path, natural, both):
    kept = "known_on, source, null::boolean as estimated"
    parts = [
        f"select account_id, '{name}' as attribute, {name} as value, null::date as {kept} from '{natural['accounts']}'"
        f" where {name} is not null"
        for name in WORDS
    ]
    parts = [part.replace("known_on, source", "known_on, 'crm' as source") for part in parts]
    own = "select account_id, 'x_colour', case when line % 2 = 0 then 'Dark Blue' else 'red' end, null, 'crm', null"
    select = " union all ".join([*parts, f"{own} from '{natural['accounts']}'"])
    session = in_place(tmp_path / "ws", {**natural, "attributes": written(tmp_path / "own.parquet", select)})
    session.run()
    for by in ("industry", "country"):
        assert segments(session, by) == segments(both[0], by)
    found = [one["conditions"] for one in session.segments(by=["x_colour"])["segments"]]
    assert {value for conditions in found for one in conditions for value in one["values"]} == {"dark_blue", "red"}
