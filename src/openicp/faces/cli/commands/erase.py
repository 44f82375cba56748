"""``openicp erase``: a person goes from every file of the workspace."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from openicp.faces.cli import streams
from openicp.faces.cli.call import Call, json_option, pass_call
from openicp.faces.cli.words import safe


@click.command("erase")
@click.argument("person", metavar="PERSON")
@click.option("--also", multiple=True, metavar="TEXT")
@click.option("--dry-run", "dry_run", is_flag=True)
@click.option("--yes", is_flag=True)
@json_option
@pass_call
def command(call: Call, person: str, *, also: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Erase PERSON from every file of the workspace: a name, a mail address, a telephone number, or a company that
    bears a person's name.

    Shows first what that will do, and asks. Your own files are named, never changed; whoever was erased stays out when
    they are imported again.
    """
    data = call.session().data
    asks = streams.interactive() and not (yes or dry_run or call.as_json)
    view = data.erase(person, also=also, sure=yes and not dry_run)
    if not asks or not _changes(view):
        call.show(view, "erased")
        return
    call.show(view, "erased")
    more = _chosen(call, view["spellings"]) if view["spellings"] else []
    if more:
        view = data.erase(person, also=(*also, *more))
        call.show(view, "erased")
    if _sure(call, view):
        call.show(data.erase(person, also=(*also, *more), sure=True), "erased")


def _changes(view: Mapping[str, Any]) -> bool:
    taken = any(place["then"] in ("rewritten", "removed") or place["what"] == "in_place" for place in view["places"])
    return bool(view["spellings"] or view["not_looked_into"]) or taken


def _chosen(call: Call, spellings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which other spellings are the same person, by their numbers."""
    texts = call.texts()
    none = texts("cli.erase.none")
    while True:
        typed = click.prompt(texts("cli.erase.which"), default=none, prompt_suffix="  ").strip()
        if typed == none:
            return []
        numbers = [int(number) for number in re.findall(r"\d+", typed)]
        if numbers and all(0 < number <= len(spellings) for number in numbers):
            return [str(spellings[number - 1]["text"]) for number in numbers]
        click.echo("    " + texts("cli.erase.numbers", n=len(spellings)))


def _sure(call: Call, view: Mapping[str, Any]) -> bool:
    texts = call.texts()
    yes, no = texts("word.yes"), texts("word.no")
    asked = safe(texts("cli.erase.sure", person=view["person"], label=view["label"], yes=yes, no=no))
    typed = click.prompt(asked, default=no, prompt_suffix="  ").strip().casefold()
    return bool(typed) and yes.casefold().startswith(typed)
