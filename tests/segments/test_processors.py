"""The same data give the same answer on every processor: the kernels of the linear algebra sum in other orders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOLD = """
import hashlib
from openicp import profile, segments
from story.planted import planted
one = planted(500, seed=3, missing=0.1)
found = segments.search(one.accounts, one.labels, seed=3, permutations=64)
fitted = profile.fit(one.accounts, one.labels, found, seed=3, values=one.labels.values / 0.0007)
assert fitted.tiers
print(found.code, hashlib.sha256(repr((found, fitted)).encode()).hexdigest())
"""


def _told_on(processor: str) -> str:
    """What a process that uses the kernels of a processor says; elsewhere than on its kind they are its own."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    environment = os.environ | {"OPENBLAS_CORETYPE": processor, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", TOLD], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_old_and_a_new_processor_give_the_same_search_and_the_same_card() -> None:
    assert _told_on("Nehalem") == _told_on("Haswell")
