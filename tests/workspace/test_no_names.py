"""No name, mail or phone of a person is in any file of a workspace but the ledger."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.story.exports import data, imported

from openicp import example
from openicp.actions import Session

LEDGER = "ledger.sqlite"


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below ``folder`` as text: tables decoded, workbooks unpacked, the ledger left out."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith(LEDGER):
            continue
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet":
            rows = duckdb.connect().execute("select * from read_parquet(?)", [[str(path)]])
            yield name, "\n".join(str(value) for row in [rows.description, *rows.fetchall()] for value in row)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield name, "\n".join(book.read(part).decode("utf-8") for part in book.namelist())
        else:
            yield name, path.read_text("utf-8", errors="replace")


def told(folder: Path, names: set[str]) -> list[tuple[str, str]]:
    """Which names stand in which files."""
    assert len(names) > 20
    return [(file, name) for file, text in texts(folder) for name in sorted(names) if name in text]


def column(path: Path, *headers: str) -> set[str]:
    """Distinct texts of a file, several columns joined by a blank."""
    with path.open(encoding="utf-8", newline="") as file:
        return {" ".join(row[header] for header in headers) for row in csv.DictReader(file)} - {"", " "}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, list[Path]]:
    """The example company with its contacts, run."""
    folder = tmp_path_factory.mktemp("exports")
    files = example.write_small(folder)
    session, _ = imported(tmp_path_factory.mktemp("small") / "ws", files)
    session.run()
    return session, files


def test_contacts_and_owners_of_the_example_are_in_no_file(small: tuple[Session, list[Path]]) -> None:
    session, files = small
    named = {file.name.split("-2026")[0]: file for file in files}
    contacts = named["hubspot-contacts"]
    names = column(contacts, "Email") | column(contacts, "First Name", "Last Name")
    names |= column(named["hubspot-companies"], "Company owner") | column(named["hubspot-deals"], "Deal owner")
    names |= column(named["stripe-subscriptions"], "Customer Email")
    assert told(session.path, names) == []


def test_what_is_looked_for_would_be_found(small: tuple[Session, list[Path]]) -> None:
    session, files = small
    companies = column(files[0], "Company name") | column(files[-1], "Company")
    found = {file.split("/")[1] if file.startswith(".openicp") else file for file, _ in told(session.path, companies)}
    assert {"tables", "reports/report.html", "reports/prospects.xlsx", "reports/prospects.csv"} <= found


def test_quotes_are_in_no_table_and_no_profile(small: tuple[Session, list[Path]]) -> None:
    session, _ = small
    quotes = {str(row["quote"]) for row in session.workspace.ledger.rows("statements")}
    assert quotes
    kept = [file for file, text in texts(session.path) if any(quote in text for quote in quotes)]
    assert [file for file in kept if not file.startswith("reports/")] == []


def test_the_ledger_of_a_run_forgets_with_its_source(small: tuple[Session, list[Path]], tmp_path: Path) -> None:
    _, files = small
    session, _ = imported(tmp_path / "ws", files)
    contacts = next(file for file in files if "contacts" in file.name)
    mails = column(contacts, "Email")
    session.data.forget("hubspot-contacts")
    session.close()
    raw = b"".join(path.read_bytes() for path in (tmp_path / "ws").rglob(f"{LEDGER}*"))
    assert not [mail for mail in mails if mail.encode() in raw]


def test_users_of_a_real_export_are_in_no_file(tmp_path: Path) -> None:
    files = [data("r3n0va-250", f"{name}.csv") for name in ("accounts", "subscriptions", "opportunities", "users")]
    session, _ = imported(tmp_path / "ws", files)
    session.run()
    assert told(session.path, column(files[-1], "user_id")) == []


def test_sales_agents_of_a_real_export_are_in_no_file(tmp_path: Path) -> None:
    names = ("accounts", "products", "sales_pipeline", "sales_teams")
    files = [data("maven-crm", f"{name}.csv") for name in names]
    session, _ = imported(tmp_path / "ws", files)
    session.run()
    agents = column(files[-1], "sales_agent") | column(files[-1], "manager")
    assert told(session.path, agents) == []
