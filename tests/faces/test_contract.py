"""The keys of ``--json``: every command, for real, on the small example company; and the errors."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from openicp import example
from openicp.faces.cli.app import NAMES, run

ESTIMATE = {"value", "low", "high", "n", "method"}
FILE = {"file", "source", "tables", "rows", "loaded", "quarantined", "cells_set_aside", "unchanged"}
ASIDE = {"file", "line", "column", "value", "reason", "scope"}
TOTAL = {"name", "ours", "yours", "difference", "because"}
IMPORT = {"files", "quarantine", "proposals"}
RUN = {"run", "as_of", "report", "verdict"}
SEGMENT = {"id", "label", "conditions", "accounts", "reliable", "p_adjusted", "metrics", "verdict"}
PROFILE = {"name", "version", "verdict", "reason", "outcome", "lines", "statement"}
SCORED = ("score", "score_low", "score_high", "chance", "tier", "reasons", "unknown", "ask")
METRICS = {
    "annual_churn",
    "monthly_churn",
    "revenue_churn",
    "nrr",
    "clv",
    "cac",
    "ltv_cac",
    "payback_months",
    "win_rate",
    "cycle_days",
    "deal_amount",
    "nps",
}


def call(*arguments: object, code: int = 0) -> dict[str, Any]:
    """The answer of a command: one JSON text on the standard output and nothing anywhere else."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        ended = run([*map(str, arguments), "--json"])
    assert ended == code, out.getvalue() + err.getvalue()
    assert err.getvalue() == ""
    answer: dict[str, Any] = json.loads(out.getvalue(), parse_constant=pytest.fail)
    assert answer["ok"] is (code == 0)
    return answer


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports in a folder with a name that people give."""
    folder = tmp_path_factory.mktemp("stories") / "Exporte [alt] für Zoë"
    folder.mkdir()
    example.write_small(folder)
    return folder


@pytest.fixture(scope="module")
def started(exports: Path) -> dict[str, Any]:
    return call("start", exports, "--no-open")


@pytest.fixture(scope="module")
def workspace(exports: Path, started: dict[str, Any]) -> Path:
    assert started["ok"]
    return exports / "openicp"


def test_start_holds_what_import_and_run_hold_and_its_questions(started: dict[str, Any]) -> None:
    assert set(started) >= IMPORT | RUN | {"questions", "totals"}
    assert all(set(one) >= FILE for one in started["files"])
    assert all(set(one) >= ASIDE and one["scope"] in ("row", "cell") for one in started["quarantine"])
    assert all(one["rows"] == one["loaded"] + one["quarantined"] for one in started["files"] if one["tables"])
    assert Path(started["report"]).is_file()
    assert [one["number"] for one in started["questions"]] == [1, 2, 3]
    assert all({"code", "fields", "suggestion", "answer"} <= set(one) for one in started["questions"])


def test_the_figures_of_the_small_company_are_those_that_were_written(started: dict[str, Any]) -> None:
    totals = {one["name"]: one["ours"] for one in started["totals"]}
    assert (totals["customers"], totals["active"], totals["mrr"]) == (40, 29, 8990)
    assert (totals["won"], totals["lost"]) == (40, 15)
    aside = [(one["column"], one["value"], one["scope"]) for one in started["quarantine"]]
    assert aside == [("Annual Revenue", "7897. 2%", "cell")]
    assert started["list"]["companies"] == 180
    assert started["list"]["customers"] == 9


def test_accepting_a_link_makes_one_account_of_two(started: dict[str, Any], workspace: Path) -> None:
    link = next(one for one in started["questions"] if one["code"] == "link")
    assert (link["fields"]["first"], link["fields"]["second"]) == ("Brava GmbH", "Brava Digital")
    assert (link["suggestion"], link["answer"]) == ("yes", "yes")
    named = [one for one in call("-C", workspace, "accounts")["accounts"] if one["name"].startswith("Brava")]
    assert [set(one["external_ids"]) for one in named] == [{"hubspot", "stripe"}]
    again = call("start", workspace.parent, "--no-open")
    assert "link" not in {one["code"] for one in again["questions"]}
    assert all(one["unchanged"] for one in again["files"])
    assert again["totals"] == started["totals"]


def test_import_sources_and_forget(workspace: Path, exports: Path, tmp_path: Path) -> None:
    copy = tmp_path / "acme"
    shutil.copytree(workspace, copy)
    again = call("-C", copy, "import", *sorted(exports.glob("*.csv")))
    assert set(again) >= IMPORT
    assert [one["unchanged"] for one in again["files"]] == [True] * 5
    before = call("-C", copy, "sources")["sources"]
    after = call("-C", copy, "forget", "list")["sources"]
    assert {one["source"] for one in before} - {one["source"] for one in after} == {"list"}
    back = call("-C", copy, "import", exports / "list.csv")
    assert [(one["source"], one["unchanged"]) for one in back["files"]] == [("list", False)]


def test_update_says_what_moved_and_why(workspace: Path, tmp_path: Path) -> None:
    shutil.copytree(workspace.parent, tmp_path / "later")
    home, folder = tmp_path / "later" / "openicp", tmp_path / "later"
    same = call("-C", home, "update")
    assert (same["files"], same["gone"], same["moved"]) == ([], [], {})
    october = (folder / "stripe-subscriptions-2026-10-31.csv").read_text("utf-8").splitlines()
    left = next(at for at, row in enumerate(october) if ",active," in row)
    lost = october[left].split(",")
    october[left] = ",".join([*lost[:9], "canceled", *lost[10:12], "2026-10-20 00:00", "2026-10-20 00:00"])
    came = "sub_90001,cus_90001,Zebra Studio,,Team,8,eur,month,250.00,active,2026-11-10 00:00,2026-11-10 00:00,,"
    (folder / "stripe-subscriptions-2026-11-30.csv").write_text("\n".join([*october, came, ""]), "utf-8")
    (folder / "list.csv").unlink()
    found = call("-C", home, "update")
    assert [one["file"] for one in found["files"]] == ["stripe-subscriptions-2026-11-30.csv"]
    assert found["gone"] == ["list.csv"]
    customers = found["moved"]["customers"]
    assert customers["new"] == [{"name": "Zebra Studio", "mrr": 250.0}]
    assert [one["mrr"] for one in customers["left"]] == [float(lost[8])]
    assert found["moved"]["as_of"] == ["2026-10-07", "2026-11-10"]
    assert found["moved"]["unexplained"] is None
    (folder / "stripe-subscriptions-2026-10-31.csv").unlink()
    assert call("-C", home, "update")["gone"] == ["list.csv"]


def test_open_says_where_the_report_is_and_what_to_do_when_it_is_gone(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "acme"
    shutil.copytree(workspace, copy)
    found = call("-C", copy, "open")
    assert (Path(found["report"]), found["opened"]) == (copy / "reports" / "report.html", False)
    Path(found["report"]).unlink()
    error = call("-C", copy, "open", code=1)["error"]
    assert (error["code"], error["reason"]) == ("file_not_readable", "report_gone")


def test_a_workspace_is_not_started_inside_itself(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "acme"
    shutil.copytree(workspace, copy)
    assert call("start", copy, code=1)["error"]["reason"] == "no_new_exports"
    assert not (copy / "openicp").exists()


def test_when_no_file_can_be_read_each_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "empty.csv").write_bytes(b"")
    error = call("start", tmp_path, code=1)["error"]
    assert (error["code"], error["n"]) == ("no_file_readable", 2)
    said = " ".join(one["message"] for one in error["errors"])
    assert "photo.csv" in said
    assert "empty.csv" in said


def test_check(workspace: Path) -> None:
    found = call("-C", workspace, "check")
    assert all(0 <= one["filled"] <= 1 for one in found["attributes"])
    assert all({"code", "severity", "fields", "message"} <= set(one) for one in found["findings"])
    assert all(set(one) >= TOTAL for one in found["totals"])


def test_run_is_repeatable(workspace: Path, started: dict[str, Any]) -> None:
    again = call("-C", workspace, "run")
    assert set(again) >= RUN
    assert again["run"] == started["run"]


@pytest.mark.parametrize("arguments", [[], ["--found"], ["--by", "industry,employees"]])
def test_segments(workspace: Path, arguments: list[str]) -> None:
    rows = call("-C", workspace, "segments", *arguments)["segments"]
    assert all(set(row) >= SEGMENT for row in rows)
    for row in rows:
        assert all({"attribute"} <= set(one) and {"values", "low", "high"} & set(one) for one in row["conditions"])
        assert all(set(estimate) >= ESTIMATE for estimate in row["metrics"].values())
        assert row["verdict"] is None or {"code", "reason"} <= set(row["verdict"])
    assert rows or "--found" in arguments
    assert not rows or set(rows[0]["metrics"]) >= METRICS


def test_accounts_of_everybody_of_a_segment_and_of_the_profile(workspace: Path) -> None:
    every = call("-C", workspace, "accounts")["accounts"]
    assert all({"account_id", "name", "external_ids", "facts", "value"} <= set(one) for one in every)
    row = call("-C", workspace, "segments", "--by", "industry")["segments"][0]
    shown = call("-C", workspace, "segments")["segments"]
    inside = call("-C", workspace, "accounts", "--segment", shown[0]["id"])["accounts"]
    assert 0 < len(inside) < len(every)
    assert row["accounts"]
    assert call("-C", workspace, "accounts", "--profile", "main")["accounts"]


def test_profile(workspace: Path) -> None:
    profile = call("-C", workspace, "profile")["profile"]
    assert set(profile) >= PROFILE
    assert {"en", "de", "fr", "nl", "ro"} == set(profile["statement"])
    for line in profile["lines"]:
        assert {"attribute", "basis", "bands", "evidence"} <= set(line)
        assert line["basis"] in ("shown", "leaning", "heard", "shared", "chosen")
        assert all({"label", "points"} <= set(band) for band in line["bands"])
    assert call("-C", workspace, "profile", "main", "--version", profile["version"])["profile"] == profile


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_score_writes_the_rows_of_the_file_with_its_columns(
    workspace: Path, exports: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"ranked list.{ending}"
    found = call("-C", workspace, "score", exports / "list.csv", "-o", out)
    assert set(found) >= {"prospects", "out", "tier"}
    assert found["out"] == str(out)
    assert out.stat().st_size > 1000
    if ending == "csv":
        rows = out.read_text("utf-8-sig").splitlines()
        header = rows[0].split(",")
        first = header.index("score")
        assert tuple(header[first : first + len(SCORED)]) == SCORED
        assert len(rows) == 181


def test_what_if(workspace: Path) -> None:
    tried = call("-C", workspace, "whatif")
    assert {"tier", "lines", "now", "then", "moves"} <= set(tried)
    assert (tried["moves"]["up"], tried["moves"]["down"]) == (0, 0)


def test_backtest(workspace: Path) -> None:
    for cut in call("-C", workspace, "backtest")["cuts"]:
        assert {"as_of", "lift_top_10", "lift_top_20", "auc", "baselines"} <= set(cut)
        assert all(set(cut[name]) >= ESTIMATE for name in ("lift_top_10", "lift_top_20", "auc"))


def test_init_and_demo(tmp_path: Path) -> None:
    assert call("init", tmp_path / "new")["workspace"] == str(tmp_path / "new")
    assert Path(call("demo", tmp_path / "demo", "--small")["report"]).is_file()


WRONG: dict[str, tuple[list[str], int, str]] = {
    "start": (["nowhere"], 1, "file_not_readable"),
    "update": (["--nothing"], 2, "wrong_usage"),
    "open": (["--nothing"], 2, "wrong_usage"),
    "demo": (["{ws}", "--small"], 1, "workspace_exists"),
    "init": (["{ws}"], 1, "workspace_exists"),
    "import": (["nowhere.csv"], 1, "file_not_readable"),
    "sources": (["--nothing"], 2, "wrong_usage"),
    "forget": (["nothing"], 1, "source_not_found"),
    "worksheet": (["-o", "sheet.csv"], 1, "output_not_writable"),
    "links": (["accept", "99"], 1, "invalid_choice"),
    "check": (["--nothing"], 2, "wrong_usage"),
    "totals": (["turnover=1"], 1, "invalid_choice"),
    "run": (["--as-of", "31.10.2026"], 1, "invalid_choice"),
    "segments": (["--by", "industri"], 1, "attribute_not_found"),
    "accounts": (["--segment", "nothing"], 1, "segment_not_found"),
    "profile": (["nobody"], 1, "profile_not_found"),
    "whatif": (["--drop", "moon_phase"], 1, "attribute_not_found"),
    "score": (["nowhere.csv", "-o", "out.csv"], 1, "file_not_readable"),
    "backtest": (["--nothing"], 2, "wrong_usage"),
    "voices": (["--nothing"], 2, "wrong_usage"),
    "report": (["--nothing"], 2, "wrong_usage"),
    "interviews": (["--nothing"], 2, "wrong_usage"),
    "hypotheses": (["--nothing"], 2, "wrong_usage"),
    "erase": (["--nothing"], 2, "wrong_usage"),
    "best": (["--nothing"], 2, "wrong_usage"),
}
"""A wrong call of every command: exit code and the code of the error."""


@pytest.mark.parametrize("name", NAMES)
def test_an_error_has_a_code_a_sentence_and_a_hint(name: str, workspace: Path) -> None:
    arguments, code, said = WRONG[name]
    error = call("-C", workspace, name, *(one.format(ws=workspace) for one in arguments), code=code)["error"]
    assert error["code"] == said
    assert error["message"].strip()
    assert error["hint"].strip()
    assert "{" not in error["message"] + error["hint"]


def test_a_folder_without_exports_and_a_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "~$customers.xlsx").write_bytes(b"x" * 165)
    (tmp_path / ".hidden.csv").write_text("a,b\n1,2\n", "utf-8")
    nothing = call("start", tmp_path, code=1)["error"]
    assert (nothing["code"], nothing["reason"]) == ("nothing_imported", "no_exports")
    single = call("start", tmp_path / ".hidden.csv", code=1)["error"]
    assert (single["code"], single["reason"]) == ("file_not_readable", "no_folder")
    assert not (tmp_path / "openicp").exists()


def test_a_damaged_ledger_is_said_and_a_copy_put_back_works(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "acme"
    shutil.copytree(workspace, copy)
    ledger = copy / ".openicp" / "ledger.sqlite"
    whole = ledger.read_bytes()
    ledger.write_bytes(b"garbage!" * 1000)
    error = call("-C", copy, "sources", code=1)["error"]
    assert (error["code"], error["reason"]) == ("workspace_damaged", "ledger")
    ledger.write_bytes(whole)
    assert call("-C", copy, "sources")["sources"]


def test_a_profile_edited_by_hand_is_followed_and_a_broken_one_names_its_place(
    workspace: Path, exports: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "acme"
    shutil.copytree(workspace, copy)
    version = call("-C", copy, "profile")["profile"]["version"]
    folder = copy / "profiles" / "main"
    text = (folder / f"v{version}.yaml").read_text("utf-8")
    edited = folder / f"v{version + 1}.yaml"
    edited.write_text(text, "utf-8")
    assert call("-C", copy, "profile")["profile"]["version"] == version + 1
    assert call("-C", copy, "score", exports / "list.csv", "-o", tmp_path / "out.csv")["prospects"]
    edited.write_text("lines: 3\n", "utf-8")
    error = call("-C", copy, "score", exports / "list.csv", "-o", tmp_path / "out.csv", code=1)["error"]
    assert (error["code"], error["where"]) == ("config_invalid", "lines")
    assert f"v{version + 1}.yaml" in error["message"]


def test_what_is_said_of_a_company_has_one_form_however_the_list_is_written(
    workspace: Path, exports: Path, tmp_path: Path
) -> None:
    asked = ("-C", workspace, "score", exports / "list.csv", "-o")
    ranked, in_order = (call(*asked, tmp_path / f"out.{end}")["prospects"] for end in ("csv", "parquet"))
    first = {one["name"]: one for one in ranked}
    both = [(first[one["name"]], one) for one in in_order if one["name"] in first]
    assert len(both) > 10
    own = ("rank", "why", "reasons")  # the rank among equals; what gave the points is said in the row itself
    for one, other in both:
        assert list(one) == list(other)
        assert {key: one[key] for key in one if key not in own} == {key: other[key] for key in one if key not in own}
        for reasons in ([(each["attribute"], each["points"]) for each in row["reasons"]] for row in (one, other)):
            assert reasons == [(each["attribute"], each["points"]) for each in one["reasons"]]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_list_without_rows_is_told_alike_whatever_it_is_to_become(
    workspace: Path, exports: Path, tmp_path: Path, ending: str
) -> None:
    header = (exports / "list.csv").read_text("utf-8").splitlines()[0]
    (tmp_path / "list.csv").write_text(f"{header}\n", "utf-8")
    error = call("-C", workspace, "score", tmp_path / "list.csv", "-o", tmp_path / f"out.{ending}", code=1)["error"]
    assert (error["code"], error["reason"]) == ("file_not_readable", "header_only")
