"""What people said, and who they are: values of the voices and of the profile's people.

Comes in: nothing; ``actions`` fills these. Goes out: frozen values; persons appear by role only. Nothing here computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a person, named by role only."""

    text: str
    role: str = ""
    """Already without any name: "project manager, 90 people, US"."""
    group: str | None = None
    """``best``, ``left``, ``lost``, ``open`` or ``None``."""
    lang: str | None = None
    facts: tuple[tuple[str, object], ...] = ()
    """(attribute, code or (low, high)) of the company, said behind the role: "agency, 80 people, DE"."""


GROUPS = ("best", "stayed", "left", "lost", "open")
"""Who says something, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What several people said."""

    kind: str
    """``pain, trigger, outcome, benefit, why_us, doubt, loss, leave, like, remaining``."""
    name: str
    """The theme as the codebook names it."""
    said: tuple[int, int]
    """(k, n): companies that said it, of those asked."""
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """``best``, ``left``, ``lost``, ``open``: (k, n)."""
    quotes: tuple[Quote, ...] = ()
    against: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something that was said and speaks against the profile: ``contra.<code>`` with ``fields``."""

    code: str
    """``also_lost`` (who left or was lost says it as often), ``opposite`` (one theme for and against), ``fitted`` (a
    company that the profile describes, and why it left or was lost)."""
    kind: str = ""
    theme: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A company to interview next."""

    name: str
    group: str
    asked: tuple[int, int]
    """Companies of its group that were asked, of all."""
    since: date | None = None
    """When it left, was lost or began to decide."""
    worth: float | None = None
    fits: bool | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A role inside the companies of the profile."""

    part: str
    """``decides, pays, speaks_for, has_a_say, uses, sometimes, stops``, or ``named`` (known only that it occurs)."""
    role: str
    """Code of ``vocab`` or the original."""
    said: tuple[int, int]
    """(with it, known)."""
