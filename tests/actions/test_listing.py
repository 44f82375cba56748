"""Timing orders what points leave open, and nothing else."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from openicp.actions.telling.listing import timed
from openicp.prospects import Ranked, Ranking


def company(name: str, *, score: int = 0, tier: str = "A", day: date | None = None, status: str = "ranked") -> Ranked:
    known: dict[str, Any] = {
        "prospect_id": name,
        "name": name,
        "status": status,
        "rank": 1 if status == "ranked" else None,
        "score": score,
        "score_low": score,
        "score_high": score,
        "tier": tier,
        "fields": {} if day is None else {"event": "New funding", "event_on": day},
    }
    required = [one.name for one in fields(Ranked) if one.default is MISSING and one.default_factory is MISSING]
    return Ranked(**{**dict.fromkeys(required), **known})


def order(*rows: Ranked) -> list[str | None]:
    return [row.name for row in timed(Ranking(rows, {}, {}, 13, ())).rows]


LATELY, LONG_AGO = date(2026, 10, 9), date(2026, 3, 2)


def test_among_equals_those_with_news_come_first_and_the_rest_keeps_its_order() -> None:
    rows = [company("a"), company("b", day=LONG_AGO), company("c"), company("d", day=LATELY)]
    assert order(*rows) == ["d", "b", "a", "c"]


def test_news_never_lifts_a_company_over_one_with_more_points() -> None:
    assert order(company("a", score=9), company("b", score=5, day=LATELY)) == ["a", "b"]


def test_news_never_moves_a_company_into_a_better_tier() -> None:
    rows = [company("a", score=5), company("b", score=5, tier="B", day=LATELY)]
    assert order(*rows) == ["a", "b"]


def test_who_is_set_apart_stays_at_the_end_and_ranks_are_counted_anew() -> None:
    rows = [company("a"), company("b", day=LATELY), company("c", status="customer", day=LATELY)]
    found = timed(Ranking(tuple(rows), {}, {}, 13, ())).rows
    assert [(row.name, row.rank) for row in found] == [("b", 1), ("a", 2), ("c", None)]


def test_a_list_without_events_is_left_as_it_is() -> None:
    ranking = Ranking((company("b"), company("a")), {}, {}, 13, ())
    assert timed(ranking) is ranking
