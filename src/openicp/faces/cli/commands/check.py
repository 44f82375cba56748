"""``openicp check``: the quality of the data."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("check")
@json_option
@pass_call
def command(call: Call) -> None:
    """Show how good the data are: totals beside your own, findings, and how much of each attribute is filled."""
    call.show(call.session().data.check(), "checked")
