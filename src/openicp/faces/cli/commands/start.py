"""``openicp start``: from a folder of exports to the report in one go."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from openicp.faces.cli import streams
from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("start")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True)
@click.option("--open/--no-open", "opens", default=True)
@json_option
@pass_call
def command(call: Call, folder: Path, *, yes: bool, opens: bool) -> None:
    """A workspace beside the exports, at most five questions, the report."""
    from openicp import actions
    from openicp.faces.cli.questions import Asker

    begun = time.monotonic()
    person = streams.interactive() and not yes and not call.as_json
    progress = call.progress()
    ask = Asker(call, progress) if person else None

    def tell(imported: Mapping[str, Any]) -> None:
        call.show(imported, "read")

    view = actions.start(
        folder,
        yes=not person,
        ask=ask,
        lang=call.language(),
        engine=call.engine,
        progress=progress,
        tell=None if call.as_json else tell,
    )
    seconds = time.monotonic() - begun - (ask.waited if ask is not None else 0.0)
    said = {"asked": person, "told": True, "seconds": seconds}
    call.show(view if call.as_json else {**view, **said}, "started")
    if person and opens and view.get("report"):
        from openicp.faces.cli.browser import opened

        opened(Path(str(view["report"])))
