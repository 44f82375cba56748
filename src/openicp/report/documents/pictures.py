"""Single parts of a report as pages to be photographed: for a chat, a mail or somebody's own slides.

Comes in: a report's page. Goes out: the same page with the wanted parts alone. It changes no word and no figure.
"""

from __future__ import annotations

import re

PARTS = {"profile": ("head", "sentence", "profile"), "segments": ("segments",)}
"""Picture: the parts it shows."""
WIDTH = 1080
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
STYLE = """<style>main>*,.rail,.skip,.theme,.contents,.how,figure details{{display:none!important}}
{shown}{{display:block!important}}main{{padding:32px 0}}main>#{first}{{margin-top:0}}</style>"""
SCRIPT = """<script>var d=document.documentElement;d.setAttribute('data-height',
Math.ceil(document.querySelector('main').getBoundingClientRect().height))</script>"""


def page_of(report: str, picture: str) -> str | None:
    """The page of one picture; ``None`` when the report has none of its parts.

    Its own style and script take the place of the policy that holds a report to its own.
    """
    found = [part for part in PARTS[picture] if f'id="{part}"' in report]
    if found in ([], ["head"]):
        return None
    style = STYLE.format(shown=",".join(f"main>#{part}" for part in found), first=found[0])
    page = POLICY.sub("", report, count=1).replace("<html ", '<html data-theme="light" ', 1)
    return page.replace("</head>", f"{style}</head>", 1).replace("</body>", f"{SCRIPT}</body>", 1)
