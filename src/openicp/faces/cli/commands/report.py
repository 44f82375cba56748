"""``openicp report``: the report as PDF, pictures or slides."""

from __future__ import annotations

from pathlib import Path

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("report")
@click.option("--pdf", is_flag=True)
@click.option("--png", is_flag=True)
@click.option("--pptx", is_flag=True)
@click.option("--html", is_flag=True)
@click.option("-o", "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@pass_call
def command(call: Call, *, pdf: bool, png: bool, pptx: bool, html: bool, out: Path | None) -> None:
    """Write the report as PDF, pictures or slides; without options, say what was written and where."""
    from openicp.actions import documents

    session = call.session()
    asked = {"pdf": pdf, "png": png, "pptx": pptx, "html": html}
    kinds = tuple(kind for kind, wanted in asked.items() if wanted)
    if out is not None and len(kinds) > 1:
        raise click.UsageError(call.say("usage.one_document"))
    if out is None and not kinds:
        call.show(documents.documents(session.workspace), "reported")
        return
    made = documents.write(session.workspace, session.texts, kinds=kinds, out=out, progress=call.progress())
    call.show(made, "reported")
