"""Tables that are read where they lie: the same answers as when they are imported, and only once."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from cluster.mainjob import differences, plain
from drawn import of
from made import TABLES, tables, workspace
from openicp.actions.known import engine_of, gather
from openicp.actions.session import Session
from openicp.actions.unchanged import fingerprints
from openicp.engine import local
from openicp.engine.local import DuckEngine
from openicp.errors import ConfigInvalid, TableElsewhere
from openicp.texts import catalogue
from openicp.texts.errors import said

SIZE = of(300, seed=3)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> dict[str, Path]:
    return tables(tmp_path_factory.mktemp("elsewhere"), SIZE)


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> dict[str, Path]:
    """Where it matters that a run is made, not what it finds."""
    return tables(tmp_path_factory.mktemp("few"), of(40, seed=3))


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported") / "ws"
    workspace(place, SIZE)
    session = Session.open(place)
    yield session
    session.close()


def in_place(folder: Path, places: dict[str, Path]) -> Session:
    session = Session.init(folder / "ws")
    session.workspace.configure(tables={name: str(path) for name, path in places.items()})
    return session


def test_a_run_on_tables_in_place_finds_what_it_finds_on_imported_ones(tmp_path, elsewhere, imported):
    session = in_place(tmp_path, elsewhere)
    assert list(differences(plain(session.run()), plain(imported.run()))) == []
    assert list(differences(session.segments(by=["industry"]), imported.segments(by=["industry"]))) == []
    assert session.workspace.snapshots() == {}


def test_a_run_on_csv_files_in_place_finds_what_it_finds_on_parquet(tmp_path, few):
    lines = {}
    for name, path in few.items():
        lines[name] = tmp_path / f"{name}.csv"
        duckdb.execute(f"copy (from read_parquet('{path}')) to '{lines[name]}' (format csv, delimiter ';')")
    session = in_place(tmp_path, lines)
    found = session.run()
    assert list(differences(plain(found), plain(in_place(tmp_path / "parquet", few).run()))) == []
    assert session.run()["run"] == found["run"]
    lines["spend"].write_text("month;amount\n31.12.2025;12\n")
    with pytest.raises(TableElsewhere) as raised:
        session.run()
    assert said(catalogue("en"), raised.value)[0] == (
        "Row 2 of spend.csv has “31.12.2025” in month; the table spend needs a day such as 2026-10-31 there."
    )


def test_a_second_run_does_nothing_until_a_table_has_changed(tmp_path, few):
    session = in_place(tmp_path, {**few, "spend": tmp_path / "spend.parquet"})
    (tmp_path / "spend.parquet").write_bytes(few["spend"].read_bytes())
    first = session.run()["run"]
    report = tmp_path / "ws" / "reports" / "report.html"
    written = report.stat().st_mtime_ns
    assert session.run()["run"] == first
    assert report.stat().st_mtime_ns == written
    without = f"select * from read_parquet('{few['spend']}') where channel <> 'Events'"
    duckdb.execute(f"copy ({without}) to '{tmp_path / 'spend.parquet'}' (format parquet)")
    assert session.run()["run"] != first


def test_a_run_found_on_one_engine_is_found_again_whatever_engine_is_set_since(tmp_path, few):
    session = in_place(tmp_path, few)
    first = session.run()["run"]
    session.workspace.configure(engine="spark://nowhere:7077", spark={"scratch": "hdfs:///tmp"})
    assert session.run()["run"] == first
    session.workspace.configure(grace_days=60, engine="duckdb")
    assert session.run()["run"] != first


def test_a_table_in_place_stands_before_an_imported_one(tmp_path, elsewhere):
    workspace(tmp_path / "ws", SIZE)
    session = Session.open(tmp_path / "ws")
    before = session.segments(by=["industry"])
    few = tmp_path / "few.parquet"
    duckdb.execute(f"copy (from read_parquet('{elsewhere['accounts']}') limit 40) to '{few}' (format parquet)")
    session.workspace.configure(tables={"accounts": str(few)})
    after = session.segments(by=["industry"])
    assert sum(row["accounts"] for row in before["segments"]) == 300
    assert sum(row["accounts"] for row in after["segments"]) == 40


def test_values_of_companies_follow_from_the_table_of_companies(tmp_path, elsewhere):
    session = in_place(tmp_path, {name: path for name, path in elsewhere.items() if name != "attributes"})
    found = session.segments(by=["industry"])["segments"]
    counted = duckdb.execute(
        f"select industry, count(*) from read_parquet('{elsewhere['accounts']}') where industry is not null group by 1"
    ).fetchall()
    assert {row["conditions"][0]["values"][0]: row["accounts"] for row in found if row["conditions"]} == dict(counted)


def test_a_company_that_stands_twice_is_told(tmp_path, elsewhere):
    twice = tmp_path / "twice.parquet"
    rows = f"select * from read_parquet('{elsewhere['accounts']}')"
    duckdb.execute(f"copy ({rows} union all ({rows} order by account_id limit 1)) to '{twice}' (format parquet)")
    session = in_place(tmp_path, {**elsewhere, "accounts": twice})
    with pytest.raises(TableElsewhere) as caught:
        session.run()
    assert (caught.value.fields["reason"], caught.value.fields["n"]) == ("repeated", 2)


def test_a_table_that_may_not_lie_elsewhere_is_refused_in_the_settings(tmp_path):
    session = Session.init(tmp_path / "ws")
    with pytest.raises(ConfigInvalid) as caught:
        session.workspace.configure(tables={"prospects": "/data/list"})
    assert caught.value.fields["setting"] == "tables.prospects"
    assert set(TABLES) <= set(caught.value.fields["choices"])


def test_without_tables_elsewhere_a_run_is_the_same_as_ever(imported):
    assert fingerprints(imported.workspace) == {}


REASONS = ["needs_spark", "not_found", "damaged", "foreign", "columns", "kind", "no_companies", "repeated", "strangers"]
REASONS += ["csv_cell", "csv_row"]


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("lang", ["en", "nl", "de", "ro", "fr"])
def test_each_fault_of_a_table_is_one_sentence_and_a_hint(reason, lang):
    told = {"detail": "", "columns": "a", "found": "b", "column": "c", "wanted": "day", "value": "A1", "n": 2}
    told |= {"column_kind": "text", "file": "x.csv", "like": "CSV", "row": 2, "csv_value": "day", "csv_fault": "cells"}
    sentence, hint = said(catalogue(lang), TableElsewhere(table="deals", at="hdfs:///x", reason=reason, **told))
    assert "deals" in sentence
    assert sentence == sentence.strip()
    assert "{" not in sentence + hint


def test_accounts_in_place_are_found_again_in_a_list_of_any_size(tmp_path, elsewhere):
    session, listed, scored = in_place(tmp_path, elsewhere), tmp_path / "list.parquet", tmp_path / "scored.parquet"
    session.run()
    with duckdb.connect() as here:
        named = f"select account_id as own, name as Company, domain as Website from '{elsewhere['accounts']}'"
        here.execute(f"copy ({named}) to '{listed}' (format parquet)")
        told = session.score(listed, scored)
        ours = here.execute("select count(*) from read_parquet(?) where own = account_id", [str(scored)]).fetchall()
    assert ours == [(SIZE.accounts,)]
    assert told["customers"] == session.score(listed, tmp_path / "scored.csv")["customers"] > 10


COMPANIES = """select 'a' || i as account_id, 'Firm ' || i as name,
    case when i % 3 = 0 then 'software' else 'retail' end as industry"""
CONTRACTS = """select 'a' || i as account_id, date '2024-01-01' + cast(i * 7 as int) as started_on,
    case when i % 2 = 0 then date '2025-06-01' end as ended_on, 100.0 + i as mrr"""
SPEND = "select date '2024-01-01' + cast(i * 31 as int) as month, 1000e0 as amount"


def made(folder: Path, **selects: str) -> dict[str, Path]:
    """Tables of the fewest columns, as somebody's warehouse has them."""
    usual = {
        "accounts": f"{COMPANIES} from range(60) t(i)",
        "subscriptions": f"{CONTRACTS} from range(40) t(i)",
        "spend": f"{SPEND} from range(12) t(i)",
    }
    places = {}
    for name, select in {**usual, **selects}.items():
        places[name] = folder / f"{name}.parquet"
        duckdb.execute(f"copy ({select.format(**usual)}) to '{places[name]}' (format parquet)")
    return places


