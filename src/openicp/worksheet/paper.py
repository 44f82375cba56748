"""How the workbook looks: paper, ink and one accent, as the report.

Comes in: a workbook being written. Goes out: its formats. It never holds a cell.
"""

from __future__ import annotations

from typing import Any

INK, INK_2, INK_3 = "#14171c", "#454b55", "#626974"
ACCENT, ACCENT_SOFT, MUTE_SOFT, RULE, RULE_2 = "#124a9a", "#d9e5f5", "#eceef1", "#dfe2e7", "#b4bac4"
SANS, SERIF = "Arial", "Georgia"

BASE = {"font_name": SANS, "font_size": 10, "font_color": INK, "valign": "top"}
STYLES: dict[str, dict[str, Any]] = {
    "brand": {"font_size": 10, "bold": True, "font_color": ACCENT, "valign": "vcenter", "top": 1, "top_color": INK},
    "kind": {"font_color": INK_2, "valign": "vcenter", "top": 1, "top_color": INK},
    "lead": {"font_name": SERIF, "font_size": 14, "text_wrap": True},
    "section": {"bold": True, "bottom": 1, "bottom_color": INK},
    "number": {"font_color": ACCENT, "bold": True, "align": "left", "valign": "vcenter"},
    "step": {"text_wrap": True, "valign": "vcenter"},
    "link": {"font_color": ACCENT, "bold": True, "valign": "vcenter"},
    "what": {"text_wrap": True, "font_color": INK_2, "valign": "vcenter"},
    "header": {"bold": True, "bottom": 2, "bottom_color": ACCENT, "valign": "vcenter", "text_wrap": True},
    "about": {"font_size": 8, "valign": "vcenter", "font_color": INK_3, "text_wrap": True, "bg_color": MUTE_SOFT},
    "example": {
        "font_size": 9, "italic": True, "font_color": INK_3, "text_wrap": True, "bg_color": MUTE_SOFT, "bottom": 1,
        "bottom_color": RULE_2,
    },
    "known": {"font_color": INK_3, "bg_color": MUTE_SOFT, "text_wrap": True, "bottom": 1, "bottom_color": RULE},
    "ask": {"bg_color": ACCENT_SOFT, "text_wrap": True, "bottom": 1, "bottom_color": RULE},
    "name": {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": RULE},
    "text": {"text_wrap": True},
    "figure": {"num_format": "@", "align": "right"},
    "band": {"num_format": "@"},
    "whole": {"num_format": "0", "align": "right"},
    "share": {"num_format": "0.0%", "align": "right"},
    "date": {"num_format": "yyyy-mm-dd", "align": "right"},
    "line": {"bottom": 1, "bottom_color": RULE},
}  # fmt: skip
BY_ANSWER = {"whole": "whole", "share": "share", "date": "date", "figure": "figure", "list": "band"}
"""Format of the answers of a column; a band such as 5-20 must stay a text, or it becomes a day in May."""


class Paper:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[tuple[str, ...], Any] = {}

    def __call__(self, *styles: str) -> Any:
        """One format of several styles, the later ones over the earlier."""
        if styles not in self._made:
            merged = dict(BASE)
            for style in styles:
                merged |= STYLES[style]
            self._made[styles] = self.book.add_format(merged)
        return self._made[styles]
