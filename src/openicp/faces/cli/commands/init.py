"""``openicp init``: an empty workspace."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("init")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@json_option
@pass_call
def command(call: Call, directory: Path) -> None:
    """Make an empty workspace."""
    from openicp.actions import Session

    session = Session.init(directory, lang=call.language())
    call.show({"workspace": str(session.path)}, "made")
