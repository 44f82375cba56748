"""What a segment is like: churn, value, cost, speed, growth; and which accounts became valuable.

Comes in: ``Facts``, a mask of members, what the project says about money; or a typed table of segments. Goes out:
``Estimate`` by name, curves, ``Labels``. It never sees SQL, a connection or a file.
"""

from openicp.metrics.churn import by_term, retention
from openicp.metrics.figures import FigureRow, SegmentFigures, from_figures
from openicp.metrics.labels import OUTCOMES, default_outcome, label, possible_outcomes
from openicp.metrics.leaving import leaving
from openicp.metrics.lifetime import values
from openicp.metrics.measure import METRICS, measure, pulled
from openicp.metrics.population import USUAL, Economics, Usual
from openicp.model.cells import Labels

__all__ = [
    "METRICS",
    "OUTCOMES",
    "USUAL",
    "Economics",
    "FigureRow",
    "Labels",
    "SegmentFigures",
    "Usual",
    "by_term",
    "default_outcome",
    "from_figures",
    "label",
    "leaving",
    "measure",
    "possible_outcomes",
    "pulled",
    "retention",
    "values",
]
