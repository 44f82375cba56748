"""Scoring a list of any size, beside SQL that a person wrote for this profile and this list.

Comes in: nothing. Goes out: the section. Both write every column of the list and the same further ones, row for row.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import scoring_speed
from bench.job import OURS, Aim, Job, Outs, Study, Way
from bench.studies.facts import script

BY_HAND = "SQL by hand"
MILLIONS = 1_000_000


def same_rows(inputs: Path, outs: Outs) -> Sequence[str]:
    """Where what was written differs."""
    if set(outs) != {OURS, BY_HAND}:
        return []
    return scoring_speed.same(inputs, {"ours": outs[OURS], "hand": outs[BY_HAND]})


STUDY = Study(
    "scoring",
    "Scoring a list",
    "A list of companies in Parquet with texts as people write them, scored into Parquet with points, range, chance, "
    "tier, reasons and what to ask. The SQL by hand is given the dictionaries of those texts, which the product has to "
    "read.",
    (
        Job(
            "score",
            "Scoring from Parquet to Parquet",
            "companies",
            (100_000, MILLIONS, 10 * MILLIONS),
            scoring_speed.make,
            (
                Way(OURS, lambda inputs, out: (*script("scoring"), "ours", inputs, out)),
                Way(BY_HAND, lambda inputs, out: (*script("scoring"), "hand", inputs, out)),
            ),
            same_rows,
            (
                Aim("ratio", 1.3, 10 * MILLIONS, "at most 1.3 times SQL by hand with the same columns"),
                Aim("memory", 1.3, 10 * MILLIONS, "memory flat (at most 1.3 times that of a tenth of the companies)"),
                Aim("memory", 1.3, 100 * MILLIONS, "memory flat to 100 million"),
            ),
            patience=60,
            limit=900,
            disk=200,
            memory=25,
            extra=(100 * MILLIONS,),
        ),
    ),
    (
        "On paper: every company on earth, about 400 million, takes forty times as long as ten million, and no more "
        "memory.",
    ),
)
