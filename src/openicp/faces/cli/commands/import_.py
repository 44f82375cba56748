"""``openicp import``: exports to tables."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--table", metavar="T")
@click.option("--yes", is_flag=True)
@click.option("--explain", is_flag=True)
@json_option
@pass_call
def command(call: Call, files: tuple[Path, ...], table: str | None, *, yes: bool, explain: bool) -> None:
    """Read exports into the workspace."""
    if not files and not explain:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    session = call.session()
    if not files:
        call.show(session.data.explain(), "explained")
        return
    view = session.data.import_files(list(files), table=table, yes=yes, progress=call.progress())
    if explain:
        view |= session.data.explain([str(one["source"]) for one in view["files"] if one["source"]])
    call.show(view, "explained" if explain else "imported")
