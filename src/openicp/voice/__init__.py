"""What people said: statements of the ledger, counted by company, whom to ask next, and the guide to ask with.

Comes in: statements of the ledger, and which companies are best, stayed, left, lost or still deciding. Goes out: themes
with k of n, quotes for and against, a balanced list of interviews. It names no person and codes no text.
"""

from openicp.voice.choosing import Candidate, Interview, choose
from openicp.voice.counting import KINDS, Heard, heard, needs
from openicp.voice.guide import Block, Question, blocks, survey
from openicp.voice.statements import Statement, of_ledger, overdue

__all__ = [
    "KINDS",
    "Block",
    "Candidate",
    "Heard",
    "Interview",
    "Question",
    "Statement",
    "blocks",
    "choose",
    "heard",
    "needs",
    "of_ledger",
    "overdue",
    "survey",
]
