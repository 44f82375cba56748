"""``import --explain``: how each column of each file was read, in words.

Comes in: a workspace; what was noted when its files were read. Goes out: plain data per file and column. It opens no
file again, and shows no value of a column that is kept out or that may name a person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.texts import Texts

Plain = dict[str, Any]


def explain(ws: Workspace, texts: Texts, *, sources: Collection[str] | None = None) -> Plain:
    """How the columns of what was imported were read; files that are not used stand last.

    Parameters
    ----------
    sources
        Only these; all by default.
    """
    rows = [row for row in ws.ledger.rows("sources") if sources is None or row["source"] in sources]
    used = [_source(row, texts) for row in rows]
    unused = [_unused(row, texts) for row in ws.ledger.rows("imports", {"source": ""})]
    return {"explained": [*used, *unused]}


def _source(row: Mapping[str, Any], texts: Texts) -> Plain:
    detail: Mapping[str, Any] = row["detail"]
    told = {"source": row["source"], "system": _system(str(row["system"]), texts)}
    columns = [_column(one, str(detail["main"]), told, texts) for one in detail.get("columns", ())]
    sure = sum(one["sure"] for one in columns)
    found = {"file": row["file"], **told, "object": detail["outcome"].get("object", ""), "tables": list(row["tables"])}
    return {**found, "reason": None, "without_question": sure, "columns": columns}


def _unused(row: Mapping[str, Any], texts: Texts) -> Plain:
    detail: Mapping[str, Any] = row["detail"]
    told = {"file": row["file"], "source": None, "system": _system(str(detail["system"]), texts)}
    told |= {"object": detail["object"], "tables": [], "reason": detail["reason"]}
    return {**told, "message": named(texts, "cli.unused", detail["reason"]), "without_question": 0, "columns": []}


def _column(one: Mapping[str, Any], main: str, told: Mapping[str, Any], texts: Texts) -> Plain:
    """With words for what it was read as, why, and whether it is certain."""
    sure = one["as"] in ("used", "own", "rows") or one.get("group") not in (None, "ignored")
    if one["as"] == "kept_out":
        return {**one, "sure": sure, "read_as": None, "why": named(texts, "kept_out", one["group"], **told)}
    read_as = _read_as(one, main, texts)
    return {**one, "sure": sure, "read_as": read_as[:1].upper() + read_as[1:], "why": _why(one, told, texts)}


def _read_as(one: Mapping[str, Any], main: str, texts: Texts) -> str:
    if one["as"] == "own":
        return texts("read_as.own", kind=named(texts, "own_kind", one["kind"]))
    if one["as"] == "rows":
        name = str(one["stands_for"])
        if one["column"] == "month":
            return texts("read_as.rows.month", name=texts.date(date.fromisoformat(name)))
        row = "statement" if one["column"] == "kind of statement" else one["column"]
        return texts(f"read_as.rows.{row}", name=name)
    field = field_name(texts, str(one["column"]))
    if one["table"] != main:
        field = texts("read_as.other_table", field=field, table=named(texts, "table", one["table"]))
    return texts("read_as.asked", field=field) if one["as"] == "asked" else field


def _why(one: Mapping[str, Any], told: Mapping[str, Any], texts: Texts) -> str:
    unnamed = one["reason"] == "system" and not told["system"]
    return named(texts, "why", "header" if unnamed else one["reason"], **told)


def field_name(texts: Texts, column: str) -> str:
    """A column of ours in plain words."""
    family = "attribute" if texts.has(f"attribute.{column}") else "field"
    return named(texts, family, column)


def named(texts: Texts, family: str, code: object, **fields: object) -> str:
    """The words of a code, or the code made readable where there are none."""
    key = f"{family}.{code}"
    return texts(key, **fields) if texts.has(key) else str(code).replace("_", " ")


def _system(system: str, texts: Texts) -> str:
    return named(texts, "cli.system", system) if texts.has(f"cli.system.{system}") else ""
