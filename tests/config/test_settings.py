"""openicp.yaml: read with every problem and its line, changed without touching the rest."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from openicp import config
from openicp.config import problems
from openicp.errors import ConfigInvalid
from openicp.texts import catalogue
from openicp.texts.errors import said

HERE = Path("openicp.yaml")


def parse(text: str) -> config.Project:
    return config.parse(text, HERE)


def problem_of(text: str) -> dict[str, object]:
    with pytest.raises(ConfigInvalid) as caught:
        parse(text)
    return caught.value.fields


def test_the_commented_file_says_the_defaults():
    assert parse(config.text_of(config.Project())) == config.Project()


def test_every_setting_is_explained_in_the_file():
    text = config.text_of(config.Project())
    for name in config.Project.__dataclass_fields__:
        lines = text.splitlines()
        place = next(number for number, line in enumerate(lines) if line.startswith(f"{name}:"))
        before = [line for line in lines[max(0, place - 5) : place] if line]
        assert before[-1].startswith("#") or before[-1].startswith(" "), name


def test_an_empty_file_is_the_defaults_and_so_is_a_comment():
    assert parse("") == parse("# nothing\n") == config.Project()


def test_norway_is_no_yes_or_no():
    project = parse("free_plans: [NO, on, 1e3x]\nnot_attributes:\n  - off\n")
    assert project.free_plans == ("NO", "on", "1e3x")
    assert project.not_attributes == ("off",)


def test_a_project_cannot_be_changed_by_accident():
    with pytest.raises(FrozenInstanceError):
        config.Project().grace_days = 3  # type: ignore[misc]


PROBLEMS = [
    ("product: x\ngrace_days: -1\n", 2, "grace_days", "out_of_range"),
    ("gross_margin: 80\n", 1, "gross_margin", "out_of_range"),
    ("gross_margin: 0\n", 1, "gross_margin", "out_of_range"),
    ("gross_margin: .nan\n", 1, "gross_margin", "out_of_range"),
    ("gross_margin: 80 %\n", 1, "gross_margin", "not_a_number"),
    ("grace_days: 1.5\n", 1, "grace_days", "not_whole"),
    ("\n\ngross_marge: 0.8\n", 3, "gross_marge", "misspelt_setting"),
    ("zzz: 0.8\n", 1, "zzz", "unknown_setting"),
    ("targets:\n  payback_months: soon\n", 2, "targets.payback_months", "not_a_number"),
    ("targets:\n  paybackmonths: 3\n", 2, "targets.paybackmonths", "misspelt_setting"),
    ("targets:\n  early_stage: maybe\n", 2, "targets.early_stage", "not_yes_or_no"),
    ("targets:\n  churn_monthly:\n    tiny: 0.1\n", 3, "targets.churn_monthly.tiny", "not_a_choice"),
    ("targets: 3\n", 1, "targets", "not_a_block"),
    ("currency: eur\n", 1, "currency", "not_a_currency"),
    ("language: it\n", 1, "language", "not_a_choice"),
    ("outcome: rich\n", 1, "outcome", "not_a_choice"),
    ("profiles: []\n", 1, "profiles", "empty"),
    ("profiles:\n  - name: A b\n", 2, "profiles.0.name", "not_a_name"),
    ("profiles:\n  - name: a\n  - name: a\n", 3, "profiles.1.name", "name_twice"),
    ("free_plans: all\n", 1, "free_plans", "not_a_list"),
    ("free_plans: [1]\n", 1, "free_plans.0", "not_a_text"),
    ("size_scheme: huge\n", 1, "size_scheme", "not_a_choice"),
    ("size_scheme: []\n", 1, "size_scheme", "empty"),
    ("size_scheme:\n  - people_below: 3\n", 2, "size_scheme.0.name", "missing"),
    ("size_scheme:\n  - name: a\n  - name: b\n    people_below: 3\n", 4, "size_scheme.1.people_below", "not_ascending"),
    ("tables:\n  deals: s3a://AK:s3/cr+t@lake/deals\n", 2, "tables.deals", "holds_secret"),
    ("engine: k8s://https://me:secret@host:443\n", 1, "engine", "holds_secret"),
    ("spark:\n  scratch: hdfs://me:secret@head:9000/tmp\n", 2, "spark.scratch", "holds_secret"),
    ("spark:\n  settings:\n    spark.ssl.keyPassword: s\n", 3, "spark.settings.spark.ssl.keyPassword", "holds_secret"),
    ("- a\n", 1, "", "not_a_mapping"),
    ("a: [\n", 2, "", "yaml_syntax"),
    ("product: a\nproduct: b\n", 2, "", "yaml_syntax"),
    ("product: \x01\n", 1, "", "yaml_syntax"),
]


@pytest.mark.parametrize(("text", "line", "setting", "code"), PROBLEMS)
def test_a_problem_is_told_with_its_line(text, line, setting, code):
    found = problem_of(text)
    assert (found["line"], found["setting"], found["problem"]) == (line, setting, code)


@pytest.mark.parametrize(("text", "line", "setting", "code"), PROBLEMS)
def test_every_problem_has_its_own_sentence_and_hint(text, line, setting, code):
    with pytest.raises(ConfigInvalid) as caught:
        parse(text)
    texts = catalogue("en")
    sentence, hint = said(texts, caught.value)
    assert str(line) in sentence or code == "not_a_mapping"
    assert "{" not in sentence + hint
    assert texts.has(f"error.config_invalid.{code}")


def test_a_secret_is_not_repeated_by_the_error_that_refuses_it():
    found = problem_of("tables:\n  deals: s3a://AK:hidden@lake/deals\nspark:\n  settings:\n    a.token: hidden\n")
    assert [problem["setting"] for problem in found["problems"]] == ["tables.deals", "spark.settings.a.token"]
    assert "hidden" not in repr(found)


@pytest.mark.parametrize("at", ["abfss://box@account/x", "hdfs://head:9000/a", "/data/a:b@c", "billing.invoices"])
def test_an_address_without_a_password_is_fine(at):
    assert parse(f"tables:\n  deals: {at}\nspark:\n  settings:\n    spark.ssl.keyStorePath: /k\n").tables["deals"] == at


def test_every_code_of_a_problem_has_words():
    texts = catalogue("en")
    codes = {*problems.CODES.values(), "not_valid", "not_ascending", "name_twice", "not_utf8", "misspelt_setting"}
    codes |= {"holds_secret"}
    assert {code for code in codes if not texts.has(f"error.config_invalid.{code}.hint")} == set()


def test_all_problems_are_told_at_once():
    found = problem_of("grace_days: -1\nlanguage: it\ntargets:\n  clv_to_cac: x\n")
    assert [(p["line"], p["setting"]) for p in found["problems"]] == [
        (1, "grace_days"),
        (2, "language"),
        (4, "targets.clv_to_cac"),
    ]


def test_a_file_in_another_encoding_is_a_problem_and_a_mark_in_front_is_none(tmp_path):
    path = tmp_path / "openicp.yaml"
    path.write_bytes("product: Häuser".encode("latin-1"))
    with pytest.raises(ConfigInvalid) as caught:
        config.read(path)
    assert caught.value.fields["problem"] == "not_utf8"
    path.write_bytes("product: Häuser".encode("utf-8-sig"))
    assert config.read(path).product == "Häuser"


def test_a_change_leaves_every_other_line_as_it_was():
    text = config.text_of(config.Project()) + "# a note of mine\n"
    changes = {
        "product": "NO: really",
        "gross_margin": 0.8,
        "free_plans": ["Free", "NO"],
        "targets": {"early_stage": True},
        "profiles": [{"name": "eu", "outcome": "won"}],
    }
    result = config.changed(text, changes, path=HERE)
    project = parse(result)
    assert (project.product, project.gross_margin, project.free_plans) == ("NO: really", 0.8, ("Free", "NO"))
    assert project.targets == config.Targets(early_stage=True)
    assert project.profiles[0].outcome == "won"
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in result.splitlines() if line.lstrip().startswith("#")] == comments
    touched = set(text.splitlines()) - set(result.splitlines())
    assert touched == {
        "product:",
        "gross_margin:",
        "free_plans: []",
        "  early_stage: false",
        "  - name: main",
        "    outcome:",
    }


def test_a_change_that_is_no_valid_setting_is_refused():
    with pytest.raises(ConfigInvalid):
        config.changed("", {"grace_days": "long"}, path=HERE)


def test_a_project_survives_being_written():
    project = config.Project(
        product="Ünïcode: #1",
        language="de",
        currency="EUR",
        gross_margin=0.75,
        tiers=(50, 200),
        profiles=(config.ProfileSettings("eu", "loyal"), config.ProfileSettings("us")),
        size_scheme=(config.SizeClass("small", 50), config.SizeClass("large", counts_as="enterprise")),
        targets=config.Targets(churn_monthly={"smb": 0.03, "mid_market": 0.02, "enterprise": 0.01}),
    )
    assert parse(config.text_of(project)) == project


SIZES = [
    ("default", (499, 499), (None, None), "smb", False),
    ("default", (500, 500), (None, None), "mid_market", False),
    ("default", (1999, 1999), (None, None), "mid_market", False),
    ("default", (2000, None), (None, None), "enterprise", False),
    ("default", (None, None), (49_999_999, 49_999_999), "smb", False),
    ("default", (None, None), (50_000_000, 50_000_000), "mid_market", False),
    ("default", (None, None), (1_000_000_000, 1_000_000_000), "mid_market", False),
    ("default", (None, None), (1_000_000_001, 1_000_000_001), "enterprise", False),
    ("default", (None, None), (10e6, 50e6 - 1), "smb", False),
    ("default", (None, 499), (None, None), "smb", False),
    ("default", (200, 600), (None, None), None, False),
    ("default", (200, 600), (60e6, 60e6), "mid_market", False),
    ("default", (100, 100), (60e6, 60e6), "smb", True),
    ("default", (600, 3000), (10e6, 10e6), None, True),
    ("default", (51, 200), (10e6, 90e6), "smb", False),
    ("default", (2000, math.inf), (None, None), "enterprise", False),
    ("default", (None, None), (1e9 + 1, math.inf), "enterprise", False),
    ("people", (None, None), (5, 5), None, False),
    ("eu", (None, None), (50e6, 50e6), "medium", False),
    ("default", (None, None), (None, None), None, False),
    ("people", (100, 100), (1, 1), "medium", False),
    ("people", (1000, 1000), (None, None), "large", False),
    ("eu", (9, 9), (None, None), "micro", False),
    ("eu", (250, 250), (None, None), "large", False),
]


@pytest.mark.parametrize(("scheme", "employees", "revenue", "code", "disagrees"), SIZES)
def test_a_company_falls_into_its_size_class(scheme, employees, revenue, code, disagrees):
    assert config.size_of(config.schemes()[scheme], employees, revenue) == config.Sized(code, disagrees)


def test_the_churn_target_follows_the_size_and_the_stage():
    targets = config.Targets()
    assert [targets.churn(size) for size in ("smb", "mid_market", "enterprise", None)] == [0.05, 0.05, 0.01, 0.05]
    assert config.Targets(early_stage=True).churn("enterprise") == 0.10


def test_importing_settings_loads_no_checker():
    code = (
        "import openicp.config, sys; print([m for m in ('pydantic', 'ruamel', 'numpy', 'duckdb') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_every_setting_stands_in_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "workspace.md").read_text(encoding="utf-8")
    assert [name for name in config.Project.__dataclass_fields__ if f"| `{name}` |" not in page] == []


def test_the_example_in_the_docs_is_valid():
    page = (Path(__file__).parents[2] / "docs" / "workspace.md").read_text(encoding="utf-8")
    project = parse(page.split("```yaml\n")[1].split("```")[0])
    assert [entry.name for entry in project.sizes.classes] == ["small", "large"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tables:\n  accounts:\n", "not_a_place"),
        ("tables:\n  accounts: [a, b]\n", "not_a_place"),
        ("tables:\n  accounts: ''\n", "not_a_place"),
        ("tables:\n  accounts: {at: /data/a}\n", "not_a_place"),
        ("product: [a, b]\n", "not_one_text"),
        ("product: 7\n", "not_a_text"),
    ],
)
def test_what_is_no_text_is_put_in_quotes_only_where_that_helps(text, code):
    with pytest.raises(ConfigInvalid) as caught:
        parse(text)
    assert caught.value.fields["reason"] == code
    assert ("quotes" in said(catalogue("en"), caught.value)[1]) is (code == "not_a_text")
