"""The published tables: all loaded ones together, with the stable id of each account.

Comes in: loaded Parquet files of every source, and the account of every reference. Goes out: one Parquet file per
published table, always the same bytes for the same inputs. It never changes a loaded file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openicp.collect.identify.accounts import Numbered
from openicp.collect.identify.companies import Loaded
from openicp.collect.identify.deals import settle
from openicp.collect.loading.doubts import BLANKED, FUTURE, HAPPENED
from openicp.collect.schema import ROW_IDS, STORED, TAIL, stored_columns
from openicp.collect.working import keep
from openicp.config.project import SystemOfRecord
from openicp.engine import Engine
from openicp.model.tables import ATTRIBUTES, REFERENCES, ROW_BY_ROW, TABLES
from openicp.sql import publish as sql
from openicp.sql.collect import count_sql
from openicp.sql.dialect import Dialect

WITHOUT_ACCOUNT = frozenset({"spend", "rates", "segment_figures"})
NAMED = {"deals": ("product",), "subscriptions": ("product", "plan")}
NAMED |= {"mrr_events": ("plan",), "accounts": ("plan",), "items": ("plan",)}
ORDER = ("account_id", "source", "line")
ASKED_OFTEN = frozenset({"accounts", "deals", "subscriptions", "items"})
"""Of these the account of each row is looked up once and kept; all others are read once, while they are written."""
THROUGH = ("mrr_events", "invoices", "items")
"""Tables whose rows may name a subscription alone."""
TWICE, SUBSCRIBERS = "collect_twice", "collect_subscribers"
OWN_STORED = {"number": "range", "yesno": "yesno", "date": "date"}
"""Stored form of a user's own attribute by its kind; all others are codes."""


@dataclass(frozen=True, slots=True)
class Made:
    """A published table in the scratch folder."""

    name: str
    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Publisher:
    """What every published table is made with."""

    engine: Engine
    tables: Loaded
    """Canonical tables that are loaded, each as a view of its name with the prefix ``all_``."""
    sources: Mapping[str, Sequence[str]]
    """Those of each table."""
    numbered: Numbered
    own: Sequence[tuple[str, str, str, str]]
    """Attribute, kind, label, source of the users' own columns."""
    folder: Path
    own_of_prospects: Sequence[tuple[str, str]] = ()
    """Name and SQL type of the users' own columns in lists of prospects."""
    records: Sequence[SystemOfRecord] = ()
    """Which system is right from when until when, where a person says so."""

    def export(self, name: str, select: str) -> Made:
        """Write a table; ``select`` orders its rows."""
        path = self.folder / f"published-{name}.parquet"
        return Made(name, path, self.engine.export(select, path))


def publish(p: Publisher) -> list[Made]:
    """Make every published table."""
    made: list[Made] = []
    attached = p.tables.keys() & {*ROW_BY_ROW, "accounts", "history", "tags", "items", "prospects"}
    for table in sorted(attached, key=lambda each: (each != "subscriptions", each)):
        _attach(p, table)
    settle(p.engine, frozenset(p.tables), p.records)
    _complete_subscriptions(p)
    if p.numbered.names:
        made += [_accounts(p), *_attributes(p)]
    made += [_simple(p, table) for table in ROW_BY_ROW if table in p.tables]
    made += [*_tags(p), *_prospects(p)]
    return [each for each in made if each.rows]


def with_name(table: str) -> str:
    """Name of the table with account ids in the engine."""
    return f"with_{table}"


def _attach(p: Publisher, table: str) -> None:
    """The loaded rows of all sources with their account, the newest of repeated ids, names in one spelling."""
    engine, d = p.engine, p.engine.dialect
    rows, steps = f"all_{table}", list(_steps(p, table))
    for place, step in enumerate(steps, start=1):
        read_once = place == len(steps) and table not in ASKED_OFTEN
        name = with_name(table) if read_once else f"{with_name(table)}_{place}"
        engine.view(name, step(rows))
        rows = name
    if table in ASKED_OFTEN:
        [(number,)] = engine.rows(count_sql(d, f"all_{table}"))
        keep(engine, with_name(table), f"select * from {d.ident(rows)}", folder=p.folder, rows=number)
    if table == "subscriptions" and p.tables.keys() & {*THROUGH}:
        engine.create(SUBSCRIBERS, sql.subscribers_sql(d, with_name(table)))


