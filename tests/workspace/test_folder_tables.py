"""A table that a cluster wrote as a folder of files is one table: published, verified, read, tidied as one."""

from __future__ import annotations

import os

import pytest

from openicp.engine import duck
from openicp.errors import WorkspaceDamaged
from openicp.workspace import Built, Publication, Workspace


def written(scratch, parts):
    """A folder as a cluster leaves it."""
    path = scratch / "made.parquet"
    path.mkdir()
    with duck(scratch) as engine:
        for place, value in enumerate(parts):
            engine.export(f"select {value} as x", path / f"part-{place:05d}.parquet")
    return Built(path, len(parts))


def publish(workspace, parts):
    with workspace.lease("test"), workspace.scratch() as scratch:
        workspace.publish(Publication(snapshots={"accounts": written(scratch, parts)}))
    return workspace.snapshots()["accounts"]


def values(workspace, snapshot):
    with duck(workspace.layout.inside) as engine:
        engine.load("accounts", snapshot.path)
        return engine.rows("select x from accounts order by x")


def test_a_folder_is_published_and_read_as_one_table(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    first = publish(workspace, [1, 2, 3])
    assert first.path.is_dir()
    assert values(workspace, first) == [(1,), (2,), (3,)]
    assert publish(workspace, [1, 2, 3]) == first
    other = publish(workspace, [1, 2, 4])
    assert other.digest != first.digest
    workspace.close()


def test_one_changed_file_of_a_folder_is_seen(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    made = publish(workspace, [1, 2])
    workspace.close()
    part = sorted(made.path.iterdir())[1]
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    again = Workspace.find(tmp_path / "w")
    with pytest.raises(WorkspaceDamaged):
        again.snapshots()
    again.close()


def test_tidying_leaves_the_files_of_a_published_folder_alone(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    made = publish(workspace, [1, 2])
    for path in (made.path, *made.path.iterdir()):
        os.utime(path, (0, 0))
    with workspace.lease("test"):
        pass
    assert values(workspace, made) == [(1,), (2,)]
    workspace.close()
