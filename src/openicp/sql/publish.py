"""SELECTs that make published tables from loaded ones.

Comes in: a dialect, names of loaded tables (one view per canonical table, all sources together) and of the small
tables ``collect_refs``, ``collect_names``, ``collect_sources``. Goes out: SELECTs in the order in which they are
stored. It never decides which companies are one: that is done before.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from openicp.model.tables import REFERENCES
from openicp.sql.dialect import Dialect
from openicp.sql.words import but


def reference_condition(d: Dialect, row: str, reference: str) -> str:
    """Whether a row names the company as a reference does."""
    parts = [f"{row}.source = {reference}.source"]
    parts += [f"coalesce({row}.{n}, '') = {reference}.{n}" for n in REFERENCES]
    return " and ".join(parts)


def with_accounts_sql(d: Dialect, table: str, sources: Sequence[str]) -> str:
    """A loaded table of these sources with the ``account_id`` of each row, and the rank of its source.

    Of all references there are more than accounts: the rows of accounts were what is looked up in, and a million of a
    hundred columns went to the disk, which took 31 s of the processor.
    """
    condition = reference_condition(d, "t", "r")
    refs = f"select * from collect_refs where {d.is_in('source', sources)}"
    return (
        f"select t.*, r.account_id as account_id, s.place as place from {d.ident(table)} t "
        f"left join ({refs}) r on {condition} left join collect_sources s on s.source = t.source"
    )


def completed_sql(d: Dialect, table: str, missing: Iterable[tuple[str, str]]) -> str:
    """A table with columns that it lacks, as null."""
    nulls = ", ".join(f"{d.cast('null', kind)} as {d.ident(name)}" for name, kind in missing)
    return f"select t.*, {nulls} from {d.ident(table)} t"


def subscribers_sql(d: Dialect, subscriptions: str) -> str:
    """The account of each subscription: ``system, subscription_id, account_id``."""
    return (
        "select system, subscription_id, min(account_id) as account_id from "
        f"{d.ident(subscriptions)} where account_id is not null and subscription_id is not null "
        "group by system, subscription_id"
    )


def through_subscription_sql(d: Dialect, table: str, subscribers: str) -> str:
    """Rows that name only a subscription get the account of that subscription."""
    return (
        f"select {but(d, 't', ['account_id'])}, coalesce(t.account_id, k.account_id) as account_id "
        f"from {d.ident(table)} t left join {d.ident(subscribers)} k "
        "on k.system = t.system and k.subscription_id = t.subscription_id"
    )


def twice_sql(d: Dialect, table: str, key: str) -> str:
    """Keys that stand twice in a source, with the last line of each: ``source, twice, last``."""
    name = d.ident(key)
    return (
        f"select source, {name} as twice, max(line) as last from {d.ident(table)} where {name} is not null "
        f"group by source, {name} having count(*) > 1"
    )


def newest_sql(d: Dialect, table: str, key: str, twice: str) -> str:
    """One row per source and key: the last line; rows without the key all stay.

    Only keys that stand twice are looked at again: a window over all columns of 15 million rows goes to the disk.
    """
    return (
        f"select t.* from {d.ident(table)} t left join {d.ident(twice)} n "
        f"on n.source = t.source and n.twice = t.{d.ident(key)} where n.last is null or n.last = t.line"
    )


def renamed_sql(d: Dialect, table: str, columns: Sequence[str]) -> str:
    """Names of products and plans in their one spelling."""
    replaced = ", ".join(f"coalesce(n{i}.name, t.{d.ident(c)}) as {d.ident(c)}" for i, c in enumerate(columns))
    joins = " ".join(f"left join collect_names n{i} on n{i}.text = t.{d.ident(c)}" for i, c in enumerate(columns))
    return f"select {but(d, 't', columns)}, {replaced} from {d.ident(table)} t {joins}"


def free_marked_sql(d: Dialect, table: str) -> str:
    """Subscriptions on a plan of ``collect_free`` are free; what a row says itself stands."""
    free = "coalesce(t.is_free, case when f.plan is not null then true end)"
    return (
        f"select {but(d, 't', ['is_free'])}, {free} as is_free "
        f"from {d.ident(table)} t left join collect_free f on f.plan = t.plan"
    )


def kinds_marked_sql(d: Dialect, table: str) -> str:
    """Deals of a pipeline in ``collect_pipelines`` are of that kind, whatever their own words say."""
    return (
        f"select {but(d, 't', ['kind'])}, coalesce(p.kind, t.kind) as kind from {d.ident(table)} t "
        "left join collect_pipelines p on p.pipeline = t.pipeline"
    )


def published_sql(
    d: Dialect,
    table: str,
    columns: Iterable[tuple[str, str]],
    given: Mapping[str, str],
    *,
    order: Sequence[str] = ("source", "line"),
) -> str:
    """The columns of a published table, in a fixed order of rows where one is given."""
    selected = [f"{d.cast(given.get(n, 't.' + d.ident(n)), kind)} as {d.ident(n)}" for n, kind in columns]
    ordered = f" order by {', '.join(f'{d.ident(name)} nulls last' for name in order)}" if order else ""
    return f"select * from (select {', '.join(selected)} from {d.ident(table)} t){ordered}"


def unless_in_doubt(d: Dialect, column: str, codes: Iterable[str]) -> str:
    """A date, or null where the row's doubt is about it."""
    doubt = "coalesce(';' || t.doubt || ';', '')"
    conditions = " or ".join(f"{doubt} like {d.literal('%;' + code + ';%')}" for code in codes)
    return f"case when {conditions} then null else t.{d.ident(column)} end"