Step = Callable[[str], str]
"""A SELECT of the table that it is given."""


def _steps(p: Publisher, table: str) -> Iterator[Step]:
    """What is made of the loaded rows, one after the other."""
    d = p.engine.dialect
    missing = [(name, kind) for name, kind in stored_columns(table) if name not in p.tables[table]]
    if missing:
        yield lambda rows: sql.completed_sql(d, rows, missing)
    if "account_ref" in {name for name, _ in stored_columns(table)}:
        yield lambda rows: sql.with_accounts_sql(d, rows, p.sources[table])
    else:
        yield lambda rows: f"select t.*, {d.to_text('null')} as account_id from {d.ident(rows)} t"
    key = ROW_IDS.get(table)
    if key in p.tables[table] and (twice := _twice(p, table, key)):
        yield lambda rows: sql.newest_sql(d, rows, key, twice)
    if table in NAMED:
        yield lambda rows: sql.renamed_sql(d, rows, NAMED[table])
    if table == "subscriptions":
        yield lambda rows: sql.free_marked_sql(d, rows)
    if table == "deals":
        yield lambda rows: sql.kinds_marked_sql(d, rows)
    if table in THROUGH and "subscriptions" in p.tables:
        yield lambda rows: sql.through_subscription_sql(d, rows, SUBSCRIBERS)


def _twice(p: Publisher, table: str, key: str) -> str | None:
    """The table of keys that stand twice, where there are any: 15 million invoices are not looked at for none."""
    name = f"{TWICE}_{table}"
    p.engine.create(name, sql.twice_sql(p.engine.dialect, f"all_{table}", key))
    return name if p.engine.rows(count_sql(p.engine.dialect, name))[0][0] else None


def _complete_subscriptions(p: Publisher) -> None:
    """Subscriptions find their MRR through their lines."""
    engine, d = p.engine, p.engine.dialect
    if "subscriptions" not in p.tables:
        return
    if "items" in p.tables:
        engine.create("collect_item_mrr", sql.mrr_of_items_sql(d, with_name("items")))
        select = sql.with_items_sql(d, with_name("subscriptions"), "collect_item_mrr")
        engine.create(with_name("subscriptions"), select)
        _add_items(p)


def _add_items(p: Publisher) -> None:
    """Dated lines of subscriptions with a price are published beside them, under their own source.

    They tell what was paid when; ``facts`` believes them first about revenue, and the subscriptions about decisions.
    """
    engine, d = p.engine, p.engine.dialect
    columns = [*stored_columns("subscriptions"), ("account_id", "varchar"), ("place", "bigint")]
    has = {name for name, _ in stored_columns("items")} | {"account_id", "place"}
    select = sql.lines_as_subscriptions_sql(d, with_name("subscriptions"), with_name("items"), columns, has)
    engine.create(with_name("subscriptions"), select)


def columns_of(table: str) -> list[tuple[str, str]]:
    """Name and SQL type of a published table's columns."""
    own = [(n, kind) for n, kind in stored_columns(table) if n not in REFERENCES and (n, kind) not in TAIL]
    account = [] if table in WITHOUT_ACCOUNT else [("account_id", "varchar")]
    extra = [("duplicate_of", "varchar")] if table == "deals" else []
    return [*account, *own, *extra, *TAIL]


ATTRIBUTE_COLUMNS = (
    ("account_id", "varchar"),
    ("attribute", "varchar"),
    ("value", "varchar"),
    ("low", "double"),
    ("high", "double"),
    ("currency", "varchar"),
    ("original", "varchar"),
    ("known_on", "date"),
    ("source", "varchar"),
    ("estimated", "boolean"),
)
"""``attributes`` is made, and so has no columns of its own among the canonical tables."""


