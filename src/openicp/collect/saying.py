"""What people said, as changes to the ledger: statements, and the persons behind them.

Comes in: what the loaded files say, and the accounts that their published rows got. Goes out: changes of the tables
``statements`` and ``persons``. Names of persons go nowhere else, and a person without words of their own is not kept.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openicp.collect.identify.publish import Made
from openicp.collect.loading.spoken import Spoken
from openicp.collect.recognise.headers import fold
from openicp.engine import Engine
from openicp.sql.collect import lines_of_accounts_sql
from openicp.workspace import Change, Remove, Upsert, Workspace

TABLES = ("voices", "ratings")
Place = tuple[str, int, str | None]
"""Source, line and day of a row: parts of a source that grows have lines of their own, never days."""
Accounts = Mapping[Place, str | None]


@dataclass(frozen=True, slots=True)
class Said:
    """What the file of one source says."""

    source: str
    spoken: tuple[Spoken, ...]
    adds: bool = False
    """Whether it only adds to what earlier files said."""


def statement_changes(workspace: Workspace, engine: Engine, made: Iterable[Made], said: Sequence[Said]) -> list[Change]:
    """Statements and persons of the sources that were read anew; those of others follow their companies.

    Parameters
    ----------
    said
        Every source that was loaded, one without words of people too: what it said before is gone.
    """
    accounts = _accounts(engine, made)
    fresh, adding = {one.source for one in said}, {one.source for one in said if one.adds}
    heard = {row["person_id"] for row in workspace.ledger.rows("statements") if row["source"] not in fresh}
    known = {row["person_id"]: row for row in workspace.ledger.rows("persons") if row["person_id"] in heard}
    gone = {str(row["label"]): f"erased-{row['number']}@" for row in workspace.ledger.rows("erased")}
    rows, persons = _rows(_without_words(said, gone), accounts, known)
    new = {row["statement_id"] for row in rows}
    before = workspace.ledger.rows("statements")
    kept = [row for row in before if row["source"] not in fresh or _stays(row, adding, new, accounts)]
    moved = [_moved(row, accounts) for row in kept]
    changes: list[Change] = [Remove("statements", {"source": source}) for source in sorted(fresh)]
    changed = [row for row, old in zip(moved, kept, strict=True) if row != old or row["source"] in fresh]
    changes += [Upsert("statements", [*changed, *rows])] if changed or rows else []
    changes += [Upsert("persons", list(persons.values()))] if persons else []
    return [*changes, *_silent(workspace, {row["person_id"] for row in (*kept, *rows)})]


def _without_words(said: Sequence[Said], gone: Mapping[str, str]) -> Sequence[Said]:
    """What persons said who were erased counts without its words and without them.

    Parameters
    ----------
    gone
        The neutral names that they have, and how their mail addresses begin.
    """
    boxes = tuple(gone.values())
    return [
        replace(each, spoken=tuple(_nobody(one) if _is_gone(one, gone, boxes) else one for one in each.spoken))
        for each in said
    ]


def _is_gone(one: Spoken, gone: Mapping[str, str], boxes: tuple[str, ...]) -> bool:
    return one.name in gone or (bool(boxes) and one.mail.startswith(boxes))


def _nobody(one: Spoken) -> Spoken:
    return replace(one, quote="", name="", mail="", phone="", role=None)


def _stays(row: Mapping[str, Any], adding: set[str], new: set[str], accounts: Accounts) -> bool:
    """A statement of an earlier part of a source that grows, where its row still counts."""
    return row["source"] in adding and row["statement_id"] not in new and _place(row) in accounts


def without_source(workspace: Workspace, source: str) -> list[Change]:
    """The changes that forget what a source said, and persons that no other source heard."""
    kept = [row for row in workspace.ledger.rows("statements") if row["source"] != source]
    return [Remove("statements", {"source": source}), *_silent(workspace, {row["person_id"] for row in kept})]


def _silent(workspace: Workspace, spoken: Collection[object]) -> list[Change]:
    """Persons of whom no words are left."""
    known = [row["person_id"] for row in workspace.ledger.rows("persons")]
    return [Remove("persons", {"person_id": one}) for one in known if one not in spoken]


def _accounts(engine: Engine, made: Iterable[Made]) -> dict[Place, str | None]:
    """The account of each published row by its source, line and day."""
    found: dict[Place, str | None] = {}
    for each in made:
        if each.name in TABLES:
            engine.load(f"collect_{each.name}_said", each.path)
            rows = engine.rows(lines_of_accounts_sql(engine.dialect, f"collect_{each.name}_said"))
            found |= {(str(source), int(line), day): account for source, line, day, account in rows}
    return found


def _place(row: Mapping[str, Any]) -> Place:
    source = str(row["source"])
    return source, int(str(row["statement_id"]).removeprefix(f"{source}:").split(":")[0]), row["said_on"]


def _moved(row: Mapping[str, Any], accounts: Accounts) -> dict[str, Any]:
    """A statement of an earlier import with the account that its company is now."""
    return {**row, "account_id": accounts.get(_place(row), row["account_id"])}


def _rows(
    said: Sequence[Said], accounts: Accounts, known: Mapping[str, Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    persons: dict[str, dict[str, Any]] = {}
    for source, one in ((each.source, one) for each in said for one in each.spoken):
        place = (source, one.line, one.said_on)
        if place not in accounts:
            continue
        person = _person(one, source, accounts[place])
        if person is not None:
            ident = person["person_id"]
            persons[ident] = _merged(persons.get(ident) or known.get(ident), person)
        rows.append(_statement(one, place, accounts[place], person["person_id"] if person else None))
    return _numbered(rows), persons


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With an id each: a row of a survey holds several statements."""
    times: Counter[str] = Counter()
    for row in rows:
        times[row["statement_id"]] += 1
        if times[row["statement_id"]] > 1:
            row["statement_id"] += f":{times[row['statement_id']]}"
    return rows


def _statement(one: Spoken, place: Place, account: str | None, person: str | None) -> dict[str, Any]:
    source, line, day = place
    told = {"kind_written": one.written, "consent": one.consent, "keep_until": one.keep_until, "score": one.score}
    return {
        "statement_id": f"{source}:{line}" + (f":{day}" if one.score is not None and day else ""),
        "account_id": account,
        "person_id": person,
        "role": one.role,
        "kind": one.kind,
        "quote": one.quote,
        "theme": one.theme,
        "language": one.language,
        "said_on": one.said_on,
        "source": source,
        "detail": {name: value for name, value in told.items() if value not in (None, "")},
    }


def _person(one: Spoken, source: str, account: str | None) -> dict[str, Any] | None:
    """Who said it, where the file names somebody: the same in every file, by mail, else by name and company."""
    if not (one.name or one.mail):
        return None
    known = one.mail or f"{fold(one.name)}\x1f{account or source}"
    ident = "p" + hashlib.sha256(known.encode()).hexdigest()[:12]
    return {
        "person_id": ident,
        "account_id": account,
        "name": one.name,
        "email": one.mail,
        "phone": one.phone,
        "role": one.role,
        "source": source,
        "consent": one.consent,
        "keep_until": one.keep_until,
        "detail": {},
    }


def _merged(before: Mapping[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """What the rows of one person say together; a no, and the earliest day to keep until, win."""
    if before is None:
        return now
    both = {name: now[name] or before[name] for name in ("name", "email", "phone", "role", "account_id")}
    said = [each for each in (before["consent"], now["consent"]) if each is not None]
    days = [each for each in (before["keep_until"], now["keep_until"]) if each]
    return {**now, **both, "consent": all(said) if said else None, "keep_until": min(days, default=None)}
