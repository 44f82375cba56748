"""``openicp profile``: the written profile."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("profile")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--version", "version", metavar="N", type=click.IntRange(min=1))
@json_option
@pass_call
def command(call: Call, name: str | None, version: int | None) -> None:
    """Show a profile: its sentence, its lines with basis, points and evidence."""
    call.show(call.session().profile(name=name, version=version), "profile")
