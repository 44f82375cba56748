"""Makes ``tests`` importable (``from builders import company``) and settles how properties are tried.

A machine under load is no fault of the code, so no property has a deadline; where CI is set the examples are the same
in every run, elsewhere each run tries new ones.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Each core runs a worker, so threads of linear algebra would only wait for one another: eight times the work."""

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

LONG = ("actions", "parity", "story", "workspace", "profile")
"""Folders whose files take longest: begun first, so that no core waits for one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, each of them whole."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)
