"""The profile: choosing lines, bands and points, evidence and verdict; the file that a person reads.

Comes in: coded accounts, labels, what the search found. Goes out: ``Profile`` values and their plain form. It never
touches the engine, never writes a sentence, and gives no points to what was not seen.
"""

from openicp.config.profiles import from_plain, to_plain
from openicp.profile.best import BestCustomer, best, did
from openicp.profile.checks import checks
from openicp.profile.common import Trait, common
from openicp.profile.edit import Changes, edited, tiers_of
from openicp.profile.elsewhere import elsewhere
from openicp.profile.fit import fit
from openicp.profile.hypotheses import Asked, Question, Standing, counted, question, questions, standing
from openicp.profile.leaks import leaks, missing_tells
from openicp.profile.leaving import asks_who_left, left_of, with_least_left
from openicp.profile.score import score
from openicp.stats.exact import WRONG

__all__ = [
    "WRONG",
    "Asked",
    "BestCustomer",
    "Changes",
    "Question",
    "Standing",
    "Trait",
    "asks_who_left",
    "best",
    "checks",
    "common",
    "counted",
    "did",
    "edited",
    "elsewhere",
    "fit",
    "from_plain",
    "leaks",
    "left_of",
    "missing_tells",
    "question",
    "questions",
    "score",
    "standing",
    "tiers_of",
    "to_plain",
    "with_least_left",
]
