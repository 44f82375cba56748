"""Whatever is broken in a CSV, every line of it is written, set aside, blank, or part of a cell of a row written."""

from __future__ import annotations

import csv
import json
import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from openicp.collect.readers.delimited import read_delimited
from openicp.collect.readers.limits import Limits
from openicp.collect.readers.output import Job
from openicp.collect.readers.table import Aside
from openicp.collect.readers.unreadable import Unreadable

PIECES = ["a", "Total", "12", "3,5", '"', '""', ",", ";", "\n", "x y", " ", '"q,r"', '"s\nt"', "é", "\t", "|", "name"]
LINES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
GOOD = [f"company {number},{number},DE" for number in range(40)]


def read_in_this_process(text: str, folder: Path) -> Job:
    path = folder / "any.csv"
    path.write_bytes(text.encode())
    with (folder / "aside.jsonl").open("w") as stream:
        job = Job(folder, Limits(), Aside(stream, Limits()))
        read_delimited(path, "utf-8", job)
    return job


def lines_accounted_for(folder: Path, job: Job) -> tuple[set[int], set[int]]:
    """Lines of rows written (all that a cell spans), and lines set aside."""
    written: set[int] = set()
    for table in job.tables:
        first = int(str(table["first_line"]))
        # Titles and the header of a further table are told of, not written.
        written |= set(range(first - 3, first + 1)) if table["sheet"] else set()
        with (folder / str(table["path"])).open(newline="") as stream:
            for line, *cells in list(csv.reader(stream))[1:]:
                written |= set(range(int(line), int(line) + 1 + sum(cell.count("\n") for cell in cells)))
    entries = [json.loads(line) for line in (folder / "aside.jsonl").read_text().splitlines()]
    rows = [(line, value.count("\n")) for _, line, _, value, _, scope in entries if scope == "row"]
    aside = {line + offset for line, more in rows for offset in range(more + 1)}
    return written, aside


@settings(max_examples=300, deadline=None)
@given(broken=st.lists(LINES, max_size=12), seed=st.integers(0, 1000))
def test_every_line_is_accounted_for(broken: list[str], seed: int) -> None:
    body = [*GOOD, *broken]
    random.Random(seed).shuffle(body)
    text = "name,people,country\n" + "\n".join(body)
    with tempfile.TemporaryDirectory() as folder:
        job = read_in_this_process(text, Path(folder))
        written, aside = lines_accounted_for(Path(folder), job)
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        blank = not line.strip(" ,;|\t\"'")
        assert number == 1 or blank or number in written or number in aside, (number, line)


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from('ab1,;|\t"\n\r .é\0\ufeff='), max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        reasons = {"empty", "damaged", "not_a_table"}
        try:
            job = read_in_this_process(text, Path(folder))
        except Unreadable as refused:
            reasons.remove(refused.reason)
        else:
            for table in job.tables:
                with (Path(folder) / str(table["path"])).open(newline="") as stream:
                    rows = list(csv.reader(stream))
                assert len(rows) == int(str(table["rows"])) + 1
                assert {len(row) for row in rows} == {len(rows[0])}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=8))
def test_a_sound_csv_comes_back_cell_by_cell(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source.csv"
        with path.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["name", "people", "country"])
            writer.writerows([f"x{index}", *cells[1:]] for index, cells in enumerate(rows))
            writer.writerows(line.split(",") for line in GOOD)
        job = read_in_this_process(path.read_text(), Path(folder))
        with (Path(folder) / str(job.tables[0]["path"])).open(newline="") as stream:
            found = [cells for _, *cells in list(csv.reader(stream))[1:]]
    assert found[: len(rows)] == [[f"x{index}", *cells[1:]] for index, cells in enumerate(rows)]
