"""``openicp accounts``: the accounts themselves."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("accounts")
@click.option("--segment", metavar="ID")
@click.option("--profile", metavar="NAME")
@click.option("--who", metavar="WHO")
@click.option("--others", is_flag=True)
@json_option
@pass_call
def command(call: Call, segment: str | None, profile: str | None, *, who: str | None, others: bool) -> None:
    """List accounts with their facts and value."""
    call.show(call.session().accounts(segment=segment, profile=profile, who=who, others=others), "accounts")
