"""The bundled example companies: exports as their systems would write them, with a documented truth.

Comes in: a folder and a seed. Goes out: CSV and XLSX files, the same bytes every time. It knows nothing of
how they are read: the rest of the product meets these files as it would meet anyone's.
"""

from __future__ import annotations

from pathlib import Path


def write_large(folder: Path, *, seed: int = 13) -> list[Path]:
    """Write the exports of *Tideboard*, a project-management SaaS of about 600 accounts.

    Returns
    -------
    list of Path
        The files written, the list of 3,000 prospects last. What is true of them: ``docs/example.md``.
    """
    from openicp.example import exports, large

    return exports.write_all(large.make(seed), folder)


def write_small(folder: Path, *, seed: int = 40) -> list[Path]:
    """Write the exports of *Klarplan*: 40 customers, 15 lost deals, 8 interviews, 180 prospects."""
    from openicp.example import exports, small

    return exports.write_all(small.make(seed), folder)
