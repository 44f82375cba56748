"""No page asks another address, and no tracked file tells where it was made."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from plan import PACKAGE, ROOT

ADDRESS = re.compile(r"""(?:src|href|url|import|action|fetch)\s*[=(:]?\s*["'(]?\s*(?:https?:)?//[^\s"')]+""", re.I)
PAGES = {".html", ".css", ".js", ".svg", ".j2", ".json", ".jinja"}
NAMESPACE = "http://www.w3.org/"

WORK_PLACES = ("/" + "work/", "/" + "root/", "/" + "opt/pypi", "/" + "home/", "/" + "Users/")
HOSTS = ("files." + "pythonhosted.org", "pypi." + "org/simple", "--index" + "-url", "--find" + "-links")
LISTED = {"Makefile"}
"""Files that name an option of an installer to switch it off."""


def pages() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in PAGES]


def test_no_page_of_the_package_asks_another_address():
    found = {
        f"{path.name}: {match}"
        for path in pages()
        for match in ADDRESS.findall(path.read_text(encoding="utf-8"))
        if NAMESPACE not in match
    }
    assert found == set()


@pytest.mark.parametrize(
    "text", ['<script src="https://cdn.example.com/x.js">', "@import url(//fonts.example.com)", "fetch('http://a.b')"]
)
def test_the_check_sees_an_address(text):
    assert ADDRESS.search(text)


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Files under version control."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no version control here: which files are tracked cannot be told")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_machine_or_a_registry(tracked):
    found = []
    for path in tracked:
        text = path.read_text(encoding="utf-8", errors="ignore")
        wanted = WORK_PLACES + (() if path.name in LISTED else HOSTS)
        found += [f"{path.relative_to(ROOT)}: {word}" for word in wanted if word in text]
    assert found == []


def test_every_locked_requirement_has_its_fingerprint():
    for name in ("base.txt", "dev.txt"):
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        assert len(lines) > 20
        assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_everything_that_the_package_needs_is_locked():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=\[; ]", line)[0].replace(".", "-") for line in project["dependencies"]}
    locked = {line.split("==")[0] for line in (ROOT / "requirements" / "base.txt").read_text().splitlines()}
    assert wanted - locked == set()
