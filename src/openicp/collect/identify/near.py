"""Names that are nearly the same, as proposals: never merged without a yes.

Comes in: groups of one company each. Goes out: pairs that could be one. It compares only names that share a
beginning, and only companies that no system lists side by side.
"""

from __future__ import annotations

from collections import defaultdict

from rapidfuzz import fuzz, process

from openicp.collect.identify.joining import Entity, Joined, Likeness, strength

BLOCK = 4
"""Names are compared when their first letters are equal, or their first words begin alike."""
ALIKE = 90.0
LARGEST_BLOCK = 400
MOST = 200
"""Proposals; a person will not read more."""


def near(joined: Joined) -> list[Likeness]:
    """Pairs of companies with nearly equal names, most alike first."""
    spaces, names = _described(joined)
    blocks: dict[str, list[tuple[str, Entity]]] = defaultdict(list)
    for root, found in sorted(names.items(), key=lambda item: strength(item[0])):
        for name in sorted(found):
            if len(name) >= BLOCK:
                blocks[name.replace(" ", "")[:BLOCK]].append((name, root))
    best: dict[tuple[Entity, Entity], Likeness] = {}
    for _, block in sorted(blocks.items()):
        if len(block) <= LARGEST_BLOCK:
            for pair in _pairs(block, spaces):
                best.setdefault((pair.first, pair.second), pair)
    ranked = sorted(best.values(), key=lambda each: (-each.confidence, strength(each.first), strength(each.second)))
    return ranked[:MOST]


def _described(joined: Joined) -> tuple[dict[Entity, set[str]], dict[Entity, set[str]]]:
    spaces: dict[Entity, set[str]] = defaultdict(set)
    names: dict[Entity, set[str]] = defaultdict(set)
    for entity in joined.groups.parent:
        root = joined.groups.root(entity)
        spaces[root] |= {entity[1]} if entity[0] != "dm" else set()
        names[root] |= joined.names.get(entity, set())
    return spaces, names


def _pairs(block: list[tuple[str, Entity]], spaces: dict[Entity, set[str]]) -> list[Likeness]:
    texts = [name for name, _ in block]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    found = []
    for i, (name, first) in enumerate(block):
        for j in range(i + 1, len(block)):
            other, second = block[j]
            if first == second or name == other or spaces[first] & spaces[second]:
                continue
            confidence = _confidence(name, other, float(scores[i][j]))
            if confidence:
                a, b = sorted((first, second), key=strength)
                found.append(Likeness(a, b, confidence, "near_name"))
    return found


def _confidence(name: str, other: str, ratio: float) -> float:
    """Nearly the same letters, but not two numbers; or one name begins with all words of the other."""
    if _digits(name) != _digits(other):
        return 0.0
    if ratio >= ALIKE:
        return round(ratio / 100 * 0.9, 3)
    words, others = name.split(), other.split()
    shorter, longer = sorted((words, others), key=len)
    if len(shorter) < len(longer) and longer[: len(shorter)] == shorter and len(" ".join(shorter)) >= BLOCK:
        return 0.55
    return 0.0


def _digits(name: str) -> list[str]:
    return [word for word in name.split() if any(sign.isdigit() for sign in word)]
