"""Actions that answer from ``views.json``: the shapes that the command line promises to programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

View = dict[str, Any]
VIEWS: dict[str, View] = json.loads((Path(__file__).parent / "views.json").read_text(encoding="utf-8"))
RUN: View = {**VIEWS["run"], **VIEWS["profile"]}
START: View = {**VIEWS["import"], **RUN, "questions": [], "totals": VIEWS["check"]["totals"]}
CALLS: list[tuple[str, dict[str, Any]]] = []
"""What was asked, for tests that look at the arguments."""


def answer(name: str, view: View, arguments: dict[str, Any]) -> View:
    CALLS.append((name, {key: value for key, value in arguments.items() if key not in {"self", "progress", "tell"}}))
    return view


TRIED: View = {
    "tier": "A",
    "lines": [{"attribute": "employees", "label": "50–200 people", "points": 8}],
    "now": {"win_rate": {"value": 0.69, "low": 0.62, "high": 0.75, "n": 200, "k": 137, "unit": "share"}},
    "then": {"win_rate": {"value": 0.48, "low": 0.43, "high": 0.53, "n": 388, "k": 185, "unit": "share"}},
    "moves": {"up": 2, "down": 1, "named": [{"name": "Kite", "account_id": "a1", "from": "C", "to": "A"}]},
}


MOVED: View = {
    "as_of": ["2026-09-30", "2026-10-31"],
    "currency": "EUR",
    "totals": [{"name": "mrr", "before": 8990.0, "now": 9420.5, "unit": "money"}],
    "customers": {
        **{name: [] for name in ("back", "less", "gone")},
        "new": [{"name": f"New {at}", "mrr": 100.0} for at in range(7)],
        "left": [{"name": "Kite", "mrr": 80.0}],
        "more": [{"name": "Bolt", "mrr": 20.5}],
    },
    "deals": {"won": ["Acme"], "lost": []},
    "unexplained": -10.0,
    "profile": {
        "verdict": ["too_little", "tentative"],
        "lines": [{"what": "new", "label": "Germany", "basis": "shared"}],
    },
    "segments": [{"what": "changed", "label": "Agencies", "before": "keep", "verdict": "invest"}],
    "prospects": {"up": [{"name": "Otter", "from": "C", "to": "A"}], "down": []},
}
UPDATED: View = {**RUN, "files": VIEWS["import"]["files"], "gone": ["old.csv"], "moved": MOVED}


class Session:
    path = Path("acme")

    @property
    def data(self) -> Session:
        """What was read: the same stand-in."""
        return self

    @classmethod
    def open(cls, path: Path, *, lang: str, engine: str | None = None) -> Session:
        answer("open", {}, {"path": path})
        return cls()

    @classmethod
    def init(cls, path: Path, *, lang: str, engine: str | None = None) -> Session:
        return cls()

    def import_files(self, paths: list[Path], *, table: str | None, yes: bool, progress: Any) -> View:
        with progress.step("read", total=len(paths)) as step:
            step.advance()
        return answer("import", VIEWS["import"], locals())

    def sources(self) -> View:
        return VIEWS["sources"]

    def forget(self, source: str) -> View:
        return answer("forget", VIEWS["sources"], locals())

    def links(self, action: str | None, *what: str) -> View:
        side = {"name": "Brava GmbH", "system": "hubspot", "domain": "brava.example", "country": "FR", "deals": 1}
        other = {"name": "Brava Digital", "system": "stripe", "domain": None, "country": None, "mrr": 279.0}
        link = {"number": 1, "id": "q1", "confidence": 0.95, "reason": "won_then_paid", "message": "One company?"}
        found = {"links": [{**link, "first": side, "second": other}], "history": [], "currency": "EUR"}
        return answer("links", found, locals())

    def worksheet(self, out: Path, *, blank: bool = False) -> View:
        asked = [{"attribute": "technologies", "label": "Tools used", "missing": 11}]
        found = {"out": str(out), "prefilled": True, "sheets": ["To fill in"], "companies": 11, "fields": asked}
        return answer("worksheet", found, locals())

    def check(self) -> View:
        return VIEWS["check"]

    def totals(self, given: Any, *, on: str | None, remove: tuple[str, ...]) -> View:
        return answer("totals", {"typed": [], "totals": VIEWS["check"]["totals"]}, locals())

    def run(self, *, as_of: str | None, profile: str | None, outcome: str | None, progress: Any) -> View:
        return answer("run", RUN, locals())

    def update(self, *, progress: Any) -> View:
        return answer("update", UPDATED, locals())

    def report(self) -> View:
        return answer("report", {"report": RUN["report"], "run": RUN["run"], "as_of": RUN["as_of"]}, locals())

    def segments(self, *, by: tuple[str, ...], found: bool) -> View:
        return answer("segments", VIEWS["segments"], locals())

    def accounts(self, *, segment: str | None, profile: str | None, who: str | None, others: bool) -> View:
        return answer("accounts", VIEWS["accounts"], locals())

    def profile(self, *, name: str | None, version: int | None) -> View:
        return answer("profile", VIEWS["profile"], locals())

    def what_if(self, *, profile: str | None, drop: Any, points: Any, bands: Any) -> View:
        return answer("what_if", TRIED, locals())

    def backtest(self, *, outcome: str | None, progress: Any) -> View:
        return answer("backtest", VIEWS["backtest"], locals())

    def score(
        self, file: Path, out: Path, *, profile: str | None, tiers: tuple[int, ...] | None, progress: Any
    ) -> View:
        return answer("score", VIEWS["score"], locals())


def demo(path: Path, *, small: bool, lang: str, engine: str | None, progress: Any) -> View:
    return answer("demo", RUN, locals())


def start(folder: Path, *, yes: bool, ask: Any, lang: str, engine: str | None, progress: Any, tell: Any) -> View:
    if tell is not None:
        tell(START)
    return answer("start", START, locals())
