"""What is known of an account as of a date: SQL out, small arrays back.

Comes in: published tables, an engine. Goes out: ``model.facts.Facts``, names for the ids, totals to compare with a
person's own. It computes no statistic and never looks at the clock.
"""

from openicp.facts.counted import Counted
from openicp.facts.directory import Entry, countries, directory
from openicp.facts.explaining import Change, Explanation, Instead, Part, Why, explain
from openicp.facts.gather import gather
from openicp.facts.gathering import rates_used
from openicp.facts.money import Conversion, month_text
from openicp.facts.movements import MOVEMENTS, movements
from openicp.facts.otherwise import mrr_by_currency, otherwise
from openicp.facts.quality import Conflict, Quality, Said, Suspicious, quality
from openicp.facts.totals import totals

__all__ = [
    "MOVEMENTS",
    "Change",
    "Conflict",
    "Conversion",
    "Counted",
    "Entry",
    "Explanation",
    "Instead",
    "Part",
    "Quality",
    "Said",
    "Suspicious",
    "Why",
    "countries",
    "directory",
    "explain",
    "gather",
    "month_text",
    "movements",
    "mrr_by_currency",
    "otherwise",
    "quality",
    "rates_used",
    "totals",
]