def shape(table: str) -> list[tuple[str, str]]:
    """Name and SQL type of every column of a published table, as it lies in the workspace."""
    if table == "attributes":
        return list(ATTRIBUTE_COLUMNS)
    columns = columns_of(table)
    if table != "accounts":
        return columns
    place = next(at for at, (name, _) in enumerate(columns) if name == "is_internal") + 1
    names = [("account_id", "varchar"), ("name", "varchar"), ("domain", "varchar")]
    return [*names, *columns[1:place], ("listed", "boolean"), *columns[place:]]


def cleared(p: Publisher, table: str, columns: Iterable[str]) -> dict[str, str]:
    """Expressions of dates that a row's doubt leaves out."""
    d = p.engine.dialect
    codes: dict[str, list[str]] = {}
    for code, blank in BLANKED.items():
        for column in blank:
            codes.setdefault(column, []).append(code)
    for column in HAPPENED.get(table, {}):
        codes.setdefault(column, []).append(f"{FUTURE}:{column}")
    return {c: sql.unless_in_doubt(d, c, codes[c]) for c in columns if c in codes}


def _simple(p: Publisher, table: str) -> Made:
    d = p.engine.dialect
    columns = columns_of(table)
    given = cleared(p, table, (name for name, _ in columns))
    order = ("source", "line") if table in WITHOUT_ACCOUNT else ORDER
    return p.export(table, sql.published_sql(d, with_name(table), columns, given, order=order))


def _accounts(p: Publisher) -> Made:
    """One row per account, those too that only a deal or a subscription names."""
    engine, d = p.engine, p.engine.dialect
    columns = [each for each in columns_of("accounts") if each[0] != "account_id"]
    if "accounts" in p.tables:
        cells = [(n, kind) for n, kind in columns if (n, kind) not in TAIL]
        given = cleared(p, "accounts", (n for n, _ in cells))
        kept = [("account_id", "varchar"), *cells, *TAIL, ("place", "bigint")]
        left = "coalesce(t.is_churned, case when t.doubt like '%churned_before_start%' then true end)"
        select = sql.published_sql(d, with_name("accounts"), kept, given | {"is_churned": left}, order=())
        engine.view("accounts_cleared", select)
        engine.create("accounts_several", sql.several_sql(d, "accounts_cleared"))
        engine.create("accounts_ranked", sql.ranked_sql(d, "accounts_cleared", "accounts_several"))
        plain = {n: f"max(case when r.rn = 1 then r.{n} end)" for n in ("source", "system", "line")}
        plain["doubt"] = "min(r.doubt)"
        tables = ("accounts_cleared", "accounts_several", "accounts_ranked")
        engine.view("accounts_one", sql.account_rows_sql(d, *tables, groups_of("accounts"), plain=plain))
    else:
        nulls = ", ".join(f"{d.cast('null', kind)} as {d.ident(n)}" for n, kind in columns)
        engine.view("accounts_one", f"select {d.to_text('null')} as account_id, {nulls} where false")
    listed = [f"{d.cast('a.' + d.ident(n), kind)} as {d.ident(n)}" for n, kind in columns if n != "is_internal"]
    place = next(i for i, (n, _) in enumerate(columns) if (n, _) in TAIL) - 1
    listed.insert(place, "coalesce(a.is_internal, s.internal) as is_internal")
    listed.insert(place + 1, "cast(a.account_id is not null as boolean) as listed")
    return p.export(
        "accounts",
        f"select s.account_id as account_id, s.name as name, s.domain as domain, {', '.join(listed)} "
        "from collect_shown s left join accounts_one a on a.account_id = s.account_id order by s.account_id",
    )


def groups_of(table: str) -> dict[str, list[str]]:
    """Columns that belong together, by the one that tells whether there is a value."""
    found: dict[str, list[str]] = {}
    for column in TABLES[table].columns:
        names = [column.name + suffix for suffix, _ in STORED.get(column.kind, ())]
        if names and column.name not in REFERENCES:
            primary = f"{column.name}_original" if column.kind in ("range", "moneyrange") else names[0]
            found[primary] = names
    return found


