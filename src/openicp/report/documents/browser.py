"""A browser that is on this machine anyway prints and photographs pages; nobody sees it and it asks no address.

Comes in: pages as text. Goes out: PDF and PNG as bytes. It opens nothing but the page it is given, in a profile of
its own that is thrown away.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from openicp.errors import BrowserFailed, BrowserNotFound

CHOSEN = "OPENICP_BROWSER"
"""Environment variable that names a browser; it goes before those that are looked for."""
NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser", "vivaldi"),
)
MAC = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser", "Vivaldi")
WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
QUIET = (
    *("--headless", "--disable-gpu", "--hide-scrollbars", "--mute-audio", "--no-first-run"),
    *("--no-default-browser-check", "--disable-extensions", "--disable-sync", "--no-pings"),
    *("--disable-background-networking", "--disable-component-update", "--disable-domain-reliability"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
"""A browser that starts nothing on the side; no name leads anywhere, so that it can ask nobody."""
SECONDS = 120
HEIGHT = re.compile(r'data-height="(\d+)"')
LAST = 300
"""Characters of a browser's complaint that are shown."""


def find() -> Path:
    """The first browser that can print without being seen.

    Raises
    ------
    BrowserNotFound
        When there is none, or the one that ``OPENICP_BROWSER`` names is not there.
    """
    chosen = os.environ.get(CHOSEN)
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise BrowserNotFound(reason="chosen", browser=chosen)
        return Path(found)
    for place in _places():
        if place.is_file():
            return place
    raise BrowserNotFound(browser="")


def _places() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    if sys.platform == "darwin":
        yield from (Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MAC)
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    yield from (Path(folder) / name for folder in folders if folder for name in WINDOWS)


def printed(page: str) -> bytes:
    """A page as PDF, on the paper that its style names.

    Raises
    ------
    BrowserNotFound, BrowserFailed
    """
    with tempfile.TemporaryDirectory(prefix="openicp-") as folder:
        out = Path(folder) / "out.pdf"
        _run(find(), folder, page, ["--no-pdf-header-footer", f"--print-to-pdf={out}"])
        return _content(out)


def photographed(page: str, *, width: int, scale: int = 2) -> bytes:
    """A page as PNG, as high as it is; the page says its height in ``data-height`` of its root.

    Raises
    ------
    BrowserNotFound, BrowserFailed
    """
    browser = find()
    with tempfile.TemporaryDirectory(prefix="openicp-") as folder:
        out = Path(folder) / "out.png"
        told = HEIGHT.search(_run(browser, folder, page, [f"--window-size={width},600", "--dump-dom"]))
        if told is None:
            raise BrowserFailed(browser=str(browser), detail="data-height")
        size = [f"--window-size={width},{told[1]}", f"--force-device-scale-factor={scale}"]
        _run(browser, folder, page, [*size, f"--screenshot={out}"])
        return _content(out)


def _run(browser: Path, folder: str, page: str, options: Sequence[str]) -> str:
    place = Path(folder) / "page.html"
    place.write_text(page, "utf-8")
    inside = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []  # Chromium refuses root otherwise
    profile = f"--user-data-dir={Path(folder) / 'profile'}"
    command = [str(browser), *QUIET, *inside, profile, *options, place.as_uri()]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BrowserFailed(browser=str(browser), detail=str(error)[:LAST]) from error
    if answer.returncode:
        raise BrowserFailed(browser=str(browser), detail=answer.stderr.decode("utf-8", "replace").strip()[-LAST:])
    return answer.stdout.decode("utf-8", "replace")


def _content(out: Path) -> bytes:
    if not out.is_file() or not out.stat().st_size:
        raise BrowserFailed(browser=str(find()), detail=out.suffix)
    return out.read_bytes()
