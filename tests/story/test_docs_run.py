"""What the README and the tutorial tell people to type works, in that order, and so does their Python."""

from __future__ import annotations

import glob
import re
import shlex
import shutil
from pathlib import Path

import pytest

from openicp import example
from openicp.faces.cli.app import run

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```(console|python)\n(.*?)```", re.S)
ELSEWHERE = ("uvx ", "pipx ", "make ")
"""Lines that build an environment or ask a package index."""


def words(line: str) -> list[str]:
    """A line as a shell hands it over: comments gone, ``~`` and ``*`` spelt out."""
    split = [
        str(Path(word).expanduser()) if word.startswith("~") else word for word in shlex.split(line, comments=True)
    ]
    return [found for word in split for found in (sorted(glob.glob(word)) if "*" in word else [word])]


def follow(page: Path) -> int:
    """Do all that the page says; return how many things that were."""
    done = 0
    for kind, code in BLOCK.findall(page.read_text("utf-8")):
        if kind == "python":
            exec(compile(code, page.name, "exec"), {"__name__": "docs"})
            done += 1
            continue
        for line in filter(None, code.splitlines()):
            if line.startswith(ELSEWHERE):
                continue
            program, *arguments = words(line)
            assert program == "openicp", line
            assert run(arguments) == 0, line
            done += 1
    return done


def addresses(folder: Path) -> list[str]:
    """Outside addresses in what the program wrote for people to read."""
    written = [path for path in folder.rglob("*") if path.suffix in {".html", ".yaml", ".md"} and path.is_file()]
    assert any(path.suffix == ".html" for path in written)
    return [
        f"{path.name}: {found}" for path in written for found in re.findall(r"\w+://[\w.]+", path.read_text("utf-8"))
    ]


def test_the_tutorial_works_from_its_first_line_to_its_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert follow(ROOT / "docs" / "tutorial.md") >= 10
    for place in ("tideboard/reports/report.html", "tideboard/profiles/main/v1.yaml", "ranked.xlsx", "ranked.csv"):
        assert (tmp_path / place).stat().st_size > 0
    assert addresses(tmp_path / "tideboard") == []
    assert "Traceback" not in "".join(capsys.readouterr())


def test_the_readme_works_on_a_folder_of_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exports = tmp_path / "Downloads" / "exports"
    exports.mkdir(parents=True)
    *_, companies = example.write_small(exports)
    shutil.copytree(exports, tmp_path / "exports")
    shutil.copy(companies, tmp_path / "list.csv")
    for home in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(home, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert follow(ROOT / "README.md") >= 7
    assert follow(ROOT / "docs" / "python.md") == 1
    assert (exports / "openicp" / "reports" / "report.html").is_file()
    assert (tmp_path / "ranked.xlsx").is_file()
    assert addresses(exports / "openicp") == []
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_line_that_does_not_work_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```console\nopenicp -C nowhere run\n```\n", "utf-8")
    with pytest.raises(AssertionError, match="nowhere"):
        follow(page)
