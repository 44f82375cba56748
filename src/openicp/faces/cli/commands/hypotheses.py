"""``openicp hypotheses``: questions written down before the data come."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call
from openicp.faces.cli.commands.whatif import pairs

OUTCOMES = ("won", "fast", "loyal", "profitable", "growing", "recommending", "blend")


@click.command("hypotheses")
@click.option("--write", metavar="[N]", type=int, is_flag=False, flag_value=1)
@click.option("--where", multiple=True, metavar="ATTRIBUTE=VALUE", callback=pairs)
@click.option("--outcome", type=click.Choice(OUTCOMES))
@click.option("--less", is_flag=True)
@click.option("--withdraw", metavar="N", type=int)
@json_option
@pass_call
def command(
    call: Call, write: int | None, where: dict[str, str], *, outcome: str | None, less: bool, withdraw: int | None
) -> None:
    """List questions that were written down and those worth writing down, or write one.

    A question written before its data come is one test and no search: the first run with enough companies that were
    first approached after that day answers it, once.
    """
    data = call.session().data
    call.show(data.hypotheses(write=write, where=where, outcome=outcome, less=less, withdraw=withdraw), "hypotheses")