def several_sql(d: Dialect, table: str) -> str:
    """Accounts that several rows speak of: ``account_id``."""
    return (
        f"select account_id from {d.ident(table)} where account_id is not null group by account_id having count(*) > 1"
    )


def ranked_sql(d: Dialect, table: str, several: str) -> str:
    """Rows of accounts that have several, with ``rn``: 1 for the row that speaks first for its account."""
    order = "order by t.known_on desc nulls last, t.place, t.source, t.line desc"
    return (
        f"select t.*, row_number() over (partition by t.account_id {order}) as rn from {d.ident(table)} t "
        f"join {d.ident(several)} s on s.account_id = t.account_id"
    )


def account_rows_sql(
    d: Dialect,
    table: str,
    several: str,
    ranked: str,
    groups: Mapping[str, Sequence[str]],
    *,
    plain: Mapping[str, str],
) -> str:
    """One row per account: each group of columns from the first row in which its primary column is known.

    Accounts of one row are not grouped: a hundred sums of each of a million did not fit into memory.

    Parameters
    ----------
    several, ranked
        Accounts that have several rows, and those rows with their rank.
    groups
        The columns that belong together, by their primary one (``mrr``: ``mrr, mrr_currency``).
    plain
        Further columns: an aggregate over the rows of the account, by name; of a single row it is the column itself.
    """
    picks = ", ".join(f"min(case when {d.ident(p)} is not null then rn end) as {d.ident('k_' + p)}" for p in groups)
    chosen = [
        f"max(case when r.rn = k.{d.ident('k_' + primary)} then r.{d.ident(c)} end) as {d.ident(c)}"
        for primary, members in groups.items()
        for c in members
    ]
    extra = [f"{expression} as {d.ident(name)}" for name, expression in plain.items()]
    alone = [
        f"case when t.{d.ident(primary)} is not null then t.{d.ident(c)} end as {d.ident(c)}"
        for primary, members in groups.items()
        for c in members
    ]
    alone += [f"t.{d.ident(name)} as {d.ident(name)}" for name in plain]
    return (
        f"with k as (select account_id, {picks} from {d.ident(ranked)} group by account_id) "
        f"select t.account_id as account_id, {', '.join(alone)} from {d.ident(table)} t "
        f"left join {d.ident(several)} s on s.account_id = t.account_id "
        "where s.account_id is null and t.account_id is not null "
        f"union all select r.account_id as account_id, {', '.join([*chosen, *extra])} "
        f"from {d.ident(ranked)} r join k on k.account_id = r.account_id group by r.account_id"
    )


def attribute_rows_sql(
    d: Dialect, table: str, attributes: Sequence[Mapping[str, str]], *, history: str | None = None
) -> str:
    """The values of every attribute as rows; per account, attribute and day a fact, then the source that speaks first.

    Parameters
    ----------
    attributes
        Per attribute the expressions ``attribute, value, low, high, currency, original, known, estimated``.
    history
        Table of values that were, with the attributes in ``attributes`` alone; the row's own day goes before the day
        of the export, which is told by ``collect_sources``.
    """
    parts = [
        f"select account_id, {each['attribute']} as attribute, {d.cast(each['value'], 'varchar')} as value, "
        f"{d.cast(each['low'], 'double')} as low, {d.cast(each['high'], 'double')} as high, "
        f"{d.cast(each['currency'], 'varchar')} as currency, {d.cast(each['original'], 'varchar')} as original, "
        f"known_on, source, place, line, {d.cast(each['estimated'], 'boolean')} as estimated "
        f"from {d.ident(table)} where {each['known']} and account_id is not null"
        for each in attributes
    ]
    told = (
        "select u.account_id, u.attribute, u.value, u.low, u.high, u.currency, u.original, "
        "coalesce(u.known_on, s.exported_on) as known_on, u.source, u.place, u.line, u.estimated "
        f"from ({' union all '.join(parts)}) u left join collect_sources s on s.source = u.source"
    )
    if history is not None:
        told += (
            " union all select account_id, attribute, value, low, high, value_currency as currency, original, "
            f"known_on, source, place, line, coalesce(estimated, false) as estimated from {d.ident(history)} "
            f"where account_id is not null and {d.is_in('attribute', _names(attributes))}"
        )
    ranked = "partition by account_id, attribute, known_on order by estimated, place, source, line desc"
    rank = f"row_number() over ({ranked})"
    return (
        "select account_id, attribute, value, low, high, currency, original, known_on, source, estimated "
        f"from (select *, {rank} as rn from ({told})) where rn = 1 order by account_id, attribute, known_on nulls last"
    )


