"""``report``: the report as PDF, as pictures or as slides, and what was written of it before.

Comes in: a workspace that was run, and which documents. Goes out: files, and plain data about them. Each file is in
the ledger before it is written, so that an erasure finds it wherever it lies.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.actions import publishing
from openicp.actions.recorded import latest_run
from openicp.actions.retelling import told_again
from openicp.errors import InvalidChoice, not_written
from openicp.model.progress import Progress, Silence
from openicp.workspace import Publication, Upsert

if TYPE_CHECKING:
    from openicp.report.inputs import ReportInput
    from openicp.texts import Texts
    from openicp.workspace import Workspace

KINDS = ("html", "pdf", "png", "pptx")
PLACES = {"html": "report", "pdf": "report", "png": "", "pptx": "slides"}
"""What a document is called in ``reports/``; pictures have their own names."""
LANG = re.compile(r'<html[^>]* lang="(\w+)"')

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be written."""

    kind: str
    name: str
    """What it shows: ``report``, ``profile``, ``segments``, ``slides``."""
    content: bytes


class Material:
    """The page and the values of the latest report, made again only where a document needs it."""

    def __init__(self, ws: Workspace, texts: Texts, progress: Progress) -> None:
        self._ws, self._texts, self._progress = ws, texts, progress
        self._inputs: ReportInput | None = None

    def inputs(self) -> ReportInput:
        """What the report is made from."""
        if self._inputs is None:
            self._inputs = told_again(self._ws, self._texts, self._progress)
        return self._inputs

    def page(self) -> str:
        """The report as it was written, where it still is and speaks the language asked for; else made again."""
        from openicp.report import html

        place = self._ws.path / publishing.REPORT
        if place.is_file():
            written = place.read_text("utf-8")
            told = LANG.search(written)
            if told is not None and told[1] == self._texts.lang:
                return written
        return html.render(self.inputs(), self._texts)


def documents(ws: Workspace) -> Plain:
    """What was written for people, and is still there."""
    rows = ws.ledger.rows("reports")
    there = [(row, ws.path / row["path"]) for row in rows]
    found = [{"kind": row["kind"], "path": str(place)} for row, place in there if place.is_file()]
    return {"run": latest_run(ws).id, "written": False, "documents": found}


def write(
    ws: Workspace,
    texts: Texts,
    *,
    kinds: Sequence[str],
    out: Path | None = None,
    progress: Progress | None = None,
) -> Plain:
    """Write the documents asked for into ``reports/``, or one kind of them to ``out``.

    Parameters
    ----------
    kinds
        ``html, pdf, png, pptx``; with ``out`` the ending of its name decides.
    out
        A file; of pictures the first goes there and the next beside it.

    Raises
    ------
    NothingImported, InvalidChoice, OutputNotWritable, BrowserNotFound, BrowserFailed, ExtraMissing
    """
    latest = latest_run(ws)
    chosen = kinds if out is None else (_kind_of(out),)
    material = Material(ws, texts, progress or Silence())
    made = [one for kind in chosen for one in _made(kind, material, texts)]
    places = _places(ws, made, out, texts)
    _publish(ws, made, places)
    found = [{"kind": one.kind, "name": one.name, "path": str(place)} for one, place in zip(made, places, strict=True)]
    return {"run": latest.id, "written": True, "documents": found}


def _kind_of(out: Path) -> str:
    kind = out.suffix.removeprefix(".").lower()
    if kind not in KINDS:
        raise InvalidChoice(option="out", value=out.name, choices=[f".{kind}" for kind in KINDS])
    return kind


def _made(kind: str, material: Material, texts: Texts) -> Iterator[Document]:
    from openicp.report.documents import browser, pictures, slides

    if kind == "html":
        yield Document(kind, "report", material.page().encode())
    elif kind == "pdf":
        yield Document(kind, "report", browser.printed(material.page()))
    elif kind == "pptx":
        yield Document(kind, "slides", slides.written(material.inputs(), texts))
    else:
        for name in pictures.PARTS:
            page = pictures.page_of(material.page(), name)
            if page is not None:
                yield Document(kind, name, browser.photographed(page, width=pictures.WIDTH))


def _places(ws: Workspace, made: Sequence[Document], out: Path | None, texts: Texts) -> list[Path]:
    """Where each goes; a report in another language does not take the place of the one that the run wrote."""
    if out is None:
        return [ws.layout.reports / f"{one.name}{_tongue(one, ws, texts)}.{one.kind}" for one in made]
    whole = out.expanduser().absolute()
    return [
        whole if not place else whole.with_name(f"{whole.stem}-{one.name}{whole.suffix}")
        for place, one in enumerate(made)
    ]


def _tongue(one: Document, ws: Workspace, texts: Texts) -> str:
    place = ws.path / publishing.REPORT
    told = LANG.search(place.read_text("utf-8")) if place.is_file() else None
    return "" if told is None or told[1] == texts.lang else f".{texts.lang}"


def _publish(ws: Workspace, made: Sequence[Document], places: Sequence[Path]) -> None:
    """The ledger knows of every file before it is there: one that was never written harms nobody."""
    inside = {place: _relative(ws, place) for place in places}
    rows = [_row(inside[place] or str(place), one) for one, place in zip(made, places, strict=True)]
    files = {where: one.content for one, place in zip(made, places, strict=True) if (where := inside[place])}
    with ws.lease("report", wait_seconds=20.0):
        ws.publish(Publication(ledger=[Upsert("reports", [row for row in rows if row])], files=files))
    for one, place in zip(made, places, strict=True):
        if not inside[place]:
            _write(place, one.content)


def _relative(ws: Workspace, place: Path) -> str:
    """The place within the workspace; empty when it is outside."""
    home = ws.path.absolute()
    return place.relative_to(home).as_posix() if place.is_relative_to(home) else ""


def _row(path: str, one: Document) -> Plain:
    digest = hashlib.sha256(one.content).hexdigest()
    return {"path": path, "run": publishing.ON_REQUEST, "kind": one.kind, "digest": digest}


def _write(place: Path, content: bytes) -> None:
    from openicp.workspace.files import write_whole

    try:
        write_whole(place, content)
    except OSError as error:
        raise not_written(place, error) from error
