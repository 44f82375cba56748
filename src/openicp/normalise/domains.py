"""The domain of a company from its web site or from a mail address.

Comes in: an address as written. Goes out: the registrable domain, or nothing for mailboxes that anybody can have and
for pages on shared sites. It never asks the network: the list of public suffixes is the one in the package.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from openicp.vocab import load, tidy

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@?#]*@)?(?P<host>[^/:?#\s,;]+)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=1)
def _rules() -> frozenset[str]:
    from publicsuffixlist import PSLFILE

    lines = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith("//"))


@lru_cache(maxsize=1)
def below_public() -> frozenset[str]:
    """Hosts directly below which every host is public: ``kobe.jp``, ``ck``."""
    return frozenset(rule.removeprefix("*.") for rule in _rules() if rule.startswith("*."))


@lru_cache(maxsize=1)
def _above() -> frozenset[str]:
    """Those of them that are not public themselves: ``*.kobe.jp`` says nothing of ``kobe.jp``. The library takes them
    for public too."""
    return below_public() - _rules()


@lru_cache(maxsize=1)
def endings() -> frozenset[str]:
    """The last words of hosts, in plain letters, directly below which anybody's domain stands: ``com``."""
    return frozenset(rule for rule in _rules() if rule.isascii() and rule.isalpha()) - below_public()


@lru_cache(maxsize=1)
def public() -> frozenset[str]:
    """Hosts of several words below which anybody's domain stands: ``co.uk``."""
    return frozenset(rule for rule in _rules() if "." in rule and not rule.startswith(("*", "!")))


@lru_cache(maxsize=1)
def shared() -> frozenset[str]:
    """Domains that belong to many: of mailboxes that anybody can have, and of pages of many firms."""
    return frozenset(word for entry in load("shared_domain").entries.values() for word in entry.words)


def domain_of(address: str) -> str | None:
    """The registrable domain of a web or mail address; ``None`` for free mail, shared sites and what is no address.

    >>> domain_of("https://www.brava.co.uk/about"), domain_of("jo@brava.ro"), domain_of("jo@gmail.com")
    ('brava.co.uk', 'brava.ro', None)
    """
    text = tidy(address).strip("<>\"' ").replace("。", ".")
    if text.lower().startswith("mailto:"):
        text = text[7:]
    match = HOST.match(text)
    if match is None or "." not in match["host"] or " " in text:
        return None
    found = registrable(match["host"].strip(".").lower())
    return None if not found or found in shared() else found


def registrable(host: str) -> str:
    """A host's registrable domain, or nothing for a public suffix and for what ends in none.

    >>> registrable("shop.brava.co.uk"), registrable("brava.ro"), registrable("co.uk")
    ('brava.co.uk', 'brava.ro', '')
    """
    found = _suffixes().privatesuffix(host)
    parent = host.partition(".")[2]
    if found is None and host in _above() and parent not in _above():
        found = host if _suffixes().is_public(parent) else _suffixes().privatesuffix(parent)
    return found or ""
