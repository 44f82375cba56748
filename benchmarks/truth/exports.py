"""Real exports through the whole product: does it sell chance, or what was sold, as a profile of customers?

Comes in: the folder that ``OPENICP_DATA`` names. Goes out: rows. It never looks at anything but what a run returns.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rows import Effort, Row

from openicp.actions import Session
from openicp.errors import OutcomeNotPossible

SOLD = ("product", "series", "sales_price", "price")
"""What was sold, not who bought."""
OUTCOMES = (None, "won", "fast", "blend")


def exports(effort: Effort) -> Iterator[Row]:
    """What runs say of the sales of a reseller: 85 companies, a hundred deals each, sized by what is sold."""
    folder = os.environ.get("OPENICP_DATA")
    if not folder:
        yield Row("maven-crm", "", "OPENICP_DATA is not set", None)
        return
    files = sorted(Path(folder, "maven-crm").glob("*.csv"))
    with tempfile.TemporaryDirectory() as place:
        session = Session.init(Path(place) / "workspace")
        session.data.import_files(files, yes=True)
        found = {outcome or "default": _run(session, outcome) for outcome in OUTCOMES}
        session.close()
    verdicts = ", ".join(f"{outcome}: {verdict}" for outcome, (verdict, _) in found.items())
    reliable = [verdict for verdict, _ in found.values() if verdict == "reliable"]
    yield Row("maven-crm, verdict of the profile by outcome", "none reliable", verdicts, not reliable)
    named = {name for _, names in found.values() for name in names}
    sold = sorted(named & set(SOLD))
    said = ", ".join(sorted(named)) or "nothing"
    yield Row("the same: lines and segments name who bought, not what was sold", "no product", said, not sold)


def _run(session: Session, outcome: str | None) -> tuple[str, set[str]]:
    """The verdict, and the attributes that lines and found segments name."""
    try:
        result: dict[str, Any] = session.run(outcome=outcome)
    except OutcomeNotPossible as error:
        return f"not possible ({error.fields['reason']})", set()
    lines = {line["attribute"] for line in result["profile"]["lines"]}
    rows = session.segments(found=True)["segments"]
    return result["verdict"], lines | {one["attribute"] for row in rows for one in row["conditions"]}
