"""Columns that are references to companies because other files have their values.

Comes in: the drafts of an import and the companies that are known. Goes out: the drafts, with the column that names
their company found where no header told it. It looks at samples and claims nothing that a header tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from openicp.collect.recognise import recognise
from openicp.collect.recognise.draft import Draft, values_of
from openicp.workspace import Workspace

REFERENCES = {"account_ref": "external_id", "account_domain": "domain", "account_name": "name"}
"""Our column, and where the ledger keeps what is known of it."""
LEAST, FEWEST = 0.6, 3
"""Share of the values that must be known, and their least number."""
Known = Mapping[str, frozenset[str]]


def with_joins(drafts: list[Draft], workspace: Workspace, *, table: str | None) -> list[Draft]:
    """The drafts, those without a company read again where the values of a column are known elsewhere."""
    waiting = [each for each in drafts if _lacks_company(each)]
    if not waiting:
        return drafts
    stored = _stored(workspace)
    found = {id(each): _joined(each, _known(each, drafts, stored), table=table) for each in waiting}
    return [found.get(id(each), each) for each in drafts]


def _lacks_company(each: Draft) -> bool:
    mapping = each.mapping
    refers = any(column.column in (*REFERENCES, "account_mail", "subscription_id") for column in mapping.columns)
    return mapping.table not in NO_COMPANY and mapping.reason != "not_needed" and not refers


NO_COMPANY = frozenset({"spend", "rates", "segment_figures", "plans", "stages", "links"})


def _stored(workspace: Workspace) -> Known:
    rows = workspace.ledger.rows("identities")
    return {ours: _folded(row[theirs] for row in rows) for ours, theirs in REFERENCES.items()}


def _known(each: Draft, drafts: Iterable[Draft], stored: Known) -> Known:
    """What the other files of this import and earlier ones call companies."""
    others = [one.values for one in drafts if one is not each]
    return {c: stored[c].union(*(values.get(c, frozenset()) for values in others)) for c in REFERENCES}


def _folded(values: Iterable[object]) -> frozenset[str]:
    return frozenset(str(value).strip().lower() for value in values if value)


def _joined(each: Draft, known: Known, *, table: str | None) -> Draft:
    shares = [
        (share, header.text, column)
        for header, profile in zip(each.look.headers, each.look.profiles, strict=True)
        for column in REFERENCES
        if (share := _share(profile.top, known[column])) >= LEAST
    ]
    if not shares:
        return each
    _, header, column = max(shares)
    look = replace(each.look, joins={header: column})
    learned = None if not each.learned else {"table": each.mapping.table}
    mapping = replace(recognise(look, table=table, learned=learned), source=each.name.source)
    if not mapping.table:
        return each
    return replace(each, look=look, mapping=mapping, values=values_of(each, mapping))


def _share(values: Iterable[str], known: frozenset[str]) -> float:
    folded = _folded(values)
    both = len(folded & known)
    return both / len(folded) if both >= FEWEST else 0.0
