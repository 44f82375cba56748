"""What attributes and own values are called in one workspace.

Comes in: attributes and the originals behind slugged codes. Goes out: ``Terms``, which labels need beside a
condition. It never reads data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openicp.model.attribute import Attribute

if TYPE_CHECKING:
    from openicp.model.facts import Accounts


@dataclass(frozen=True)
class Terms:
    """Attributes by name, originals of codes that no vocabulary knows, the base currency."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    originals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """attribute: {code: the value as the user wrote it}."""
    currency: str | None = None
    names: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """attribute: {code: {language: the name that the workspace's own words give it}}."""

    @classmethod
    def of(
        cls,
        accounts: Accounts,
        *,
        currency: str | None = None,
        originals: Mapping[str, Mapping[str, str]] | None = None,
        names: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    ) -> Terms:
        """Terms of the columns of ``accounts``."""
        attributes = {name: column.attribute for name, column in accounts.columns.items()}
        return cls(attributes, originals or {}, currency, names or {})
