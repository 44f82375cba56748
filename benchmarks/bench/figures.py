"""Medians, ratios round by round and growth, from what was measured.

Comes in: the plain data of a job. Goes out: numbers, and whether an aim is met. It never drops a run.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.job import OURS, Aim, Job

Measured = Mapping[str, Any]
"""By size as text: ``ways`` with ``wall, cpu, peak`` a round, and why others were not run."""


@dataclass(frozen=True)
class Spread:
    """A median with its extremes."""

    middle: float
    low: float
    high: float


def spread(values: list[float]) -> Spread:
    """Median and extremes of all rounds."""
    return Spread(statistics.median(values), min(values), max(values))


def of_way(found: Measured, size: int, way: str, what: str) -> Spread | None:
    """Seconds of work, of the processor, or megabytes of a way at a size."""
    runs = found.get(str(size), {}).get("ways", {}).get(way)
    return spread(runs[what]) if runs else None


def ratio(found: Measured, size: int, other: str, *, what: str = "wall") -> Spread | None:
    """Our time as a part of the other's, each round by itself."""
    ways = found.get(str(size), {}).get("ways", {})
    if OURS not in ways or other not in ways:
        return None
    pairs = zip(ways[OURS][what], ways[other][what], strict=True)
    return spread([ours / max(theirs, 1e-9) for ours, theirs in pairs])


def sizes(found: Measured, way: str) -> list[int]:
    """Sizes at which a way was measured."""
    return sorted(int(size) for size, each in found.items() if way in each.get("ways", {}))


def exponent(found: Measured, way: str, *, most: int | None = None) -> float | None:
    """The power of the size that the time grows with: least squares on logarithms; nothing for less than two sizes."""
    at = [size for size in sizes(found, way) if most is None or size <= most]
    times = [of_way(found, size, way, "wall") for size in at]
    points = [(math.log(size), math.log(each.middle)) for size, each in zip(at, times, strict=True) if each]
    if len(points) < 2:
        return None
    return statistics.linear_regression([x for x, _ in points], [y for _, y in points]).slope


def last_step(found: Measured, way: str, *, most: int | None = None) -> float | None:
    """The same between the last two sizes, where what does not grow weighs least."""
    at = [str(size) for size in sizes(found, way) if most is None or size <= most][-2:]
    return exponent({size: found[size] for size in at}, way)


def seen(job: Job, aim: Aim, found: Measured) -> Spread | None:
    """The figure that an aim is about; nothing where it was not measured."""
    if aim.kind in ("ratio", "times"):
        others = [way.name for way in job.ways if way.name != OURS]
        parts = [part for name in others if (part := ratio(found, aim.size, name))]
        # The fastest of the others counts.
        part = max(parts, key=lambda each: each.middle, default=None)
        if part is None or aim.kind == "ratio":
            return part
        return Spread(1 / part.middle, 1 / part.high, 1 / part.low)
    if aim.kind == "growth":
        power = last_step(found, OURS, most=aim.size) if str(aim.size) in found else None
        return None if power is None else Spread(power, power, power)
    if aim.kind == "memory":
        at, before = (of_way(found, size, OURS, "peak") for size in (aim.size, aim.size // 10))
        return None if at is None or before is None else spread([at.middle / before.middle])
    if aim.kind == "checked":
        return Spread(0.0, 0.0, 0.0) if aim.size in sizes(found, OURS) else None
    return of_way(found, aim.size, OURS, {"seconds": "wall", "megabytes": "peak"}[aim.kind])
