"""What settings may be, as annotations that the checker reads; light, because the command line imports it.

Comes in: nothing. Goes out: constraints. It checks nothing itself.
"""

from __future__ import annotations

from annotated_types import Ge, Gt, Interval, Len, Predicate

CODE_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
ENGINES = ("duckdb", "spark", "yarn")
"""Engines by name: this machine, Spark on this machine, Spark on a cluster that this machine is set up for."""
MASTERS = ("spark://", "k8s://", "local[")
"""How other addresses of a Spark master begin."""


def _is_code(text: str) -> bool:
    return 0 < len(text) <= 60 and set(text) <= CODE_SIGNS and text[0] not in "_-"


def _is_currency(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def is_engine(text: str) -> bool:
    """Whether a text names an engine: ``duckdb``, ``spark`` or the address of a Spark master."""
    return text in ENGINES or (0 < len(text) <= 300 and text.isprintable() and text.startswith(MASTERS))


Code = Predicate(_is_code)
"""Small letters, digits, ``_`` and ``-``: a name that is also a file's."""
Currency = Predicate(_is_currency)
"""ISO 4217."""
Share = Interval(ge=0, le=1)
AboveZero = Gt(0)
NotNegative = Ge(0)
NotEmpty = Len(1)
