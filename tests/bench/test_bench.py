"""The page of speed says what was measured, and a time whose result differs is never told."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace

import pytest

from bench import figures, measure, runner
from bench.__main__ import KEPT, PAGE
from bench.job import OURS, Aim, Job, OutputsDiffer, Stopped, Way
from bench.page import page
from bench.studies import STUDIES

WRITES = "import sys, pathlib; pathlib.Path(sys.argv[1], 'out.txt').write_text(sys.argv[2])"
JOBS = [(study.name, job) for study in STUDIES for job in study.jobs]


def writes(name, said, **more):
    return Way(name, lambda _, out: (sys.executable, "-c", WRITES, out, said), **more)


def same_text(_, outs):
    said = {(out / "out.txt").read_text() for out in outs.values()}
    return [] if len(said) == 1 else [f"{sorted(said)}"]


def job(*ways, **more):
    return Job("small", "A small job", "rows", (1, 2), lambda *_: None, ways, same_text, rounds=2, **more)


def test_the_page_is_made_from_what_is_kept():
    assert PAGE.read_text(encoding="utf-8") == page(STUDIES, json.loads(KEPT.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("study", "job"), JOBS, ids=[f"{study}-{job.name}" for study, job in JOBS])
def test_every_aim_stands_on_the_page_and_has_been_measured(study, job):
    text = PAGE.read_text(encoding="utf-8")
    assert all(re.search(rf"\| {re.escape(job.title)}.*\| {re.escape(aim.said)} \|", text) for aim in job.aims)
    assert job.name in json.loads(KEPT.read_text(encoding="utf-8"))[study]["jobs"]


def test_ways_take_turns_and_agree(tmp_path):
    found = runner.run(job(writes(OURS, "a"), writes("other", "a")), (1, 2), tmp_path)
    assert {size: {name: len(runs["wall"]) for name, runs in one["ways"].items()} for size, one in found.items()} == {
        "1": {OURS: 2, "other": 2},
        "2": {OURS: 2, "other": 2},
    }
    assert figures.ratio(found, 1, "other").middle > 0
    assert all(0 < each < 200 for each in found["1"]["ways"][OURS]["peak"])


def test_results_that_differ_end_everything(tmp_path):
    with pytest.raises(OutputsDiffer, match="small"):
        runner.run(job(writes(OURS, "a"), writes("other", "b")), (1,), tmp_path)


def test_a_way_that_fails_says_what_it_said(tmp_path, capsys):
    broken = Way(OURS, lambda *_: (sys.executable, "-c", "raise SystemExit('out of paper')"))
    found = runner.run(job(broken, writes("other", "a")), (1,), tmp_path)
    assert runner.failures(found) == ["1: failed: openicp ended with 1"]
    assert "out of paper" in capsys.readouterr().err
    assert set(found["1"]["ways"]) == {"other"}


def test_what_does_not_fit_is_said(tmp_path):
    found = runner.run(job(writes(OURS, "a"), disk=1e15), (1,), tmp_path)
    assert re.match(r"needs about 1000000.0 GB of disk; [\d.]+ GB are free", found["1"]["skipped"])


def test_a_way_that_is_missing_or_too_slow_is_named(tmp_path):
    ways = (
        writes(OURS, "a"),
        writes("absent", "a", missing=lambda: "it is not installed"),
        writes("small only", "a", most=1, because="it is too much"),
        Way("endless", lambda *_: (sys.executable, "-c", "import time; time.sleep(60)")),
    )
    found = runner.run(job(*ways, limit=1.0), (2,), tmp_path)["2"]
    assert set(found["ways"]) == {OURS}
    assert found["not_run"] == {
        "absent": "it is not installed",
        "small only": "not above 1: it is too much",
        "endless": "stopped after 1 s",
    }


def test_a_way_that_takes_too_much_memory_is_stopped(tmp_path):
    hoards = "held = bytearray(300_000_000); import time; time.sleep(60)"
    way = Way(OURS, lambda *_: (sys.executable, "-c", hoards))
    with pytest.raises(Stopped, match=r"stopped at 0\.1 GB of memory"):
        measure.run(way, tmp_path, tmp_path / "out", limit=60, memory=1e8)


def test_the_peak_is_that_of_the_command_not_of_whoever_started_it(tmp_path):
    hoard = bytearray(300_000_000)
    way = Way(OURS, lambda *_: (sys.executable, "-c", "pass"))
    took = measure.run(way, tmp_path, tmp_path / "out", limit=10)
    assert took.peak < 50
    assert len(hoard) == 300_000_000


def measured(times, way=OURS):
    one = {size: {"wall": [t], "cpu": [t], "peak": [100.0 * t], "whole": [t]} for size, t in times.items()}
    return {str(size): {"ways": {way: runs}, "not_run": {}} for size, runs in one.items()}


def test_growth_is_the_power_of_the_size():
    found = measured({10: 1.0, 100: 10.0, 1000: 1000.0})
    assert figures.exponent(found, OURS) == pytest.approx(1.5)
    assert figures.last_step(found, OURS) == pytest.approx(2.0)
    assert figures.exponent(measured({10: 1.0}), OURS) is None


@pytest.mark.parametrize(
    ("kind", "bound", "seen"),
    [("seconds", 999, False), ("megabytes", 1e5, True), ("growth", 1.5, False), ("memory", 100, True)],
)
def test_an_aim_is_met_or_not(kind, bound, seen):
    aim = Aim(kind, bound, 1000, "")
    found = figures.seen(job(writes(OURS, "a")), aim, measured({100: 10.0, 1000: 1000.0}))
    assert aim.holds(found.middle) is seen


def test_how_many_times_as_fast_is_the_ratio_turned_round():
    found = measured({10: 1.0})
    found["10"]["ways"]["other"] = {"wall": [200.0]}
    asked = job(writes(OURS, "a"), writes("other", "a"))
    assert figures.seen(asked, Aim("times", 100, 10, ""), found).middle == 200
    assert figures.seen(asked, Aim("ratio", 1, 10, ""), found).middle == 1 / 200


def test_what_was_not_measured_is_not_said_to_hold():
    study = replace(STUDIES[0], jobs=(replace(job(writes(OURS, "a")), aims=(Aim("seconds", 1, 7, "in a second"),)),))
    assert "| A small job, 7 rows | in a second | not measured | |" in page([study], {})
