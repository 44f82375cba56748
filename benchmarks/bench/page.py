"""The page of the docs, made from what was measured.

Comes in: the studies and the measurements that are kept. Goes out: Markdown. It never holds a figure of its own: what
was not measured is said to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bench import figures
from bench.figures import Spread
from bench.job import OURS, Aim, Job, Study
from bench.waits import waits

HEAD = """# How fast it is

`make bench` measures this page again: inputs are made with a seed, every program runs in a process of its own, the ones
compared take turns in the same run, and their results have to be equal, or there is no figure. `make bench
ONLY=scoring` replaces one section, `make bench SIZES="1000 10000"` takes minutes instead of half an hour. Times are
medians of the work itself, without the start of the interpreter, where a program does more than start; a ratio is taken
round by round and stands with its lowest and highest. Memory is the largest process at its peak. Growth is the power
of the size that the time grows with: 1 is in proportion, 2 four times the time for twice the size.
"""
QUICK = "**A quick run**: larger sizes of some sections have not been measured here."
BUSY = 0.7
"""Load of the machine before a section begins, above which it is said."""
UNITS = {
    "ratio": "times its time",
    "times": "times as fast",
    "growth": "",
    "memory": "times the memory",
    "checked": "as asked",
}
Kept = Mapping[str, Any]
"""By study: ``date``, ``machine``, ``quick``, and ``jobs`` with what was measured of each."""


def page(studies: Sequence[Study], kept: Kept) -> str:
    """The whole page."""
    parts = [HEAD]
    if any(each.get("quick") for each in kept.values()):
        parts.append(QUICK + "\n")
    parts.append("\n".join(["## How long for my size?", "", *waits(kept), ""]))
    parts.append("\n".join(["## What was asked, and what was measured", "", *_aims(studies, kept), ""]))
    parts += ["\n".join(_section(study, kept[study.name])) for study in studies if study.name in kept]
    return "\n".join(parts)


def _aims(studies: Sequence[Study], kept: Kept) -> Iterator[str]:
    yield "| what | asked | measured | holds |"
    yield "|---|---|---|---|"
    for study in studies:
        for job in study.jobs:
            found = kept.get(study.name, {}).get("jobs", {}).get(job.name, {})
            yield from (_aim(job, aim, found) for aim in job.aims)


def _aim(job: Job, aim: Aim, found: figures.Measured) -> str:
    seen = figures.seen(job, aim, found)
    what = f"{job.title}, {aim.size:,} {job.unit}" if len(job.sizes) > 1 else job.title
    if seen is None:
        return f"| {what} | {aim.said} | not measured{_largest(job, aim, found)} | |"
    said = told(aim.kind, seen.middle)
    if seen.low != seen.high:
        said += f" ({amount(seen.low)} to {amount(seen.high)})"
    return f"| {what} | {aim.said} | {said} | {'yes' if aim.holds(seen.middle) else '**no**'} |"


def _largest(job: Job, aim: Aim, found: figures.Measured) -> str:
    """The figure at the largest size that was measured instead."""
    for size in reversed(figures.sizes(found, OURS)):
        if seen := figures.seen(job, replace(aim, size=size), found):
            return f"; at {size:,}: {told(aim.kind, seen.middle)}"
    return ""


def told(kind: str, value: float) -> str:
    """A figure with its unit."""
    if kind == "checked":
        return UNITS[kind]
    if kind == "seconds":
        return seconds(value)
    if kind == "megabytes":
        return megabytes(value)
    return f"{amount(value)} {UNITS[kind]}".strip()


def amount(value: float) -> str:
    """Three digits that say something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def seconds(value: float) -> str:
    """``2.4 s``, ``31 ms``"""
    return f"{amount(value)} s" if value >= 1 else f"{amount(1000 * value)} ms"


def megabytes(value: float) -> str:
    """``310 MB``, ``1.4 GB``"""
    return f"{value / 1000:.1f} GB" if value >= 1000 else f"{value:.0f} MB"


def _section(study: Study, kept: Mapping[str, Any]) -> Iterator[str]:
    machine = kept["machine"]
    yield f"## {study.title}"
    yield f"\n{study.said}\n"
    yield (
        f"Measured on {kept['date']}, {machine['cores']} cores, {machine['memory']}, {machine['system']}; "
        f"{machine['versions']}."
    )
    if float(machine["load"]) > BUSY:
        yield f"\nOther programs were running (load {machine['load']}): alone it takes less time."
    found = {job: kept["jobs"][job.name] for job in study.jobs if job.name in kept["jobs"]}
    single = [job for job in found if len(job.sizes) == 1]
    if single:
        yield from _table("command", (row for job in single for row in _rows(job, found[job], label=job.title)))
    for job in found:
        if job not in single:
            yield f"\n### {job.title}"
            yield from _table(job.unit, _rows(job, found[job]))
            yield from _growth(job, found[job])
    yield from (f"\n{note}" for note in study.notes)
    yield ""


def _table(first: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"\n| {first} | done by | time | of work | memory | ours beside it | rounds |"
    yield "|---|---|---|---|---|---|---|"
    yield from ("| " + " | ".join(row) + " |" for row in rows)


def _rows(job: Job, found: figures.Measured, *, label: str = "") -> Iterator[Sequence[str]]:
    """A row for each size and way; with each other the time of ours as a part of its own."""
    for size in sorted(map(int, found)):
        entry = found[str(size)]
        for way in job.ways:
            cells = [label or f"{size:,}", way.name]
            if way.name in entry.get("ways", {}):
                yield [*cells, *_measured(way.name, found, size)]
            else:
                why = entry.get("skipped") or entry.get("not_run", {}).get(way.name, "not run")
                yield [*cells, f"skipped: {why}", "", "", "", ""]


def _measured(way: str, found: figures.Measured, size: int) -> Sequence[str]:
    runs = found[str(size)]["ways"][way]
    wall, cpu, peak = (figures.spread(runs[what]).middle for what in ("wall", "cpu", "peak"))
    beside = _ratio(figures.ratio(found, size, way)) if way != OURS else ""
    return [seconds(wall), seconds(cpu), megabytes(peak), beside, str(len(runs["wall"]))]


def _ratio(found: Spread | None) -> str:
    """``1.2 (1.1 to 1.3)``: times the other's time; ``1 / 120 (1 / 130 to 1 / 110)`` where that is easier to read."""
    if found is None:
        return ""
    one = found.low == found.high
    return _part(found.middle) if one else f"{_part(found.middle)} ({_part(found.low)} to {_part(found.high)})"


def _part(value: float) -> str:
    return f"1 / {amount(1 / value)}" if value < 0.1 else amount(value)


def _growth(job: Job, found: figures.Measured) -> Iterator[str]:
    said = []
    for name in (way.name for way in job.ways):
        whole, last = figures.exponent(found, name), figures.last_step(found, name)
        if whole is not None and last is not None:
            said.append(f"{name} {whole:.2f}, at the last step {last:.2f}")
    if said:
        yield f"\nGrowth with the size: {'; '.join(said)}."
