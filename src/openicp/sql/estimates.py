"""Expressions that say which attributes of a row are estimates.

Comes in: a dialect, names of stored columns and dictionaries (``text, estimated``). Goes out: expressions over the
typed table. It never looks at the words of a cell: the dictionary does.
"""

from __future__ import annotations

from collections.abc import Sequence

from openicp.sql.dialect import Dialect
from openicp.sql.words import trim, trim_end


def where_estimated(d: Dialect, attribute: str, original: str, dictionary: str) -> str:
    """The name of the attribute where its text is an estimate, else an empty text."""
    texts = f"select {trim(d, 'text')} from {d.ident(dictionary)} where estimated"
    return f"case when {d.ident(original)} in ({texts}) then {d.literal(attribute + ';')} else '' end"


def where_known(d: Dialect, attribute: str, original: str) -> str:
    """The name of the attribute where it has a value, else an empty text."""
    return f"case when {d.ident(original)} is not null then {d.literal(attribute + ';')} else '' end"


def names_joined(d: Dialect, parts: Sequence[str]) -> str:
    """All names in one text, null where there are none."""
    return f"nullif({trim_end(d, ' || '.join(parts), ';')}, '')"
