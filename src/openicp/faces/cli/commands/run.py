"""``openicp run``: the main job."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("run")
@click.option("--as-of", metavar="DATE", help="Look at the data as of this day (2026-10-31). Default: where they end.")
@click.option("--profile", metavar="NAME", help="Which profile to make. Default: the first of openicp.yaml.")
@click.option(
    "--outcome",
    metavar="O",
    help="Who counts as valuable: won, fast, loyal, profitable, growing, recommending.",
)
@json_option
@pass_call
def command(call: Call, as_of: str | None, profile: str | None, outcome: str | None) -> None:
    """Measure everything, find segments, make the profile and write the report."""
    view = call.session().run(as_of=as_of, profile=profile, outcome=outcome, progress=call.progress())
    call.show(view, "ran")
