"""Checks on the profile itself: would it help anybody decide?

Comes in: a profile, the accounts, what else is known beside it. Goes out: findings, worst first. It never judges the
data; that is what the verdict does.
"""

from __future__ import annotations

from collections.abc import Iterator

from openicp.model.facts import Accounts
from openicp.model.finding import Finding
from openicp.model.profile import Profile
from openicp.profile.edit import tiers_of

BROAD = 0.4
"""A best tier that holds more of all companies than this singles out nobody."""
NARROW = 0.01
ASSUMED = 0.5
DECIDED_BY_PEOPLE = ("leaning", "chosen")


def checks(profile: Profile, accounts: Accounts, *, statements: int = 0, events: bool = False) -> tuple[Finding, ...]:
    """What a careful colleague would say of the profile.

    Parameters
    ----------
    profile, accounts
        The profile and the companies it is held against.
    statements
        How many things that people said are known.
    events
        Whether trigger events of prospects are known.
    """
    return (*_reach(profile, accounts), *_lines(profile), *_why(profile, statements, events=events))


def _reach(profile: Profile, accounts: Accounts) -> Iterator[Finding]:
    if not profile.tiers or not accounts.n:
        return
    n = int((tiers_of(profile, accounts) == profile.tiers[0].name).sum())
    fields: dict[str, object] = {"share": n / accounts.n, "n": n, "of": accounts.n, "tier": profile.tiers[0].name}
    if n > BROAD * accounts.n:
        yield Finding("profile_too_broad", "warning", fields)
    elif n < NARROW * accounts.n:
        yield Finding("profile_too_narrow", "warning", fields)


def _lines(profile: Profile) -> Iterator[Finding]:
    lines = [line for line in profile.lines if not line.is_together]
    if lines and all(line.basis == "shared" for line in lines):
        yield Finding("profile_too_generic", "warning", {"n": len(lines)})
    assumed = [line.attribute for line in lines if line.basis in DECIDED_BY_PEOPLE]
    if lines and len(assumed) >= ASSUMED * len(lines):
        yield Finding("profile_assumed", "warning", {"n": len(assumed), "of": len(lines)})


def _why(profile: Profile, statements: int, *, events: bool) -> Iterator[Finding]:
    if not statements:
        yield Finding("profile_without_why", "note", {})
    elif not any(line.basis == "heard" for line in profile.lines):
        yield Finding("profile_why_not_shared", "note", {"n": statements})
    if not events:
        yield Finding("profile_without_when", "note", {})
