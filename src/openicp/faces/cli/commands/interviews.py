"""``openicp interviews``: whom to ask next, and the guide to ask with."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("interviews")
@click.option("-o", "--out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--survey", is_flag=True)
@json_option
@pass_call
def command(call: Call, out: Path | None, *, survey: bool) -> None:
    """Say whom to interview next; write the guide."""
    from openicp import actions
    from openicp.errors import WorkspaceNotFound

    try:
        view = call.session().data.interviews(out, survey=survey)
    except WorkspaceNotFound:
        if call.directory is not None:
            raise
        view = actions.blank_guide(out, call.texts(), survey=survey)
    call.show(view, "interviews")
