"""The guide as a file: a page that prints well, or a document to edit.

Comes in: a ``Guide``. Goes out: HTML, or the bytes of a DOCX. The page asks no address for anything; the document is
five small parts in a zip, the same bytes for the same guide.
"""

from __future__ import annotations

import io
import zipfile
from html import escape

from markupsafe import Markup

from openicp.report.html import _environment, _file, _hash
from openicp.report.views.voices_guide import Ask, Guide, Section
from openicp.texts import Texts

WRITTEN = (2000, 1, 1, 0, 0, 0)
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = {
    "Title": ("Georgia", 56, "14171C", False, 120),
    "Lead": ("Georgia", 26, "454B55", False, 240),
    "Heading1": ("Arial", 28, "124A9A", True, 120),
    "Question": ("Arial", 22, "14171C", True, 40),
    "More": ("Arial", 19, "454B55", False, 60),
    "Line": ("Arial", 22, "14171C", False, 60),
    "Normal": ("Arial", 21, "14171C", False, 80),
}
"""Font, size in half points, colour, bold, space behind in twentieths of a point."""


def guide_html(guide: Guide, texts: Texts) -> str:
    """One file that opens offline and prints on A4."""
    style = _file("voices_guide.css")
    return (
        _environment()
        .get_template("voices_guide.html.j2")
        .render(
            guide=guide,
            t=texts,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=_hash(style),
        )
    )


def guide_docx(guide: Guide, texts: Texts) -> bytes:
    """A document that word processors open and change."""
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{MAIN}.styles+xml"/></Types>',
        "_rels/.rels": _relations("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _relations("styles", "styles.xml"),
        "word/styles.xml": f"{HEAD}<w:styles {NAMESPACE}>{''.join(map(_style, STYLES))}</w:styles>",
        "word/document.xml": f"{HEAD}<w:document {NAMESPACE}><w:body>{_body(guide, texts)}</w:body></w:document>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _relations(kind: str, target: str) -> str:
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/{kind}" '
        f'Target="{target}"/></Relationships>'
    )


def _style(name: str) -> str:
    font, size, colour, bold, after = STYLES[name]
    line = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="B4BAC4"/></w:pBdr>' if name == "Line" else ""
    keep = "<w:keepNext/>" if name in ("Heading1", "Question", "More") else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{_name(name)}"/><w:qFormat/>'
        f'<w:pPr>{keep}{line}<w:spacing w:after="{after}"/></w:pPr><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
        f'{"<w:b/>" if bold else ""}<w:color w:val="{colour}"/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _name(style: str) -> str:
    return {"Heading1": "heading 1", "Title": "Title", "Normal": "Normal"}.get(style, style)


def _body(guide: Guide, texts: Texts) -> str:
    said = [_said("Title", guide.title), _said("Lead", guide.lead)]
    if guide.asking or guide.whom:
        said.append(_said("Heading1", texts("guide.whom")))
        said += [_said("Normal", f"{one.name}: {one.who}. {one.why}") for one in guide.asking]
        said += [_said("Normal", guide.whom)] if guide.whom else []
    if guide.before:
        said += [_said("Heading1", texts("guide.before")), *(_said("Normal", one) for one in guide.before)]
    for section in guide.sections:
        said += _section(section)
    if guide.before:
        said += [_said("Heading1", texts("guide.after")), *(_said("Normal", one) for one in guide.after)]
    return "".join(said)


def _section(section: Section) -> list[str]:
    said = [_said("Heading1", section.title)] if section.title else []
    said += [_said("Line", section.note)] if section.note else []
    for number, ask in enumerate(section.asks, 1):
        said += _asked(number, ask)
    return said


def _asked(number: int, ask: Ask) -> list[str]:
    more = " ".join(piece for piece in (ask.more, f"({ask.kind})" if ask.kind else "") if piece)
    said = [_said("Question", f"{number}. {ask.text}")]
    return [*said, *([_said("More", more)] if more else []), *(_said("Line", "") for _ in range(ask.lines))]


def _said(style: str, text: str) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'
