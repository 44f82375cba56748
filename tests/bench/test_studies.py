"""Each job of the benchmarks runs at a small size, its ways agree, and a changed result is seen."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import scoring_speed
from bench import measure
from bench.job import OURS
from bench.studies import STUDIES, facts, search, start

SMALL = 400
JOBS = {job.name: job for study in STUDIES for job in study.jobs}


def done(name: str, folder: Path) -> tuple[Path, dict[str, Path]]:
    """The inputs of a job, and what each of its ways wrote."""
    job, inputs = JOBS[name], folder / "inputs"
    inputs.mkdir()
    job.make(SMALL, inputs)
    outs = {way.name: folder / way.name for way in job.ways if way.missing() is None}
    for way in job.ways:
        if way.name in outs:
            measure.run(way, inputs, outs[way.name], limit=120)
    return inputs, outs


def changed(path: Path, change) -> None:
    held = json.loads(path.read_text(encoding="utf-8"))
    change(held)
    path.write_text(json.dumps(held), encoding="utf-8")


@pytest.mark.parametrize("name", ["facts", "lines"])
def test_the_sums_of_facts_are_those_by_hand(tmp_path, name):
    inputs, outs = done(name, tmp_path)
    same = JOBS[name].same
    assert same(inputs, outs) == []
    changed(outs[OURS] / "sums.json", lambda sums: sums.update(revenue=sums["revenue"] + 0.01))
    others = len(outs) - 1
    assert [said.split(":")[0] for said in same(inputs, outs)] == ["revenue"] * others
    changed(outs[OURS] / "sums.json", lambda sums: sums.pop("spells"))
    assert [said.split(":")[0] for said in same(inputs, outs)] == ["spells", "revenue"] * others


def test_the_tables_of_an_import_are_those_of_the_files(tmp_path):
    inputs, outs = done("import", tmp_path)
    same = JOBS["import"].same
    assert same(inputs, outs) == []
    path = outs[facts.BARE] / "stripe-invoices.parquet"
    duckdb.sql(
        f"copy (select * from '{path}' limit (select count(*) - 1 from '{path}')) to '{path}.less' (format parquet)"
    )
    Path(f"{path}.less").replace(path)
    less = [said.split(":")[:2] for said in same(inputs, outs)]
    assert less == [[facts.BARE, " invoices rows"], [facts.BARE, " invoices"]]


def test_the_best_conjunctions_are_those_of_the_other(tmp_path):
    inputs, outs = done("conjunctions", tmp_path)
    same = JOBS["conjunctions"].same
    assert same(inputs, outs) == []
    other = tmp_path / "other"
    other.mkdir()
    said = (outs[OURS] / "best.json").read_text(encoding="utf-8")
    (other / measure.SAID).write_text(said, encoding="utf-8")
    assert search.same_best(inputs, {OURS: outs[OURS], "other": other}) == []
    changed(other / measure.SAID, lambda found: found["best"][0].__setitem__(0, found["best"][0][0] * 1.001))
    assert search.same_best(inputs, {OURS: outs[OURS], "other": other}) == ["other finds others"]
    changed(outs[OURS] / "best.json", lambda found: found["best"].pop())
    assert "19 instead of 20" in search.same_best(inputs, {OURS: outs[OURS]})


def test_the_search_of_a_run_finds_what_is_planted(tmp_path):
    job = JOBS["permutations"]
    out = tmp_path / "out"
    (tmp_path / "size").write_text("1000", encoding="utf-8")
    measure.run(job.ways[0], tmp_path, out, limit=120)
    assert job.same(tmp_path, {OURS: out}) == []
    changed(out / "found.json", lambda held: held["found"].insert(0, ["channel"]))
    assert job.same(tmp_path, {OURS: out}) != []


def test_help_is_compared_with_a_program_that_starts(tmp_path):
    inputs, outs = done("help", tmp_path)
    assert JOBS["help"].same(inputs, outs) == []
    (outs[OURS] / measure.SAID).write_text("Usage: openicp", encoding="utf-8")
    assert "--help does not name run" in JOBS["help"].same(inputs, outs)


def test_a_scored_list_is_that_of_the_sql_by_hand(tmp_path):
    inputs, outs = done("score", tmp_path)
    same = JOBS["score"].same
    assert same(inputs, outs) == []
    path = outs[OURS] / scoring_speed.SCORED
    one = f"select * replace (score + cast(Company like 'Company 7 %' as int) as score) from '{path}'"
    duckdb.sql(f"copy ({one}) to '{path}.other' (format parquet)")
    Path(f"{path}.other").replace(path)
    assert [said.split(":")[0] for said in same(inputs, outs)] == ["the rows differ"]


@pytest.mark.parametrize("case", ["lists", "parents", "pages"])
def test_joining_comes_to_what_the_case_was_made_of(case, tmp_path):
    inputs, outs = done(case, tmp_path)
    assert JOBS[case].same(inputs, outs) == []
    changed(outs[OURS] / "joined.json", lambda said: said.update(accounts=SMALL // 2, apart=SMALL))
    assert JOBS[case].same(inputs, outs) == [f"200 accounts of {SMALL} companies", f"{SMALL} domains came apart"]


@pytest.mark.parametrize("name", ["segments", "profile", "start", "demo", "import-run", "run"])
def test_a_command_that_did_not_answer_has_no_time(name, tmp_path):
    (tmp_path / measure.SAID).write_text('{"ok": true, "report": "reports/a.html"}', encoding="utf-8")
    assert JOBS[name].same(tmp_path, {OURS: tmp_path}) == []
    (tmp_path / measure.SAID).write_text('{"ok": false}', encoding="utf-8")
    assert len(JOBS[name].same(tmp_path, {OURS: tmp_path})) == 1


def test_a_file_that_is_read_again_is_seen(tmp_path):
    said = {"files": [{"file": "a.csv", "unchanged": True}, {"file": "b.csv", "unchanged": False}]}
    (tmp_path / measure.SAID).write_text(json.dumps(said), encoding="utf-8")
    assert JOBS["again"].same(tmp_path, {OURS: tmp_path}) == ["b.csv was read again"]


def test_a_package_that_loads_much_is_seen(tmp_path):
    (tmp_path / measure.SAID).write_text("['numpy']\n", encoding="utf-8")
    assert JOBS["package"].same(tmp_path, {OURS: tmp_path}) == ["import openicp loads ['numpy']"]


def test_the_program_that_is_measured_is_this_one():
    assert Path(start.PROGRAM[1]).is_file()
