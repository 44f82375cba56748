"""What the part about prospects says of the whole list."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from openicp.report.inputs import ReportInput
from openicp.report.views.prospects import prospects
from openicp.texts import catalogue
from report.examples import good, thin


@pytest.mark.parametrize("made", [good, thin])
def test_the_parts_of_a_list_add_up_to_the_list(made: Callable[[], ReportInput]) -> None:
    view = prospects(made(), catalogue("en"))
    assert view is not None
    found = re.search(r"([\d,]+) = ([^.]+)\.", view.note)
    assert found is not None
    assert sum(int(part.split()[0]) for part in found[2].split(" + ")) == int(found[1].replace(",", ""))
