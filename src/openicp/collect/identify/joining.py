"""Which entities are one company: by identifier, then domain, then cleaned name.

Comes in: ``Companies`` and what people decided. Goes out: groups, and pairs that could be one. Two records of one
system are never merged unless both name and domain are equal; companies whose names tell them apart (another country,
a holding, a legal form of elsewhere) are asked about, never merged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from rapidfuzz import fuzz

from openicp.collect.identify.companies import DOMAIN, NAME, NAME_AND_DOMAIN, Companies
from openicp.collect.identify.groups import Bools, Groups, Ints, in_one

SHARED_BY = 20
"""A domain that more companies of one system have is that of a host, not of a company."""
MOST_OF_A_BLOCK = 3
"""Proposals for one company of one domain or name; a person will not read more."""
BLOCK_LIMIT = 60
"""Of a name or domain that more entities share, no pairs are proposed."""
RELATED = 60.0
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two entities that could be one company."""

    first: int
    second: int
    confidence: float
    reason: str


@dataclass
class Joined:
    """What joining came to."""

    groups: Groups
    companies: Companies
    doubtful: list[Likeness] = field(default_factory=list)
    shared_domains: list[int] = field(default_factory=list)
    """Codes of domains."""
    method: dict[int, str] = field(default_factory=dict)
    """How an entity came to its group, where it was not by its own id."""
    domains: dict[int, set[int]] = field(default_factory=dict)
    """Domain codes by root, once names are looked at one by one."""


def join(companies: Companies, *, accepted: Iterable[Pair] = (), refused: Iterable[Pair] = ()) -> Joined:
    """Group the entities that are one company.

    Parameters
    ----------
    accepted, refused
        Pairs of entities that a person said are one, or are two.
    """
    joined = Joined(Groups(companies.n), companies)
    for first, second in refused:
        joined.groups.refuse(first, second)
    for first, second in accepted:
        if joined.groups.join(first, second):
            joined.method[max(first, second)] = "accepted"
    joined.groups.known_two(*companies.parents)
    _by_identifier(joined)
    shared = _by_domain(joined)
    joined.companies = _as_groups(joined)
    _by_name(joined, shared)
    return joined


def _as_groups(joined: Joined) -> Companies:
    """What one entity of a group does not say of itself, the others say for it: country and legal form."""
    c, roots = joined.companies, joined.groups.roots()
    country, areas = np.zeros(c.n, dtype=np.int64), np.zeros(c.n, dtype=np.int64)
    np.maximum.at(country, roots, c.country)
    np.bitwise_or.at(areas, roots, c.areas)
    known, formed = c.country > 0, c.areas != 0
    return replace(c, country=np.where(known, c.country, country[roots]), areas=np.where(formed, c.areas, areas[roots]))


def _by_identifier(joined: Joined) -> None:
    first, second = joined.companies.same
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if joined.groups.join(a, b):
            joined.method.setdefault(max(a, b), "identifier")


def _blocks(entity: Ints, code: Ints) -> tuple[Ints, Ints]:
    """Where each block of equal codes begins and ends; the pairs are in order of the code."""
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else np.zeros(0, np.int64)
    return starts, np.r_[starts[1:], len(code)].astype(np.int64)


def _most_records(joined: Joined, entity: Ints, block: Ints, count: int) -> Ints:
    """By block, the largest number of different companies that one system lists in it."""
    c, roots = joined.companies, joined.groups.roots()
    listed = c.record[entity]
    block, space, root = block[listed], c.space_no[entity[listed]], roots[entity[listed]]
    _, one = np.unique(in_one(block, space, root), return_index=True)
    _, first, sizes = np.unique(in_one(block[one], space[one]), return_index=True, return_counts=True)
    most = np.zeros(count, dtype=np.int64)
    np.maximum.at(most, block[one][first], sizes)
    return most


def _several(block: Ints, value: Ints, count: int) -> Bools:
    """Blocks in which a value differs among the rows."""
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(low, block, value)
    np.maximum.at(high, block, value)
    return np.asarray(low < high)


def _no_common_area(block: Ints, areas: Ints, count: int) -> Bools:
    """Blocks whose legal forms no country knows together."""
    common = np.full(count, -1, dtype=np.int64)
    known = areas != 0
    np.bitwise_and.at(common, block[known], areas[known])
    return np.asarray(common == 0)


