"""``openicp run``: the main job."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("run")
@click.option("--as-of", metavar="DATE")
@click.option("--profile", metavar="NAME")
@click.option("--outcome", metavar="O")
@json_option
@pass_call
def command(call: Call, as_of: str | None, profile: str | None, outcome: str | None) -> None:
    """Measure everything, find segments, make the profile and write the report."""
    view = call.session().run(as_of=as_of, profile=profile, outcome=outcome, progress=call.progress())
    call.show(view, "ran")
