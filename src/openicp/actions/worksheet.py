"""``worksheet``: a workbook to collect by hand what no export tells, prefilled once there is a workspace.

Comes in: a workspace, or none. Goes out: an XLSX file, and plain data about it. It asks few fields of few companies:
those that ``check`` says would help most.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openicp.actions.known import Known
    from openicp.model.facts import Floats
    from openicp.report.doubts import Helpful
    from openicp.report.inputs import ToFill
    from openicp.texts import Texts
    from openicp.worksheet import Todo
    from openicp.workspace import Workspace

FILE = "todo.xlsx"
PLACE = f"reports/{FILE}"
FILLED = "filled"
"""Kind of a written file that a person has filled in and not yet read in."""

Plain = dict[str, Any]


def blank(out: Path, texts: Texts) -> Plain:
    """Write a worksheet that nobody has filled in; no workspace is needed.

    Raises
    ------
    OutputNotWritable
    """
    from openicp.worksheet import blank_sheets, write_blank

    write_blank(out, texts)
    sheets = [texts(f"worksheet.sheet.{sheet.id}") for sheet in blank_sheets()]
    return {"out": str(out), "prefilled": False, "sheets": sheets, "companies": 0, "fields": []}


def prefilled(ws: Workspace, texts: Texts, out: Path) -> Plain:
    """Write the sheet that asks for what helps most; a blank one where nothing is missing.

    Raises
    ------
    NothingImported, OutputNotWritable
    """
    from openicp import metrics
    from openicp.actions.known import engine_of, gather, tables_of
    from openicp.actions.telling.qualifying import helping, labelled
    from openicp.actions.telling.terms import terms_of
    from openicp.worksheet import write_todo

    with engine_of(ws) as engine:
        known = gather(ws, engine)
        said = texts.within(terms_of(engine, tables_of(ws), known, own_words=ws.layout.vocab))
    values = metrics.values(known.facts, project=known.project)
    todo = todo_of(ws, known, values, helping(known, labelled(known)), said)
    if todo is None:
        return blank(out, texts)
    write_todo(out, todo, texts)
    asked = [{"attribute": name, "label": texts.attribute(name), "missing": todo.missing(name)} for name in todo.fields]
    sheets = [texts("worksheet.sheet.todo")]
    return {"out": str(out), "prefilled": True, "sheets": sheets, "companies": len(todo.rows), "fields": asked}


def todo_of(ws: Workspace, known: Known, values: Floats, helping: Sequence[Helpful], texts: Texts) -> Todo | None:
    """What a prefilled sheet asks; ``None`` where nothing that would help is missing.

    Parameters
    ----------
    helping
        Fields that would help, the best first.
    texts
        Within the terms of the workspace, for the words of known values.
    """
    from openicp.actions.telling.missing import asked_fields, asked_rows
    from openicp.worksheet import Todo

    accounts = known.facts.accounts
    fields = asked_fields(accounts, values, helping)
    rows = asked_rows(accounts, values, fields, texts) if fields else ()
    kept = tuple(field for field in fields if any(field not in row.known for row in rows))
    return Todo(kept, rows, _batch(ws, kept, [row.account_id for row in rows])) if kept else None


def file_of(ws: Workspace, todo: Todo | None, texts: Texts) -> tuple[dict[str, str | bytes], ToFill | None]:
    """The file that a run writes for people, and what the report says of it.

    A sheet that a person has filled in and not yet read in stays as it is.
    """
    from openicp.report.inputs import ToFill
    from openicp.worksheet import write_todo

    waiting = filled_in(ws)
    if waiting is not None:
        return {PLACE: waiting}, ToFill((), 0, FILE)
    if todo is None:
        return {}, None
    with ws.scratch() as folder:
        write_todo(folder / FILE, todo, texts)
        content = (folder / FILE).read_bytes()
    return {PLACE: content}, ToFill(todo.fields, len(todo.rows), FILE)


def filled_in(ws: Workspace) -> bytes | None:
    """The prefilled sheet, where it is not as it was written and has not been read in."""
    place = ws.path / PLACE
    rows = {str(row["path"]): row for row in ws.ledger.rows("reports")}
    if PLACE not in rows or not place.is_file():
        return None
    content = place.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    as_written = rows[PLACE]["digest"] == digest and rows[PLACE]["kind"] != FILLED
    read = any(row["digest"] == digest for row in ws.ledger.rows("sources"))
    return None if as_written or read else content


def kind_of(ws: Workspace, path: str, content: str | bytes) -> str:
    """What the ledger calls a written file: by its ending, but a sheet that was kept for its answers."""
    return FILLED if path == PLACE and filled_in(ws) == content else path.rsplit(".", 1)[-1]


def _batch(ws: Workspace, fields: tuple[str, ...], accounts: list[str]) -> str:
    """``2-3f2a91``: later than every sheet that was read in, and of its own content."""
    from openicp.collect.identify.ours import batch_number

    read = [batch_number(str(row["source"])) or 0 for row in ws.ledger.rows("sources")]
    content = hashlib.sha256("\x1f".join((*fields, "", *accounts)).encode()).hexdigest()
    return f"{max(read, default=0) + 1}-{content[:6]}"
