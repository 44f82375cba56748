"""``openicp totals``: figures of dashboards beside ours."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("totals")
@click.argument("figures", metavar="[NAME=FIGURE]...", nargs=-1)
@click.option("--on", metavar="DAY")
@click.option("--remove", metavar="NAME", multiple=True)
@json_option
@pass_call
def command(call: Call, figures: tuple[str, ...], *, on: str | None, remove: tuple[str, ...]) -> None:
    """Keep what was typed, and show ours beside it."""
    given = dict(_pair(call, figure) for figure in figures)
    call.show(call.session().data.totals(given, on=on, remove=remove), "totals")


def _pair(call: Call, figure: str) -> tuple[str, str]:
    name, sign, value = figure.partition("=")
    if not sign or not value.strip():
        raise click.UsageError(call.say("usage.figure", value=figure))
    return name, value
