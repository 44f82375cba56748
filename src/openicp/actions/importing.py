"""``import``, ``sources``, ``forget``: files into the workspace, and what is in it.

Comes in: a workspace and paths. Goes out: plain data. It reads no file itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.actions import places
from openicp.actions.answering import finding_plain
from openicp.actions.explaining import field_name, named
from openicp.model.progress import Progress
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.collect.pipeline import Failure, FileOutcome
    from openicp.model.finding import Proposal, SetAside
    from openicp.texts import Texts

Plain = dict[str, Any]


def import_files(
    ws: Workspace,
    texts: Texts,
    paths: Sequence[Path],
    *,
    table: str | None = None,
    yes: bool = False,
    progress: Progress | None = None,
) -> Plain:
    """Import; the good files load even when others cannot be read."""
    from openicp.collect import pipeline

    found = pipeline.import_files(ws, paths, table=table, yes=yes, progress=progress)
    bad = {one.file for one in found.failures}
    places.remember(ws, [path for path in paths if path.name not in bad])
    systems = {row["source"]: row["system"] for row in ws.ledger.rows("sources")}
    return {
        "files": [
            *(_file(one, systems.get(one.source)) for one in found.files),
            *(_failure(one, texts) for one in found.failures),
        ],
        "quarantine": [_aside(one, texts) for one in found.set_aside],
        "proposals": [_proposal(one, texts) for one in found.proposals],
        "findings": [finding_plain(one, texts) for one in found.findings],
    }


def _file(one: FileOutcome, system: str | None) -> Plain:
    return {
        "file": one.file,
        "source": one.source,
        "system": system,
        "tables": list(one.tables),
        "rows": one.rows,
        "loaded": one.loaded,
        "quarantined": one.quarantined,
        "cells_set_aside": one.cells_set_aside,
        "unchanged": one.unchanged,
        "columns": one.columns,
        "understood": one.understood,
        "persons": one.persons,
        "reason": one.reason,
        "object": one.object,
        "asked": one.asked,
        "unknown": one.unknown,
    }


def _failure(one: Failure, texts: Texts) -> Plain:
    counts = dict.fromkeys(("rows", "loaded", "quarantined", "cells_set_aside"), 0)
    return {
        "file": one.file,
        "source": None,
        "tables": [],
        **counts,
        "unchanged": False,
        "error": said(one.error, texts),
    }


def said(error: Any, texts: Texts) -> Plain:
    """An error as a code, a sentence and a hint."""
    from openicp.texts import errors

    fields = dict(error.fields)
    if texts.has(looks := f"looks.{fields.get('looks')}"):
        fields["looks"] = texts(looks)
    sentence, hint = errors.said(texts, type(error)(**fields))
    return {"code": error.code(), "message": sentence, "hint": hint}


def _aside(one: SetAside, texts: Texts) -> Plain:
    key = f"set_aside.{one.reason}"
    return {
        "file": one.file,
        "sheet": one.sheet or None,
        "line": one.line,
        "column": one.column,
        "value": one.value,
        "reason": one.reason,
        "message": texts(key, value=one.value, column=one.column) if texts.has(key) else one.reason,
        "scope": one.scope,
    }


def _proposal(one: Proposal, texts: Texts) -> Plain:
    key = f"proposal.{one.reason}"
    fields = {**one.subject, **one.suggestion}
    if one.kind == "mapping":
        fields["field"] = field_name(texts, str(one.suggestion["field"]))
        fields["table"] = named(texts, "table", one.suggestion["table"])
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": one.subject,
        "suggestion": one.suggestion,
        "confidence": one.confidence,
        "reason": one.reason,
        "message": texts(key, **fields) if texts.has(key) else one.reason,
        "decided": one.decided,
    }


def sources(ws: Workspace) -> Plain:
    """Every source: where from, what it feeds, how far it goes."""
    rows = ws.ledger.rows("sources")
    kept = ("source", "system", "tables", "file", "mode", "data_through", "rows")
    return {"sources": [{name: row[name] for name in kept} for row in rows]}


def forget(ws: Workspace, source: str) -> Plain:
    """Remove a source and what came from it."""
    from openicp.collect import pipeline

    pipeline.forget(ws, source)
    return sources(ws)


def open_proposals(ws: Workspace, texts: Texts) -> list[Plain]:
    """What nobody has decided yet: open, or taken until somebody says otherwise."""
    from openicp.model.finding import Proposal

    names = tuple(Proposal.__dataclass_fields__)
    rows = [row for row in ws.ledger.rows("proposals") if row["decided"] in (None, "taken")]
    return [_proposal(Proposal(**{name: row[name] for name in names}), texts) for row in rows]


def decide(ws: Workspace, decisions: Mapping[str, bool]) -> None:
    """Say yes or no to proposals, by id; what is published follows.

    Raises
    ------
    InvalidChoice
        When nothing of an id waits.
    """
    from openicp.actions import linking
    from openicp.collect import pipeline
    from openicp.errors import InvalidChoice
    from openicp.workspace import Upsert

    rows = {str(row["id"]): row for row in ws.ledger.rows("proposals")}
    for proposal in decisions:
        if proposal not in rows:
            raise InvalidChoice(option="proposal", value=proposal, choices=list(rows)[:20])
    said = {True: "accepted", False: "refused"}
    with ws.lease("decide"):
        decided = [{**rows[one], "decided": said[yes]} for one, yes in decisions.items()]
        links = [row for row in decided if row["kind"] == "link"]
        others = [row for row in decided if row["kind"] != "link"]
        told = [change for row in links for change in linking.written(row, linking.now())]
        ws.ledger.apply([Upsert("proposals", others), *told])
        pipeline.rebuild(ws)


def tell(ws: Workspace, answers: Mapping[str, str]) -> None:
    """Say what a stage or a pipeline of deals means, by the id of the question: kept in the file of its source.

    Raises
    ------
    InvalidChoice
        When nothing of an id waits.
    """
    from openicp.collect import pipeline
    from openicp.errors import InvalidChoice
    from openicp.workspace import Upsert

    rows = {str(row["id"]): row for kind in WORDS for row in ws.ledger.rows("proposals", {"kind": kind})}
    for proposal in answers:
        if proposal not in rows:
            raise InvalidChoice(option="proposal", value=proposal, choices=list(rows)[:20])
    with ws.lease("tell"):
        told = [_told(rows[one], code) for one, code in answers.items()]
        for row in told:
            _into_file(ws, row)
        ws.ledger.apply([Upsert("proposals", told)])
        pipeline.rebuild(ws)


WORDS = {"stage": ("stage", "outcome", "outcomes"), "pipeline_kind": ("pipeline", "kind", "kinds")}
"""Questions about words of deals: the word, our code, and the part of a source's file that holds both."""


def _told(row: Mapping[str, Any], code: str) -> Plain:
    _, ours, _ = WORDS[str(row["kind"])]
    return {**row, "suggestion": {ours: code}, "decided": "accepted"}


def _into_file(ws: Workspace, row: Mapping[str, Any]) -> None:
    word, ours, part = WORDS[str(row["kind"])]
    source = str(row["subject"]["source"])
    plain = dict(ws.sources_yaml.load(source) or {})
    plain[part] = {**dict(plain.get(part) or {}), row["subject"][word]: row["suggestion"][ours]}
    ws.sources_yaml.save(source, plain)