def _names(attributes: Sequence[Mapping[str, str]]) -> list[str]:
    return [each["name"] for each in attributes]


def conflicts_sql(d: Dialect, table: str, columns: Sequence[str]) -> str:
    """In how many accounts the sources disagree about each column, by its place; none about one that is not there."""
    each = (
        f"select {d.literal(place)} as place, account_id from {d.ident(table)} where {d.ident(name)} is not null "
        f"and account_id is not null group by account_id having count(distinct {d.ident(name)}) > 1"
        for place, name in enumerate(columns)
    )
    return f"select place, count(*) as n from ({' union all '.join(each)}) group by place order by place nulls last"


def tag_rows_sql(d: Dialect, table: str, *, key: str = "account_id") -> str:
    """One row per company, attribute, value and source; open when any of its rows is."""
    ended = "case when count(*) = count(ended_on) then max(ended_on) end"
    known = "case when count(*) = count(known_on) then min(known_on) end"
    return (
        f"select {key}, attribute, value, min(value_original) as value_original, max(relation) as relation, "
        f"{known} as known_on, {ended} as ended_on, source, min(system) as system, min(line) as line, "
        f"{d.to_text('null')} as doubt from {d.ident(table)} where {key} is not null and value is not null "
        f"group by {key}, attribute, value, source order by {key}, attribute, value, source"
    )


def mrr_of_items_sql(d: Dialect, items: str) -> str:
    """MRR of a subscription from its last lines, where its own row gives none: ``system, subscription_id, mrr``."""
    last = "coalesce(ended_on, date '9999-12-31')"
    ends = (
        f"select system, subscription_id, max({last}) as last_on from {d.ident(items)} "
        "where mrr is not null group by system, subscription_id"
    )
    return (
        "select i.system as system, i.subscription_id as subscription_id, "
        "cast(sum(i.mrr) as decimal(18,4)) as mrr, "
        "case when count(distinct i.mrr_currency) <= 1 then min(i.mrr_currency) end as mrr_currency "
        f"from {d.ident(items)} i join ({ends}) e on e.system = i.system and e.subscription_id = i.subscription_id "
        f"and coalesce(i.ended_on, date '9999-12-31') = e.last_on where i.mrr is not null "
        "group by i.system, i.subscription_id having count(distinct i.mrr_currency) <= 1"
    )


def with_items_sql(d: Dialect, subscriptions: str, mrr: str) -> str:
    """Subscriptions with the MRR of their lines, where they have none."""
    return (
        f"select {but(d, 's', ['mrr', 'mrr_currency'])}, coalesce(s.mrr, i.mrr) as mrr, "
        "case when s.mrr is null then i.mrr_currency else s.mrr_currency end as mrr_currency "
        f"from {d.ident(subscriptions)} s left join {d.ident(mrr)} i "
        "on i.system = s.system and i.subscription_id = s.subscription_id"
    )


def lines_as_subscriptions_sql(
    d: Dialect, subscriptions: str, items: str, columns: Sequence[tuple[str, str]], has: Container[str]
) -> str:
    """Subscriptions, and beside them those lines that have a start, a price and a subscription.

    Parameters
    ----------
    columns
        Name and SQL type of every column.
    has
        The columns that lines have.
    """
    own = ", ".join(d.ident(name) for name, _ in columns)
    lines = ", ".join(
        f"{d.cast('i.' + d.ident(name) if name in has else 'null', kind)} as {d.ident(name)}" for name, kind in columns
    )
    return (
        f"select {own} from {d.ident(subscriptions)} union all select {lines} from {d.ident(items)} i "
        "where i.started_on is not null and i.mrr is not null and i.subscription_id is not null"
    )


def distinct_values_sql(d: Dialect, table: str, column: str) -> str:
    """Values of a column and how many rows have each."""
    name = d.ident(column)
    return f"select {name} as text, count(*) as n from {d.ident(table)} where {name} is not null group by 1 order by 1"
