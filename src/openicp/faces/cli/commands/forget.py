"""``openicp forget``: a source and all it brought."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("forget")
@click.argument("source", metavar="SOURCE")
@json_option
@pass_call
def command(call: Call, source: str) -> None:
    """Remove SOURCE and everything it brought; "openicp sources" lists the names."""
    view = call.session().data.forget(source)
    call.show({"forgotten": source, **view}, "sources")