def counted(session: Session) -> tuple[int, int, list[object]]:
    """Accounts, customers and those that left in twelve months, and the values of segments."""
    session.run()
    found = session.segments(by=["industry"])["segments"]
    value = [one["metrics"]["clv"]["value"] for one in found]
    return sum(one["accounts"] for one in found), sum(one["metrics"]["customers"]["value"] for one in found), value


def test_rows_that_name_no_system_count_as_those_that_do(tmp_path):
    bare = in_place(tmp_path / "bare", made(tmp_path))
    named = {
        name: f"select *, 'billing' as source from ({{{name}}})" for name in ("accounts", "subscriptions", "spend")
    }
    (tmp_path / "named").mkdir()
    full = in_place(tmp_path / "full", made(tmp_path / "named", **named))
    accounts, customers, values = counted(bare)
    assert (accounts, customers) == (60, 40)
    assert counted(full) == (accounts, customers, values)


@pytest.mark.parametrize(
    ("table", "select"),
    [
        ("accounts", "select * from ({accounts}) union all select null, 'Nobody', 'software'"),
        ("subscriptions", "select * from ({subscriptions}) union all select null, date '2024-01-01', null, 5.0"),
        ("subscriptions", "select * from ({subscriptions}) union all select 'zz9', date '2024-01-01', null, 5.0"),
        ("spend", "select * from ({spend}) union all select date '2024-01-01', 'nan'::double"),
    ],
)
def test_a_row_of_nobody_or_without_a_number_counts_for_nothing(tmp_path, table, select):
    (tmp_path / "usual").mkdir()
    expected = counted(in_place(tmp_path / "usual", made(tmp_path / "usual")))
    assert counted(in_place(tmp_path, made(tmp_path, **{table: select}))) == expected


