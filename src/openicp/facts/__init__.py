"""What is known of an account as of a date: SQL out, small arrays back.

Comes in: published tables, an engine. Goes out: ``model.facts.Facts``, names for the ids, totals to compare with a
person's own. It computes no statistic and never looks at the clock.
"""

from openicp.facts.directory import Entry, directory
from openicp.facts.gather import gather
from openicp.facts.totals import totals

__all__ = ["Entry", "directory", "gather", "totals"]
