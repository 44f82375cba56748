"""The domain of a company from its web site or from a mail address.

Comes in: an address as written. Goes out: the registrable domain, or nothing for mailboxes that anybody can have and
for pages on shared sites. It never asks the network: the list of public suffixes is the one in the package.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from openicp.vocab import load, tidy

if TYPE_CHECKING:
    from tldextract import TLDExtract

TWO_WORDS = re.compile(r"(?!xn--)[a-z0-9-]+\.(?P<last>[a-z]+)")
HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@?#]*@)?(?P<host>[^/:?#\s,;]+)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _extract() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=1)
def _suffixes() -> frozenset[str]:
    return frozenset(_extract().tlds)


@lru_cache(maxsize=1)
def _last_words() -> frozenset[str]:
    return frozenset(suffix.rpartition(".")[2] for suffix in _suffixes())


@lru_cache(maxsize=1)
def _shared() -> frozenset[str]:
    return frozenset(word for entry in load("shared_domain").entries.values() for word in entry.words)


def domain_of(address: str) -> str | None:
    """The registrable domain of a web or mail address; ``None`` for free mail, shared sites and what is no address.

    >>> domain_of("https://www.brava.co.uk/about"), domain_of("jo@brava.ro"), domain_of("jo@gmail.com")
    ('brava.co.uk', 'brava.ro', None)
    """
    text = tidy(address).strip("<>\"' ")
    if text.lower().startswith("mailto:"):
        text = text[7:]
    match = HOST.match(text)
    if match is None or "." not in match["host"] or " " in text:
        return None
    found = registrable(match["host"].strip(".").lower())
    return None if not found or found in _shared() else found


def registrable(host: str) -> str:
    """A host's registrable domain, or nothing; most are two words, and the library takes twice as long for these.

    >>> registrable("shop.brava.co.uk"), registrable("brava.ro"), registrable("co.uk")
    ('brava.co.uk', 'brava.ro', '')
    """
    two = TWO_WORDS.fullmatch(host)
    if two is not None and two["last"] not in _last_words():
        return ""
    if two is not None and two["last"] in _suffixes() and f"*.{two['last']}" not in _suffixes():
        return "" if host in _suffixes() else host
    return str(_extract()(host).top_domain_under_public_suffix)
