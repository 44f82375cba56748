"""Where the records of a JSON document are: programs wrap them in pages, edges and keys.

Comes in: a parsed document. Goes out: lists of objects, each with a name. It never looks into a record for more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DEEPEST = 6
"""Levels of wrapping."""

KEY = "key"
"""Name of the column that holds the key of each record, where records are kept by key."""


def lists_of(document: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """Every list of records, by its name; the document itself where it is one record.

    >>> list(lists_of({"data": {"items": [{"id": 1}]}, "paging": {"next": 2}}))
    [('items', [{'id': 1}])]
    >>> list(lists_of({"name": ["a", "b"], "mrr": [1, 2]}))
    [('', [{'name': 'a', 'mrr': 1}, {'name': 'b', 'mrr': 2}])]
    """
    if isinstance(document, list):
        pages = _pages(document)
        if pages is not None:
            yield name or pages[0], pages[1]
        elif any(isinstance(entry, dict) for entry in document):
            yield name, [without_node(entry) for entry in document]
    elif isinstance(document, dict) and document:
        yield from _inside(document, name, depth)


def _inside(document: dict[str, Any], name: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    columns = _columns(document)
    if columns is not None:
        yield name, columns
        return
    found = list(_nested(document, name, depth)) if depth < DEEPEST else []
    if found:
        yield from found
    elif (keyed := _keyed(document)) is not None:
        yield name, keyed
    elif not depth:
        yield name, [document]


def _nested(document: dict[str, Any], name: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Lists of records inside; those inside a wrapper only where there are none at hand."""
    at_hand = [(key, value) for key, value in document.items() if isinstance(value, list)]
    for key, value in at_hand:
        yield from lists_of(value, name if key in ("edges", "nodes") and name else key, depth + 1)
    if any(isinstance(entry, dict) for _, value in at_hand for entry in value):
        return
    for key, value in document.items():
        if isinstance(value, dict) and _keyed(document) is None:
            yield from (found for found in _deeper(value, key, depth))


def _deeper(value: dict[str, Any], key: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    if any(isinstance(each, list | dict) for each in value.values()):
        yield from _inside(value, key, depth + 1)


def without_node(entry: Any) -> Any:
    """An edge of a graph stands for its node."""
    node = entry.get("node") if isinstance(entry, dict) else None
    return node if isinstance(node, dict) and len(entry) <= 2 else entry


def _pages(document: list[Any]) -> tuple[str, list[Any]] | None:
    """The records of several pages, where every entry is one: one list of records and nothing else but settings."""
    taken: list[Any] = []
    names: set[str] = set()
    for entry in document:
        lists = [] if not isinstance(entry, dict) else [k for k, v in entry.items() if _is_records(v)]
        others = [] if not isinstance(entry, dict) else [k for k in entry if k not in lists]
        if len(lists) != 1 or not others or not set(others) <= PAGING:
            return None
        names.update(lists)
        taken += entry[lists[0]]
    return (names.pop(), taken) if len(names) == 1 else None


PAGING = frozenset(
    {
        *("paging", "pagination", "meta", "links", "has_more", "hasMore", "next", "previous", "cursor", "next_cursor"),
        *("nextPage", "next_page", "total", "totalSize", "count", "offset", "limit", "page", "per_page", "object"),
        *("url", "done", "nextRecordsUrl", "vid-offset", "success", "additional_data", "status", "pageInfo"),
    }
)
"""What programs say about a page."""


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def _columns(document: dict[str, Any]) -> list[Any] | None:
    """Rows of a table that is kept by column: every value a list, all of one length, none of objects."""
    lists = list(document.values())
    if len(lists) < 2 or not all(isinstance(value, list) and value for value in lists):
        return None
    plain = not any(isinstance(entry, dict | list) for value in lists for entry in value)
    if not plain or len({len(value) for value in lists}) > 1:
        return None
    return [dict(zip(document, row, strict=True)) for row in zip(*lists, strict=True)]


def _keyed(document: dict[str, Any]) -> list[Any] | None:
    """Records that are kept by key: two or more objects, and nothing else, that share most of their names."""
    records = list(document.values())
    if len(records) < 2 or not all(isinstance(value, dict) and value for value in records):
        return None
    common = set.intersection(*(set(record) for record in records))
    if 2 * len(common) < max(len(record) for record in records):
        return None
    name = KEY if not any(KEY in record for record in records) else f"_{KEY}"
    return [{name: key, **record} for key, record in document.items()]
