"""``openicp backtest``: would the profile have helped?"""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("backtest")
@click.option("--outcome", metavar="O")
@json_option
@pass_call
def command(call: Call, outcome: str | None) -> None:
    """Judge the profile forward in time."""
    call.show(call.session().backtest(outcome=outcome, progress=call.progress()), "backtested")
