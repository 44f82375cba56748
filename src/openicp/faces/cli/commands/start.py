"""``openicp start``: from a folder of exports to the report in one go."""

from __future__ import annotations

import time
from pathlib import Path

import click

from openicp.faces.cli import streams
from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("start")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Ask nothing: take every suggestion.")
@click.option("--open/--no-open", "opens", default=True, help="Open the report in the browser when done.")
@json_option
@pass_call
def command(call: Call, folder: Path, *, yes: bool, opens: bool) -> None:
    """Make a workspace beside the exports in FOLDER, import them, run, and open the report.

    At most five questions, each with a suggestion; none with --yes or when piped.
    """
    from openicp import actions
    from openicp.faces.cli.questions import Asker

    begun = time.monotonic()
    person = streams.interactive() and not yes and not call.as_json
    progress = call.progress()
    ask = Asker(call, progress) if person else None
    view = actions.start(folder, yes=not person, ask=ask, lang=call.language(), progress=progress)
    call.show(view if call.as_json else {**view, "asked": person, "seconds": time.monotonic() - begun}, "started")
    if person and opens and view.get("report"):
        _open(Path(str(view["report"])))


def _open(report: Path) -> None:
    """Show the report where there is a screen; a browser inside the terminal would take it over."""
    import os
    import sys
    import webbrowser

    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(report.resolve().as_uri())
