"""A table in place that cannot be used is told in a sentence that says which, where and why, in people's words."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from cluster.mainjob import differences, plain
from drawn import of
from made import tables
from openicp.actions import Session
from openicp.faces.cli.app import run


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return tables(tmp_path_factory.mktemp("few"), of(40, seed=3))


def in_place(folder: Path, places: dict[str, Path]) -> Session:
    session = Session.init(folder / "ws")
    session.workspace.configure(tables={name: str(path) for name, path in places.items()})
    return session


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[str, str]]:
    """The sentence and the hint that a person reads of these tables."""

    def ask(places: dict[str, Path], *command: str) -> tuple[str, str]:
        in_place(tmp_path, places).close()
        assert run(["--lang", "en", "-C", str(tmp_path / "ws"), *(command or ("run",))]) == 1
        sentence, hint = capsys.readouterr().err.rstrip("\n").split("\n")
        return sentence, hint

    return ask


def written(path: Path, select: str) -> Path:
    duckdb.execute(f"copy ({select}) to '{path}' (format parquet)")
    return path


@pytest.mark.parametrize("rows", ["limit 0", "where false", "replaced"])
def test_a_table_of_no_companies_is_told_and_not_those_that_need_it(refused, few, tmp_path: Path, rows: str):
    all_of_them = f"select * from read_parquet('{few['accounts']}')"
    nobody = all_of_them.replace("*", "* replace (null::varchar as account_id)")
    place = written(tmp_path / "none.parquet", nobody if rows == "replaced" else f"{all_of_them} {rows}")
    sentence, hint = refused({**few, "accounts": place})
    assert sentence == f"The table accounts at {place} holds no companies."
    assert "account_id" in hint


@pytest.mark.parametrize("command", ["run", "check"])
def test_tables_without_the_one_of_companies_are_told_that_it_is_missing(refused, few, command: str):
    sentence, _ = refused({"deals": few["deals"]}, command)
    assert sentence.endswith("under tables in openicp.yaml, the table accounts is missing.")


def test_tables_in_place_that_nobody_ran_on_are_data(refused, few):
    sentence, hint = refused(few, "segments")
    assert "holds data" in sentence
    assert hint == "Do it first: openicp run"


def test_data_without_companies_are_not_called_no_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    deals = tmp_path / "deals.csv"
    deals.write_text("Deal ID,Company,Stage,Amount,Closed\n1,,Won,5,2024-01-01\n", "utf-8")
    place = ["--lang", "en", "-C", str(tmp_path / "ws")]
    Session.init(tmp_path / "ws").close()
    assert run([*place, "import", str(deals), "--yes"]) == 0
    capsys.readouterr()
    assert run([*place, "run"]) == 1
    assert "holds data, but no companies." in capsys.readouterr().err


def test_a_file_of_another_kind_among_those_of_a_table_is_named(refused, few, tmp_path: Path):
    folder = tmp_path / "companies"
    folder.mkdir()
    shutil.copy(few["accounts"], folder / "a.parquet")
    (folder / "extra.csv").write_text("account_id,name\n1,Brava\n", "utf-8")
    sentence, hint = refused({**few, "accounts": folder})
    assert sentence == f"In the folder {folder} of the table accounts there is a file that is not Parquet: extra.csv."
    assert hint.startswith("Move it out of the folder")


@pytest.mark.parametrize(
    ("replaced", "said"),
    [
        ("issued_on::varchar as issued_on", "column issued_on holds text (varchar); needed: days."),
        ("amount as issued_on", "column issued_on holds numbers (decimal(18,4)); needed: days."),
        ("{'a': issued_on} as issued_on", "holds several fields in one (struct(a date)); needed: days."),
        ("[amount] as amount", "column amount holds lists (decimal(18,4)[]); needed: numbers."),
        ("issued_on as amount", "column amount holds days (date); needed: numbers."),
    ],
)
def test_what_a_column_holds_is_said_in_words(refused, few, tmp_path: Path, replaced: str, said: str):
    select = f"select * replace ({replaced}) from read_parquet('{few['invoices']}')"
    sentence, hint = refused({**few, "invoices": written(tmp_path / "x.parquet", select)})
    assert sentence.endswith(said)
    assert hint.startswith(f"Turn it into {said.rsplit(': ')[-1].rstrip('.')} where it is written")


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("moment", ["timestamptz", "timestamptz_ns"])
@pytest.mark.usefixtures("in_new_york")
def test_a_moment_in_a_time_zone_is_the_day_in_utc_wherever_the_machine_stands(few, tmp_path: Path, moment: str):
    midnight = f"cast(cast(issued_on as varchar) || ' 00:00:00+00' as {moment}) as issued_on"
    select = f"select * replace ({midnight}) from read_parquet('{few['invoices']}')"
    sessions = [in_place(tmp_path / "days", few)]
    sessions.append(in_place(tmp_path, {**few, "invoices": written(tmp_path / "moments.parquet", select)}))
    found = [plain(each.run()) for each in sessions]
    assert list(differences(*found)) == []
    assert sessions[0].segments(by=["industry"]) == sessions[1].segments(by=["industry"])


def checked(folder: Path, places: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> str:
    in_place(folder, places).close()
    assert run(["--lang", "en", "-C", str(folder / "ws"), "check"]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_a_size_without_its_bounds_is_told_not_to_be_read(few, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    select = f"select account_id, name, employees_low as employees from read_parquet('{few['accounts']}')"
    places = {name: place for name, place in few.items() if name != "attributes"}
    said = checked(tmp_path, {**places, "accounts": written(tmp_path / "plain.parquet", select)}, capsys)
    assert "Nothing is read from the column employees of the table accounts: it is wanted as two columns" in said


def test_what_companies_are_beside_a_table_that_says_it_not_is_told_not_to_be_read(
    few, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    select = f"select * from read_parquet('{few['attributes']}') where attribute <> 'industry'"
    said = checked(tmp_path, {**few, "attributes": written(tmp_path / "less.parquet", select)}, capsys)
    assert "Nothing is read from the column industry of the table accounts" in said
    assert "the table attributes, which does not say it" in said


def test_of_columns_that_are_read_and_of_empty_ones_nothing_is_told(
    few, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert "Nothing is read from" not in checked(tmp_path, few, capsys)
