"""The machine in general terms, and the versions of what ran on it.

Comes in: nothing. Goes out: plain data. It never names the machine, its user or a folder.
"""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("duckdb", "numpy", "click")


def described() -> dict[str, str]:
    """Cores, memory, versions, and how many programs were waiting for a core."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"Python {platform.python_version()}"
    versions = [f"{name} {version(name)}" for name in LIBRARIES]
    found = {"cores": str(usable), "memory": f"{memory:.0f} GB", "system": f"{platform.system()} {platform.machine()}"}
    found["load"] = f"{os.getloadavg()[0]:.1f}"
    return found | {"versions": ", ".join([python, *versions, *_others()])}


def _others() -> list[str]:
    """What the environment of other packages holds of those that are compared with."""
    python = os.environ.get("OPENICP_ORACLE", "")
    if not Path(python).is_file():
        return []
    code = "from importlib.metadata import version as v; print('pysubgroup', v('pysubgroup'))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return [done.stdout.strip()] if done.returncode == 0 else []
