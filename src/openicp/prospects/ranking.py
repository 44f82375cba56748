"""``rank``: a list of companies in order, each with its reasons, what is unknown and what to ask.

Comes in: the tables ``prospects`` and ``prospect_tags`` in the engine, a profile, our customers. Goes out: a
``Ranking``. It never fits anything, and never gives a chance that the profile did not calibrate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from openicp.config.sizes import SizeScheme, schemes
from openicp.engine import Engine
from openicp.model.profile import Profile, Tier
from openicp.prospects.apart import Apart, set_apart
from openicp.prospects.explain import Values, asks, open_attributes, reasons
from openicp.prospects.listing import Listing, prepare
from openicp.prospects.ours import Ours
from openicp.prospects.rows import Ranked, Ranking
from openicp.sql import score as sql

if TYPE_CHECKING:
    from openicp.model.facts import Bools, Ints

EPOCH = date(1970, 1, 1)
ORDER = ("ranked", "too_little_known", "customer", "double")


def rank(
    engine: Engine,
    profile: Profile,
    ours: Iterable[Ours] = (),
    *,
    tagged: bool = True,
    sizes: SizeScheme | None = None,
    tiers: Sequence[int] = (),
    shared: Mapping[str, Sequence[float]] | None = None,
) -> Ranking:
    """Score and order the companies of ``prospects``.

    Parameters
    ----------
    engine
        Holds ``prospects`` and, where ``tagged``, ``prospect_tags`` in their published shape.
    profile
        Its lines give points; its tiers say where they are cut and which chance each has.
    ours
        Our accounts: those that pay or have paid are set apart.
    sizes
        Size classes, for profiles that speak of them; default: the standard ones.
    tiers
        How many companies the team can work, tier by tier: with ``(50, 200)`` the best 50 are A, the next 200 B.
        Empty: by the profile's points.
    shared
        Upper ends at which another range begins, where the list is only a part of one.
    """
    d = engine.dialect
    listing = prepare(engine, profile, sizes=sizes or schemes()["default"], tagged=tagged, shared=shared)
    names = engine.fetch(sql.prospect_names_sql(d))
    scored = _in_order(engine.fetch(sql.score_sql(d, profile, listing.kinds, source=listing.source)), names)
    apart = set_apart(names, ours)
    card = _Card.of(profile, scored)
    values = Values(engine, listing, names, tagged=tagged)
    status = _with_unknown(apart, card, values)
    order = _order(card, status, names)
    cuts = _capacity(card, order, status, tiers) if tiers else [(tier.name, float(tier.low)) for tier in profile.tiers]
    rows = tuple(_rows(profile, card, names, (status, apart.of), order, cuts, values))
    rows = _by_capacity(rows, tiers) if tiers else rows
    return _ranking(rows, profile, cuts, listing)


@dataclass(frozen=True)
class _Card:
    """Points of all companies on all lines; (n,) or (n, lines)."""

    score: Ints
    low: Ints
    high: Ints
    points: Ints
    lows: Ints
    highs: Ints
    best: Ints
    scoring: Bools
    """(lines,) which lines carry points."""
    profile: Profile

    @classmethod
    def of(cls, profile: Profile, scored: dict[str, Any]) -> _Card:
        """From the columns of ``score_sql``."""
        n, lines = len(scored["prospect_id"]), range(len(profile.lines))

        def stacked(prefix: str) -> Ints:
            columns = [scored[f"{prefix}_{j}"].astype(np.int64) for j in lines]
            return np.stack(columns, axis=1) if columns else np.zeros((n, 0), dtype=np.int64)

        return cls(
            score=scored["score"].astype(np.int64),
            low=scored["score_low"].astype(np.int64),
            high=scored["score_high"].astype(np.int64),
            points=stacked("points"),
            lows=stacked("low"),
            highs=stacked("high"),
            best=stacked("best"),
            scoring=np.array([line.scores for line in profile.lines], dtype=bool),
            profile=profile,
        )

    @cached_property
    def unknown(self) -> Bools:
        """(n, lines) whether the range of a line is open."""
        return np.asarray(self.lows != self.highs)

    @cached_property
    def matches(self) -> Ints:
        """(n,) lines without points whose first band holds."""
        return np.asarray(((self.best == 1) & ~self.scoring).sum(axis=1), dtype=np.int64)


def _in_order(scored: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """Rows of the score in the order of the names: joins do not keep any."""
    by_key = np.argsort(scored["prospect_id"].astype(str), kind="stable")
    place = np.searchsorted(scored["prospect_id"].astype(str)[by_key], names["prospect_id"].astype(str))
    return {name: column[by_key[place]] for name, column in scored.items()}


def _with_unknown(apart: Apart, card: _Card, values: Values) -> list[str]:
    """Companies of which too little is known are set apart: their range spans all tiers and half of all points.

    One of which most is known is not: where conditions count only together, the one that is open leaves everything
    open, and is worth asking for.
    """
    cuts = [(tier.name, float(tier.low)) for tier in card.profile.tiers]
    whole = max(1, card.profile.highest - card.profile.lowest)
    spanning = (card.high - card.low) > 0.5 * whole
    if len(cuts) > 1:
        spanning &= (tier_of(card.low, cuts) == len(cuts) - 1) & (tier_of(card.high, cuts) == 0)
    asked = {name for line in card.profile.lines if line.scores for name in line.attributes}
    for i in np.flatnonzero(spanning):
        spanning[i] = 2 * len(open_attributes(card.profile, card.unknown[i], values, int(i))) >= len(asked)
    return [
        "too_little_known" if s == "ranked" and open_ else s for s, open_ in zip(apart.status, spanning, strict=True)
    ]


def _order(card: _Card, status: Sequence[str], names: dict[str, Any]) -> Ints:
    """Best first: points, then lines without points that hold, then what is certain, then name and id."""
    group = np.array([ORDER.index(one) for one in status], dtype=np.int64)
    texts = [_places([str(value or "") for value in names[column]]) for column in ("prospect_id", "name")]
    keys = (*texts, -card.low, -card.matches, -card.score, group)
    return np.lexsort(keys).astype(np.int64)


def _places(texts: list[str]) -> Ints:
    """The place of each text in their order: an array of texts is as wide as the longest of them everywhere."""
    place = {text: at for at, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts], dtype=np.int64)


def tier_of(points: Ints, cuts: Sequence[tuple[str, float]]) -> Ints:
    """Place of the tier of each number of points; the last tier takes whatever is below."""
    reached = np.stack([points >= low for _, low in cuts[:-1]] + [np.ones(len(points), dtype=bool)])
    return np.asarray(reached.argmax(axis=0), dtype=np.int64)


def _capacity(card: _Card, order: Ints, status: Sequence[str], tiers: Sequence[int]) -> list[tuple[str, float]]:
    """Cuts so that each tier holds as many as the team can work; the rest is the last tier."""
    ranked = [i for i in order if status[i] == "ranked"]
    cuts: list[tuple[str, float]] = []
    taken = 0
    for place, size in enumerate(tiers):
        taken += size
        low = float(card.score[ranked[taken - 1]]) if taken <= len(ranked) else -np.inf
        cuts.append((chr(ord("A") + place), low))
    return [*cuts, (chr(ord("A") + len(tiers)), -np.inf)]


def _by_capacity(rows: tuple[Ranked, ...], tiers: Sequence[int]) -> tuple[Ranked, ...]:
    """Tiers by place: of equal points the first in the order are taken, so that no tier is larger than asked."""
    last = np.cumsum(tiers)
    names = [chr(ord("A") + int(np.searchsorted(last, place, side="left"))) for place in range(1, len(rows) + 1)]
    return tuple(
        replace(row, tier=name) if row.status == "ranked" else row for row, name in zip(rows, names, strict=True)
    )


def _rows(
    profile: Profile,
    card: _Card,
    names: dict[str, Any],
    apart: tuple[Sequence[str], Sequence[str | None]],
    order: Ints,
    cuts: Sequence[tuple[str, float]],
    values: Values,
) -> Iterable[Ranked]:
    status, of = apart
    tier_places = [tier_of(points, cuts) if cuts else None for points in (card.score, card.low, card.high)]
    chances = {tier.name: _chance(profile, tier) for tier in profile.tiers}
    worth = {tier.name: tier.value for tier in profile.tiers}
    asked = asks(profile, card.score, card.points, card.highs, cuts, values)
    for place, i in enumerate(order, start=1):
        ranked = status[i] == "ranked"
        tiers = [None if places is None else cuts[places[i]][0] for places in tier_places]
        chance, reason = chances.get(_points_tier(profile, int(card.score[i])), (None, profile.code))
        shown = status[i] in ("ranked", "too_little_known")
        yield Ranked(
            prospect_id=str(names["prospect_id"][i]),
            name=names["name"][i],
            domain=names["domain"][i],
            source=names["source"][i],
            line=None if np.isnan(names["line"][i]) else int(names["line"][i]),
            status=status[i],
            rank=place if ranked else None,
            score=int(card.score[i]),
            score_low=int(card.low[i]),
            score_high=int(card.high[i]),
            tier=tiers[0] if ranked else None,
            tier_low=tiers[1],
            tier_high=tiers[2],
            chance=chance if ranked else None,
            expected=worth.get(_points_tier(profile, int(card.score[i]))) if ranked and chance is not None else None,
            chance_reason=reason if ranked else status[i],
            reasons=reasons(profile, card.points[i], card.unknown[i], values, int(i)),
            matched=tuple(int(j) for j in np.flatnonzero((card.best[i] == 1) & ~card.scoring)),
            unknown=open_attributes(profile, card.unknown[i], values, int(i)),
            ask=asked(int(i)) if shown else None,
            of=of[i],
            fields=_fields(names, int(i)),
        )


def _fields(names: dict[str, Any], i: int) -> dict[str, object]:
    """What people want to see of a company: only what is known."""
    fields: dict[str, object] = {
        name: names[name][i] for name in ("industry", "country", "event") if names[name][i] is not None
    }
    low, high = names["employees_low"][i], names["employees_high"][i]
    if not (np.isnan(low) and np.isnan(high)):
        fields["employees"] = (float(low), float(high))
    if names["event_on"][i] >= 0:
        fields["event_on"] = EPOCH + timedelta(days=int(names["event_on"][i]))
    return fields


def _points_tier(profile: Profile, score: int) -> str:
    return next(
        (tier.name for tier in profile.tiers if score >= tier.low), profile.tiers[-1].name if profile.tiers else ""
    )


def _chance(profile: Profile, tier: Tier) -> tuple[Any, str | None]:
    """The tier's calibrated chance, or why there is none."""
    if profile.code not in ("reliable", "tentative"):
        return None, profile.code
    if tier.chance is None or not tier.chance.known:
        return None, "few_in_tier"
    return tier.chance, None


def _ranking(
    rows: tuple[Ranked, ...], profile: Profile, cuts: Sequence[tuple[str, float]], listing: Listing
) -> Ranking:
    counts = {status: sum(row.status == status for row in rows) for status in ORDER}
    tiers = {name: sum(row.tier == name for row in rows) for name, _ in cuts}
    return Ranking(rows, counts, tiers, profile.highest, listing.missing)
