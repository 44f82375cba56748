"""Importing the package and asking for help load nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "apsw",
    "babel",
    "duckdb",
    "jinja2",
    "numpy",
    "publicsuffixlist",
    "pydantic",
    "python_calamine",
    "rapidfuzz",
    "rich",
    "ruamel.yaml",
    "scipy",
    "xlsxwriter",
)

STATEMENTS = {
    "import openicp": "import openicp",
    "the nouns": "import openicp.model.tables, openicp.model.facts, openicp.model.profile, openicp.errors",
    "texts": "import openicp.texts",
    "settings": "import openicp.config",
    "the command line": "import openicp.faces.cli",
    "openicp --help": "from openicp.faces.cli import main\nsys.argv = ['openicp', '--help']\n"
    "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code",
    "openicp --version": "from openicp.faces.cli import main\nsys.argv = ['openicp', '--version']\n"
    "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code",
}


def loaded_by(statement: str) -> set[str]:
    """Which heavy modules a fresh interpreter has loaded after ``statement``."""
    code = f"import sys\n{statement}\nprint('|' + ','.join(m for m in {HEAVY} if m in sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(filter(None, answer.stdout.rsplit("|", 1)[1].strip().split(",")))


@pytest.mark.parametrize("what", STATEMENTS)
def test_nothing_heavy_is_loaded(what):
    assert loaded_by(STATEMENTS[what]) == set()


def test_the_check_sees_what_is_loaded():
    assert loaded_by("import numpy") == {"numpy"}
