"""``openicp import``: exports to tables."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--table", metavar="T", help="What the file holds (accounts, deals...), where it is not recognised.")
@click.option("--yes", is_flag=True, help="Take the best proposal where something is doubtful.")
@json_option
@pass_call
def command(call: Call, files: tuple[Path, ...], table: str | None, *, yes: bool) -> None:
    """Read exports into the workspace: CSV, TSV, XLSX, Parquet, JSON.

    Tables and columns are recognised; what cannot be read is set aside with its line and reason. The same file again
    changes nothing, a newer export of the same source replaces it.
    """
    session = call.session()
    view = session.data.import_files(list(files), table=table, yes=yes, progress=call.progress())
    call.show(view, "imported")
