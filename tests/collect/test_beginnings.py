"""What is told of many lines at once is what each of them shows by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openicp.collect.read import read
from openicp.collect.readers import table
from openicp.collect.readers.beginnings import Beginnings
from openicp.collect.readers.table import ODD_BEGINNINGS, SIGNS_OF_TOTALS

BEGINNINGS = [*ODD_BEGINNINGS, "Record ID", "in_0", "sub_1", "Total Energies", "ſum", "İ", "é", "", " ", "=", "\xa0Sum"]
CELL = st.sampled_from(["", "1", "x é", "n/a"])
LINE = st.builds(
    lambda begins, behind, cells, change: change(",".join([begins + behind, *cells])),
    st.sampled_from(BEGINNINGS),
    st.sampled_from(["", "a", " b", "é"]),
    st.lists(CELL, min_size=1, max_size=3),
    st.sampled_from([str, str.upper, str.title]),
)


@given(st.lists(LINE, min_size=1, max_size=8), st.sampled_from(["record id", "id", "©x", "été", "t"]))
def test_no_line_that_begins_with_a_word_is_missed(lines, first):
    odd = {"", first}
    found = Beginnings((*ODD_BEGINNINGS, *odd), SIGNS_OF_TOTALS).suspects("\n".join(lines), ",", 3)
    assert (found is None) == any(line.count(",") != 2 for line in lines)
    for place, line in enumerate(lines if found is not None else ()):
        begins = line.partition(",")[0].strip(SIGNS_OF_TOTALS).casefold()
        assert place in (found or ()) or not (begins in odd or begins.startswith(ODD_BEGINNINGS))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_long_file_with_odd_rows_is_read_as_row_by_row(tmp_path, monkeypatch, mark):
    rows = [f"in_{n}{mark}cus_{n % 9}{mark}{n}.50{mark}2024-01-05" for n in range(12_000)]
    odd = [("Total", "", "99.00", ""), ("", "", "", ""), ("id", "customer", "amount", "day"), ("in_9", "c")]
    odd += [("in_8", "c", "1", "2024-01-01", "more"), ("", "c", "5", "2024-01-02"), ("in_7", '"a', 'b"', "2024-01-03")]
    for place, cells in enumerate(odd):
        rows.insert(3000 + 90 * place, mark.join(cells))
    path = tmp_path / "long.csv"
    path.write_text("\n".join([mark.join(("id", "customer", "amount", "day")), *rows]) + "\n", encoding="utf-8")
    found = []
    for many in (0, 1_000_000):
        monkeypatch.setattr(table, "MANY", many)
        found.append(_written(path, tmp_path / str(many)))
    assert found[0] == found[1]
    assert len(found[0][0].splitlines()) > 12_000
    assert len(found[0][1].splitlines()) >= 3


def _written(path: Path, into: Path) -> tuple[str, str]:
    """The clean CSV and what was set aside, read in this process."""
    from openicp.collect.readers import encoding
    from openicp.collect.readers.delimited import read_delimited
    from openicp.collect.readers.limits import Limits
    from openicp.collect.readers.output import Job

    into.mkdir()
    with (into / "aside").open("w", encoding="utf-8") as stream:
        job = Job(into, Limits(), table.Aside(stream, Limits()))
        read_delimited(path, encoding.encoding_of(encoding.survey(path)), job)
    [made] = job.tables
    assert made["rows"] == read(path, into).tables[0].rows
    return (into / str(made["path"])).read_text(encoding="utf-8"), (into / "aside").read_text(encoding="utf-8")
