"""``openicp best``: the best customers, and what a person says of the list."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("best")
@click.option("--strike", metavar="NAME", multiple=True)
@click.option("--add", metavar="NAME", multiple=True)
@click.option("--because", metavar="WHY", default="")
@click.option("--undo", metavar="NAME", multiple=True)
@json_option
@pass_call
def command(call: Call, strike: tuple[str, ...], add: tuple[str, ...], *, because: str, undo: tuple[str, ...]) -> None:
    """Show your most valuable customers and why, beside the rest and the lost.

    Strike a name that should not be there, or add one, and say why: what your list would say stands beside ours, and no
    figure changes.
    """
    call.show(call.session().data.best(strike=strike, add=add, because=because, undo=undo), "best")
