"""``links``: companies of several systems that could be one, and what a person says about them.

Comes in: a workspace, numbers or ids. Goes out: plain data. What is decided is kept, is followed by every later import,
and can be undone; the published tables follow at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any

from openicp.actions.naming import unclear
from openicp.workspace import Change, Remove, Upsert, Workspace

if TYPE_CHECKING:
    from openicp.texts import Texts

Plain = dict[str, Any]
SAID = {"accept": "accepted", "refuse": "refused"}
TOLD = "link_decision"
"""Kind of the rows that keep who said what when, undone decisions too."""
SHOWN = 20
MANY = 1000
WANTED = {None: (0, 0), "accept": (1, MANY), "refuse": (1, MANY), "undo": (0, MANY), "merge": (2, 2), "split": (1, 2)}
"""How many things each verb is about."""
WANTED_WORDS = {"accept": "N|ID ...", "refuse": "N|ID ...", "merge": "ACCOUNT ACCOUNT", "split": "ACCOUNT [RECORD]"}


@dataclass(frozen=True, slots=True)
class Record:
    """One company as one system names it."""

    key: tuple[str, ...]
    account_id: str
    name: str
    domain: str | None
    system: str
    external_id: str | None

    def called(self) -> tuple[str, ...]:
        """Everything that a person may name it by."""
        names = (self.account_id, self.name, self.domain or "", self.external_id or "")
        whole = f"{self.system}:{self.external_id}" if self.external_id else ""
        return tuple(text.strip().casefold() for text in (*names, whole) if text)


def links(ws: Workspace, texts: Texts) -> Plain:
    """What waits, numbered, the likeliest first, and what was decided, the latest first."""
    waiting = _waiting(ws)
    stakes = _stakes(ws, waiting)
    return {
        "links": [_plain(number, row, stakes, texts) for number, row in enumerate(waiting, 1)],
        "history": [_told(row, texts) for row in _history(ws)],
        "currency": ws.project.currency,
    }


def act(ws: Workspace, texts: Texts, action: str | None, what: Sequence[str]) -> Plain:
    """One of the verbs, with what it is about.

    Raises
    ------
    InvalidChoice
        For a verb that is none, too few or too many companies, or what is not there.
    """
    from openicp.errors import InvalidChoice

    least, most = WANTED.get(action, (1, 0))
    if not least <= len(what) <= most:
        if action in WANTED:
            raise InvalidChoice(option=f"links {action}", value=WANTED_WORDS.get(str(action)), choices=[], reason="how")
        raise InvalidChoice(option="links", value=action, choices=[each for each in WANTED if each])
    if action is None:
        return links(ws, texts)
    if action in SAID:
        return decide(ws, texts, what, action)
    if action == "undo":
        return undo(ws, texts, what)
    return merge(ws, texts, what[0], what[1]) if action == "merge" else split(ws, texts, *what)


def decide(ws: Workspace, texts: Texts, what: Sequence[str], said: str) -> Plain:
    """Accept or refuse what is named by number or id; gives what waits then.

    Raises
    ------
    InvalidChoice
        When nothing of that number or id waits.
    """
    waiting = _waiting(ws)
    chosen = [_chosen(waiting, each) for each in what]
    return _write(ws, texts, [{**row, "decided": SAID[said]} for row in chosen])


def undo(ws: Workspace, texts: Texts, what: Sequence[str] = ()) -> Plain:
    """Take decisions back, by id or by their number in the history; without any, the last.

    Raises
    ------
    InvalidChoice
    """
    told = [row for row in _history(ws) if row["standing"]]
    rows = ws.ledger.rows("proposals", {"kind": "link"})
    decided = {str(row["id"]): row for row in rows if row["decided"] in SAID.values()}
    if what:
        ids = [_undoable(told, decided, each) for each in what]
    else:
        last = told[0]["on"] if told else None
        ids = [str(row["link"]) for row in told if row["on"] == last]
    return _write(ws, texts, [{**decided[each], "decided": "undone"} for each in ids if each in decided])


def merge(ws: Workspace, texts: Texts, first: str, second: str) -> Plain:
    """Say that two accounts are one company, though nobody proposed it.

    Raises
    ------
    InvalidChoice
        When there is no such account, or they are one already.
    """
    from openicp.errors import InvalidChoice

    one, other = (_account(ws, each)[0] for each in (first, second))
    if one.account_id == other.account_id:
        raise InvalidChoice(option="merge", value=one.name, choices=[], reason="one_already")
    return _write(ws, texts, [_own(one, other, decided="accepted", reason="merged_by_person")])


def split(ws: Workspace, texts: Texts, account: str, record: str | None = None) -> Plain:
    """Set the records of an account apart from each other, or one of them from the others.

    Raises
    ------
    InvalidChoice
        When there is no such account, or nothing in it to set apart.
    """
    from openicp.errors import InvalidChoice

    records = [each for each in _account(ws, account) if each.key[0] in ("id", "nd")]
    alone = [each for each in records if record and record.strip().casefold() in each.called()]
    pairs = list(combinations(records, 2))
    if record:
        pairs = [(alone[0], each) for each in records if each is not alone[0]] if alone else []
    if not pairs:
        choices = [f"{each.system}:{each.external_id or each.name}" for each in records]
        reason = "no_record" if len(records) > 1 else "one_record"
        raise InvalidChoice(option="record", value=record or "", account=account, choices=choices, reason=reason)
    return _write(ws, texts, [_own(a, b, decided="refused", reason="split_by_person") for a, b in pairs])


def _waiting(ws: Workspace) -> list[Plain]:
    rows = [row for row in ws.ledger.rows("proposals", {"kind": "link"}) if row["decided"] is None]
    return sorted(rows, key=lambda row: (-row["confidence"], row["id"]))


def _chosen(waiting: Sequence[Plain], what: str) -> Plain:
    from openicp.errors import InvalidChoice

    if what.isdecimal() and 1 <= int(what) <= len(waiting):
        return waiting[int(what) - 1]
    found = next((row for row in waiting if row["id"] == what), None)
    if found is None:
        choices = [f"1-{len(waiting)}"] if waiting else []
        raise InvalidChoice(option="link", value=what, choices=choices, reason="no_pair")
    return found


def _undoable(told: Sequence[Plain], decided: Mapping[str, Plain], what: str) -> str:
    from openicp.errors import InvalidChoice

    if what in decided:
        return what
    found = next((str(row["link"]) for row in told if str(row["number"]) == what), None)
    if found is None:
        choices = [row["link"] for row in told[:SHOWN]]
        raise InvalidChoice(option="link", value=what, choices=choices, reason="no_decision")
    return found


def _write(ws: Workspace, texts: Texts, rows: Sequence[Plain]) -> Plain:
    """Keep decisions and their history, publish anew."""
    from openicp.collect import pipeline

    if rows:
        with ws.lease("links"):
            on = now()
            ws.ledger.apply([change for row in rows for change in written(row, on)])
            pipeline.rebuild(ws)
    done = [{"id": row["id"], "decided": row["decided"], **_names(row)} for row in rows]
    return {"done": done, **links(ws, texts)}


def now() -> str:
    """When something was decided."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def written(row: Plain, on: str) -> list[Change]:
    """A decision with who and when, and the row that tells of it ever after."""
    stamped = {**row, "decided_by": "person", "decided_on": on}
    told = {**stamped, "id": f"{row['id']}@{on}", "kind": TOLD}
    told["subject"] = {**row["subject"], "link": row["id"]}
    if row["decided"] == "undone":
        return [Remove("proposals", {"id": row["id"]}), Upsert("proposals", [told])]
    return [Upsert("proposals", [stamped, told])]


