"""What a gathering asks of the engine, and what comes back into Python, does not grow with the rows of a table."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from facts.published import write
from openicp.config.project import Project
from openicp.engine import duck
from openicp.facts import gather


class Watched:
    """An engine that counts statements, and the rows that it hands over."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.statements = self.rows_taken = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def create(self, name: str, select: str, parameters: Any = ()) -> None:
        self.statements += 1
        self._engine.create(name, select, parameters)

    def fetch(self, select: str, parameters: Any = ()) -> Any:
        self.statements += 1
        found = self._engine.fetch(select, parameters)
        self.rows_taken += len(next(iter(found.values())))
        return found

    def rows(self, select: str, parameters: Any = ()) -> Any:
        self.statements += 1
        found = self._engine.rows(select, parameters)
        self.rows_taken += len(found)
        return found


def work(folder: Path, *, lines: int, uses: int, contracts: bool) -> tuple[int, int]:
    """Statements and rows of a gathering of 20 companies over 12 months, so many lines and uses of each a month."""
    folder.mkdir()
    names = [f"a{number:02d}" for number in range(20)]
    starts = [date(2025, month, 1) for month in range(1, 13)]
    months = [(start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)) for start in starts]
    tables: dict[str, list[dict[str, Any]]] = {"accounts": [{"account_id": name, "name": name} for name in names]}
    if contracts:
        tables["subscriptions"] = [
            {"account_id": name, "subscription_id": f"s{name}", "started_on": starts[0], "mrr": 10, "status": "active"}
            for name in names
        ]
    tables["invoices"] = [
        {"account_id": name, "invoice_id": f"{name}-{start}-{line}", "issued_on": start, "amount": 10, "status": "paid"}
        | {"period_start": start, "period_end": end}
        for name in names
        for start, end in months
        for line in range(lines)
    ]
    tables["usage"] = [
        {"account_id": name, "feature": f"f{use}", "on": start, "amount": 1.0}
        for name in names
        for start in starts
        for use in range(uses)
    ]
    paths = write(folder, **tables)
    with duck(folder) as engine:
        watched = Watched(engine)
        facts, _ = gather(watched, paths, Project())
        assert facts.spells is not None
        assert len(facts.spells.account) == 20
    return watched.statements, watched.rows_taken


@pytest.mark.parametrize("contracts", [True, False], ids=["beside contracts", "alone"])
def test_ten_times_the_lines_and_uses_take_no_statement_and_no_row_more(tmp_path: Path, contracts: bool) -> None:
    few = work(tmp_path / "few", lines=1, uses=1, contracts=contracts)
    many = work(tmp_path / "many", lines=10, uses=10, contracts=contracts)
    assert many == few


def test_equal_intervals_are_one_spell(tmp_path: Path) -> None:
    """In whatever order an engine meets them: lines of one invoice are as alike as two lines can be."""
    begun, year = date(2024, 1, 1), date(2024, 12, 31)
    rows = [
        {"account_id": "a", "subscription_id": str(number), "started_on": begun, "ended_on": year, "mrr": 1}
        for number in range(50)
    ]
    rows += [{"account_id": "a", "subscription_id": "x", "started_on": date(2026, 1, 1), "mrr": 1, "status": "active"}]
    paths = write(tmp_path, accounts=[{"account_id": "a", "name": "a"}], subscriptions=rows)
    with duck(tmp_path) as engine:
        facts, _ = gather(engine, paths, Project())
    assert facts.spells is not None
    assert len(facts.spells.account) == 2
