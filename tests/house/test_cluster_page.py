"""The page on clusters says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from openicp.config import parse
from openicp.config.limits import is_engine
from openicp.engine.spark.tables import SMALL_BYTES
from openicp.model.tables import NEEDED

PAGE = (Path(__file__).parents[2] / "docs" / "cluster.md").read_text(encoding="utf-8")


def test_every_table_that_may_lie_elsewhere_stands_on_the_page_with_the_columns_it_needs():
    rows = dict(re.findall(r"^\| `(\w+)` \| (`account_id`.*|`month`.*) \|$", PAGE, re.MULTILINE))
    assert {table: tuple(re.findall(r"`(\w+)`", columns)) for table, columns in rows.items()} == NEEDED


def test_the_settings_on_the_page_are_valid():
    for text in PAGE.split("```yaml\n")[1:]:
        assert parse(text.split("```")[0], Path("openicp.yaml")).tables


def test_the_engines_on_the_page_are_engines():
    table = PAGE.partition("| where | engine |")[2].partition("\n\n")[0]
    named = re.findall(r"`((?:spark|local|yarn|k8s)[^`.]*)`", table)
    assert len(named) >= 5
    assert all(map(is_engine, named))


def test_the_size_of_what_the_driver_holds_is_the_one_on_the_page():
    assert f"larger than {SMALL_BYTES // 2**20} MB" in PAGE