@pytest.mark.parametrize("number", ["'nan'::double", "'infinity'::double", "1e30"])
def test_what_is_no_number_is_a_price_that_nobody_knows(tmp_path, number):
    price = f"case when account_id = 'a3' then {number} else mrr end as mrr"
    unknown = f"select * replace ({price}) from ({{subscriptions}})"
    assert counted(in_place(tmp_path, made(tmp_path, subscriptions=unknown)))[:2] == (60, 40)


def test_contracts_of_which_none_is_of_a_known_company_are_told(tmp_path):
    strange = "select * replace ('zz' || account_id as account_id) from ({subscriptions})"
    with pytest.raises(TableElsewhere) as caught:
        in_place(tmp_path, made(tmp_path, subscriptions=strange)).run()
    assert (caught.value.fields["reason"], caught.value.fields["table"]) == ("strangers", "subscriptions")


@pytest.mark.parametrize(
    ("select", "message"),
    [
        (
            "select * replace (case when account_id in ('a3', 'a5') then account_id || ' ' else account_id end"
            " as account_id) from ({subscriptions})",
            "2 rows (subscriptions) are of companies that the list of companies does not have, such as "
            '"a3 ", and count nowhere.',
        ),
        (
            "select *, 's' || account_id as subscription_id from ({subscriptions}) union all"
            " select *, 's' || account_id from ({subscriptions}) where account_id in ('a7', 'a8', 'a9')",
            '3 rows (subscriptions) have the id of another, such as "sa7". All of them count.',
        ),
        (
            "select * from ({subscriptions}) union all select null, date '2024-01-01', null, 5.0",
            "1 row (subscriptions) names no company and counts nowhere.",
        ),
    ],
    ids=["strangers", "repeated", "nameless"],
)
def test_rows_that_count_nowhere_or_twice_are_told(tmp_path, select, message):
    session = in_place(tmp_path, made(tmp_path, subscriptions=select))
    session.run()
    assert [one["message"] for one in session.data.check()["findings"] if one["code"].startswith("rows_")] == [message]


