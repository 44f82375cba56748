"""``openicp update``: the sources again, and what moved."""

from __future__ import annotations

import time

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("update")
@json_option
@pass_call
def command(call: Call) -> None:
    """Read the files again, run, and say what moved."""
    begun = time.monotonic()
    view = call.session().update(progress=call.progress())
    call.show(view if call.as_json else {**view, "seconds": time.monotonic() - begun}, "moved")
