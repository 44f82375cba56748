"""The JSON that programs read: ``{"ok": true, ...}`` or ``{"ok": false, "error": {...}}``.

Comes in: a view or the fields of an error. Goes out: one JSON text on the standard output. It never adds a figure.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from openicp.faces.cli.streams import speaks_unicode


def success(view: Mapping[str, Any]) -> None:
    """Print the view of an action."""
    _print({"ok": True, **view})


def failure(code: str, message: str, hint: str, fields: Mapping[str, object]) -> None:
    """Print an error; its code and words win over fields of the same name."""
    _print({"ok": False, "error": {**fields, "code": code, "message": message, "hint": hint}})


def _print(content: Mapping[str, Any]) -> None:
    click.echo(json.dumps(plain(content), ensure_ascii=not speaks_unicode(), indent=2, allow_nan=False))


def plain(value: Any) -> Any:
    """Whatever an action returned as something JSON has: dates as ISO, no NaN, tuples as lists.

    >>> plain({"on": date(2026, 10, 31), "x": (float("nan"), 1)})
    {'on': '2026-10-31', 'x': [None, 1]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inside) for inside in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return _foreign(value)


def _foreign(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    for name in ("to_json", "item"):
        if callable(method := getattr(value, name, None)):
            return plain(method())
    return str(value)
