"""``openicp demo``: everything, on an example company."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("demo")
@click.argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("openicp-demo"))
@click.option("--small", is_flag=True)
@json_option
@pass_call
def command(call: Call, directory: Path, *, small: bool) -> None:
    """Make an example company in DIR (default: openicp-demo), run everything on it and say where the report is."""
    from openicp import actions

    call.show(
        actions.demo(directory, small=small, lang=call.language(), engine=call.engine, progress=call.progress()), "ran"
    )
