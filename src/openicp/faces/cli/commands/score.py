"""``openicp score``: a list of companies, ranked."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


def sizes(context: click.Context, __: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    """``50,200`` as the sizes of tiers."""
    if value is None:
        return None
    try:
        found = tuple(int(part) for part in value.split(","))
    except ValueError:
        found = ()
    if not found or min(found) < 1:
        raise click.BadParameter(context.ensure_object(Call).say("usage.tiers"))
    return found


@click.command("score")
@click.argument("file", metavar="FILE")
@click.option("-o", "--out", metavar="OUT", required=True)
@click.option("--profile", metavar="NAME")
@click.option("--tiers", metavar="A,B", callback=sizes)
@json_option
@pass_call
def command(call: Call, file: str, out: str, profile: str | None, tiers: tuple[int, ...] | None) -> None:
    """Rank the companies of a file."""
    view = call.session().score(file, out, profile=profile, tiers=tiers, progress=call.progress())
    call.show(view, "scored")
