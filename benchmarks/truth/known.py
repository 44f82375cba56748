"""Data that others have worked with: what came out here beside what is known of them.

Comes in: the folder that ``OPENICP_DATA`` names, and the other packages where they are installed. Goes out: rows. It
never tunes anything: every choice is made inside each fold.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rows import Effort, Row

from openicp import profile, segments, stats
from openicp.facts.bands import edges
from openicp.model.attribute import Attribute, Kind
from openicp.model.cells import Labels
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn

FOLDS = 5
EXPOSURE = ("tenure", "TotalCharges")


def known(effort: Effort) -> Iterator[Row]:
    """Everything that needs data of others; nothing where they are not there."""
    folder = os.environ.get("OPENICP_DATA")
    if not folder:
        yield Row("data of others", "", "OPENICP_DATA is not set", None)
        return
    yield from _retention(Path(folder) / "sbg")
    yield from _telco(Path(folder) / "telco-churn")


def _retention(folder: Path) -> Iterator[Row]:
    (path,) = folder.glob("*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [[cell for cell in row if cell] for row in csv.reader(file)]
    alive = np.array([float(row[-1]) for row in rows if _is_number(row[-1])])
    fitted = stats.fit_shifted_beta_geometric(alive[:8])
    found = (fitted.alpha, fitted.beta, 100 * float(fitted.survival(np.array(12.0))))
    holds = all(abs(value / true - 1) < 0.01 for value, true in zip(found, (0.704, 1.182, 17.0), strict=True))
    said = f"alpha {found[0]:.3f}, beta {found[1]:.3f}, {found[2]:.1f} %"
    yield Row("sBG on years 0 to 7 of Fader and Hardie", "alpha 0.704, beta 1.182; 17.0 % in year 12", said, holds)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _telco(folder: Path) -> Iterator[Row]:
    (path,) = folder.glob("*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    churned = np.array([row["Churn"] == "Yes" for row in rows], np.int8)
    names = [name for name in rows[0] if name not in ("customerID", "Churn")]
    for left_out, asked in (((), "at least 0.845"), (EXPOSURE, "")):
        accounts = _consumers(rows, [name for name in names if name not in left_out])
        per_fold, error, lines = _cross_validated(accounts, churned)
        mean = float(np.mean(per_fold))
        what = "telco-churn, at most 7 of 19 fields" if not left_out else "the same without tenure and total charges"
        yield Row(f"{what}: AUC out of fold", asked, f"{mean:.4f}", mean >= 0.845 if asked else None, f"{FOLDS} folds")
        yield Row(f"{what}: calibration error", "below 0.03", f"{error:.4f}", error < 0.03, f"at most {lines} lines")


def _consumers(rows: list[dict[str, str]], names: list[str]) -> Accounts:
    n = len(rows)
    no, day = np.zeros(n, bool), np.full(n, -1, np.int64)
    texts = np.array([str(place) for place in range(n)], dtype=object)
    columns = {name: _column(name, [row[name].strip() for row in rows]) for name in names}
    return Accounts(texts, texts, columns, day, ~no, np.full(n, -1, np.int8), ~no, ~no, day, day, np.full(n, np.nan))


def _column(name: str, values: list[str]) -> Column:
    if name in ("tenure", "MonthlyCharges", "TotalCharges"):
        number = np.array([float(value) if value else np.nan for value in values])
        known_ones = number[~np.isnan(number)]
        ends = edges(known_ones, known_ones, unit="", whole=name == "tenure")
        return NumberColumn(Attribute(name, Kind.NUMBER), number, number, ends)
    codes = sorted(set(values))
    return CategoryColumn(Attribute(name, Kind.CATEGORY), tuple(codes), np.array([codes.index(v) for v in values]))


def _cross_validated(accounts: Accounts, label: np.ndarray) -> tuple[list[float], float, int]:
    """AUC per fold, calibration error of pooled chances in ten equal parts, most lines of a card."""
    fold = _stratified(label)
    areas, chance, most = [], np.zeros(len(label)), 0
    for one in range(FOLDS):
        inside = np.where(fold != one, label, -1).astype(np.int8)
        labels = Labels(inside, np.zeros(len(label), np.int64), "left", among_customers=True)
        found = segments.search(accounts, labels, permutations=200)
        fitted = profile.fit(accounts, labels, found)
        points = profile.score(fitted, accounts)[0]
        test = fold == one
        areas.append(_area(points[test], label[test]))
        chance[test] = _chances(points[~test], label[~test], points[test])
        most = max(most, len(fitted.lines))
    parts = np.array_split(np.argsort(chance, kind="stable"), 10)
    error = sum(abs(chance[part].mean() - label[part].mean()) * len(part) for part in parts) / len(label)
    return areas, float(error), most


def _stratified(label: np.ndarray) -> np.ndarray:
    """Fold of each row: stratified and shuffled, seed 0, dealt as scikit-learn's ``StratifiedKFold`` does."""
    rng = np.random.RandomState(0)
    kinds, first = np.unique(label, return_index=True)
    code = np.argsort(np.argsort(first))[np.searchsorted(kinds, label)]
    order = np.sort(code)
    share = np.array([np.bincount(order[place::FOLDS], minlength=len(kinds)) for place in range(FOLDS)])
    fold = np.empty(len(label), np.int64)
    for kind in range(len(kinds)):
        dealt = np.arange(FOLDS).repeat(share[:, kind])
        rng.shuffle(dealt)
        fold[code == kind] = dealt
    return fold


def _area(points: np.ndarray, label: np.ndarray) -> float:
    """Area under the ROC curve, ties half (Mann and Whitney 1947)."""
    _, place, size = np.unique(points, return_inverse=True, return_counts=True)
    rank = (np.cumsum(size) - (size - 1) / 2)[place]
    yes = label == 1
    return float((rank[yes].sum() - yes.sum() * (yes.sum() + 1) / 2) / (yes.sum() * (~yes).sum()))


def _chances(points: np.ndarray, label: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Chance by points: a logistic curve through the accounts that the card was fitted on."""
    from openicp.profile.points import logistic

    centre, spread = points.mean(), max(float(points.std()), 1e-9)
    start, slope = logistic(((points - centre) / spread)[:, None], label.astype(float), ridge=1e-6)
    return np.asarray(1 / (1 + np.exp(-(start + slope * (at - centre) / spread))))
