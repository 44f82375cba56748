"""How long a large CSV takes to import, and how much memory: ``python benchmarks/large_import.py 0.1 1 2``.

Comes in: sizes in gigabytes. Goes out: per size the rows, seconds, megabytes a second, and the peak memory of the
import and of the child that reads. It leaves nothing behind: files and workspaces are in a folder of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

BYTES_OF_A_ROW = 128
LINES_OF_AN_ACCOUNT = 200
INVOICES = """
copy (
    select
        printf('in_%012d', i) as "Invoice ID",
        printf('cus_%08x', account) as "Customer ID",
        printf('Company %d GmbH', account) as "Customer name",
        issued as "Issued on",
        issued as "Period start",
        issued + 30 as "Period end",
        cast(h % 900000 as decimal(18, 2)) / 100 as "Amount",
        case when h % 11 = 0 then 'USD' else 'EUR' end as "Currency",
        case when h % 31 = 0 then 'void' else 'paid' end as "Status",
        'Subscription, ' || monthname(issued) || ' ' || year(issued) as "Description",
        1 + h % 40 as "Seats"
    from (
        select i, hash(i + {seed}) as h, hash(i + {seed}) // 7 % {accounts} as account,
            date '2020-01-01' + cast(hash(i + {seed}) // 1000 % 2100 as int) as issued
        from range({rows}) as t(i)
    )
) to '{path}' (format csv, header)
"""
"""Lines of invoices: dates in six years, names and a description in quotes."""

IMPORT = """
import json, resource, sys
from pathlib import Path
from openicp.collect.pipeline import import_files
from openicp.workspace import Workspace
found = import_files(Workspace.create(Path(sys.argv[1])), [Path(sys.argv[2])], yes=True).files[0]
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
peak, cpu = [each.ru_maxrss // 1024 for each in used], sum(each.ru_utime + each.ru_stime for each in used)
print(json.dumps({"rows": found.rows, "loaded": found.loaded, "peak": peak, "cpu": cpu}))
"""


def written(path: Path, gigabytes: float, *, seed: int = 1) -> Path:
    """A CSV of about that size; the same seed writes the same bytes."""
    rows = int(gigabytes * 1e9 / BYTES_OF_A_ROW)
    accounts = max(100, rows // LINES_OF_AN_ACCOUNT)
    duckdb.sql(INVOICES.format(seed=seed, accounts=accounts, rows=rows, path=path))
    return path


def imported(path: Path, workspace: Path) -> dict[str, object]:
    """What the import in a process of its own says, with its seconds."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", IMPORT, str(workspace), str(path)]
    # What it says of a failure is not hidden.
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {**json.loads(answer.stdout), "seconds": time.perf_counter() - begun}


def main() -> None:
    """One line per size."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("      GB        rows  seconds  of CPU   MB/s  peak MB (import, reader)   load")
    for size in map(float, sys.argv[1:] or ["0.1"]):
        with tempfile.TemporaryDirectory(dir=os.environ.get("OPENICP_SCRATCH")) as folder:
            path = written(Path(folder) / "invoices.csv", size)
            found = imported(path, Path(folder) / "workspace")
            gigabytes, seconds = path.stat().st_size / 1e9, float(str(found["seconds"]))
            assert found["rows"] == found["loaded"]
            peak, cpu, load = found["peak"], float(str(found["cpu"])), os.getloadavg()[0]
            told = f"{gigabytes:8.2f} {found['rows']:>11,} {seconds:8.1f} {cpu:7.1f} {1000 * gigabytes / seconds:6.1f}"
            print(f"{told}  {peak!s:<24} {load:6.1f}", flush=True)


if __name__ == "__main__":
    main()