def _attributes(p: Publisher) -> list[Made]:
    """The attribute history, and what the user's own attributes are."""
    d = p.engine.dialect
    if "accounts" not in p.tables:
        return []
    each = [*canonical(d), *own_expressions(d, ((a, kind) for a, kind, _, _ in p.own))]
    history = with_name("history") if "history" in p.tables else None
    made = [p.export("attributes", sql.attribute_rows_sql(d, with_name("accounts"), each, history=history))]
    own = sorted({(a, kind, label, source) for a, kind, label, source in p.own})
    if own:
        content = {n: [row[i] for row in own] for i, n in enumerate(("attribute", "kind", "label", "source"))}
        p.engine.put("collect_own", content, types=dict.fromkeys(content, "varchar"))
        made.append(p.export("own_attributes", "select * from collect_own order by attribute, source"))
    return made


def canonical(d: Dialect) -> Iterable[dict[str, str]]:
    """Expressions of every canonical attribute that is one column."""
    for spec in ATTRIBUTES:
        if spec.kind != "tags":
            yield expressions(d, spec.name, spec.kind)


def own_expressions(d: Dialect, own: Iterable[tuple[str, str]]) -> Iterable[dict[str, str]]:
    """Expressions of the users' own attributes, given with their kinds."""
    kinds = {attribute: kind for attribute, kind in own if kind != "tags"}
    for attribute, kind in sorted(kinds.items()):
        yield expressions(d, attribute, OWN_STORED.get(kind, "code"))


def expressions(d: Dialect, column: str, kind: str) -> dict[str, str]:
    """Where the parts of an attribute's row come from."""
    quoted, low, high, original, currency = (
        d.ident(column + suffix) for suffix in ("", "_low", "_high", "_original", "_currency")
    )
    found = {"name": column, "attribute": d.literal(column), "value": "null", "low": "null", "high": "null"}
    marked = f"coalesce(';' || estimates || ';', '') like {d.literal('%;' + column + ';%')}"
    found |= {"currency": "null", "original": "null"}
    found |= {"estimated": f"coalesce(origin = 'estimate', false) or {marked}"}
    if kind in ("range", "moneyrange"):
        found |= {"low": low, "high": high, "original": original}
        found |= {"currency": currency} if kind == "moneyrange" else {}
        return found | {"known": f"({low} is not null or {high} is not null)"}
    if kind == "number":
        return found | {"low": quoted, "high": quoted, "known": f"{quoted} is not null"}
    if kind == "date":
        return found | {"value": d.to_text(quoted), "known": f"{quoted} is not null"}
    if kind == "yesno":
        value = f"case when {quoted} then 'yes' when not {quoted} then 'no' end"
        return found | {"value": value, "known": f"{quoted} is not null"}
    return found | {
        "value": quoted,
        "original": original if kind == "code" else quoted,
        "known": f"{quoted} is not null",
    }


def _tags(p: Publisher) -> list[Made]:
    if "tags" not in p.tables:
        return []
    d, listed = p.engine.dialect, f"from {with_name('tags')} t left join collect_sources s on s.source = t.source"
    p.engine.view("tags_of_accounts", f"select t.* {listed} where not coalesce(s.prospects, false)")
    made = [p.export("tags", sql.tag_rows_sql(d, "tags_of_accounts"))]
    return [each for each in made if each.rows]


def _prospects(p: Publisher) -> list[Made]:
    """Companies of lists, and their tags; which of them are accounts is found where lists are ranked."""
    if "prospects" not in p.tables:
        return []
    d = p.engine.dialect
    identity = f"t.source || ':' || {d.to_text('t.line')}"
    columns = [("prospect_id", "varchar")]
    columns += [each for each in stored_columns("prospects") if each not in TAIL]
    columns += list(p.own_of_prospects)
    made = [
        p.export(
            "prospects",
            sql.published_sql(
                d, with_name("prospects"), [*columns, *TAIL], {"prospect_id": identity}, order=("source", "line")
            ),
        )
    ]
    if "tags" in p.tables:
        p.engine.create(
            "prospect_tag_rows",
            f"select {identity} as prospect_id, t.attribute, t.value, t.value_original "
            f"from {with_name('tags')} t join collect_sources s on s.source = t.source where s.prospects",
        )
        made.append(
            p.export(
                "prospect_tags",
                "select distinct prospect_id, attribute, value, value_original from prospect_tag_rows "
                "order by prospect_id, attribute, value, value_original nulls last",
            )
        )
    return made
