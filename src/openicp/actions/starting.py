"""``start``: a workspace beside the exports, everything read, at most five questions, run.

Comes in: a folder with exports. Goes out: what ``import`` and ``run`` hold, and the questions with their answers. It
asks nothing that the data tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openicp.actions import importing
from openicp.actions.session import Session
from openicp.errors import FileNotReadable, NothingImported
from openicp.model.progress import Progress, Silence

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods", ".parquet", ".jsonl", ".ndjson", ".json")
FOLDER = "openicp"
MOST_QUESTIONS = 5

Ask = Callable[[Mapping[str, Any]], str]


def start(
    folder: str | Path,
    *,
    yes: bool = False,
    ask: Ask | None = None,
    lang: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Read every export in ``folder`` into ``folder/openicp`` and run; again: read what changed.

    Raises
    ------
    FileNotReadable
        When there is no such folder, or nothing in it can be read.
    """
    place = Path(folder)
    if not place.is_dir():
        raise FileNotReadable(file=str(place), reason="missing", detail="")
    files = sorted(path for path in place.iterdir() if path.is_file() and path.suffix.lower() in ENDINGS)
    if not files:
        raise NothingImported(path=str(place))
    told = progress or Silence()
    session = _session(place / FOLDER, lang)
    try:
        imported = session.import_files(files, yes=True, progress=told)
        asked = _questions(session, imported, ask if not yes else None)
        found = session.run(progress=told)
        return {
            **found,
            **imported,
            "findings": _findings(imported, found),
            "totals": session.check()["totals"],
            "questions": asked,
        }
    finally:
        session.close()


def _session(path: Path, lang: str | None) -> Session:
    if (path / "openicp.yaml").is_file():
        return Session.open(path, lang=lang)
    return Session.init(path, lang=lang)


def _findings(imported: Mapping[str, Any], found: Mapping[str, Any]) -> list[Any]:
    seen = {(one["code"], one["message"]): one for one in [*imported["findings"], *found["findings"]]}
    return list(seen.values())


def _questions(session: Session, imported: Mapping[str, Any], ask: Ask | None) -> list[dict[str, Any]]:
    """Put what is open to a person, the most telling first; without one, take every suggestion."""
    asked: list[dict[str, Any]] = []
    open_ones = [one for one in imported["proposals"] if one["decided"] is None and one["kind"] == "link"]
    for one in sorted(open_ones, key=lambda proposal: -proposal["confidence"])[: MOST_QUESTIONS - 1]:
        asked.append(_proposed(one, number=len(asked) + 1))
    if session.workspace.project.gross_margin is None:
        asked.append({"number": len(asked) + 1, "code": "gross_margin", "fields": {}, "suggestion": "skip"})
    for question in asked:
        question["answer"] = ask(question) if ask is not None else question["suggestion"]
        _decide(session, question)
    return asked


def _proposed(one: Mapping[str, Any], *, number: int) -> dict[str, Any]:
    likely = "yes" if one["confidence"] >= 0.9 else "no"
    fields = {**one["subject"], **one["suggestion"], "message": one["message"]}
    return {
        "number": number,
        "code": one["kind"],
        "fields": fields,
        "suggestion": likely,
        "choices": ["yes", "no"],
        "proposal": one["id"],
    }


def _decide(session: Session, question: Mapping[str, Any]) -> None:
    answer = str(question["answer"]).strip()
    if question["code"] == "gross_margin":
        share = _share(answer)
        if share is not None:
            session.workspace.configure(gross_margin=share)
        return
    importing.decide(session.workspace, str(question["proposal"]), accept=answer == "yes")


def _share(text: str) -> float | None:
    """``80 %``, ``80`` or ``0.8``; anything else is no answer."""
    cleaned = text.replace("%", "").replace(",", ".").strip()
    try:
        value = float(cleaned)
    except ValueError:
        return None
    share = value / 100 if value > 1 else value
    return share if 0 < share <= 1 else None