@pytest.mark.parametrize("written", ["EUR", " eur ", "eur"])
def test_a_currency_is_the_same_however_it_is_written(tmp_path, written):
    session = in_place(
        tmp_path, made(tmp_path, subscriptions=f"select *, '{written}' as mrr_currency from ({{subscriptions}})")
    )
    session.run()
    told = session.data.check()
    assert {one["name"]: one["ours"] for one in told["totals"]}["mrr"] == 40 * 100 + sum(range(40))
    assert not [one for one in told["findings"] if "currenc" in one["code"] or "rate" in one["code"]]


def test_an_update_of_tables_in_place_says_which_totals_moved(tmp_path):
    places = made(tmp_path)
    session = in_place(tmp_path, places)
    session.run()
    assert session.update()["moved"] == {}
    made(tmp_path, subscriptions="select * from ({subscriptions}) where account_id not in ('a1', 'a3')")
    told = session.update()
    assert not told["unread"]
    moved = {one["name"]: (one["before"], one["now"]) for one in told["moved"]["totals"]}
    assert moved["customers"] == (40, 38)
    assert told["moved"]["unexplained"] is None


def test_a_table_that_may_not_be_read_is_not_taken_for_a_disk_that_is_full(tmp_path, monkeypatch):
    def refused(engine, sql, parameters, take):
        if "create or replace temp view" in sql and "subscriptions" in sql:
            said = 'IO Error: Cannot open file "x.parquet": Permission denied'
            raise local._told(duckdb.IOException(said), sql)
        return usual(engine, sql, parameters, take)

    usual = DuckEngine._answer
    session = in_place(tmp_path, made(tmp_path))
    monkeypatch.setattr(DuckEngine, "_answer", refused)
    with pytest.raises(TableElsewhere) as caught:
        session.run()
    assert "Permission denied" in caught.value.fields["detail"]


def test_a_company_whose_contracts_all_fail_to_say_anything_is_none_that_pays(tmp_path):
    empty = "select * from ({subscriptions}) limit 0"
    accounts, customers, _ = counted(in_place(tmp_path, made(tmp_path, subscriptions=empty)))
    assert (accounts, customers) == (60, 0)


def named(folder: Path, places: dict[str, Path], text: str) -> dict[str, Path]:
    """Tables in which one company is called like a person."""
    path = folder / "accounts.parquet"
    rows = f"from read_parquet('{places['accounts']}')"
    kept = f"select * replace (if(account_id = (select min(account_id) {rows}), '{text}', name) as name) {rows}"
    duckdb.execute(f"copy ({kept}) to '{path}' (format parquet)")
    return {**places, "accounts": path}


def test_erasing_names_the_table_in_place_and_no_report_shows_the_person_again(tmp_path, few):
    places = named(tmp_path, few, "Jerome Obrien Design GmbH")
    session = in_place(tmp_path, places)
    session.run()
    report = tmp_path / "ws" / "reports" / "report.html"
    erased = session.data.erase("Jerome Obrien", sure=True)
    assert erased["done"]
    assert erased["yours"] == [f"accounts: {places['accounts']}"]
    assert erased["companies"][0]["names"] == ["Jerome Obrien Design GmbH"]
    session.workspace.configure(grace_days=31)
    session.run()
    [account] = [one for one in session.accounts()["accounts"] if "Erased" in one["name"]]
    assert account["name"] == erased["companies"][0]["label"]
    assert "Obrien" not in report.read_text(encoding="utf-8")


def test_who_stands_in_a_table_in_place_alone_is_kept_out_of_the_first_report(tmp_path, few):
    session = in_place(tmp_path, named(tmp_path, few, "Jerome Obrien"))
    assert not session.data.erase("Jerome Obrien")["done"]
    assert session.data.erase("Jerome Obrien", sure=True)["done"]
    assert not [one for one in session.accounts()["accounts"] if "Obrien" in one["name"]]


