"""``openicp worksheet``: a sheet to fill in by hand."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("worksheet")
@click.option("-o", "--out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--blank", is_flag=True)
@json_option
@pass_call
def command(call: Call, out: Path | None, *, blank: bool) -> None:
    """Write a worksheet to fill in by hand."""
    from openicp import actions
    from openicp.errors import NothingImported, WorkspaceNotFound

    place = out or Path("worksheet.xlsx")
    try:
        view = None if blank else call.session().data.worksheet(place)
    except (WorkspaceNotFound, NothingImported):
        if call.directory is not None:
            raise
        view = None
    call.show(view or actions.blank_worksheet(place, call.texts()), "worksheet")
