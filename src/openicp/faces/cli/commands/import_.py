"""``openicp import``: exports to tables."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--table", metavar="T", help="What the file holds (accounts, deals...), where it is not recognised.")
@click.option("--yes", is_flag=True, help="Take the best proposal where something is doubtful.")
@click.option("--explain", is_flag=True, help="Show how each column was read and why; without FILE, of all imports.")
@json_option
@pass_call
def command(call: Call, files: tuple[Path, ...], table: str | None, *, yes: bool, explain: bool) -> None:
    """Read exports into the workspace: CSV, TSV, XLSX, Parquet, JSON.

    Tables and columns are recognised; what cannot be read is set aside with its line and reason. The same file again
    changes nothing, a newer export of the same source replaces it.
    """
    if not files and not explain:
        raise click.UsageError("Missing argument 'FILE...'.")
    session = call.session()
    if not files:
        call.show(session.data.explain(), "explained")
        return
    view = session.data.import_files(list(files), table=table, yes=yes, progress=call.progress())
    if explain:
        view |= session.data.explain([str(one["source"]) for one in view["files"] if one["source"]])
    call.show(view, "explained" if explain else "imported")
