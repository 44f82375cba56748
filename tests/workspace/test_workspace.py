"""The workspace: published as a whole or not at all, verified, one writer at a time."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import publisher
import pytest

from openicp import config, engine
from openicp.errors import (
    ConfigInvalid,
    OutputNotWritable,
    ProfileNotFound,
    WorkspaceBusy,
    WorkspaceDamaged,
    WorkspaceExists,
    WorkspaceNotFound,
    WorkspaceTooNew,
)
from openicp.workspace import Built, Publication, Remove, Replace, Upsert, Workspace, publishing, run_id
from openicp.workspace.files import safe_name
from openicp.workspace.layout import IGNORED
from openicp.workspace.schema import LEDGER

PUBLISHER = Path(publisher.__file__)


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "acme")
    yield made
    made.close()


def publish_table(workspace: Workspace, name: str = "accounts", select: str = "select 1 as x", **more) -> None:
    with workspace.scratch() as scratch, engine.duck(workspace.layout.inside) as duck:
        rows = duck.export(select, scratch / "t.parquet")
        workspace.publish(Publication(snapshots={name: Built(scratch / "t.parquet", rows)}, **more))


def state(workspace: Workspace) -> dict[str, object]:
    """Everything that counts as published."""
    kept = {name for name in LEDGER if name not in ("retired",)}
    files = {
        path.relative_to(workspace.path).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("profiles", "sources")
        for path in sorted((workspace.path / folder).rglob("*.yaml"))
    }
    run = workspace.run()
    return {
        "ledger": {name: workspace.ledger.rows(name) for name in sorted(kept)},
        "snapshots": {name: s.digest for name, s in workspace.snapshots().items()},
        "files": files,
        "run": run,
    }


def test_a_new_workspace_has_its_folders_and_keeps_persons_out_of_version_control(workspace):
    names = {entry.name for entry in workspace.path.iterdir()}
    assert names == {"openicp.yaml", "sources", "profiles", "voice", "reports", ".gitignore", ".openicp"}
    assert (workspace.path / ".gitignore").read_text().split() == [*IGNORED]
    assert workspace.project == config.Project()


def test_a_workspace_is_found_from_any_folder_below(workspace):
    found = Workspace.find(workspace.path / "profiles")
    assert found.path == workspace.path
    found.close()


def test_where_there_is_none_that_is_said(tmp_path):
    with pytest.raises(WorkspaceNotFound):
        Workspace.find(tmp_path)


@pytest.mark.parametrize("name", ["a.csv", "openicp.yaml", "sources/x.yaml"])
def test_a_folder_that_holds_anything_is_left_alone(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("")
    with pytest.raises(WorkspaceExists):
        Workspace.create(tmp_path)
    assert (tmp_path / name).read_text() == ""


def test_hidden_files_and_an_interrupted_beginning_are_no_obstacle(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.log")
    (tmp_path / "sources").mkdir()
    Workspace.create(tmp_path, config.Project(product="Acme")).close()
    assert (tmp_path / ".gitignore").read_text().split() == ["*.log", *IGNORED]
    assert Workspace.find(tmp_path).project.product == "Acme"


def test_settings_are_changed_in_the_file(workspace):
    assert workspace.configure(gross_margin=0.8).gross_margin == 0.8
    assert workspace.project.gross_margin == 0.8
    with pytest.raises(ConfigInvalid):
        workspace.configure(gross_margin=80)
    assert workspace.project.gross_margin == 0.8


def test_what_is_published_can_be_read_and_has_a_fingerprint(workspace):
    publish_table(workspace, select="select i from range(7) r(i)")
    snapshot = workspace.snapshots()["accounts"]
    assert snapshot.rows == 7
    assert snapshot.path.stem == snapshot.digest
    with engine.duck(workspace.layout.inside) as duck:
        duck.load("accounts", snapshot.path)
        assert duck.rows("select sum(i) from accounts") == [(21,)]


def test_publishing_the_same_again_changes_nothing(workspace):
    publisher.publish_round(workspace, 1)
    before = state(workspace)
    publisher.publish_round(workspace, 1)
    assert state(workspace) == before
    assert workspace.profiles.versions("main") == [1]


def test_a_flipped_bit_is_found_before_use(workspace):
    publish_table(workspace)
    path = workspace.snapshots()["accounts"].path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(WorkspaceDamaged):
        Workspace.find(workspace.path).snapshots()
    assert "accounts" in workspace.snapshots(verify=False)


def test_a_lost_table_is_found_and_publishing_again_mends_it(workspace):
    publish_table(workspace)
    workspace.snapshots()["accounts"].path.unlink()
    with pytest.raises(WorkspaceDamaged):
        workspace.snapshots()
    publish_table(workspace)
    assert workspace.snapshots()["accounts"].rows == 1


def test_a_removed_snapshot_is_gone_and_others_stay(workspace):
    publish_table(workspace, "a")
    publish_table(workspace, "b", "select 2 as x")
    workspace.publish(Publication(removed=["a"]))
    assert list(workspace.snapshots()) == ["b"]


def test_a_replaced_table_stays_a_day_for_readers_and_then_goes(workspace, monkeypatch):
    publish_table(workspace)
    old = workspace.snapshots()["accounts"].path
    os.utime(old, (0, 0))
    publish_table(workspace, select="select 2 as x")
    new = workspace.snapshots()["accounts"].path
    publish_table(workspace, select="select 2 as x")
    assert old.exists()
    monkeypatch.setattr(publishing, "GRACE_SECONDS", -5)
    with workspace.lease("tidy"):
        assert not old.exists()
        assert new.exists()
    assert workspace.ledger.rows("retired") == []


def test_a_half_written_file_of_a_dead_process_goes_after_a_while(workspace):
    old, young = workspace.layout.reports / ".a.part", workspace.path / "profiles" / ".b.part"
    for path in (old, young):
        path.write_text("half")
    os.utime(old, (0, 0))
    with workspace.lease("tidy"):
        assert (old.exists(), young.exists()) == (False, True)


def test_an_error_inside_leaves_the_last_published_state(workspace):
    publisher.publish_round(workspace, 1)
    before = state(workspace)
    with pytest.raises(KeyError):
        publish_table(workspace, select="select 3 as x", ledger=[Upsert("sources", [{"nonsense": 1}])])
    assert state(workspace) == before


def test_a_scratch_folder_is_gone_afterwards_and_so_is_a_dead_ones(workspace):
    with workspace.scratch() as alive:
        assert alive.is_dir()
        dead = workspace.layout.scratch / "dead"
        dead.mkdir()
        with workspace.lease("tidy"):
            assert alive.is_dir()
            assert not dead.exists()
    assert list(workspace.layout.scratch.iterdir()) == []


def test_one_writer_at_a_time_also_within_a_process(workspace):
    other = Workspace.find(workspace.path)
    with workspace.lease("import"), workspace.lease("again"):
        with pytest.raises(WorkspaceBusy) as caught:
            other.publish(Publication())
        assert caught.value.fields["pid"] == os.getpid()
    other.publish(Publication())
    other.close()


HOLDER = """
import sys, time
from pathlib import Path
from openicp.workspace import Workspace
workspace = Workspace.find(Path(sys.argv[1]))
with workspace.lease("import"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lease_names_its_holder_and_dies_with_it(workspace):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(workspace.path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(WorkspaceBusy) as caught, workspace.lease("run"):
        pass
    assert caught.value.fields["pid"] == holder.pid
    assert caught.value.fields["purpose"] == "import"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with workspace.lease("run"):
        pass


def publisher_of(path: Path, *arguments: int) -> subprocess.Popen[str]:
    """A child that has begun to publish rounds."""
    command = [sys.executable, str(PUBLISHER), str(path), *map(str, arguments)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def last_said(child: subprocess.Popen[str], otherwise: int) -> int:
    """The last round that a dead child said was published."""
    assert child.stdout is not None
    said = child.stdout.read().split()
    child.stdout.close()
    child.wait()
    return int(said[-1]) if said else otherwise


def published_round(path: Path, expected: dict[int, object]) -> int:
    """The round that a workspace shows; it must show the whole of it."""
    opened = Workspace.find(path)
    now = state(opened)
    opened.close()
    number = int(now["run"].id[1:]) if now["run"] else 0
    assert now == expected[number]
    return number


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[int, object]:
    """The state after each round when nothing interrupts."""
    whole = Workspace.create(tmp_path_factory.mktemp("whole") / "acme")
    states = {0: state(whole)}
    for number in range(1, publisher.ROUNDS + 1):
        publisher.publish_round(whole, number)
        states[number] = state(whole)
    whole.close()
    return states


def finish_and_compare(path: Path, start: int, expected: dict[int, object]) -> None:
    resumed = Workspace.find(path)
    for number in range(start, publisher.ROUNDS + 1):
        publisher.publish_round(resumed, number)
    assert state(resumed) == expected[publisher.ROUNDS]
    assert list(resumed.layout.scratch.glob("*/")) == []
    resumed.close()


def test_kill_9_at_random_moments_leaves_a_published_state_and_the_next_ends_the_same(tmp_path, expected):
    path, chance, published = tmp_path / "killed", random.Random(7), 0
    Workspace.create(path).close()
    for _ in range(10):
        child = publisher_of(path, published + 1)
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        said = last_said(child, published)
        published = published_round(path, expected)
        assert published in (said, said + 1)
        if published == publisher.ROUNDS:
            break
    finish_and_compare(path, published + 1, expected)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_death_before_any_touch_of_a_file_leaves_a_published_state(tmp_path, expected):
    path, published, step = tmp_path / "killed", 0, 1
    Workspace.create(path).close()
    while published < publisher.ROUNDS - 1 and step < 150:
        said = last_said(publisher_of(path, published + 1, step), published)
        published = published_round(path, expected)
        assert published in (said, said + 1)
        step += 11
    finish_and_compare(path, published + 1, expected)


@pytest.mark.parametrize("step", ["apply", "finish"])
def test_a_crash_just_before_or_after_the_commit_is_mended_on_opening(tmp_path, monkeypatch, step):
    workspace = Workspace.create(tmp_path / "acme")
    publisher.publish_round(workspace, 1)
    before = state(workspace)

    class Crash(BaseException):
        pass

    def crash(*_):
        raise Crash

    with monkeypatch.context() as patched:
        if step == "apply":
            patched.setattr(type(workspace.ledger), "apply", crash)
        else:
            real = publishing.finish
            calls = iter([real, crash])
            patched.setattr(publishing, "finish", lambda *given: next(calls)(*given))
        with pytest.raises(Crash):
            publisher.publish_round(workspace, 2)
    workspace.close()
    reopened = Workspace.find(tmp_path / "acme")
    if step == "apply":
        assert state(reopened) == before
        publisher.publish_round(reopened, 2)
    after = state(reopened)
    assert after["ledger"]["pending"] == []
    assert reopened.profiles.versions("main") == [1, 2]
    assert after["run"].result["round"] == 2
    assert reopened.sources_yaml.load("Höfer & Söhne.csv")["round"] == 2
    reopened.close()


def test_rows_read_the_same_however_they_came_about(workspace):
    rows = [{"source": "s", "file": "f", "line": line, "value": str(line)} for line in (3, 1, 2)]
    workspace.ledger.apply([Replace("set_aside", rows, {"source": "s"})])
    workspace.ledger.apply([Replace("set_aside", rows[:2], {"source": "s"})])
    workspace.ledger.apply([Replace("set_aside", rows[:1], {"source": "t"})])
    assert [row["line"] for row in workspace.ledger.rows("set_aside")] == [1, 3, 3]
    workspace.ledger.apply([Remove("set_aside", {"line": 3})])
    assert [row["line"] for row in workspace.ledger.rows("set_aside", {"source": "s"})] == [1]


def test_plain_values_survive_in_the_ledger(workspace):
    subject = {"columns": ["a", "é"], "n": 1.5, "none": None}
    workspace.ledger.apply([Upsert("proposals", [{"id": "p", "kind": "link", "subject": subject}])])
    found = workspace.ledger.rows("proposals", {"id": "p"})[0]
    assert found["subject"] == subject
    assert found["suggestion"] is None
    assert workspace.ledger.rows("proposals", {"decided": None})[0]["id"] == "p"


def test_what_was_removed_is_nowhere_in_the_files_of_the_ledger(workspace):
    secret = "Zaphod Beeblebrox of Betelgeuse"
    workspace.ledger.apply([Upsert("persons", [{"person_id": "1", "name": secret}])])
    workspace.ledger.apply([Remove("persons", {"person_id": "1"})])
    for path in workspace.layout.inside.glob("ledger.sqlite*"):
        assert secret.encode() not in path.read_bytes()


def test_a_ledger_of_a_newer_version_is_not_touched(workspace):
    workspace.ledger._connection.execute("pragma user_version = 999")
    workspace.close()
    with pytest.raises(WorkspaceTooNew):
        Workspace.find(workspace.path)


def test_profiles_are_versions_that_nobody_overwrites(workspace):
    first = {"name": "main", "lines": [{"attribute": "country", "values": ["NO", "DE"], "points": 3}]}
    assert workspace.profiles.save(first) == 1
    assert workspace.profiles.save(first) == 1
    assert workspace.profiles.save({**first, "lines": []}) == 2
    assert workspace.profiles.save(first) == 3
    assert workspace.profiles.load("main", 1) == {**first, "version": 1}
    assert workspace.profiles.load("main")["version"] == 3
    assert workspace.profiles.names() == ["main"]
    for name, version in (("other", None), ("main", 9)):
        with pytest.raises(ProfileNotFound):
            workspace.profiles.load(name, version)


def test_a_profile_that_a_person_broke_is_told_with_its_line(workspace):
    workspace.profiles.save({"name": "main"})
    workspace.profiles.path("main", 1).write_text("name: main\nlines: [\n")
    with pytest.raises(ConfigInvalid) as caught:
        workspace.profiles.load("main")
    assert caught.value.fields["line"] == 3


def test_a_run_has_the_same_id_exactly_when_nothing_that_decides_differs(workspace):
    publish_table(workspace)
    first = run_id(workspace.snapshots(), as_of="2026-10-31", outcome="won")
    assert run_id(workspace.snapshots(), outcome="won", as_of="2026-10-31") == first
    assert run_id(workspace.snapshots(), as_of="2026-10-31", outcome="loyal") != first
    publish_table(workspace, select="select 2 as x")
    assert run_id(workspace.snapshots(), as_of="2026-10-31", outcome="won") != first


@pytest.mark.parametrize(
    "text", ["A.csv", "a.csv", "a/b", "../x", "con", "", "Ä", "a" * 300, ".hidden", "x*", "İ", "nul", "\ud800"]
)
def test_any_source_has_a_file_name_that_every_system_takes(text):
    name = safe_name(text)
    assert 0 < len(name) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert name not in ("con", "nul")
    assert safe_name(text.swapcase()) != name or text.swapcase() == text


def test_plain_names_stay_as_they_are():
    assert [safe_name(name) for name in ("accounts", "loaded_x-1")] == ["accounts", "loaded_x-1"]


def test_readers_see_one_whole_state_while_another_process_publishes(tmp_path, expected):
    path = tmp_path / "acme"
    Workspace.create(path).close()
    rounds = {str(states["snapshots"]): number for number, states in expected.items()}
    child = publisher_of(path, 1)
    seen = []
    while child.poll() is None:
        reader = Workspace.find(path)
        seen.append(rounds[str({name: snapshot.digest for name, snapshot in reader.snapshots().items()})])
        reader.close()
    assert last_said(child, 0) == publisher.ROUNDS
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_files_for_people_are_written_with_the_run_they_belong_to(workspace):
    workspace.publish(Publication(files={"reports/a.html": "<p>é</p>", "reports/b.xlsx": b"\x00\xff"}))
    assert (workspace.layout.reports / "a.html").read_text(encoding="utf-8") == "<p>é</p>"
    assert (workspace.layout.reports / "b.xlsx").read_bytes() == b"\x00\xff"


def test_a_file_that_cannot_be_replaced_is_told_and_written_later(workspace):
    blocked = workspace.layout.reports / "a.html"
    (blocked / "inside").mkdir(parents=True)
    with pytest.raises(OutputNotWritable):
        workspace.publish(Publication(files={"reports/a.html": "new", "reports/b.html": "b"}))
    assert (workspace.layout.reports / "b.html").read_text() == "b"
    (blocked / "inside").rmdir()
    blocked.rmdir()
    reopened = Workspace.find(workspace.path)
    assert blocked.read_text() == "new"
    assert reopened.ledger.rows("pending") == []
    reopened.close()
