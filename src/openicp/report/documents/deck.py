"""Slides that people go on editing: titles, sentences, tables and shapes, never a photograph of a page.

Comes in: words, rows, and the report's own pictures. Goes out: a ``Deck`` and its file. It knows nothing of what is
said.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from openicp.errors import ExtraMissing

if TYPE_CHECKING:
    from openicp.report.views.common import Sentence

INK, INK_2, INK_3, ACCENT, MUTE, RULE = "14171C", "454B55", "626974", "124A9A", "858C97", "DFE2E7"
SERIF, SANS = "Georgia", "Arial"
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
"""Inches."""
TITLE_ONLY = 5
SPACE = "http://schemas.openxmlformats.org/drawingml/2006/main"
"""The name of the file format's own words for drawings."""
WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""The same slides say the same of themselves whenever they are written."""


@dataclass(frozen=True, slots=True)
class Say:
    """A piece of text as it looks."""

    text: str
    size: float = 12
    bold: bool = False
    color: str = INK
    serif: bool = False
    underline: str = ""
    """A basis of the profile: each has its own line."""


Cell = str | Say | Sequence[Say]


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float = 0.4


class Deck:
    """A presentation that grows slide by slide."""

    def __init__(self, title: str) -> None:
        self._made = library().Presentation()
        self._made.slide_width, self._made.slide_height = _inches(WIDTH), _inches(HEIGHT)
        about = self._made.core_properties
        about.title, about.author, about.last_modified_by = title, "OpenICP", "OpenICP"
        about.created = about.modified = WRITTEN

    def slide(self, title: Say, foot: str) -> Slide:
        """A slide with a title that screen readers and outlines find."""
        made = self._made.slides.add_slide(self._made.slide_layouts[TITLE_ONLY])
        place = made.shapes.title
        place.left, place.top = _inches(MARGIN), _inches(0.35)
        place.width, place.height = _inches(WIDTH - 2 * MARGIN), _inches(0.9)
        _fill(place.text_frame, [title])
        slide = Slide(made)
        slide.text(Box(MARGIN, HEIGHT - 0.45, WIDTH - 2 * MARGIN, 0.3), [Say(foot, 9, color=INK_3)])
        return slide

    def content(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self._made.save(out)
        return out.getvalue()


class Slide:
    """One slide."""

    def __init__(self, made: Any) -> None:
        self.made = made

    def text(self, box: Box, *paragraphs: Sequence[Say]) -> None:
        """Text that wraps within a box."""
        shape = self.made.shapes.add_textbox(*_place(box))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        for index, pieces in enumerate(paragraphs):
            _write(frame.paragraphs[0] if not index else frame.add_paragraph(), pieces)

    def table(self, box: Box, widths: Sequence[float], rows: Sequence[Sequence[Cell]], *, size: float = 11) -> None:
        """A table whose first row names the columns; widths are shares of the box."""
        height = _inches(0.26 * len(rows))
        left, top, width, _ = _place(box)
        shape = self.made.shapes.add_table(len(rows), len(widths), left, top, width, height)
        table = shape.table
        _plain(shape)
        for column, share in enumerate(widths):
            table.columns[column].width = int(width * share / sum(widths))
        for line, row in enumerate(rows):
            for column, said in enumerate(row):
                _cell(table.cell(line, column), said, size, head=line == 0)


def library() -> Any:
    """The library that writes slides.

    Raises
    ------
    ExtraMissing
        When it is not installed.
    """
    try:
        import pptx
    except ImportError as error:
        raise ExtraMissing(extra="documents", library="python-pptx") from error
    return pptx


def spoken(sentence: Sentence, *, size: float = 12, color: str = INK) -> list[Say]:
    """A sentence of the report with its bold pieces."""
    return [Say(run.text, size, run.strong, color) for run in sentence]


def color(code: str) -> Any:
    """A colour by its six letters."""
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(code))  # type: ignore[no-untyped-call]


def _inches(value: float) -> int:
    from pptx.util import Inches

    return int(Inches(value))


def _place(box: Box) -> tuple[int, int, int, int]:
    return _inches(box.left), _inches(box.top), _inches(box.width), _inches(box.height)


def _fill(frame: Any, pieces: Iterable[Say]) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _write(paragraph, pieces)


def _write(paragraph: Any, pieces: Iterable[Say]) -> None:
    for piece in pieces:
        for line, text in enumerate(piece.text.split("\n")):
            if line:
                paragraph.add_line_break()
            if text:
                run = paragraph.add_run()
                run.text = text
                style(run.font, piece)


def style(font: Any, piece: Say) -> None:
    """How a piece of text looks."""
    from pptx.util import Pt

    font.size, font.bold, font.name = Pt(piece.size), piece.bold, SERIF if piece.serif else SANS
    font.color.rgb = color(piece.color)
    if piece.underline:
        font.underline = _underline(piece.underline)


def _underline(basis: str) -> Any:
    from pptx.enum.text import MSO_UNDERLINE

    lines = {
        "shown": MSO_UNDERLINE.HEAVY_LINE,
        "leaning": MSO_UNDERLINE.DASH_LINE,
        "heard": MSO_UNDERLINE.DOTTED_HEAVY_LINE,
        "shared": MSO_UNDERLINE.SINGLE_LINE,
        "chosen": MSO_UNDERLINE.DOUBLE_LINE,
    }
    return lines.get(basis, MSO_UNDERLINE.SINGLE_LINE)


def _plain(shape: Any) -> None:
    """Without bands and colours of its own."""
    table = shape.table
    table.horz_banding, table.first_row = False, True
    identity = shape._element.graphic.graphicData.tbl.tblPr.find(f"{{{SPACE}}}tableStyleId")
    if identity is not None:
        identity.text = NO_STYLE


NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style that draws nothing."""


def _cell(cell: Any, said: Cell, size: float, *, head: bool) -> None:
    cell.margin_left, cell.margin_right = 0, _inches(0.1)
    cell.margin_top = cell.margin_bottom = _inches(0.025)
    pieces = [said] if isinstance(said, str | Say) else list(said)
    looks = [_look(piece, size, head=head) for piece in pieces]
    frame = cell.text_frame
    frame.word_wrap = True
    _write(frame.paragraphs[0], looks)
    _rule(cell, INK if head else RULE)


def _look(piece: str | Say, size: float, *, head: bool) -> Say:
    if isinstance(piece, Say):
        return piece
    return Say(piece, size - 1 if head else size, color=INK_3 if head else INK)


def _rule(cell: Any, code: str) -> None:
    """A hairline beneath the cell: the library has no word for it."""
    from pptx.oxml import parse_xml

    line = f'<a:lnB xmlns:a="{SPACE}" w="9525"><a:solidFill><a:srgbClr val="{code}"/></a:solidFill></a:lnB>'
    cell._tc.get_or_add_tcPr().append(parse_xml(line))
