"""Matching, ranking and reasons for any list of companies.

Comes in: a list in the engine, a profile, our customers. Goes out: rows in order with points, tier, reasons, what is
unknown and what to ask; a CSV or XLSX file. It never fits anything and never reads who became a customer but to set
them apart.
"""

from openicp.prospects.ranking import rank
from openicp.prospects.rows import Ask, Ranked, Ranking, Reason
from openicp.prospects.writing import Wording, write_list

__all__ = ["Ask", "Ranked", "Ranking", "Reason", "Wording", "rank", "write_list"]
