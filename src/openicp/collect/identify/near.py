"""Names that are nearly the same, as proposals: never merged without a yes.

Comes in: groups of one company each. Goes out: pairs that could be one, with how sure and why. It compares only names
that share something rare (a spelling with one letter left out, the words in another order, a beginning, an ending),
never all with all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from openicp.collect.identify.companies import Companies
from openicp.collect.identify.groups import Bools, Ints, in_one
from openicp.collect.identify.joining import Joined, Likeness, domain_of_group
from openicp.engine import Engine
from openicp.normalise.names import CompanyName, run_together
from openicp.sql import joining
from openicp.sql import likeness as sql

ENDS = 5
"""Letters of a beginning or an ending by which names are brought together."""
EMPTY = frozenset({"co", "group", "gruppe", "holding"})
"""Words that come and go."""
ALIKE = 80.0
WORTH_ASKING, IN_ONE_LIST = 0.5, 0.8
"""From how sure on a pair is asked about; within one list of companies, which whoever keeps it has seen, only slips."""
SUREST = 0.89
"""Names alone are never so sure that a yes is suggested: days of winning and paying can make them."""
MOST = 500
"""Proposals; a person will not read more."""
LARGEST_POOL = 400_000
"""Names that are compared; 120,000 take 3 s and 160 MB."""
TOGETHER = 20_000
"""Names up to which the ways of bringing them together are one statement."""
PAIRS_AT_ONCE = 100_000
"""Pairs whose letters are compared at once: those of 300,000 names take 250 MB."""
MOST_EACH = 2
"""Proposals about one company."""
LOOSE = (("beginning", "beginning"), ("ending", "ending"))
"""What brings together many that are not alike: kept only where most letters are."""
CROWD = 60
"""Names that may share a beginning or an ending."""
WAYS = (
    ("key", "key"),
    ("ordered", "ordered"),
    ("core", "core"),
    ("cleaned", "first_word"),
    ("cleaned", "first_two"),
    ("key", "initials"),
    ("label", "key"),
)


@dataclass(frozen=True)
class Pool:
    """Names of companies, one row per company and spelling; arrays are (r,)."""

    root: Ints
    entity: Ints
    """Whose name it is."""
    name: Ints
    """Its number; -1 for the word of a domain."""
    key: list[str]
    label: list[str]
    lacking: Bools
    """Not known in every system."""


def near(engine: Engine, joined: Joined) -> tuple[list[Likeness], int]:
    """Pairs of companies with nearly equal names, most alike first, and how many there are beyond the most shown."""
    pool = _pool(engine, joined)
    if len(pool.root) < 2:
        return [], 0
    first, second = _candidates(engine, pool, joined.companies.names)
    scored = _Scored(engine, joined, pool)
    best: dict[tuple[int, int], Likeness] = {}
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        found = scored.likeness(a, b)
        pair = (min(pool.root[a], pool.root[b]), max(pool.root[a], pool.root[b]))
        if found and found.confidence > best.get(pair, _NONE).confidence:
            best[pair] = found
    ranked = sorted(best.items(), key=lambda item: (-item[1].confidence, item[0]))
    kept = _few_each(ranked)
    return kept[:MOST], max(0, len(kept) - MOST)


_NONE = Likeness(0, 0, 0.0, "")


def _few_each(ranked: list[tuple[tuple[int, int], Likeness]]) -> list[Likeness]:
    counts: Counter[int] = Counter()
    kept = []
    for pair, likeness in ranked:
        if max(counts[each] for each in pair) < MOST_EACH:
            kept.append(likeness)
            counts.update(pair)
    return kept


def _pool(engine: Engine, joined: Joined) -> Pool:
    c = joined.companies
    roots = joined.groups.roots()
    named = np.flatnonzero(c.main >= 0)
    entity = named[np.unique(in_one(roots[named], c.main[named]), return_index=True)[1]]
    labels = _labels(engine, c.n)
    nameless = _nameless(c, roots, labels)
    lacking = _lacking(c, roots)
    entity = _bounded(np.concatenate([entity, nameless]).astype(np.int64), lacking)
    name = c.main[entity]
    key = [c.names[n].keys[0] if n >= 0 else labels[e] for n, e in zip(name.tolist(), entity.tolist(), strict=True)]
    root_label = _label_of_group(roots, labels)
    label = [root_label.get(int(roots[e]), "") if n >= 0 else "" for n, e in zip(name, entity, strict=True)]
    return Pool(roots[entity], entity, name, key, label, lacking[entity])


def _bounded(entity: Ints, lacking: Bools) -> Ints:
    """Of very many companies, those that some system lacks, and of these the strongest: questions are for people."""
    if len(entity) <= LARGEST_POOL:
        return entity
    return np.sort(entity[lacking[entity]])[:LARGEST_POOL]


def _labels(engine: Engine, n: int) -> list[str]:
    found = [""] * n
    for entity, label in engine.rows(joining.all_labels_sql(engine.dialect)):
        found[entity] = str(label)
    return found


def _nameless(c: Companies, roots: Ints, labels: list[str]) -> Ints:
    """One entity with a domain of each group that nobody names."""
    named = np.zeros(c.n, dtype=bool)
    named[roots[c.main >= 0]] = True
    bare = [e for e in np.flatnonzero(~named[roots]).tolist() if labels[e]]
    return np.array(list({int(roots[e]): e for e in reversed(bare)}.values()), dtype=np.int64)


def _label_of_group(roots: Ints, labels: list[str]) -> dict[int, str]:
    return {int(roots[e]): label for e, label in reversed(list(enumerate(labels))) if label}


def _lacking(c: Companies, roots: Ints) -> Bools:
    """Entities whose company is not listed in every system that lists any."""
    root, space = roots[c.record], c.space_no[c.record]
    _, one = np.unique(in_one(root, space), return_index=True)
    systems = len(np.unique(space))
    counts = np.bincount(root[one], minlength=c.n)
    return np.asarray((counts < max(systems, 1))[roots] | (systems < 2))


def _candidates(engine: Engine, pool: Pool, names: tuple[CompanyName, ...]) -> tuple[Ints, Ints]:
    """Pairs of rows that share something and are alike enough in letters, or share all of one side."""
    engine.put("join_pool", _columns(pool, names), types=TYPES)
    places = list(range(1, sql.LONGEST + 1))
    engine.put("join_positions", {"place": places}, types={"place": "bigint"})
    engine.view("join_slips", sql.slips_sql(engine.dialect))
    engine.create("join_shared_slips", sql.shared_slips_sql(engine.dialect))
    loose = [sql.pairs_by_column_sql(engine.dialect, a, b, most=CROWD) for a, b in LOOSE]
    ways = [sql.pairs_by_column_sql(engine.dialect, a, b) for a, b in WAYS]
    found = [_alike(pairs, pool.key) for pairs in _fetched(engine, loose, rows=len(pool.root))]
    found += _fetched(engine, [*ways, sql.pairs_by_slip_sql(engine.dialect)], rows=len(pool.root))
    pairs = np.concatenate(found)
    _, one = np.unique(in_one(*pairs.T), return_index=True)
    return pairs[one, 0], pairs[one, 1]


def _fetched(engine: Engine, selects: Sequence[str], *, rows: int) -> list[Ints]:
    """The pairs of several SELECTs, by one statement where so few names are compared that all fit into memory."""
    asked = [" union all ".join(selects)] if rows <= TOGETHER else selects
    fetched = [engine.fetch(select) for select in asked]
    return [np.column_stack([each["first"], each["second"]]).astype(np.int64) for each in fetched]


def _alike(pairs: Ints, key: list[str]) -> Ints:
    parts = (pairs[first : first + PAIRS_AT_ONCE] for first in range(0, len(pairs), PAIRS_AT_ONCE))
    return np.concatenate([pairs[:0], *(part[_ratios(part, key) >= ALIKE] for part in parts)])


def _ratios(pairs: Ints, key: list[str]) -> Any:
    first, second = ([key[row] for row in column] for column in pairs.T.tolist())
    return process.cpdist(first, second, scorer=fuzz.ratio)


TYPES = {"row_no": "bigint", "root": "bigint", "lacking": "boolean"}
TYPES |= dict.fromkeys(
    ("key", "label", "cleaned", "ordered", "core", "beginning", "ending", "first_word", "first_two", "initials"),
    "varchar",
)


def _columns(pool: Pool, names: tuple[CompanyName, ...]) -> dict[str, Any]:
    """What each name can be brought together by."""
    said = [names[n] if n >= 0 else None for n in pool.name.tolist()]
    words = [each.cleaned.split() if each else [] for each in said]
    return {
        "row_no": np.arange(len(pool.root)),
        "root": pool.root,
        "lacking": pool.lacking,
        "key": pool.key,
        "label": pool.label,
        "cleaned": [each.cleaned if each and len(each.cleaned) >= 4 else "" for each in said],
        "ordered": [_in_order(each) if each else "" for each in said],
        "core": [run_together(each.core.split()) if each else "" for each in said],
        "beginning": [key[:ENDS] if len(key) > ENDS else "" for key in pool.key],
        "ending": [key[-ENDS:] if len(key) > ENDS else "" for key in pool.key],
        "first_word": [each[0] if len(each) > 1 else "" for each in words],
        "first_two": [" ".join(each[:2]) if len(each) > 2 else "" for each in words],
        "initials": ["".join(word[0] for word in each) if len(each) > 2 else "" for each in words],
    }


class _Scored:
    """How alike two rows of the pool are, with what speaks for and against."""

    def __init__(self, engine: Engine, joined: Joined, pool: Pool) -> None:
        self.joined, self.pool, self.c = joined, pool, joined.companies
        self.worth_asking = WORTH_ASKING if len(np.unique(self.c.space_no[self.c.record])) > 1 else IN_ONE_LIST
        self.words = Counter(word for each in {n.cleaned for n in self.c.names} for word in set(each.split()))
        roots = joined.groups.roots()
        shared = np.isin(self.c.domain_pairs[1], joined.shared_domains)
        self.domain = domain_of_group(joined, roots, shared)
        self.listed = np.zeros(self.c.n, dtype=np.int64)
        record = self.c.record
        np.bitwise_or.at(self.listed, roots[record], 1 << np.minimum(self.c.space_no[record], 62))
        parents = zip(*(roots[each].tolist() for each in self.c.parents), strict=True)
        self.parents = {frozenset(pair) for pair in parents}

    def likeness(self, a: int, b: int) -> Likeness | None:
        """The pair with its confidence, or nothing when it is not worth a question."""
        pool = self.pool
        first, second = int(pool.entity[a]), int(pool.entity[b])
        roots = frozenset((int(pool.root[a]), int(pool.root[b])))
        if len(roots) < 2 or roots in self.parents or self.joined.groups.apart(*roots):
            return None
        base, reason = self._letters(a, b)
        if base <= 0.0:
            return None
        apart = 0.1 if _begins(pool.label[a], pool.label[b]) else 0.35
        confidence = round(
            min(SUREST, base + self._place(first, second) - self._systems(*sorted(roots), apart=apart)), 3
        )
        if confidence < self.worth_asking:
            return None
        one, other = sorted((first, second))
        return Likeness(one, other, confidence, reason)

    def _letters(self, a: int, b: int) -> tuple[float, str]:
        """What the names alone say."""
        pool = self.pool
        x, y = pool.key[a], pool.key[b]
        if pool.name[a] < 0 or pool.name[b] < 0:
            return (0.8 if x == y else 0.0), "domain_like_name"
        m, n = self.c.names[pool.name[a]], self.c.names[pool.name[b]]
        if set(m.keys) & set(n.keys) or _digits(m.cleaned) != _digits(n.cleaned):
            return 0.0, ""  # equal names were looked at before
        if (pool.label[a] and pool.label[a] == y) or (pool.label[b] and pool.label[b] == x):
            return 0.75, "domain_like_name"
        if _in_order(m) and _in_order(m) == _in_order(n):
            return 0.85, "near_name"
        if m.marks != n.marks:
            return (0.5 if m.core == n.core else 0.0), "group_of_companies"
        if m.core == n.core and len(m.core) > 2:
            return 0.75, "near_name"
        return max(self._slip(m, n, x, y), self._shortened(m, n, x, y)), "near_name"

    def _slip(self, m: CompanyName, n: CompanyName, x: str, y: str) -> float:
        distance = OSA.distance(x, y)
        longest = max(len(x), len(y))
        likely = 0.0
        if distance == 1:
            likely = 0.86 if longest >= 8 else 0.66 if longest >= 6 else 0.5
        elif distance == 2:
            likely = 0.8 if longest >= 12 else 0.6 if longest >= 8 else 0.0
        elif fuzz.ratio(x, y) >= 86:
            likely = 0.65
        return likely - (0.3 if self._two_words(m, n) else 0.0)

    def _two_words(self, m: CompanyName, n: CompanyName) -> bool:
        """Whether they differ by words that other names have too: *air* and *hair* are no slip of each other."""
        one, other = set(m.cleaned.split()), set(n.cleaned.split())
        left, right = one - other, other - one
        return bool(left and right) and all(self.words[word] > 1 for word in left | right)

    def _shortened(self, m: CompanyName, n: CompanyName, x: str, y: str) -> float:
        """One is the beginning of the other, or its initials, or its words cut short."""
        shorter, longer = sorted((m.cleaned.split(), n.cleaned.split()), key=len)
        if len(shorter) < len(longer) and longer[: len(shorter)] == shorter and len(" ".join(shorter)) >= 4:
            rare = self.words[shorter[0]] <= 2
            return 0.62 if rare else 0.52
        if len(shorter) == 1 and len(longer) > 2 and "".join(word[0] for word in longer) == shorter[0]:
            return 0.55 if len(shorter[0]) > 2 else 0.0
        if len(shorter) == len(longer) > 1 and shorter[0] == longer[0]:
            cut = all(p[0] == q[0] and _cut(*sorted((p, q), key=len)) for p, q in zip(shorter, longer, strict=True))
            return 0.66 if cut else 0.0
        return 0.0

    def _place(self, first: int, second: int) -> float:
        c = self.c
        sure = 0.0
        if c.country[first] and c.country[second]:
            sure += 0.04 if c.country[first] == c.country[second] else -0.3
        if c.areas[first] and c.areas[second]:
            sure += 0.02 if c.areas[first] & c.areas[second] else -0.2
        return sure

    def _systems(self, first: int, second: int, *, apart: float) -> float:
        """Two domains, or two records that one system lists side by side, speak against."""
        a, b = int(self.domain[first]), int(self.domain[second])
        beside = 0.2 if self.listed[first] & self.listed[second] else 0.0
        return beside + (apart if a >= 0 and b >= 0 and a != b else 0.0)


def _begins(one: str, other: str) -> bool:
    """Whether one domain begins with the other: *brava* and *brava-digital* are less apart than two others."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 4 and longer.startswith(shorter)


def _in_order(name: CompanyName) -> str:
    words = sorted(set(name.cleaned.split()) - EMPTY)
    return " ".join(words) if len(words) > 1 else ""


def _cut(shorter: str, longer: str) -> bool:
    return longer.startswith(shorter) and (shorter == longer or len(shorter) >= 3)


def _digits(name: str) -> list[str]:
    return [word for word in name.split() if any(sign.isdigit() for sign in word)]
