"""What settings may be, as annotations that the checker reads; light, because the command line imports it.

Comes in: nothing. Goes out: constraints. It checks nothing itself.
"""

from __future__ import annotations

import re

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


def has_password(address: str) -> bool:
    """Whether an address carries a key, as ``scheme://name:key@place``; a name alone (``abfss://box@account``) is none.

    >>> [has_password(at) for at in ("s3a://AK:x/y+z@lake/x", "abfss://box@account/x", "hdfs://head:9000/a@b:c@d")]
    [True, False, False]
    """
    return re.match(KEYED, address) is not None


def is_secret(setting: str) -> bool:
    """Whether a setting of Spark holds a secret by its name; the path of a file that holds one is none.

    >>> [is_secret(name) for name in ("spark.hadoop.fs.s3a.secret.key", "spark.authenticate.secret.file")]
    [True, False]
    """
    return re.search(HIDDEN, setting, re.IGNORECASE) is not None and not setting.casefold().endswith(("file", "path"))


KEYED = r"[^/@]+(://https?)?://[^/@:]+:(?![0-9]+/)[^@]+@"
HIDDEN = r"secret|passw(or|d)|token|(access|account|api|encryption|private)[._-]?key"
"""As Spark itself hides them in its own lists (``spark.redaction.regex``), and Azure's ``account.key``."""

Code = Predicate(_is_code)
"""Small letters, digits, ``_`` and ``-``: a name that is also a file's."""
Currency = Predicate(_is_currency)
"""ISO 4217."""
Share = Interval(ge=0, le=1)
AboveZero = Gt(0)
NotNegative = Ge(0)
NotEmpty = Len(1)
