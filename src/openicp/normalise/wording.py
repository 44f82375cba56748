"""The words around a number, from ``vocab``: currency, scale, period, unit, bound.

Comes in: the small tables of ``vocab``. Goes out: what each phrase says, before a number and after it. It never
reads the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from openicp.vocab import LANGUAGES, load, plain, tidy

Meaning = tuple[tuple[str, str], ...]
"""What a phrase says: pairs such as ``("currency", "EUR")``."""

NO_HINTS: Mapping[str, str] = {}
COMPOUND_SCALES = {"k": "1000", "t": "1000", "m": "1000000", "mio": "1000000", "mrd": "1000000000", "bn": "1000000000"}
BETWEEN_SIGNS = "/()[],;:"
"""Signs that say nothing by themselves: ``€ 49 / month``, ``10 % (monatlich)``."""


def spellings(name: str, hints: Mapping[str, str] = NO_HINTS) -> dict[str, str]:
    """Every spelling of a small table, without accents and capitals, to its code."""
    own = Path(hints["vocab_folder"]) / f"{name}.tsv" if "vocab_folder" in hints else None
    entries = load(name, extra=own).entries.values()
    return {plain(tidy(spelling)): entry.code for entry in entries for spelling in entry.spellings()}


def compact(phrase: str) -> str:
    """A phrase as it is looked up: no spaces, no dots (``p. a.`` is ``p.a.``)."""
    return plain(tidy(phrase)).replace(" ", "").replace(".", "")


def _words(name: str, kind: str) -> dict[str, Meaning]:
    return {
        compact(spelling): ((kind, entry.code),)
        for entry in load(name).entries.values()
        for spelling in (*entry.names.values(), *entry.words)
        if compact(spelling)
    }


def _compounds() -> dict[str, Meaning]:
    """``TEUR``, ``k€``, ``MUSD``, ``$bn``: a scale grown together with a currency."""
    signs = {"eur": "EUR", "€": "EUR", "usd": "USD", "$": "USD", "gbp": "GBP", "£": "GBP", "chf": "CHF", "ron": "RON"}
    return {
        grown: (("scale", factor), ("currency", code))
        for scale, factor in COMPOUND_SCALES.items()
        for sign, code in signs.items()
        for grown in (scale + sign, sign + scale)
    }


@lru_cache(maxsize=1)
def _iso() -> dict[str, Meaning]:
    from babel import Locale

    found: dict[str, Meaning] = {}
    for lang in LANGUAGES:
        for code, symbol in Locale(lang).currency_symbols.items():
            if not str(symbol).isalpha() and symbol != "¤":
                found.setdefault(compact(str(symbol)), (("currency", str(code)),))
    return found | {str(code).lower(): (("currency", str(code)),) for code in Locale("en").currencies}


@lru_cache(maxsize=1)
def before() -> dict[str, Meaning]:
    """Phrases that may stand before a number."""
    return (
        _iso()
        | _compounds()
        | {text: meaning for text, meaning in _words("between", "between").items() if meaning[0][1] == "open"}
        | _words("about", "about")
        | _words("people", "unit")
        | _words("percent", "percent")
        | _words("scale", "scale")
        | _words("bound", "bound")
        | _words("currency", "currency")
        | {"-": (("sign", "-"),), "+": (), "'": ()}
        | dict.fromkeys(BETWEEN_SIGNS, ())
    )


@lru_cache(maxsize=1)
def after() -> dict[str, Meaning]:
    """Phrases that may stand after a number."""
    return (
        _iso()
        | _compounds()
        | _words("people", "unit")
        | _words("period", "period")
        | _words("percent", "percent")
        | _words("scale", "scale")
        | _words("currency", "currency")
        | _words("bound_after", "bound")
        | dict.fromkeys(("per", "pro", "par", "pe", "de", "d'", "d", "of", "'"), ())
        | {"-": (("sign", "-"),), "about": (("about", "about"),)}
        | dict.fromkeys(BETWEEN_SIGNS, ())
    )


@lru_cache(maxsize=1)
def joins() -> frozenset[str]:
    """Words and signs that stand between the two ends of a range."""
    return frozenset(text for text, meaning in _words("between", "between").items() if meaning[0][1] == "join") | {"-"}
