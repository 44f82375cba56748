"""The card as SQL answers as the scalar three-valued conditions do."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openicp.engine import duck
from openicp.model.attribute import Attribute, Condition, Kind, all_of, any_of
from openicp.model.facts import Accounts, CategoryColumn, Column, NumberColumn, TagsColumn
from openicp.model.profile import TOGETHER, Band, Line, Profile
from openicp.profile import score
from openicp.sql.score import score_sql

INDUSTRIES = ("agency", "retail", "o'brien")
TOOLS = ("slack", "jira", "asana")
COLUMNS = {"industry": Kind.CATEGORY, "employees": Kind.NUMBER, "technologies": Kind.TAGS}
NUMBERS = (1.0, 10.0, 50.0, 51.0, 100.0, 200.0, 500.0)


def profile_of(lines) -> Profile:
    return Profile(
        name="main",
        version=1,
        outcome="won",
        code="tentative",
        reason="",
        reason_fields={},
        lines=tuple(lines),
        tiers=(),
        as_of="2026-01-01",
        run="r",
        labelled=0,
        successes=0,
        looked_at=0,
    )


@st.composite
def conditions(draw, attribute):
    if attribute == "employees":
        low, high = sorted(draw(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))))
        low_end = draw(st.sampled_from([low, None, -math.inf]))
        high_end = draw(st.sampled_from([high + 1, None, math.inf]))
        return Condition(attribute, (), low_end, high_end)
    pool = INDUSTRIES if attribute in ("industry", "x_missing") else TOOLS
    return Condition(attribute, tuple(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=2, unique=True))))


@st.composite
def cards(draw):
    lines = []
    for attribute in ("industry", "employees", "technologies", "x_missing"):
        bands = [Band(draw(conditions(attribute)), draw(st.integers(-5, 10))) for _ in range(draw(st.integers(0, 3)))]
        if draw(st.booleans()):
            bands.insert(draw(st.integers(0, len(bands))), Band(None, draw(st.integers(-5, 10))))
        lines.append(Line(attribute, "shown", tuple(bands), reference=draw(st.floats(-6, 11))))
    if draw(st.booleans()):
        lines.append(draw(together()))
    return profile_of(lines)


@st.composite
def together(draw):
    """The line that asks two to four things at once, tags twice among them."""
    asked = draw(
        st.lists(
            st.sampled_from(("industry", "employees", "technologies", "technologies", "x_missing")),
            min_size=2,
            max_size=4,
        )
    )
    first, *also = [draw(conditions(attribute)) for attribute in asked]
    bands = (Band(first, draw(st.integers(-5, 10)), also=tuple(also)), Band(None, draw(st.integers(-5, 10))))
    return Line(TOGETHER, "shown", bands, reference=draw(st.floats(-6, 11)))


@st.composite
def companies(draw):
    low, high = sorted(draw(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))))
    people = draw(st.sampled_from([(low, high), (low, low), (None, None), (low, None), (None, high), (low, math.inf)]))
    tools = draw(st.lists(st.sampled_from((*TOOLS, "excel")), max_size=3, unique=True))
    return {"industry": draw(st.sampled_from((*INDUSTRIES, None))), "people": people, "tools": tools}


def answer(condition: Condition, company) -> bool | None:
    if condition.attribute == "employees":
        return condition.holds_range(*company["people"])
    if condition.attribute == "technologies":
        if not company["tools"]:
            return None
        return any_of([value in company["tools"] for value in condition.values])
    return condition.holds_value(company["industry"]) if condition.attribute == "industry" else None


def by_hand(profile: Profile, company) -> tuple[int, int, int]:
    score = low = high = 0
    for line in profile.lines:
        possible = []
        rest = next((band.points for band in line.bands if band.condition is None), 0)
        for band in line.bands:
            if band.condition is None:
                continue
            found = all_of([answer(condition, company) for condition in band.conditions])
            if found is not False:
                possible.append(band.points)
            if found:
                break
        else:
            possible.append(rest)
        fewest, most = min(possible), max(possible)
        expected = min(most, max(fewest, math.floor(line.reference + 0.5)))
        score, low, high = score + expected, low + fewest, high + most
    return score, low, high


def put(engine, found) -> None:
    keys = [f"p{i}" for i in range(len(found))]
    engine.put(
        "prospects",
        {
            "prospect_id": keys,
            "industry": [c["industry"] for c in found],
            "employees_low": [c["people"][0] for c in found],
            "employees_high": [c["people"][1] for c in found],
        },
        types={"industry": "varchar", "employees_low": "double", "employees_high": "double"},
    )
    tags = [(key, tool) for key, company in zip(keys, found, strict=True) for tool in company["tools"]]
    engine.put(
        "prospect_tags",
        {
            "prospect_id": [key for key, _ in tags],
            "attribute": ["technologies" for _ in tags],
            "value": [tool for _, tool in tags],
        },
        types={"prospect_id": "varchar", "attribute": "varchar", "value": "varchar"},
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(profile=cards(), found=st.lists(companies(), min_size=1, max_size=12))
def test_sql_scores_as_the_scalar_conditions_do(tmp_path_factory, profile, found):
    with duck(tmp_path_factory.getbasetemp()) as engine:
        put(engine, found)
        rows = engine.rows(
            f"select prospect_id, score, score_low, score_high from ({score_sql(engine.dialect, profile, COLUMNS)}) s"
        )
    assert {key: (score, low, high) for key, score, low, high in rows} == {
        f"p{i}": by_hand(profile, company) for i, company in enumerate(found)
    }


def coded(found) -> Accounts:
    """The same companies as coded accounts, with every tool that a card may name."""
    n = len(found)
    place = {value: index for index, value in enumerate(INDUSTRIES)}
    codes = np.array([place.get(company["industry"], -1) for company in found], np.int64)
    ends = np.array([[np.nan if end is None else end for end in company["people"]] for company in found], float)
    known = (*TOOLS, "excel")
    state = np.array([[tool in c["tools"] if c["tools"] else -1 for tool in known] for c in found], np.int8)
    columns: dict[str, Column] = {
        "industry": CategoryColumn(Attribute("industry", Kind.CATEGORY), INDUSTRIES, codes),
        "employees": NumberColumn(Attribute("employees", Kind.NUMBER), ends[:, 0], ends[:, 1], (-math.inf, math.inf)),
        "technologies": TagsColumn(Attribute("technologies", Kind.TAGS), known, state.reshape(n, len(known))),
    }
    no, never, none = np.zeros(n, bool), np.full(n, -1), np.full(n, None, dtype=object)
    return Accounts(none, none, columns, never, no, never.astype(np.int8), no, no, never, never, np.full(n, np.nan))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(profile=cards(), found=st.lists(companies(), min_size=1, max_size=12))
def test_lists_and_accounts_are_scored_alike(tmp_path_factory, profile, found):
    points, low, high = score(profile, coded(found))
    with duck(tmp_path_factory.getbasetemp()) as engine:
        put(engine, found)
        select = score_sql(engine.dialect, profile, COLUMNS)
        found_rows = engine.rows(f"select prospect_id, score, score_low, score_high from ({select}) s")
    rows = {key: triple for key, *triple in found_rows}
    assert [rows[f"p{i}"] for i in range(len(found))] == [list(one) for one in zip(points, low, high, strict=True)]