def test_a_table_in_place_that_cannot_be_looked_through_is_named(tmp_path, few):
    gone, damaged = tmp_path / "gone.parquet", tmp_path / "damaged.parquet"
    damaged.write_bytes(b"PAR1 and no more")
    session = in_place(tmp_path, {**few, "usage": "hdfs://lake/usage", "tags": gone, "spend": damaged})
    erased = session.data.erase("Jerome Obrien", sure=True)
    assert erased["not_looked_into"] == [f"spend: {damaged}", f"tags: {gone}", "usage: hdfs://lake/usage"]


def test_the_report_says_what_was_read_of_each_table_in_place(tmp_path, few):
    session = in_place(tmp_path, few)
    session.run()
    said = (tmp_path / "ws" / "reports" / "report.html").read_text(encoding="utf-8")
    for table, path in few.items():
        [(n,)] = duckdb.execute(f"select count(*) from read_parquet('{path}')").fetchall()
        assert re.search(rf'class="broken">{re.escape(str(path))}</th><td>[^<]* {n:,}</td>', said), table
    assert "Nothing: every cell was read." not in said
    assert "read, and set aside, on import alone" in said


def won_twice(folder: Path, places: dict[str, Path], kind: str) -> Path:
    """The deals without their kind, each won one a second time as of this kind."""
    path, rows = folder / f"deals-{kind}.parquet", f"from read_parquet('{places['deals']}')"
    plain = "select * replace ('' as kind, '' as pipeline)"
    again = f"select * replace (deal_id || '-2' as deal_id, '{kind}' as kind, '' as pipeline) {rows}"
    both = f"{plain} {rows} union all {again} where outcome = 'won'"
    duckdb.execute(f"copy ({both} order by deal_id) to '{path}' (format parquet)")
    return path


def test_deals_of_one_kind_are_told_where_a_company_won_more_than_one(tmp_path, few):
    session = in_place(tmp_path, {**few, "deals": won_twice(tmp_path, few, "")})
    later = "select 2 * count(*) - count(distinct account_id)"
    [(n,)] = duckdb.execute(f"{later} from read_parquet('{few['deals']}') where outcome = 'won'").fetchall()
    [found] = [one for one in session.data.check()["findings"] if one["code"] == "deals_of_one_kind"]
    assert found["fields"]["n"] == n
    renewed = str(won_twice(tmp_path, few, "renewal"))
    session.workspace.configure(tables={**session.workspace.project.tables, "deals": renewed})
    assert "deals_of_one_kind" not in {one["code"] for one in session.data.check()["findings"]}


def test_deals_of_an_export_without_kinds_are_told_too(tmp_path):
    export = tmp_path / "deals.csv"
    rows = [
        f"{n},Firma {n % 30},{'won' if n % 3 else 'lost'},2025-{n % 12 + 1:02}-03,2026-{n % 9 + 1:02}-07,100"
        for n in range(60)
    ]
    export.write_text("\n".join(["Deal ID,Company,Stage,Created,Closed,Amount", *rows]))
    session = Session.init(tmp_path / "ws")
    session.data.import_files([export], yes=True)
    [found] = [one for one in session.data.check()["findings"] if one["code"] == "deals_of_one_kind"]
    assert found["fields"]["n"] == 20


def test_companies_that_pay_by_grace_alone_are_counted(tmp_path):
    """Invoices are all that is known: one ran out twelve days before the day, one covers it."""
    made = {
        "accounts": "select * from (values ('a', 'Alpha'), ('b', 'Beta')) t(account_id, name)",
        "invoices": "select c.account_id, m::date as issued_on, m::date as period_start, (m + interval 1 month"
        " - interval 1 day)::date as period_end, 100.0 as amount, 'EUR' as amount_currency"
        " from (values ('a', 0), ('b', 19)) c(account_id, later), range(timestamp '2025-01-01', timestamp '2026-10-01',"
        " interval 1 month) r(first) cross join lateral (select first + later * interval 1 day) x(m)",
    }
    for table, rows in made.items():
        duckdb.execute(f"copy ({rows}) to '{tmp_path / table}.parquet' (format parquet)")
    session = in_place(tmp_path, {table: tmp_path / f"{table}.parquet" for table in made})
    told = {one["code"]: one for one in session.run(as_of="2026-10-12")["findings"]}
    assert told["paying_by_grace"]["fields"] == {"n": 1, "days": 30, "date": "2026-10-12"}
    session.workspace.configure(grace_days=0)
    assert "paying_by_grace" not in {one["code"] for one in session.run(as_of="2026-10-12")["findings"]}


