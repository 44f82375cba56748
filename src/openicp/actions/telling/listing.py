"""The list of prospects of a run: ranked, and as rows for the report and for tables.

Comes in: the published ``prospects`` and a profile. Goes out: the report's ``Prospects`` and the whole list. It
matches and scores nothing itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from openicp.actions import inplace
from openicp.actions.known import entries_of, tables_of
from openicp.actions.telling.saying import value_said, wording
from openicp.model.facts import Accounts
from openicp.model.profile import TOGETHER, Profile
from openicp.report.inputs import ProspectRow, Prospects
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.engine import Engine
    from openicp.prospects import Ranked, Ranking
    from openicp.prospects.ours import Ours
    from openicp.texts import Texts

LATELY_DAYS = 60
"""A trigger event within so many days before the as-of date is *now*."""
DESCRIBES = ("industry", "employees", "country")
"""What is said of a company under its name."""


def ranked_list(
    ws: Workspace, engine: Engine, profile: Profile | None, *, accounts: Accounts | None = None
) -> tuple[Prospects | None, Ranking | None]:
    """The list that was imported, ranked; nothing without a list or a profile."""
    tables = tables_of(ws)
    if profile is None or "prospects" not in tables:
        return None, None
    from openicp import prospects

    engine.load("prospects", tables["prospects"])
    tagged = "prospect_tags" in tables
    if tagged:
        engine.load("prospect_tags", tables["prospect_tags"])
    found = prospects.rank(
        engine,
        profile,
        ours(ws, engine, accounts),
        tagged=tagged,
        sizes=ws.project.sizes,
        tiers=ws.project.tiers,
    )
    if not found.rows:
        return None, None
    found = timed(found)
    return shown(found, profile), found


def timed(found: Ranking) -> Ranking:
    """Among equals those first where something just happened: timing orders what points leave open."""
    if not any(row.fields.get("event") for row in found.rows):
        return found
    last = _last(found)
    ranked = [row for row in found.rows if row.status == "ranked"]
    rest = [row for row in found.rows if row.status != "ranked"]
    ranked.sort(key=lambda row: (row.tier or "", -row.score, -len(row.matched), -row.score_low, _timing(row, last)))
    return replace(found, rows=(*(replace(row, rank=at) for at, row in enumerate(ranked, 1)), *rest))


def _last(found: Ranking) -> date | None:
    """The day of the latest event on the list."""
    days = [day for row in found.rows if row.status == "ranked" and (day := _day(row)) is not None]
    return max(days, default=None)


def ours(ws: Workspace, engine: Engine, accounts: Accounts | None) -> list[Ours]:
    """Our accounts with each name and domain that is known of them: as companies were joined, or as tables that are
    read where they lie have them.

    Parameters
    ----------
    accounts
        ``None`` where no company is known.
    """
    from openicp import facts
    from openicp.prospects.ours import Ours

    if accounts is not None and "accounts" in inplace.tables(ws):
        entries = entries_of(ws, engine, [str(one) for one in accounts.account_id])
        marks = [(one, entry.name, entry.domain) for one, entry in entries.items()]
    else:
        marks = [(str(row["account_id"]), row["name"], row["domain"]) for row in ws.ledger.rows("identities")]
    paying = frozenset(str(one) for one in accounts.account_id[accounts.customer]) if accounts is not None else ()
    countries = facts.countries(engine, tables_of(ws)) if accounts is not None else {}
    return [Ours(one, name, domain, one in paying, countries.get(one)) for one, name, domain in marks]


def shown(found: Ranking, profile: Profile) -> Prospects:
    """What the report shows of a ranking."""
    ranked = [row for row in found.rows if row.status == "ranked"]
    last = _last(found)
    dated = any(row.fields.get("event") for row in found.rows)
    histogram = Counter(row.score for row in ranked)
    return Prospects(
        rows=tuple(_row(row, profile, last=last, dated=dated) for row in ranked),
        listed=len(found.rows),
        by_tier=dict(found.tiers),
        already=found.counts.get("customer", 0),
        doubles=found.counts.get("double", 0),
        too_little=found.counts.get("too_little_known", 0),
        histogram=dict(sorted(histogram.items())),
    )


def _row(row: Ranked, profile: Profile, *, last: date | None, dated: bool) -> ProspectRow:
    why = tuple((reason.attribute, value_said(reason.value), reason.points) for reason in row.reasons)
    open_tier = row.tier_high if row.tier_high != row.tier else row.tier_low
    facts = tuple((name, value_said(row.fields[name])) for name in DESCRIBES if row.fields.get(name) is not None)
    return ProspectRow(
        name=row.name or row.domain or row.prospect_id,
        points=row.score,
        low=row.score_low,
        high=row.score_high,
        tier=row.tier or "",
        tier_or=(open_tier or "") if row.tier_open else "",
        timing=_timing(row, last) if dated else None,
        facts=facts,
        why=why,
        also=_also(row, profile),
        ask=row.ask.attributes if row.ask is not None else (),
        ask_changes=row.ask.tier if row.ask is not None else "",
        event=str(row.fields.get("event") or ""),
        event_on=_day(row),
        chance=row.chance,
        domain=row.domain or "",
    )


def _also(row: Ranked, profile: Profile) -> tuple[tuple[str, object], ...]:
    """Lines without points that hold; not those of which it is told that they hold together."""
    together = any(reason.attribute == TOGETHER and reason.value for reason in row.reasons)
    lines = [profile.lines[j] for j in row.matched]
    return tuple((line.attribute, line.best) for line in lines if not (together and profile.only_together(line)))


def _day(row: Ranked) -> date | None:
    found = row.fields.get("event_on")
    return found if isinstance(found, date) else None


def _timing(row: Ranked, last: date | None) -> int:
    day = _day(row)
    if day is None or last is None:
        return 2 if row.fields.get("event") else 3
    return 1 if (last - day).days <= LATELY_DAYS else 2


def written(ws: Workspace, found: Ranking, texts: Texts) -> dict[str, bytes]:
    """The whole list as CSV and XLSX: place, company, what became of it, points and why."""
    from openicp.prospects import write_list

    numbered = replace(found, rows=tuple(replace(row, line=at) for at, row in enumerate(found.rows)))
    header = [texts(f"list.column.{name}") for name in ("rank", "company", "domain", "status", "event", "event_on")]
    rows = [(at, _about(row, texts)) for at, row in enumerate(found.rows)]
    made = {}
    with ws.scratch() as folder:
        for ending in ("csv", "xlsx"):
            out = folder / f"prospects.{ending}"
            write_list(out, numbered, wording(texts), header=header, rows=rows)
            made[f"reports/prospects.{ending}"] = out.read_bytes()
    return made


def _about(row: Ranked, texts: Texts) -> tuple[str | None, ...]:
    day = _day(row)
    return (
        None if row.rank is None else str(row.rank),
        row.name,
        row.domain,
        texts(f"list.status.{row.status}"),
        str(row.fields.get("event") or "") or None,
        None if day is None else day.isoformat(),
    )
