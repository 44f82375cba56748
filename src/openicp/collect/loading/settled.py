"""Deals completed by what other files and people say: the company of each, what a stage or a pipeline means.

Comes in: the sources as they were loaded, and answers of people. Goes out: the same sources, deals rewritten in the
scratch folder where something is to be added. It never changes a loaded file, so that an answer can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from openicp.collect.identify.run import Source
from openicp.collect.mapping import proposal_id
from openicp.collect.recognise.words import kind_of
from openicp.engine import Engine
from openicp.model.finding import Finding, Proposal
from openicp.sql import collect as sql
from openicp.sql.joining import no_rows_sql

KINDS = ("stage", "pipeline_kind")
"""Proposals about words of deals; their answer is one of our codes."""
SUGGESTED = {"stage": {"outcome": "open"}, "pipeline_kind": {"kind": "new"}}
"""What is assumed until a person says otherwise."""
LEAST_SHARE = 0.02
"""A pipeline with fewer of the deals is not worth a question."""


@dataclass(frozen=True, slots=True)
class Told:
    """What people said about the words of one source."""

    outcomes: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


def told(rows: Iterable[Mapping[str, Any]]) -> dict[str, Told]:
    """Answers by source, from the rows of proposals in the ledger."""
    found: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for row in rows:
        if row["kind"] in KINDS and row["decided"] == "accepted":
            outcomes, kinds = found.setdefault(str(row["subject"]["source"]), ({}, {}))
            if row["kind"] == "stage":
                outcomes[str(row["subject"]["stage"])] = str(row["suggestion"]["outcome"])
            else:
                kinds[str(row["subject"]["pipeline"])] = str(row["suggestion"]["kind"])
    return {source: Told(*answers) for source, answers in found.items()}


def settled(engine: Engine, sources: Sequence[Source], answers: Mapping[str, Told], folder: Path) -> list[Source]:
    """The sources with their deals completed."""
    links: dict[str, list[Path]] = {}
    for source in sources:
        if "links" in source.tables:
            links.setdefault(source.system, []).append(source.tables["links"])
    done = []
    for place, source in enumerate(sources):
        paths, answer = links.get(source.system, []), answers.get(source.name, Told())
        if "deals" in source.tables and (paths or answer != Told()):
            path = folder / f"settled-{place}.parquet"
            _write(engine, source.tables["deals"], paths, answer, path)
            source = replace(source, tables={**source.tables, "deals": path})
        done.append(source)
    return done


def _write(engine: Engine, deals: Path, links: Sequence[Path], answer: Told, path: Path) -> None:
    engine.load("collect_deals", deals)
    columns = list(engine.fetch(no_rows_sql(engine.dialect, "collect_deals")))
    if links:
        engine.load("collect_links", *links)
    linked = "collect_links" if links else None
    said = {"outcomes": answer.outcomes, "kinds": answer.kinds}
    select = sql.settled_deals_sql(engine.dialect, "collect_deals", columns, links=linked, **said)
    engine.export(select, path)


def questions(engine: Engine, source: str, file: str, deals: Path, findings: Iterable[Finding]) -> list[Proposal]:
    """Stages and pipelines of a file whose words say nothing; each is taken as suggested until a person answers."""
    engine.load("collect_deals", deals)
    stages = dict(engine.rows(sql.word_counts_sql(engine.dialect, "collect_deals", "stage")))
    unknown = [one for f in findings if f.code == "stages_not_understood" for one in _listed(f.fields.get("stages"))]
    found = [_question("stage", source, file, "stage", str(one), int(stages.get(one, 0))) for one in unknown]
    return [*found, *_pipelines(engine, source, file)]


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _pipelines(engine: Engine, source: str, file: str) -> list[Proposal]:
    """Pipelines beside a larger one, of a name that says nothing: they could be anything."""
    rows = engine.rows(sql.word_counts_sql(engine.dialect, "collect_deals", "pipeline"))
    counts = {str(text): int(n) for text, n in rows}
    least = LEAST_SHARE * sum(counts.values())
    others = sorted(counts, key=lambda text: (-counts[text], text))[1:]
    named = [text for text in others if kind_of(text) is None and counts[text] >= least]
    return [_question("pipeline_kind", source, file, "pipeline", text, counts[text]) for text in named]


def _question(kind: str, source: str, file: str, what: str, text: str, n: int) -> Proposal:
    subject = {"source": source, "file": file, what: text, "n": n}
    return Proposal(
        proposal_id(kind, source, text), kind, subject, dict(SUGGESTED[kind]), 0.5, f"{kind}_unknown", "taken"
    )
