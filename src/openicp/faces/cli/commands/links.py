"""``openicp links``: companies that could be one."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call

ACTIONS = ("accept", "refuse", "undo", "merge", "split")


@click.command("links")
@click.argument("action", type=click.Choice(ACTIONS), required=False)
@click.argument("what", nargs=-1, metavar="[WHAT]...")
@click.option("--history", is_flag=True)
@json_option
@pass_call
def command(call: Call, action: str | None, what: tuple[str, ...], *, history: bool) -> None:
    """List companies that could be one, or decide."""
    view = call.session().data.links(action, *what)
    call.show({**view, "show_history": history}, "links")
