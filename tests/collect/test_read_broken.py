"""Thousands of broken files: no row is lost, none is read twice, and nothing but a reason comes of what is no table.

``make broken`` reads 2,000 files; with the other tests it is 200.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from collect.broken import File, files, marks_in, marks_out, read_here
from openicp.actions import Session
from openicp.collect.read import read
from openicp.collect.readers.unreadable import Unreadable
from openicp.errors import OpenICPError

HOW_MANY = int(os.environ.get("OPENICP_BROKEN_FILES", "200"))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""What fails is told by its seed and faults: making it smaller would take minutes."""
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def refusal_of(action: Callable[[], object]) -> OpenICPError | Unreadable | None:
    """What an action is refused with; any other error goes on."""
    try:
        action()
    except (OpenICPError, Unreadable) as refused:
        return refused
    return None


@settings(max_examples=HOW_MANY, deadline=None, suppress_health_check=SLOW, phases=PHASES)
@given(files())
def test_every_row_of_a_broken_file_is_read_or_set_aside(broken: File) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        refused = refusal_of(lambda: read_here(broken.content, folder))
        if refused is not None:
            assert {"damaged", "cut"} & set(broken.faults), refused
            return
        job, aside = read_here(broken.content, folder)
        # Where the header or the end of its line is lost, the first row may be taken for it or stand in it.
        found = marks_out(job, aside, folder, headers=bool({"no_header", "damaged"} & set(broken.faults)))
        assert found == marks_in(broken.plain, folder)
        counted = sum(int(str(table["aside"])) for table in job.tables)
        assert counted == sum(entry[5] == "row" for entry in aside)


@settings(max_examples=max(10, HOW_MANY // 20), deadline=None, suppress_health_check=SLOW, phases=PHASES)
@given(files())
def test_a_broken_file_in_the_child_gives_what_it_gives_here(broken: File) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "file.csv"
        path.write_bytes(broken.content)
        refused = refusal_of(lambda: read(path, folder))
        if refused is not None:
            here = refusal_of(lambda: read_here(broken.content, folder))
            assert isinstance(here, Unreadable)
            assert refused.fields["reason"] == here.reason
            return
        result, (job, aside) = read(path, folder), read_here(broken.content, folder)
        assert [table.rows for table in result.tables] == [table["rows"] for table in job.tables]
        assert len(result.set_aside) == len(aside)


@settings(max_examples=max(4, HOW_MANY // 50), deadline=None, suppress_health_check=SLOW, phases=PHASES)
@given(files())
def test_an_import_of_a_broken_file_says_what_became_of_every_row(broken: File) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "customers.csv"
        path.write_bytes(broken.content)
        session = Session.init(folder / "workspace")
        try:
            outcome = session.data.import_files([path], yes=True)
        except OpenICPError:
            return
        finally:
            session.close()
        job, aside = read_here(broken.content, folder)
        rows = sum(int(str(table["rows"])) for table in job.tables) + sum(entry[5] == "row" for entry in aside)
        used = [each for each in outcome["files"] if each["tables"]]
        assert sum(each["rows"] for each in outcome["files"]) == rows
        assert [each["rows"] for each in used] == [each["loaded"] + each["quarantined"] for each in used]
