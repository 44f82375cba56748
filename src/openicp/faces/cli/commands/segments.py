"""``openicp segments``: measured groups of accounts."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


def names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``a, b`` as a tuple of names."""
    return tuple(name for part in (value or "").split(",") if (name := part.strip()))


@click.command("segments")
@click.option("--by", metavar="A,B,C", callback=names)
@click.option("--found", is_flag=True)
@json_option
@pass_call
def command(call: Call, by: tuple[str, ...], *, found: bool) -> None:
    """Show churn, value, cost and win rate of each segment, best first, each with its range and count."""
    call.show(call.session().segments(by=by, found=found), "segments")