def _by_domain(joined: Joined) -> Bools:
    """Join by domain; gives the pairs of domains that are hosts of many."""
    c = joined.companies
    entity, code = c.domain_pairs
    starts, ends = _blocks(entity, code)
    block = np.repeat(np.arange(len(starts)), ends - starts)
    most = _most_records(joined, entity, block, len(starts))
    shared = (most > SHARED_BY) | _of_unlike(joined, entity, block, len(starts))
    joined.shared_domains = [int(each) for each in code[starts[shared]]]
    named = c.main[entity] >= 0
    simple = (most <= 1) & ~shared & ~_several(block[named], c.marks[entity[named]], len(starts))
    simple &= ~_no_common_area(block, c.areas[entity], len(starts))
    simple &= ~_any(block, joined.groups.guarded()[entity], len(starts))
    simple &= ~_any(block, _named_elsewhere(c)[entity], len(starts))
    _merge_blocks(joined, entity, block, simple, "domain")
    roots = joined.groups.roots()
    open_ = _several(block, roots[entity], len(starts)) & ~simple & ~shared
    for place in np.flatnonzero(open_):
        _one_domain(joined, entity[starts[place] : ends[place]].tolist())
    return np.asarray(shared[block])


def _of_unlike(joined: Joined, entity: Ints, block: Ints, count: int) -> Bools:
    """Blocks that one system, in rows without an id, gives more names than a company has, most without a common word.

    800 companies of a sheet whose web site was a page of a social network had become 40.
    """
    c = joined.companies
    called = (c.kind[entity] == NAME_AND_DOMAIN) & ~c.record[entity]
    spaces = int(c.space_no.max(initial=0)) + 1
    given, sizes = np.unique(block[called] * spaces + c.space_no[entity[called]], return_counts=True)
    found = np.zeros(count, dtype=bool)
    for place in np.unique(given[sizes > SHARED_BY] // spaces).tolist():
        begin, end = np.searchsorted(block, [place, place + 1])
        names = {c.cleaned(each) for each in entity[begin:end].tolist()} - {""}
        words = Counter(word for name in names for word in set(name.split()))
        found[place] = max(words.values(), default=0) < 0.5 * len(names)
    return found


def _any(block: Ints, flags: Bools, count: int) -> Bools:
    found = np.zeros(count, dtype=bool)
    found[block[flags]] = True
    return found


def _named_elsewhere(c: Companies) -> Bools:
    """Entities whose name another one has at another domain: a mail domain alone does not make them of this company."""
    entity, code = c.key_pairs
    one = np.full(c.n, -1, dtype=np.int64)
    one[c.domain_pairs[0]] = c.domain_pairs[1]
    has = one[entity] >= 0
    count = int(code.max()) + 1 if len(code) else 0
    differ = _several(code[has], one[entity[has]], count)
    found = np.zeros(c.n, dtype=bool)
    found[entity[has][differ[code[has]]]] = True
    return found


def _merge_blocks(joined: Joined, entity: Ints, block: Ints, simple: Bools, method: str) -> None:
    """All entities of the simple blocks with the first of their block."""
    rows = np.flatnonzero(simple[block])
    if not len(rows):
        return
    starts = np.flatnonzero(np.r_[True, block[rows][1:] != block[rows][:-1]])
    heads = np.repeat(entity[rows][starts], np.diff(np.r_[starts, len(rows)]))
    before = joined.groups.roots()
    joined.groups.join_pairs(heads, entity[rows])
    moved = entity[rows][before[heads] != before[entity[rows]]]
    joined.method |= {each: method for each in moved.tolist() if each not in joined.method}


def _one_domain(joined: Joined, entities: list[int]) -> None:
    """Several records of one system have the domain, or the names tell companies of a group apart."""
    c = joined.companies
    named: dict[str, list[int]] = defaultdict(list)
    for entity in entities:
        named[c.cleaned(entity)].append(entity)
    for name, same in sorted(named.items()):
        if name:
            _merge_alike(joined, same, "domain")
    if not _side_by_side(joined, entities):
        _merge_alike(joined, entities, "domain", names=True)
    _attach_domain(joined, entities)
    roots = _roots(joined, entities)
    if 1 < len(roots) <= BLOCK_LIMIT:
        _propose(joined, entities, "same_domain")


def _merge_alike(joined: Joined, entities: list[int], method: str, *, names: bool = False) -> None:
    """Join each to the first that nothing tells it apart from."""
    for place, entity in enumerate(entities):
        for other in entities[:place]:
            if not tells_apart(joined.companies, other, entity) and (not names or _related(joined, other, entity)):
                if joined.groups.join(other, entity):
                    joined.method.setdefault(max(other, entity), method)
                break


def tells_apart(c: Companies, first: int, second: int, *, country: bool = False) -> bool:
    """Whether the names say that two are not the same company: marks, legal forms, and where asked the country."""
    if c.main[first] < 0 or c.main[second] < 0:
        return False
    forms = c.areas[first] and c.areas[second] and not c.areas[first] & c.areas[second]
    places = country and c.country[first] and c.country[second] and c.country[first] != c.country[second]
    return bool(c.marks[first] != c.marks[second] or forms or places)


def _related(joined: Joined, first: int, second: int) -> bool:
    a, b = joined.companies.cleaned(first), joined.companies.cleaned(second)
    return not a or not b or max(fuzz.partial_ratio(a, b), fuzz.token_set_ratio(a, b)) >= RELATED


def _side_by_side(joined: Joined, entities: Iterable[int]) -> bool:
    """Whether one system lists two different companies among these."""
    c = joined.companies
    seen: dict[int, int] = {}
    for entity in entities:
        if c.record[entity]:
            root = joined.groups.root(entity)
            if seen.setdefault(int(c.space_no[entity]), root) != root:
                return True
    return False


def _attach_domain(joined: Joined, entities: list[int]) -> None:
    """What gives only a domain belongs to the one company that has it."""
    c = joined.companies
    bare = [entity for entity in entities if c.kind[entity] == DOMAIN or c.main[entity] < 0]
    firm = [entity for entity in entities if entity not in set(bare)]
    roots = _roots(joined, firm)
    for entity in bare if len(roots) == 1 else ():
        if not _side_by_side(joined, [*firm, entity]) and joined.groups.join(roots[0], entity):
            joined.method.setdefault(entity, "domain")


def _keys_that_count(joined: Joined) -> tuple[Ints, Ints]:
    """A domain stands for a name only where nobody of its group has a name."""
    c, roots = joined.companies, joined.groups.roots()
    entity, code = c.key_pairs
    named = np.zeros(c.n, dtype=bool)
    named[roots[c.main >= 0]] = True
    kept = (c.main[entity] >= 0) | ~named[roots[entity]]
    return entity[kept], code[kept]


def _by_name(joined: Joined, shared: Bools) -> None:
    c = joined.companies
    entity, code = _keys_that_count(joined)
    starts, ends = _blocks(entity, code)
    if not len(starts):
        return
    block = np.repeat(np.arange(len(starts)), ends - starts)
    roots = joined.groups.roots()
    several = _several(block, roots[entity], len(starts))
    domain = domain_of_group(joined, roots, shared)
    known = domain[entity] != -1
    simple = several & (_most_records(joined, entity, block, len(starts)) <= 1)
    simple &= ~_several(block[known], domain[entity[known]], len(starts)) & ~_any(
        block, domain[entity] == -2, len(starts)
    )
    simple &= ~_several(block[c.main[entity] >= 0], c.marks[entity[c.main[entity] >= 0]], len(starts))
    abroad = c.country[entity] > 0
    simple &= ~_several(block[abroad], c.country[entity[abroad]], len(starts))
    simple &= ~_no_common_area(block, c.areas[entity], len(starts))
    simple &= ~_any(block, joined.groups.guarded()[entity], len(starts))
    _merge_blocks(joined, entity, block, simple, "name")
    for place in np.flatnonzero(several & ~simple):
        _one_name(joined, entity[starts[place] : ends[place]].tolist(), shared)


def domain_of_group(joined: Joined, roots: Ints, shared: Bools) -> Ints:
    """By entity the code of its group's one domain; -1 none, -2 several."""
    entity, code = joined.companies.domain_pairs
    entity, code = entity[~shared], code[~shared]
    low = np.full(joined.companies.n, np.iinfo(np.int64).max)
    high = np.full(joined.companies.n, -1, dtype=np.int64)
    np.minimum.at(low, roots[entity], code)
    np.maximum.at(high, roots[entity], code)
    return np.where(low < high, -2, high)[roots]


def _one_name(joined: Joined, entities: list[int], shared: Bools) -> None:
    """One name in several places: firm ones with ids or domains, loose ones with nothing but the name."""
    c = joined.companies
    _domains_for(joined, shared)
    firm = [entity for entity in entities if c.kind[entity] != NAME]
    loose = [entity for entity in entities if c.kind[entity] == NAME]
    if len(_roots(joined, firm)) > 1:
        _firm_names(joined, firm)
    for entity in loose:
        _attach_name(joined, entity, firm)
    left = [entity for entity in loose if not firm or joined.groups.root(entity) == entity]
    if not firm and len(left) > 1:
        _merge_alike(joined, left, "name")


def _firm_names(joined: Joined, entities: list[int]) -> None:
    """One company, unless a system lists it twice, or domains, countries or legal forms tell them apart."""
    if len(entities) > BLOCK_LIMIT:
        return
    pairs = [(a, b) for place, b in enumerate(entities) for a in entities[:place]]
    if not _side_by_side(joined, entities):
        clear = all(_same_place(joined, a, b) for a, b in pairs)
        country = joined.companies.country
        for a, b in pairs:
            # Where two of the name are apart, one that says nothing of its place could be either.
            if clear or (country[a] and country[a] == country[b] and _same_place(joined, a, b)):
                _join_named(joined, a, b)
    if len(_roots(joined, entities)) > 1:
        _propose(joined, entities, "same_name")


def _join_named(joined: Joined, first: int, second: int) -> None:
    domains = _domains(joined, first) | _domains(joined, second)
    if joined.groups.join(first, second):
        joined.method.setdefault(max(first, second), "name")
        joined.domains[joined.groups.root(first)] = domains


def _same_place(joined: Joined, first: int, second: int) -> bool:
    if tells_apart(joined.companies, first, second, country=True):
        return False
    a, b = _domains(joined, first), _domains(joined, second)
    return not a or not b or bool(a & b)


def _attach_name(joined: Joined, entity: int, firm: list[int]) -> None:
    """A row that gives only a name belongs to the one company of that name: of its own system first, else of all."""
    c = joined.companies
    own = _roots(joined, [each for each in firm if c.record[each] and c.space_no[each] == c.space_no[entity]])
    every = _roots(joined, firm)
    target = own[0] if len(own) == 1 else every[0] if len(every) == 1 else None
    if target is not None and joined.groups.join(target, entity):
        joined.method.setdefault(entity, "name")


def _domains_for(joined: Joined, shared: Bools) -> None:
    """Domains by root, made once when first needed."""
    if joined.domains:
        return
    roots = joined.groups.roots()
    entity, code = joined.companies.domain_pairs
    for each, domain in zip(roots[entity[~shared]].tolist(), code[~shared].tolist(), strict=True):
        joined.domains.setdefault(each, set()).add(domain)
    joined.domains.setdefault(-1, set())


def _domains(joined: Joined, entity: int) -> set[int]:
    """Domains of an entity's group."""
    return joined.domains.get(joined.groups.root(entity), set())


def _propose(joined: Joined, entities: list[int], reason: str) -> None:
    """The likeliest partner of each, that nothing keeps it from; not two that one system lists with different names."""
    rated: dict[Pair, Likeness] = {}
    listed: dict[int, set[int]] = defaultdict(set)
    for entity in entities:
        if joined.companies.record[entity]:
            listed[joined.groups.root(entity)].add(int(joined.companies.space_no[entity]))
    for place, first in enumerate(entities):
        for second in entities[place + 1 :]:
            a, b = joined.groups.root(first), joined.groups.root(second)
            pair = (min(a, b), max(a, b))
            if a == b or joined.groups.beside(a, b) or joined.groups.apart(first, second):
                continue
            likeness = _rated(joined, first, second, reason, beside=bool(listed[a] & listed[b]))
            if likeness is not None and likeness.confidence > rated.get(pair, likeness).confidence - 1e-9:
                rated[pair] = likeness
    counts: dict[int, int] = defaultdict(int)
    for pair, likeness in sorted(rated.items(), key=lambda item: (-item[1].confidence, item[0])):
        if max(counts[each] for each in pair) < MOST_OF_A_BLOCK:
            joined.doubtful.append(likeness)
            for each in pair:
                counts[each] += 1


def _rated(joined: Joined, first: int, second: int, reason: str, *, beside: bool) -> Likeness | None:
    c = joined.companies
    apart = tells_apart(c, first, second)
    if reason == "same_domain":
        alike = fuzz.ratio(c.cleaned(first), c.cleaned(second))
        if beside and (apart or alike < 85):
            return None
        if apart:
            return Likeness(first, second, 0.5, "same_domain_other_company")
        return Likeness(first, second, 0.8 if alike >= 85 else 0.6, "same_domain")
    return _rated_by_name(joined, first, second, beside=beside, apart=apart)


def _rated_by_name(joined: Joined, first: int, second: int, *, beside: bool, apart: bool) -> Likeness | None:
    c = joined.companies
    a, b = _domains(joined, first), _domains(joined, second)
    abroad = c.country[first] and c.country[second] and c.country[first] != c.country[second]
    if a and b and not a & b:
        # One system lists them side by side, each with a domain of its own: two companies.
        return None if beside or abroad or apart else Likeness(first, second, 0.65, "same_name_other_domain")
    if abroad or apart:
        return None if beside else Likeness(first, second, 0.5, "same_name_elsewhere")
    return Likeness(first, second, 0.65, "same_name")


def _roots(joined: Joined, entities: Iterable[int]) -> list[int]:
    return sorted({joined.groups.root(entity) for entity in entities})
