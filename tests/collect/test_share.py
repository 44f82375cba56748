"""The page about exports says what is so: the share of columns read without a question, per export."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from collect.share import PAGE, between, data_table, of_shapes, shapes_table


def test_every_column_of_the_seven_systems_is_read_without_a_question():
    assert [(each.name, each.sure, each.columns) for each in of_shapes() if each.sure < each.columns] == []


def test_the_page_shows_the_shares_of_the_shapes():
    assert between(PAGE.read_text(encoding="utf-8"), "shapes") == shapes_table()


@pytest.mark.skipif("OPENICP_DATA" not in os.environ, reason="OPENICP_DATA names no folder of example data")
def test_the_page_shows_the_shares_of_the_example_data():
    assert between(PAGE.read_text(encoding="utf-8"), "data") == data_table(Path(os.environ["OPENICP_DATA"]))