def test_a_domain_that_is_called_as_in_files_is_told(tmp_path, few):
    path = tmp_path / "accounts.parquet"
    rows = f"select * exclude (domain), 'x.example' as Account_Domain from read_parquet('{few['accounts']}')"
    duckdb.execute(f"copy ({rows}) to '{path}' (format parquet)")
    session = in_place(tmp_path, {**few, "accounts": path})
    [found] = [one for one in session.data.check()["findings"] if one["code"] == "column_called_otherwise"]
    assert found["fields"] == {"column": "Account_Domain", "wanted": "domain"}


def test_a_yearly_price_is_converted_once_and_then_divided_imported_or_in_place(tmp_path):
    contracts = [(f"K{n}", 1000 + 7 * n, "USD" if n % 2 else "EUR") for n in range(40)]
    rate = 0.8737
    rows = "".join(
        f"S{n},{name},{price},{money},yearly,2025-01-10\n" for n, (name, price, money) in enumerate(contracts)
    )
    (tmp_path / "subscriptions.csv").write_text(
        f"Subscription ID,Company,Amount,Currency,Billing interval,Start date\n{rows}"
    )
    (tmp_path / "rates.csv").write_text(f"Month,Currency,Rate (EUR)\n2025-01,USD,{rate}\n")
    imported = Session.init(tmp_path / "imported")
    imported.data.import_files(sorted(tmp_path.glob("*.csv")), yes=True)
    selects = {
        "accounts": "select 'a' || n as account_id, 'K' || n as name from range(40) r(n)",
        "subscriptions": (
            "select 'S' || n as subscription_id, 'a' || n as account_id, date '2025-01-10' as started_on, "
            "cast(1000 + 7 * n as decimal(18,4)) as amount, case when n % 2 = 1 then 'USD' else 'EUR' end as "
            "amount_currency, 12 as billing_months from range(40) r(n)"
        ),
        "rates": f"select date '2025-01-01' as month, 'USD' as currency, 'EUR' as base, {rate} as rate",
    }
    places = {}
    for name, select in selects.items():
        places[name] = tmp_path / f"{name}.parquet"
        duckdb.execute(f"copy ({select}) to '{places[name]}' (format parquet)")
    expected = sorted((round(price * rate, 2) if money == "USD" else price) / 12 for _, price, money in contracts)
    for session in (imported, in_place(tmp_path, places)):
        session.workspace.configure(currency="EUR")
        with engine_of(session.workspace) as engine:
            known = gather(session.workspace, engine)
        assert sorted(known.facts.accounts.mrr) == pytest.approx(expected, abs=1e-9)
        assert [one.fields["n"] for one in known.findings if one.code.startswith("converted")] == [20]


def test_the_report_tells_where_a_table_lies_as_it_was_written_and_not_where_the_workspace_does(tmp_path, few):
    session = Session.init(tmp_path / "somebodys home")
    (tmp_path / "somebodys home" / "exports").mkdir()
    names = {}
    for name, path in few.items():
        names[name] = f"exports/{name}.csv"
        target = tmp_path / "somebodys home" / names[name]
        duckdb.execute(f"copy (from read_parquet('{path}')) to '{target}' (format csv)")
    session.workspace.configure(tables=names)
    page = Path(session.run()["report"]).read_text(encoding="utf-8")
    assert "exports/subscriptions.csv" in page
    assert "somebodys home/exports" not in page
