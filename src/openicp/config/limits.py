"""What settings may be, as annotations that the checker reads; light, because the command line imports it.

Comes in: nothing. Goes out: constraints. It checks nothing itself.
"""

from __future__ import annotations

import re

from annotated_types import Ge, Gt, Interval, Len, Predicate

CODE_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
ENGINES = ("duckdb", "spark", "yarn")
"""Engines by name: this machine, Spark on this machine, Spark on a cluster that this machine is set up for."""
MASTERS = ("spark://HOST:PORT", "k8s://https://HOST:PORT", "local[2]")
"""How the address of a Spark master is written."""
HOST = r"(\[[0-9a-fA-F:]+\]|[^\s/@:,]+)"
MASTER = re.compile(
    r"local(\[(\*|[1-9][0-9]{0,3})(, ?[1-9][0-9]{0,2})?\])?"
    rf"|spark://{HOST}:[0-9]{{1,5}}(,{HOST}:[0-9]{{1,5}})*"
    r"|k8s://(https?://)?[^\s/@]+(/[^\s@]*)?"
)
"""What Spark takes; the rest it would refuse in Java's words."""


def _is_code(text: str) -> bool:
    return 0 < len(text) <= 60 and set(text) <= CODE_SIGNS and text[0] not in "_-"


def _is_currency(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def is_engine(text: str) -> bool:
    """Whether a text names an engine: ``duckdb``, ``spark`` or the address of a Spark master.

    >>> [is_engine(text) for text in ("spark", "local[2]", "spark://head:7077", "local[x]", "spark://", "spark://a:b@c:1")]
    [True, True, True, False, False, False]
    """
    return text in ENGINES or (len(text) <= 300 and MASTER.fullmatch(text) is not None)


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
