"""What the world calls things: industries, countries, regions, titles, technologies, units, as data files.

Comes in: words as they occur in files. Goes out: stable codes, their names in five languages, and facts about them
(``nace``, ``naics``, ``isic``, the region of a country). It never reads customers' data; users extend a vocabulary
with a file of their own.
"""

from openicp.vocab.book import load, name, region_of
from openicp.vocab.countries import country_name
from openicp.vocab.entries import LANGUAGES, Entry, Vocabulary
from openicp.vocab.folding import key, plain, slug, tidy

__all__ = [
    "LANGUAGES",
    "Entry",
    "Vocabulary",
    "country_name",
    "key",
    "load",
    "name",
    "plain",
    "region_of",
    "slug",
    "tidy",
]