def _names(row: Plain) -> Plain:
    return {name: row["subject"].get(name) for name in ("first", "second", "first_source", "second_source")}


def _own(one: Record, other: Record, *, decided: str, reason: str) -> Plain:
    """A decision about a pair that was not proposed."""
    from openicp.collect.identify.links import link_id

    subject: Plain = {letter: _side(each) for letter, each in (("a", one), ("b", other))}
    subject |= {"first": one.name, "first_source": one.system, "second": other.name, "second_source": other.system}
    row: Plain = {"id": link_id(one.key, other.key), "kind": "link", "subject": subject}
    return row | {"suggestion": {"same": True}, "confidence": 1.0, "reason": reason, "decided": decided}


def _side(each: Record) -> Plain:
    names = ("account_id", "name", "domain", "system")
    return {"key": list(each.key), "source": each.system} | {name: getattr(each, name) for name in names}


def _account(ws: Workspace, what: str) -> list[Record]:
    """Every record of the account that is meant, the strongest first."""
    from openicp.collect.identify.accounts import entity_key

    rows = ws.ledger.rows("identities")
    records = [
        Record(entity_key(r), r["account_id"], r["name"] or "", r["domain"], r["system"] or "", r["external_id"])
        for r in rows
    ]
    meant = what.strip().casefold()
    aliases = {str(row["alias"]): str(row["account_id"]) for row in ws.ledger.rows("aliases")}
    accounts = {each.account_id for each in records if meant in each.called()} | {aliases.get(meant, "")} - {""}
    if len(accounts) != 1:
        among = sorted({f"{each.name} ({each.account_id})" for each in records if each.account_id in accounts})
        raise unclear("account", what, among=among[:SHOWN], known=[each.name for each in records if each.name])
    order = ("id", "nd", "dm", "nm")
    return sorted((r for r in records if r.account_id in accounts), key=lambda r: (order.index(r.key[0]), r.key))


