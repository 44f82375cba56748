"""``openicp backtest``: would the profile have helped?"""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("backtest")
@click.option("--outcome", metavar="O", help="Who counts as valuable. Default: that of openicp.yaml.")
@json_option
@pass_call
def command(call: Call, outcome: str | None) -> None:
    """Make the profile on what was known at earlier dates, and judge it on the accounts approached after them.

    Simple rules stand beside it: everybody alike, the biggest first, size only.
    """
    call.show(call.session().backtest(outcome=outcome, progress=call.progress()), "backtested")
