"""A child process that publishes a known sequence, to be killed at any moment; also builds what it publishes."""

from __future__ import annotations

import itertools
import os
import signal
import sys
from pathlib import Path

from openicp import engine
from openicp.workspace import Built, Publication, Replace, RunRecord, Upsert, Workspace

ROUNDS = 12
TOUCHES = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir"}


def publication(workspace: Workspace, scratch: Path, number: int) -> Publication:
    """The publication of round ``number``: four tables, rows, YAML files, a profile, a run."""
    built = {}
    with engine.duck(workspace.layout.inside, threads=1) as duck:
        for name in ("accounts", "attributes", "deals", "loaded/Höfer & Söhne.csv/accounts"):
            path = scratch / f"{len(built)}.parquet"
            select = f"select i, '{name} {number}' as s, hash(i + {number}) as h from range(20000) r(i)"
            built[name] = Built(path, duck.export(select, path, ordered=True))
    identities = [
        {"account_id": f"a{i}", "system": "crm", "external_id": str(i), "name": f"n{i} {number}"} for i in range(500)
    ]
    return Publication(
        snapshots=built,
        removed=[f"only-{number - 1}"],
        ledger=[
            Replace("identities", identities),
            Upsert("sources", [{"source": "crm", "file": f"crm-{number}.csv", "tables": ["accounts"], "detail": {}}]),
        ],
        sources={"Höfer & Söhne.csv": {"table": "accounts", "round": number}},
        profile={"name": "main", "lines": [{"attribute": "industry", "values": ["NO", str(number)]}]},
        run=RunRecord(f"r{number}", "2026-10-31", "main", "won", "none", {"round": number, "b": [1.5, None]}),
    )


def publish_round(workspace: Workspace, number: int) -> None:
    """Build and publish one round."""
    with workspace.lease("test", wait_seconds=20), workspace.scratch() as scratch:
        workspace.publish(publication(workspace, scratch, number))


def die_at(step: int) -> None:
    """Die as if by ``kill -9`` right before the ``step``-th time that this process touches a file."""
    steps = itertools.count(1)

    def watch(event: str, _: object) -> None:
        if event in TOUCHES and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def main() -> None:
    """Publish rounds until killed or done; say each that is published."""
    workspace = Workspace.find(Path(sys.argv[1]))
    if len(sys.argv) > 3:
        die_at(int(sys.argv[3]))
    print("ready", flush=True)  # noqa: T201
    for number in range(int(sys.argv[2]), ROUNDS + 1):
        publish_round(workspace, number)
        print(number, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
