"""The report's own pictures as shapes of a slide: every line, dot and word can be moved and recoloured.

Comes in: a picture as the report draws it. Goes out: shapes on a slide, held together as one group. It draws nothing
that the picture does not.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as Xml

from openicp.report.charts.svg import Markup, text_width
from openicp.report.documents.deck import ACCENT, INK, INK_2, INK_3, MUTE, RULE, Box, Say, Slide, color, style

POINT = 12700
"""English metric units, of which a slide is made, in a point."""
LINES = {
    "ax": (RULE, 0.75), "ax2": (RULE, 0.75), "ct": (MUTE, 0.75), "tg": (INK, 1.25),
    "wi": (ACCENT, 1.75), "wo": (MUTE, 1.75), "wt": (ACCENT, 1.0),
}  # fmt: skip
DISCS = {"di": (ACCENT, ACCENT), "do": ("FFFFFF", MUTE), "dn": ("FFFFFF", MUTE), "bub": ("D9E5F5", ACCENT)}
BARS = {"bi": ACCENT, "bo": MUTE, "bs": "D9E5F5", "bm": "ECEEF1", "bq": RULE}
WORDS = {"a": (ACCENT, True), "b": (INK, True), "l": (INK_3, False), "": (INK_2, False)}
ANCHORS = {"": 0.0, "middle": 0.5, "end": 1.0}


def draw(slide: Slide, picture: Markup, box: Box, *, said: str = "") -> None:
    """The picture at the upper left of a box, as wide as the box; ``said`` is what a screen reader says of it."""
    root = Xml.fromstring(str(picture))  # noqa: S314 - our own markup, made a moment ago
    by = box.width * 72 / float(root.get("width", "1"))
    group = slide.made.shapes.add_group_shape()
    group.name = said[:80] or "picture"
    if said:
        group._element.nvGrpSpPr.cNvPr.set("descr", said)
    at = (box.left * 72, box.top * 72)
    for piece in sorted(
        root, key=lambda piece: piece.get("class") != "bub"
    ):  # a bubble is no glass: whiskers go over it
        _piece(group, piece, at, by)


def _piece(group: Any, piece: Any, at: tuple[float, float], by: float) -> None:
    kinds = {"line": _line, "circle": _disc, "rect": _bar, "text": _words}
    made = kinds.get(piece.tag)
    if made is not None:
        made(group, piece, at, by)


def _number(piece: Any, name: str) -> float:
    return float(piece.get(name, "0"))


def _where(piece: Any, names: tuple[str, str], at: tuple[float, float], by: float) -> tuple[int, int]:
    x, y = (start + _number(piece, name) * by for start, name in zip(at, names, strict=True))
    return round(x * POINT), round(y * POINT)


def _line(group: Any, piece: Any, at: tuple[float, float], by: float) -> None:
    from pptx.enum.shapes import MSO_CONNECTOR
    from pptx.util import Pt

    code, width = LINES.get(piece.get("class", ""), (MUTE, 0.75))
    ends = (*_where(piece, ("x1", "y1"), at, by), *_where(piece, ("x2", "y2"), at, by))
    made = group.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    made.line.color.rgb, made.line.width = color(code), Pt(width)
    made.shadow.inherit = False


def _disc(group: Any, piece: Any, at: tuple[float, float], by: float) -> None:
    from pptx.enum.dml import MSO_LINE
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Pt

    x, y = _where(piece, ("cx", "cy"), at, by)
    r = round(_number(piece, "r") * by * POINT)
    made = group.shapes.add_shape(MSO_SHAPE.OVAL, x - r, y - r, 2 * r, 2 * r)
    inside, edge = DISCS.get(piece.get("class", ""), ("FFFFFF", MUTE))
    made.fill.solid()
    made.fill.fore_color.rgb = color(inside)
    made.line.color.rgb, made.line.width = color(edge), Pt(1.25)
    made.shadow.inherit = False
    if piece.get("class") == "dn":
        made.line.dash_style = MSO_LINE.ROUND_DOT


def _bar(group: Any, piece: Any, at: tuple[float, float], by: float) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    x, y = _where(piece, ("x", "y"), at, by)
    size = (round(_number(piece, name) * by * POINT) for name in ("width", "height"))
    made = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, x, y, *size)
    made.fill.solid()
    made.fill.fore_color.rgb = color(BARS.get(piece.get("class", ""), MUTE))
    made.line.fill.background()
    made.shadow.inherit = False


def _words(group: Any, piece: Any, at: tuple[float, float], by: float) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    said = "".join(piece.itertext())
    code, bold = WORDS[next((kind for kind in piece.get("class", "").split() if kind in WORDS), "")]
    width, height = (text_width(said, bold=bold) + 8) * by, 16 * by
    anchor = piece.get("text-anchor", "")
    x, y = (value / POINT for value in _where(piece, ("x", "y"), at, by))
    left, top = x - width * ANCHORS[anchor], y - 12 * by
    made = group.shapes.add_textbox(*(round(value * POINT) for value in (left, top, width, height)))
    frame = made.text_frame
    frame.word_wrap, frame.vertical_anchor = False, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = {"": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}[anchor]
    run = paragraph.add_run()
    run.text = said
    style(run.font, Say(said, max(7.0, 12 * by), bold, code))
