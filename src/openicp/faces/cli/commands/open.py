"""``openicp open``: the report again."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("open")
@json_option
@pass_call
def command(call: Call) -> None:
    """The report of the latest run, in the browser."""
    from openicp.faces.cli.browser import opened

    view = call.session().report()
    shown = not call.as_json and opened(Path(view["report"]))
    call.show({**view, "opened": shown}, "opened")
