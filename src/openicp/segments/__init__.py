"""Segments: by choice, and found by search; what to do with each.

Comes in: coded accounts and labels, or metrics of a segment. Goes out: segments, what a search found with its
correction, verdicts. It never touches the engine and never writes a sentence.
"""

from openicp.segments.choice import by_choice, unplaced
from openicp.segments.everything import every
from openicp.segments.highest import best
from openicp.segments.membership import membership, state
from openicp.segments.sample import at_most
from openicp.segments.search import search
from openicp.segments.verdict import against, verdict

__all__ = ["against", "at_most", "best", "by_choice", "every", "membership", "search", "state", "unplaced", "verdict"]
