"""Names of products and plans in one spelling, ids of plans as their names.

Comes in: the names as they occur and a price list. Goes out: the spelling to use for each, and findings. It joins
only what differs in case, blanks and signs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from openicp.collect.recognise.headers import fold
from openicp.model.finding import Finding


def squash(text: str) -> str:
    """Letters and digits alone: ``GTX Pro`` and ``GTXPro`` are one."""
    return fold(text).replace(" ", "")


def one_spelling(
    counts: Mapping[str, int], listed: Iterable[tuple[str | None, str | None]]
) -> tuple[dict[str, str], list[Finding]]:
    """The name to use for every text.

    Parameters
    ----------
    counts
        How often each text occurs.
    listed
        (id, name) of a price list; its spelling wins, and an id becomes its name.
    """
    names = {squash(name): name for _, name in listed if name}
    by_id = {code: name for code, name in listed if code and name}
    groups: dict[str, list[str]] = defaultdict(list)
    for text in sorted(counts):
        groups[squash(by_id.get(text, text))].append(text)
    chosen: dict[str, str] = {}
    findings: list[Finding] = []
    for squashed, texts in sorted(groups.items()):
        best = names.get(squashed) or by_id.get(texts[0]) or max(texts, key=lambda t: (counts[t], t))
        chosen |= {text: best for text in texts if text != best}
        for text in texts:
            if text != best and text not in by_id:
                findings.append(Finding("spelling_joined", "note", {"value": text, "meant": best, "n": counts[text]}))
    return chosen, findings