def _history(ws: Workspace) -> list[Plain]:
    """Who said what when, the latest first; ``standing`` is what still holds."""
    standing = {
        (str(row["id"]), str(row["decided_on"]))
        for row in ws.ledger.rows("proposals", {"kind": "link"})
        if row["decided"] in SAID.values()
    }
    rows = sorted(ws.ledger.rows("proposals", {"kind": TOLD}), key=lambda row: str(row["decided_on"]), reverse=True)
    found = []
    for number, row in enumerate(rows, 1):
        link, on = str(row["subject"]["link"]), str(row["decided_on"])
        said = {"link": link, "decided": row["decided"], "on": on, "by": row["decided_by"]}
        told = {"number": number, "reason": row["reason"], "standing": (link, on) in standing}
        found.append({**told, **said, **_names(row), "row": row})
    return found


def _told(row: Plain, texts: Texts) -> Plain:
    shown = {name: value for name, value in row.items() if name != "row"}
    return {**shown, "on": row["on"][:19] + "Z", "message": _message(row["row"], texts)}


def _message(row: Plain, texts: Texts) -> str:
    key = f"proposal.{row['reason']}"
    return str(texts(key, **row["subject"])) if texts.has(key) else str(row["reason"])


def _plain(number: int, row: Plain, stakes: Mapping[str, Plain], texts: Texts) -> Plain:
    sides = [_shown(row["subject"][letter], stakes) for letter in "ab"]
    told = {"number": number, "id": row["id"], "confidence": row["confidence"], "reason": row["reason"]}
    return {**told, "message": _message(row, texts), "first": sides[0], "second": sides[1]}


def _shown(side: Mapping[str, Any], stakes: Mapping[str, Plain]) -> Plain:
    names = ("account_id", "name", "domain", "system", "source")
    nothing = {"country": None, "parent": None, "deals": 0, "won": 0, "contracts": 0, "mrr": None, "currency": None}
    return {name: side.get(name) for name in names} | nothing | stakes.get(str(side["account_id"]), {})


def _stakes(ws: Workspace, waiting: Sequence[Plain]) -> dict[str, Plain]:
    """What depends on each company that is asked about: its deals, contracts, MRR; where it is, whose it is."""
    from openicp.engine import chosen
    from openicp.sql import joining as sql

    ids = sorted({str(row["subject"][letter]["account_id"]) for row in waiting for letter in "ab"})
    if not ids:
        return {}
    snapshots = ws.snapshots()
    found: dict[str, Plain] = {each: {} for each in ids}
    selects = {"accounts": sql.stakes_of_accounts_sql, "deals": sql.stakes_of_deals_sql}
    selects |= {"subscriptions": sql.stakes_of_contracts_sql}
    with chosen(ws.project, ws.layout.inside) as engine:
        engine.put("asked", {"account_id": ids}, types={"account_id": "varchar"})
        for table, select in selects.items():
            if table in snapshots:
                engine.load(table, snapshots[table].path)
                rows = engine.fetch(select(engine.dialect))
                for place, account in enumerate(rows.pop("account_id")):
                    found[account] |= {name: _value(column[place]) for name, column in rows.items()}
    return found


def _value(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    return None if number != number else int(number) if number.is_integer() else number
