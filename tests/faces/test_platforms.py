"""What differs between Linux, macOS and Windows, tried with stand-ins of what those systems offer."""

from __future__ import annotations

import ctypes
import io
import plistlib
import sys
import types
import webbrowser
from pathlib import Path, PureWindowsPath

import pytest

from openicp.faces.cli import browser, language, streams
from openicp.faces.cli.render.ran import near

NOTHING: dict[str, str] = {}


@pytest.mark.parametrize(
    ("number", "spoken"),
    [(0x0407, "de"), (0x0C07, "de"), (0x0413, "nl"), (0x0418, "ro"), (0x080C, "fr"), (0x0411, "en")],
)
def test_windows_is_asked_for_the_language_of_its_desktop(
    monkeypatch: pytest.MonkeyPatch, number: int, spoken: str
) -> None:
    kernel = types.SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(kernel32=kernel), raising=False)
    assert language.chosen(NOTHING) == spoken


def test_macos_is_asked_for_the_first_language_of_its_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = tmp_path / language.MAC_SETTINGS
    settings.parent.mkdir(parents=True)
    settings.write_bytes(plistlib.dumps({"AppleLanguages": ["nl-BE", "en-BE"]}))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert language.chosen(NOTHING) == "nl"


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_system_that_says_nothing_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert language.chosen(NOTHING) in language.LANGUAGES


def test_a_variable_says_more_than_the_settings_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert language.chosen({"LANG": "fr_FR.UTF-8"}) == "fr"


class Browser:
    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[str] = []

    def open(self, address: str) -> bool:
        self.seen.append(address)
        return True


@pytest.mark.parametrize(
    ("name", "environment", "shown"),
    [
        ("xdg-open", {"DISPLAY": ":0"}, True),
        ("/usr/bin/w3m", {"DISPLAY": ":0"}, False),
        ("xdg-open", {}, False),
        ("xdg-open", {"DISPLAY": ":0", "CI": "true"}, False),
    ],
)
def test_a_report_is_opened_where_there_is_a_screen_and_never_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, environment: dict[str, str], *, shown: bool
) -> None:
    found = Browser(name)
    monkeypatch.setattr(webbrowser, "get", lambda: found)
    monkeypatch.setattr(browser, "screen", lambda: SCREEN(environment, "linux"))
    report = tmp_path / "Exporte für Zoë" / "report.html"
    assert browser.opened(report) is shown
    assert [address.startswith("file:///") and " " not in address for address in found.seen] == [True] * shown


SCREEN = browser.screen


def test_a_computer_without_any_browser_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def none() -> None:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    monkeypatch.setattr(browser, "screen", lambda: True)
    assert browser.opened(tmp_path / "report.html") is False


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_console_of_an_old_encoding_gets_a_question_mark_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    written = io.BytesIO()
    console = io.TextIOWrapper(written, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", console)
    streams.prepare()
    console.write("Câștig → 38 %")
    console.flush()
    assert written.getvalue().endswith(b"38 %")
    assert not streams.speaks_unicode()


def test_a_report_on_another_drive_keeps_its_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert near(str(tmp_path / "exports" / "report.html")) == str(Path("exports") / "report.html")
    assert near(str(tmp_path.parent / "report.html")) == str(tmp_path.parent / "report.html")
    elsewhere = str(PureWindowsPath("D:/exports/report.html"))
    assert near(elsewhere) == elsewhere
