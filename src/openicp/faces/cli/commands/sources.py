"""``openicp sources``: what was imported."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("sources")
@json_option
@pass_call
def command(call: Call) -> None:
    """List what was imported: each source with its tables, rows and the day its data run to."""
    call.show(call.session().data.sources(), "sources")
