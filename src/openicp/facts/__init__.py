"""What is known of an account as of a date: SQL out, small arrays back.

Comes in: published tables, an engine. Goes out: ``model.facts.Facts``, names for the ids, totals to compare with a
person's own. It computes no statistic and never looks at the clock.
"""

from openicp.facts.counted import Counted
from openicp.facts.directory import Entry, directory
from openicp.facts.explaining import Change, Explanation, Instead, Part, Why, explain
from openicp.facts.gather import gather
from openicp.facts.movements import MOVEMENTS, movements
from openicp.facts.otherwise import otherwise
from openicp.facts.totals import totals

__all__ = [
    "MOVEMENTS",
    "Change",
    "Counted",
    "Entry",
    "Explanation",
    "Instead",
    "Part",
    "Why",
    "directory",
    "explain",
    "gather",
    "movements",
    "otherwise",
    "totals",
]
