"""``openicp voices``: what was said, by theme."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("voices")
@json_option
@pass_call
def command(call: Call) -> None:
    """What people said, counted by company."""
    call.show(call.session().data.voices(), "voices")
