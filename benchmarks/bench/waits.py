"""How long a person waits for data of a size: sentences and a table without a word of engineering.

Comes in: what was measured. Goes out: lines of Markdown. It never guesses a size that was not measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bench import figures
from bench.job import OURS

DOING = (
    ("whole", "import-run", "Read the exports of so many companies and make the report"),
    ("whole", "run", "Measure and search them again, and write the report"),
    ("scoring", "score", "Rank a list of so many companies"),
    ("joining", "lists", "Find which companies of two lists are the same"),
)
"""Study, job, and what a person does."""
MINUTE, HOUR = 60, 3600


def waits(kept: Mapping[str, Any]) -> Iterator[str]:
    """A sentence, and a table of what a person does by size."""
    cores = sorted({each["machine"]["cores"] for each in kept.values()})
    yield f"With {' or '.join(cores) or 'two'} cores, on a machine that does nothing else unless a section says so:"
    yield ""
    rows = {said: _of(kept, study, job) for study, job, said in DOING}
    sizes = sorted({size for times in rows.values() for size in times})
    if not sizes:
        yield "Not measured yet."
        return
    yield "| what you do | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    for said, times in rows.items():
        yield f"| {said} | " + " | ".join(duration(times[size]) if size in times else "" for size in sizes) + " |"


def _of(kept: Mapping[str, Any], study: str, job: str) -> dict[int, float]:
    found = kept.get(study, {}).get("jobs", {}).get(job, {})
    spent = {size: figures.of_way(found, size, OURS, "whole") for size in figures.sizes(found, OURS)}
    return {size: each.middle for size, each in spent.items() if each}


def duration(seconds: float) -> str:
    """``1 second``, ``40 seconds``, ``3 minutes``: rounded up, as one waits."""
    if seconds < MINUTE:
        return _count(seconds, "second")
    return _count(seconds / MINUTE, "minute") if seconds < HOUR else _count(seconds / HOUR, "hour")


def _count(value: float, word: str) -> str:
    whole = max(1, -int(-value // 1))
    return f"{whole} {word}{'s' if whole > 1 else ''}"
