"""The report as one HTML file that opens offline.

Comes in: ``ReportInput`` and ``Texts``. Goes out: HTML with its own style, pictures and twenty lines of script, held
to them by its content security policy. It asks no address for anything and shows every value escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from openicp.report.build import build
from openicp.report.charts import bars, bubble, dots, ladder, survival, svg
from openicp.report.inputs import ReportInput
from openicp.report.views.behind import EVERYBODY
from openicp.report.views.voices import cite
from openicp.texts import Texts

if TYPE_CHECKING:
    from jinja2 import Environment

TIED = re.compile(r"([^\s(]*\w–\w\S*|\b\w-\w{1,14}\b)")
TEMPLATES = Path(__file__).parent / "templates"
PAGE = """
.prt{{display:none}}
@page{{size:A4;margin:11mm 13mm 13mm;
@bottom-left{{content:{foot};font:7.5pt sans-serif;color:#626974}}
@bottom-right{{content:counter(page) " / " counter(pages);font:7.5pt sans-serif;color:#626974}}}}
"""


def render(inp: ReportInput, texts: Texts) -> str:
    """One file: parts in order, pictures inside, nothing fetched.

    Parameters
    ----------
    inp
        What to show.
    texts
        The reader's language; the terms of ``inp`` are added here.
    """
    known = texts.within(inp.terms)
    report = build(inp, texts)
    style = _file("report.css") + PAGE.format(foot=css_string(report.head.foot))
    script = _file("report.js")
    page = _environment().get_template("page.html.j2")
    return page.render(
        report=report,
        t=known,
        cite=partial(cite, texts=known),
        style=Markup(style),  # noqa: S704 - our own file; the only foreign words are escaped by css_string
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
        version=inp.product_version,
        as_of=inp.as_of,
        everybody=EVERYBODY,
        clv_basis=inp.clv_basis,
        figures=inp.typed,
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    for chart in (bars, bubble, dots, ladder, survival, svg):
        environment.globals[chart.__name__.rsplit(".", 1)[-1]] = chart
    environment.filters["tie"] = tie
    return environment


def tie(text: str) -> Markup:
    """Ranges and one-letter prefixes (``50–200``, ``e-commerce``) never break at the end of a line."""
    pieces = TIED.split(text)
    return Markup().join(
        Markup('<span class="nb">{}</span>').format(piece) if position % 2 else escape(piece)
        for position, piece in enumerate(pieces)
    )


@lru_cache(maxsize=4)
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def _hash(text: str) -> Markup:
    """How a content security policy names the one style and the one script that may run."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(f"'sha256-{digest}'")  # noqa: S704 - base64


def css_string(text: str) -> str:
    """A string of CSS in which no character of ``text`` can end it, or the style."""
    safe = (c if c.isascii() and (c.isalnum() or c in " ,.") else f"\\{ord(c):06x}" for c in text)
    return f'"{"".join(safe)}"'
