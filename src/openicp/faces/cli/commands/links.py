"""``openicp links``: companies that could be one."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call

ACTIONS = ("accept", "refuse", "undo", "merge", "split")


@click.command("links")
@click.argument("action", type=click.Choice(ACTIONS), required=False)
@click.argument("what", nargs=-1, metavar="[WHAT]...")
@click.option("--history", is_flag=True, help="Show what was decided, and when.")
@json_option
@pass_call
def command(call: Call, action: str | None, what: tuple[str, ...], *, history: bool) -> None:
    """List companies of your systems that could be one, or decide about them once and for all.

    \b
    openicp links                        what waits for a yes or no, the likeliest first
    openicp links accept 1 3             they are one company
    openicp links refuse 2               they are two
    openicp links undo [ID]              take a decision back, the last one by default
    openicp links merge A B              two accounts that nobody asked about are one
    openicp links split A [SYSTEM:ID]    the records of an account are different companies

    WHAT is a number of the list or an id; for merge and split the name, domain or id of an account.
    """
    view = call.session().data.links(action, *what)
    call.show({**view, "show_history": history}, "links")
