"""The small example once more a month later, with files that it does not have: what only a second import is asked.

Comes in: the exports of the small example, an empty folder. Goes out: the same exports of a later day, some values
changed, one row gone, and tables of usage, rates and segments. Nothing is drawn: each value follows from its row.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

NOW, LATER = "2026-10-31", "2026-11-30"
CHANGED = ("Industry", "Number of Employees", "Lifecycle Stage", "Country/Region", "Plan")
RATES = "Month,Currency,Rate to EUR\n2026-08-01,USD,0.91\n2026-09-01,USD,0.92\n2026-10-01,USD,0.93\n"
FIGURES = (
    "Segment,Customers,Churn per month,LTV,CAC\nAgencies,120,2.5 %,EUR 8500,EUR 900\nRetail,60,4 %,EUR 3100,EUR 1200\n"
)


def write_later(files: Sequence[Path], folder: Path) -> list[Path]:
    """Write the files of the second import into ``folder``."""
    folder.mkdir(parents=True)
    exports = [file for file in files if NOW in file.name]
    written = [_again(file, folder / file.name.replace(NOW, LATER)) for file in exports]
    companies = _rows(next(file for file in files if file.name.startswith("hubspot-companies")))
    uses = [
        [row["Company name"], "reports", f"2026-{month:02d}-15", str(at % 7 + month)]
        for at, row in enumerate(companies)
        for month in (8, 9, 10)
    ]
    _write(folder / "usage.csv", ["Company", "Feature", "Date", "Events"], uses)
    (folder / "rates.csv").write_text(RATES, encoding="utf-8")
    (folder / "segments.csv").write_text(FIGURES, encoding="utf-8")
    return [*written, *(folder / name for name in ("usage.csv", "rates.csv", "segments.csv"))]


def _again(file: Path, place: Path) -> Path:
    rows = _rows(file)
    for at, row in enumerate(rows[::3]):
        for name in set(CHANGED) & set(row):
            row[name] = rows[(7 * at + 1) % len(rows)][name]
    return _write(place, list(rows[0]), [list(row.values()) for row in rows[:-1]])


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(place: Path, head: list[str], rows: list[list[str]]) -> Path:
    with place.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return place


__all__ = ["write_later"]
