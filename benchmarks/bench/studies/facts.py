"""Reading and counting: files to tables, tables to facts and metrics, beside bare DuckDB.

Comes in: nothing. Goes out: the sections. Sums are compared to nine digits, counts to the last one.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

import made
from bench.job import OURS, Aim, Job, Outs, Study, Way
from bench.measure import SAID
from bench.studies.start import PROGRAM
from drawn import of

WAYS = Path(__file__).parents[1] / "ways"
BARE = "bare DuckDB"
ONCE = "bare DuckDB, each file read once"
STEPS = "bare DuckDB, in the same steps"
CLOSE = 1e-9
WORKSPACE = "workspace"
MILLION = 1_000_000
LINES_OF_HEADER = 1
COMPARED = {
    "invoices": ("stripe-invoices", "sum(amount)", 'sum("Subtotal")'),
    "usage": ("feature-usage", "sum(amount)", 'sum("Events")'),
    "deals": ("hubspot-deals", "sum(amount)", 'sum("Amount")'),
    "subscriptions": ("stripe-subscriptions", "sum(seats)", 'sum("Quantity")'),
    "accounts": ("hubspot-companies", "sum(employees_low)", 'sum("Number of Employees")'),
}
"""By published table: the file, a sum of ours, the same of the file."""


def script(name: str) -> tuple[str, Path]:
    """A program of ``ways``."""
    return sys.executable, WAYS / f"{name}.py"


FACTS = Job(
    "facts",
    "Facts and metrics from Parquet",
    "accounts",
    (10_000, 100_000, MILLION),
    lambda size, folder: _made_tables(size, folder),
    (
        Way(OURS, lambda inputs, out: (*script("facts_ours"), inputs, out)),
        Way(BARE, lambda inputs, out: (*script("facts_bare"), inputs, out)),
    ),
    lambda _, outs: same_sums(outs),
    (
        Aim("ratio", 2.5, MILLION, "at most 2.5 times bare DuckDB"),
        Aim("megabytes", 2000, MILLION, "less than 2 GB"),
    ),
    rounds=5,
    patience=120,
    disk=400,
    memory=2500,
)
LINES = Job(
    "lines",
    "Facts and metrics from CSV, tables in place",
    "accounts",
    (10_000, 100_000, MILLION),
    lambda size, folder: _made_lines(size, folder),
    (
        Way(
            OURS,
            lambda inputs, out: (*script("lines_ours"), inputs, out),
            lambda inputs, out: _in_place(inputs, out),
        ),
        Way(BARE, lambda inputs, out: (*script("lines_bare"), inputs, out)),
        Way(ONCE, lambda inputs, out: (*script("lines_bare"), inputs, out, "once")),
    ),
    lambda _, outs: same_sums(outs),
    FACTS.aims,
    rounds=5,
    patience=120,
    disk=6_000,
    memory=2500,
)
IMPORT = Job(
    "import",
    "`openicp import` of the same as CSV",
    "accounts",
    (10_000, 100_000, MILLION),
    lambda size, folder: _made_exports(size, folder),
    (
        Way(
            OURS,
            lambda inputs, out: (*PROGRAM, "-C", out / WORKSPACE, "import", *files(inputs), "--yes", "--json"),
            lambda _, out: _empty_workspace(out),
        ),
        Way(BARE, lambda inputs, out: (*script("import_bare"), inputs, out)),
        Way(STEPS, lambda inputs, out: (*script("import_bare"), inputs, out, "steps")),
    ),
    lambda _, outs: same_tables(outs),
    (
        Aim("ratio", 2.5, MILLION, "at most 2.5 times bare DuckDB"),
        Aim("megabytes", 2000, MILLION, "less than 2 GB"),
    ),
    rounds=3,
    patience=60,
    limit=900,
    disk=12_000,
    memory=2500,
)
AGAIN = Job(
    "again",
    "`openicp import` of the same files once more",
    "accounts",
    (10_000, 100_000),
    lambda size, folder: _imported(size, folder),
    (
        Way(
            OURS,
            lambda inputs, _: (
                *PROGRAM,
                "-C",
                inputs / WORKSPACE,
                "import",
                *files(inputs / "exports"),
                "--yes",
                "--json",
            ),
        ),
    ),
    lambda _, outs: _unchanged(outs),
    (Aim("checked", 0, 100_000, "does nothing again"),),
    rounds=3,
    patience=20,
    disk=12_000,
    memory=2500,
)
WHOLE = Job(
    "import-run",
    "`openicp start` on a folder of exports",
    "accounts",
    (1_000, 10_000, 100_000),
    lambda size, folder: _made_exports(size, folder),
    (
        Way(
            OURS,
            lambda _, out: (*PROGRAM, "start", out / "exports", "--json", "--yes"),
            lambda inputs, out: linked(inputs, out / "exports"),
        ),
    ),
    lambda _, outs: _finished(outs),
    rounds=1,
    limit=900,
    disk=12_000,
    memory=2500,
    extra=(MILLION,),
)
RUN = Job(
    "run",
    "`openicp run` on imported tables",
    "accounts",
    (10_000, 100_000, MILLION),
    lambda size, folder: _made_tables(size, folder),
    (
        Way(
            OURS,
            lambda _, out: (*PROGRAM, "-C", out / WORKSPACE, "run", "--json"),
            lambda inputs, out: _published(inputs, out),
        ),
    ),
    lambda _, outs: _finished(outs),
    rounds=1,
    limit=1200,
    disk=800,
    memory=2500,
)
NOTE = (
    "Each account has twenty lines of invoices and ten rows of usage on average, contracts, deals, attributes, tools "
    "and spend. Whoever knows what the tables hold can write the sums by hand, and bare DuckDB is given just that. As "
    "CSV the tables are read where they lie, those of bare DuckDB too: it is told the type of every column, and reads "
    "a file for each statement, or each file once into a table. "
    "Import does more than read: it finds out what each column is, sets aside what cannot be read, joins companies. In "
    "its steps by hand (every text kept, the texts of each column counted, typed, written once more with a number for "
    "each company) bare DuckDB is told all that, and nothing may be wrong."
)
STUDY = Study(
    "facts",
    "From files to figures",
    "The same sums from the same files: ours are the facts of every account as of a day and all metrics; by hand, one "
    "statement for each sum.",
    (FACTS, LINES, IMPORT, AGAIN),
    (NOTE,),
)
WHOLE_STUDY = Study(
    "whole",
    "From a folder of exports to the report",
    "`openicp start` on CSV exports of a CRM, a billing system, usage and spend: reading, joining, facts, search, "
    "profile, report; `openicp run` does all but the reading and joining. Twenty lines of invoices and ten rows of "
    "usage an account.",
    (WHOLE, RUN),
)


def files(folder: Path) -> Sequence[Path]:
    """The exports of a folder."""
    return sorted(folder.glob("*.csv"))


def _made_tables(size: int, folder: Path) -> None:
    made.tables(folder, of(size))


def _made_lines(size: int, folder: Path) -> None:
    """The same tables as CSV, as DuckDB writes it."""
    for name, path in made.tables(folder, of(size)).items():
        duckdb.execute(f"copy (from read_parquet('{path}')) to '{folder / name}.csv' (format csv)")
        path.unlink()


def _made_exports(size: int, folder: Path) -> None:
    made.exports(folder, of(size))


def linked(inputs: Path, to: Path) -> None:
    """The exports in a folder of their own, without their bytes once more."""
    to.mkdir(parents=True)
    for path in files(inputs):
        (to / path.name).hardlink_to(path)


def _in_place(inputs: Path, out: Path) -> None:
    """A workspace whose tables are these files."""
    from openicp.workspace import Workspace

    workspace = Workspace.create(out / WORKSPACE)
    workspace.configure(tables={path.stem: str(path) for path in files(inputs)})
    workspace.close()


def _empty_workspace(out: Path) -> None:
    from openicp.workspace import Workspace

    Workspace.create(out / WORKSPACE).close()


def _published(inputs: Path, out: Path) -> None:
    """A workspace with these tables, each a link: publishing moves them, and none is changed."""
    from openicp.workspace import Built, Publication, Workspace

    workspace = Workspace.create(out / WORKSPACE)
    with workspace.scratch() as scratch:
        for path in inputs.glob("*.parquet"):
            (scratch / path.name).hardlink_to(path)
        built = {path.stem: Built(path, made.rows_of(path)) for path in scratch.glob("*.parquet")}
        workspace.publish(Publication(snapshots=built))
    workspace.close()


def _imported(size: int, folder: Path) -> None:
    from openicp.actions import Session

    _made_exports(size, folder / "exports")
    session = Session.init(folder / WORKSPACE)
    session.data.import_files(files(folder / "exports"), yes=True)
    session.close()


def same_sums(outs: Outs) -> Sequence[str]:
    """Sums by hand that ours does not have, or that differ."""
    found = {name: json.loads((out / "sums.json").read_text(encoding="utf-8")) for name, out in outs.items()}
    others = [sums for name, sums in found.items() if name != OURS]
    return [one for sums in others for one in differing(found[OURS], sums)] if OURS in found else []


def differing(ours: Mapping[str, float], theirs: Mapping[str, float]) -> list[str]:
    """What differs, in words."""
    return [
        f"{name}: {ours.get(name)} and {value} by hand"
        for name, value in theirs.items()
        if name not in ours or not math.isclose(ours[name], value, rel_tol=CLOSE, abs_tol=CLOSE)
    ]


def same_tables(outs: Outs) -> Sequence[str]:
    """Rows and sums of the published tables that differ from those of the files."""
    if OURS not in outs:
        return []
    from openicp.workspace import Workspace

    workspace = Workspace.find(outs[OURS] / WORKSPACE)
    ours = {table: one.path for table, one in workspace.snapshots().items() if table in COMPARED}
    workspace.close()
    with duckdb.connect() as engine:
        published = _totals(engine, {table: (COMPARED[table][1], path) for table, path in ours.items()})
        found = []
        for name in (way for way in (BARE, STEPS) if way in outs):
            by_file = {table: (asked, outs[name] / f"{file}.parquet") for table, (file, _, asked) in COMPARED.items()}
            found += [f"{name}: {one}" for one in differing(published, _totals(engine, by_file))]
    return found


def _totals(engine: duckdb.DuckDBPyConnection, asked: Mapping[str, tuple[str, Path]]) -> dict[str, float]:
    """Rows and a sum of each table."""
    found = {}
    for table, (summed, path) in asked.items():
        found[f"{table} rows"], found[table] = _asked(engine, summed, path)
    return found


def _asked(engine: duckdb.DuckDBPyConnection, summed: str, path: Path) -> tuple[float, float]:
    rows, total = engine.execute(f"select count(*), {summed} from read_parquet('{path}')").fetchall()[0]
    return float(rows), float(total)


def _unchanged(outs: Outs) -> Sequence[str]:
    said = json.loads((outs[OURS] / SAID).read_text(encoding="utf-8"))
    return [f"{one['file']} was read again" for one in said["files"] if not one["unchanged"]]


def _finished(outs: Outs) -> Sequence[str]:
    said = json.loads((outs[OURS] / SAID).read_text(encoding="utf-8"))
    return [] if said.get("ok") and said.get("report") else [f"no report: {said}"]
