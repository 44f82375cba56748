"""Customers grew tenfold after they were won: today's size tells who was won, the size of then tells nothing.

The planted truth is that size does not matter. Whoever looks at today's list alone sees it decide everything; with the
earlier export beside it neither the profile nor the backtest may.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from collect.folders import table
from openicp.actions import Session

N = 120
HEADER = ("Company", "Website", "Employees", "Industry")


def exports(folder: Path) -> tuple[Path, Path, Path]:
    rng = np.random.default_rng(7)
    people = rng.integers(12, 400, N)
    won = rng.random(N) < 0.5
    trades = rng.choice(["Software", "Retail", "Hospitals"], N)
    days = [date(2023, 3, 1) + timedelta(days=int(day)) for day in np.sort(rng.integers(0, 700, N))]
    names = [(f"Company {place}", f"company{place}.example") for place in range(N)]
    early = [(*name, int(size), trade) for name, size, trade in zip(names, people, trades, strict=True)]
    late = [(*row[:2], row[2] * 10 if yes else row[2], row[3]) for row, yes in zip(early, won, strict=True)]
    deals = [
        (
            f"d{place}",
            names[place][0],
            day,
            day + timedelta(days=30),
            "Closed Won" if won[place] else "Closed Lost",
            100,
        )
        for place, day in enumerate(days)
    ]
    return (
        table(folder / "deals.csv", ("Deal ID", "Company", "Created on", "Closed on", "Stage", "Amount"), deals),
        table(folder / "companies-2023-02-28.csv", HEADER, early),
        table(folder / "companies-2025-06-30.csv", HEADER, late),
    )


def points_on_size(session: Session) -> list[str]:
    session.run(outcome="won")
    lines = session.profile()["profile"]["lines"]
    return [one["basis"] for one in lines if one["attribute"] in ("employees", "size_class")]


def best_cut(session: Session) -> float:
    """The highest area under the curve of any cut; 0.5 is chance."""
    found = [cut["auc"]["value"] for cut in session.backtest(outcome="won")["cuts"] if cut["auc"]["value"] is not None]
    return max(found, default=0.5)


@pytest.mark.parametrize("with_history", [True, False])
def test_the_profile_sees_what_a_company_was_when_it_was_won(tmp_path, with_history):
    deals, early, late = exports(tmp_path)
    session = Session.init(tmp_path / "ws")
    session.data.import_files([deals, *([early] if with_history else []), late], yes=True)
    bases = points_on_size(session)
    assert ("shown" in bases) is not with_history
    codes = {one["code"]: one["message"] for one in session.data.check()["findings"]}
    if with_history:
        assert "known_today_all" not in codes
        assert best_cut(session) < 0.7
    else:
        assert "today's value" in codes["known_today_all"]
    session.close()
