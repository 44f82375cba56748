"""Names of fields that give the outcome away: data in ``vocab/leaks.toml``.

Comes in: the slug of a user's own attribute. Goes out: a reason code, or none. It never looks at values: leaks by
association are found where outcomes are known.
"""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources

from openicp.model.attribute import OWN_PREFIX


@lru_cache(maxsize=1)
def patterns() -> dict[str, tuple[str, ...]]:
    """Patterns by reason."""
    text = resources.files("openicp.vocab").joinpath("leaks.toml").read_text(encoding="utf-8")
    return {reason: tuple(found) for reason, found in tomllib.loads(text).items()}


def leak_reason(attribute: str) -> str | None:
    """Why a user's own attribute (``x_owner``) is never offered, or ``None``; canonical ones never leak by name.

    >>> leak_reason("x_lead_score"), leak_reason("x_fleet_size"), leak_reason("industry")
    ('score', None, None)
    """
    if not attribute.startswith(OWN_PREFIX):
        return None
    slug = attribute.removeprefix(OWN_PREFIX)
    matching = (reason for reason, found in patterns().items() if any(fnmatchcase(slug, p) for p in found))
    return next(matching, None)
