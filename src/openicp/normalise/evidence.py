"""What the columns of one file show of how its numbers and days are written.

Comes in: for each column its kind and texts. Goes out: the decimal sign and the order of day and month on which all
columns agree that show one. It decides no column that decides itself, and nothing where two columns disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openicp.normalise.dateorder import order_shown
from openicp.normalise.dates import take_apart
from openicp.normalise.digits import decide
from openicp.normalise.scaling import amounts_of, texts_of
from openicp.vocab import plain

NUMBERS = frozenset({"number", "money", "moneyrange", "range", "share"})


def evidence(columns: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Hints ``file_decimal`` and ``file_date_order`` of a file, given kind and texts of each column.

    >>> evidence([("money", ["1.234,50"]), ("date", ["24/12/2024"]), ("number", ["1.234"])])
    {'file_decimal': ',', 'file_date_order': 'dmy'}
    """
    shown: dict[str, set[str]] = {"file_decimal": set(), "file_date_order": set()}
    for kind, values in columns:
        texts = texts_of(values)
        if kind in NUMBERS and (decimal := _decimal(texts)):
            shown["file_decimal"].add(decimal)
        if kind == "date" and (order := _order(texts)):
            shown["file_date_order"].add(order)
    return {hint: found.pop() for hint, found in shown.items() if len(found) == 1}


def _decimal(texts: Sequence[str]) -> str | None:
    """The decimal sign that a column shows; ``?`` where it writes both."""
    decision = decide(amount.digits for amount in amounts_of(texts))
    return {"column": decision.decimal, "mixed": "?"}.get(decision.by)


def _order(texts: Sequence[str]) -> str | None:
    parts = (take_apart(plain(text)) for text in texts)
    return order_shown([each for each in parts if each and each.unclear and not each.dotted])
