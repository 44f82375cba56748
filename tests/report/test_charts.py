"""Pictures: words stay inside and apart, nothing is drawn for nothing, foreign words are escaped."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openicp.report.charts import bars, dots, ladder, svg
from openicp.report.charts.bubble import Bubble, Frame, bubbles
from openicp.report.charts.dots import Axis, Mark
from openicp.report.charts.survival import Steps, SurvivalWords, survival
from openicp.report.views.curves import survival_view
from openicp.texts import catalogue
from report.examples import EXAMPLES

SHARES = Axis((0.0, 0.2, 0.4), ("0%", "20%", "40%"))
MONEY = Axis((0.0, 10e3, 20e3, 30e3, 40e3), ("$0", "$10k", "$20k", "$30k", "$40k"))
WORDS = re.compile(r'<text x="([\d.-]+)" y="([\d.-]+)" class="h b">(.*?)</text>')


def crowded() -> list[Bubble]:
    """Three groups on one spot and three more near each other, with long names."""
    rows = (
        ("E-commerce or tech startups, 50–200 people", 122, 0.048, 24.8e3),
        ("Tech startups, 50–200 people", 70, 0.049, 26.3e3),
        ("E-commerce, 50–200 people", 52, 0.046, 23.6e3),
        ("Non-profit organisations, 50–200 people", 11, 0.30, 14.3e3),
        ("Tech startups, 10–50 people", 11, 0.36, 13.1e3),
        ("Digital agencies, 50–200 people", 10, 0.28, 11.4e3),
    )
    return [
        Bubble(name, size, str(size), (x, x * 0.4, min(x * 2, 0.4)), (y, y * 0.6, y * 1.2)) for name, size, x, y in rows
    ]


@pytest.mark.parametrize(("width", "height"), [(590.0, 372.0), (346.0, 340.0)])
def test_names_of_crowded_bubbles_stay_inside_and_apart(width: float, height: float) -> None:
    frame = Frame(SHARES, MONEY, "leave in the first year", "CLV", (0.11, "target, 11%"), width, height)
    drawn = str(bubbles(crowded(), frame, title="Churn against CLV", desc="as a table below"))
    placed = [(float(x), float(y), re.sub("<[^>]+>", "", said)) for x, y, said in WORDS.findall(drawn)]
    assert sum(said.count("people") for _, _, said in placed) == 6
    boxes = [(x, y - 11, x + svg.text_width(said, bold=True) * 0.92, y + 2) for x, y, said in placed]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= width
        for other in boxes[:number]:
            across = min(right, other[2]) - max(left, other[0])
            down = min(bottom, other[3]) - max(top, other[1])
            assert across <= 2 or down <= 3, (placed[number], other)


@given(k=st.integers(0, 60), n=st.integers(0, 60))
def test_k_of_n_draws_n_dots_of_which_k_are_filled(k: int, n: int) -> None:
    k = min(k, n)
    drawn = str(dots.k_of_n(k, n, title="x"))
    assert drawn.count('class="di"') == k
    assert drawn.count('class="do"') == n - k


def test_a_group_that_nobody_asked_is_a_dotted_ring() -> None:
    drawn = str(dots.grouped([("best", 2, 3), ("lost", 0, 0)], title="x"))
    assert (drawn.count('"di"'), drawn.count('"do"'), drawn.count('"dn"')) == (2, 1, 1)


@given(st.text(), st.text())
def test_words_are_escaped_everywhere(name: str, said: str) -> None:
    mark = Mark(name, 0.1, 0.05, 0.2, said)
    drawn = str(dots.dot_whisker([mark], SHARES, title=f"<{name}>"))
    assert "<<" not in drawn
    assert drawn.count("<svg") == drawn.count("</svg>") == 1


def test_bars_start_at_zero_and_nothing_is_drawn_for_nothing() -> None:
    assert str(bars.pair(0.0, 0.0)).count("rect") == 2
    widths = re.findall(r'width="([\d.]+)" height="9" class="b[io]"', str(bars.pair(0.5, 0.25, width=200)))
    assert [float(width) for width in widths] == [100.0, 50.0]
    assert bars.tiers({}, (), title="x") == ""


def test_two_bands_with_the_same_points_share_a_rung() -> None:
    drawn = str(ladder.ladder([(3, "A"), (3, "B"), (0, "C")], 0, 3, title="x"))
    assert "A, B" in drawn
    assert drawn.count("<circle") == 2


def test_a_curve_holds_its_share_until_the_next_month() -> None:
    curve = Steps("all", "50%", (0.0, 10.0, 20.0), (1.0, 0.75, 0.5), (1.0, 0.6, 0.3), (1.0, 0.9, 0.7), ((0.0, "9"),))
    said = SurvivalWords("months", "still observed", ("0%", "25%", "50%", "75%", "100%"))
    drawn = str(survival([curve], said, (0, 12, 24), title="x", desc="y"))
    path = re.search(r'd="M([^"]+)" class="km"', drawn)
    assert path
    points = [tuple(map(float, point.split())) for point in path.group(1).split("L")]
    assert points[1][1] == points[0][1]
    assert points[1][0] == points[2][0]


@pytest.mark.parametrize("longest", [2, 59, 601, 1_500, 12_000])
def test_a_curve_of_any_length_has_few_ticks(longest: int) -> None:
    inp = EXAMPLES["thin"]()
    assert inp.curve_whole is not None
    months = tuple(float(month) for month in np.linspace(0, longest, len(inp.curve_whole.months)))
    view = survival_view(replace(inp, curve_whole=replace(inp.curve_whole, months=months)), catalogue("en"))
    assert view is not None
    assert 2 <= len(view.ticks) <= 7
    assert longest / 2 <= view.ticks[-1] <= 2 * longest + 3


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [(0.3, [0, 0.1, 0.2, 0.3]), (1.0, [0, 0.5, 1.0]), (0.0, [0, 1]), (43700, [0, 20000, 40000, 60000])],
)
def test_ticks_are_round_and_reach_the_highest(highest: float, ticks: list[float]) -> None:
    assert svg.steps(highest, most=3) == ticks
