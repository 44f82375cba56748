"""``openicp whatif``: the profile changed, and what that would do."""

from __future__ import annotations

from collections.abc import Sequence

import click

from openicp.faces.cli.call import Call, json_option, pass_call


def pairs(context: click.Context, option: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """``a=1`` ``b=2`` as a mapping."""
    found = {}
    for value in values:
        name, equals, said = value.partition("=")
        if not equals or not name.strip() or not said.strip():
            raise click.BadParameter(context.ensure_object(Call).say("usage.pair", value=value))
        found[name.strip()] = said.strip()
    return found


def numbers(context: click.Context, option: click.Parameter, values: Sequence[str]) -> dict[str, int]:
    """The same with whole numbers."""
    found = pairs(context, option, values)
    try:
        return {name: int(said) for name, said in found.items()}
    except ValueError:
        raise click.BadParameter(context.ensure_object(Call).say("usage.points")) from None


@click.command("whatif")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--drop", multiple=True, metavar="ATTRIBUTE")
@click.option("--points", multiple=True, metavar="ATTRIBUTE=N", callback=numbers)
@click.option("--band", "bands", multiple=True, metavar="ATTRIBUTE=BAND", callback=pairs)
@json_option
@pass_call
def command(call: Call, name: str | None, drop: tuple[str, ...], points: dict[str, int], bands: dict[str, str]) -> None:
    """Show what a change of the profile would do to reach, quality and value. Nothing is changed."""
    call.show(call.session().what_if(profile=name, drop=drop, points=points, bands=bands), "tried")
