"""Looking at every conjunction of conditions, beside the package that others use for it.

Comes in: nothing. Goes out: the section. The best twenty of both have to be the same, up to ties.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import search_speed
from bench.job import OURS, Aim, Job, Outs, Study, Way
from bench.measure import SAID
from bench.studies.facts import script

NAMED = "task.npz"
PLANTED = {"employees", "industry", "technologies"}
"""What the valuable have in common in the planted company."""


def _oracle() -> str:
    return os.environ.get("OPENICP_ORACLE", "")


def _missing() -> str | None:
    return None if Path(_oracle()).is_file() else "pysubgroup is not installed: `make bench` builds its environment"


def pysubgroup(way: str, because: str) -> Way:
    """One of its ways, in its own environment."""
    return Way(
        f"pysubgroup, {way}",
        lambda inputs, _: (
            _oracle(),
            search_speed.OTHER,
            inputs / NAMED,
            str(search_speed.LEAST),
            str(search_speed.BEST),
            "spread",
            way,
        ),
        missing=_missing,
        most=10_000,
        because=because,
        tells=True,
    )


def _made(size: int, folder: Path) -> None:
    data = search_speed.made(size)
    np.savez(folder / NAMED, true=data.true, value=data.value, attributes=np.array(data.attributes))


def _noted(size: int, folder: Path) -> None:
    (folder / "size").write_text(str(size), encoding="utf-8")


def same_best(_: Path, outs: Outs) -> Sequence[str]:
    """Whose best twenty are not ours."""
    found = {name: _best(name, out) for name, out in outs.items()}
    if OURS not in found:
        return []
    others = {name: best for name, best in found.items() if name != OURS}
    few = [] if len(found[OURS]) == search_speed.BEST else [f"{len(found[OURS])} instead of {search_speed.BEST}"]
    return few + [f"{name} finds others" for name, best in others.items() if not search_speed.alike(found[OURS], best)]


def _best(name: str, out: Path) -> search_speed.Found:
    path = out / ("best.json" if name == OURS else SAID)
    return [(quality, tuple(places)) for quality, places in json.loads(path.read_text(encoding="utf-8"))["best"]]


def _finds_what_is_planted(_: Path, outs: Outs) -> Sequence[str]:
    found = json.loads((outs[OURS] / "found.json").read_text(encoding="utf-8"))["found"]
    return [] if any(set(names) <= PLANTED for names in found[:1]) else [f"found {found[:3]} instead of {PLANTED}"]


STUDY = Study(
    "search",
    "Finding the segments",
    "Every conjunction of up to three of 124 conditions, with the accounts inside, their value and its square: "
    "ours in whole steps that are summed exactly in single precision, and what can be among the best again in double; "
    "pysubgroup looks for the same twenty best by a numeric target. Beside it the search that a run makes, with its "
    "500 exchanges of labels.",
    (
        Job(
            "conjunctions",
            "All conjunctions of three of 124 conditions",
            "accounts",
            (1_000, 10_000, 100_000),
            _made,
            (
                Way(OURS, lambda inputs, out: (*script("search_ours"), inputs, out, "best")),
                pysubgroup("depth first, bit sets", "it takes minutes"),
                pysubgroup("level by level", "at 100,000 it needs more than 20 GB of memory"),
            ),
            same_best,
            (
                Aim("times", 100, 10_000, "at least 100 times as fast as pysubgroup, the same best 20"),
                Aim("growth", 1.1, 100_000, "100,000 accounts in proportion (growth of at most 1.1)"),
            ),
            patience=75,
            limit=240,
            memory=8_000,
            disk=300,
        ),
        Job(
            "five",
            "The same with five sums of each (accounts, trials, successes, value, its square)",
            "accounts",
            (1_000, 10_000, 100_000),
            _made,
            (Way(OURS, lambda inputs, out: (*script("search_ours"), inputs, out, "five")),),
            patience=15,
            memory=8_000,
            disk=300,
        ),
        Job(
            "permutations",
            "The search of a run, with 500 exchanges of labels",
            "accounts",
            (1_000, 10_000),
            _noted,
            (Way(OURS, lambda inputs, out: (*script("permuted_ours"), (inputs / "size").read_text(), out)),),
            _finds_what_is_planted,
            (Aim("seconds", 5, 1_000, "a few seconds"),),
            rounds=3,
            patience=30,
        ),
    ),
)
