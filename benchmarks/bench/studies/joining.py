"""Which companies of two systems are the same: how the time grows with the lists, also where it could be the square.

Comes in: nothing. Goes out: the section. How right it is, is measured elsewhere; here it has to stay so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bench.job import OURS, Aim, Job, Outs, Study, Way
from bench.studies.facts import script

SIZES = (1_000, 10_000, 100_000)
SIZE = "size"
LEAST = {"lists": (1.0, 1.25), "parents": (1.33, 1.34), "pages": (0.98, 1.0)}
"""Accounts that a company of each case makes: what is the same comes together, what is not stays apart."""
MOST_APART = 0.01
"""Companies of one domain that are kept apart because their names have the legal forms of two countries."""


def _noted(size: int, folder: Path) -> None:
    (folder / SIZE).write_text(str(size), encoding="utf-8")


def _job(case: str, title: str, sizes: tuple[int, ...], *, patience: float = 20) -> Job:
    return Job(
        case,
        title,
        "companies",
        sizes,
        _noted,
        (Way(OURS, lambda inputs, out: (*script("joining_ours"), case, (inputs / SIZE).read_text(), out)),),
        lambda inputs, outs: as_expected(case, int((inputs / SIZE).read_text()), outs),
        (Aim("growth", 1.3, sizes[-1], "in proportion to the lists (growth of at most 1.3)"),),
        rounds=3,
        patience=patience,
        memory=8_500,
        disk=500,
    )


def as_expected(case: str, size: int, outs: Outs) -> Sequence[str]:
    """What is not as the case was made."""
    said = json.loads((outs[OURS] / "joined.json").read_text(encoding="utf-8"))
    least, most = (size * each for each in LEAST[case])
    wrong = [] if least - 1 <= said["accounts"] <= most + 1 else [f"{said['accounts']} accounts of {size} companies"]
    return wrong + ([f"{said['apart']} domains came apart"] if said["apart"] > 1 + MOST_APART * size else [])


STUDY = Study(
    "joining",
    "Joining two lists of companies",
    "A CRM and a billing system that writes names as people do, joined by id, domain and name, with the questions that "
    "are left; then two cases where each question could ask all others.",
    (
        _job("lists", "Two lists, names as people write them", (*SIZES, 1_000_000)),
        _job("parents", "Every company has a parent, a third has a namesake", SIZES),
        _job("pages", "Half of the companies have a page of one host as their web site", SIZES),
    ),
)
