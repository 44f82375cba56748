"""SELECTs that find out which mentions of companies, over all sources, may be of one company.

Comes in: a dialect, the loaded tables (a view per canonical table, prefix ``all_``) and small tables of the joining
room: ``join_spaces`` (source, space, listed), ``join_names`` (what each name says). Goes out: SELECTs in the order in
which they are stored. It never decides that two are one: that is done on arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openicp.sql.dialect import Dialect

PLACES = {"accounts": 0, "subscriptions": 1, "deals": 2, "tags": 9}
"""Which table speaks first about a company."""
LAST = 3
"""What nobody else says; a sheet filled in by hand names a company only where nothing else does."""
KINDS = ("id", "nd", "dm", "nm")
"""By what a mention is told from others: an id, a name with a domain, a domain, a name; the strongest first."""


def mentions_sql(d: Dialect, tables: Sequence[str]) -> str:
    """The distinct ways in which sources name companies: ``source, ref, name, domain, place``."""
    parts = [
        "select source, coalesce(account_ref, '') as ref, coalesce(account_name, '') as name, "
        f"coalesce(account_domain, '') as domain, case when system = 'worksheet' then {LAST} "
        f"else {PLACES.get(table, LAST)} end as place from {d.ident('all_' + table)} "
        "where account_ref is not null or account_name is not null or account_domain is not null"
        for table in tables
    ]
    nothing = "select '' as source, '' as ref, '' as name, '' as domain, 0 as place where false"
    parts = [nothing, *parts]
    return (
        "select source, ref, name, domain, min(place) as place "
        f"from ({' union all '.join(parts)}) group by source, ref, name, domain"
    )


def names_sql(d: Dialect) -> str:
    """Every name once: ``name``."""
    return "select distinct name from join_mentions where name <> '' order by name"


def keyed_sql(d: Dialect) -> str:
    """Mentions with the key that they are told apart by: ``..., kind, space, value, cleaned``; kind 9 names nobody."""
    kind = (
        "case when m.ref <> '' then 0 when m.domain <> '' and coalesce(n.cleaned, '') <> '' then 1 "
        "when m.domain <> '' then 2 when coalesce(n.cleaned, '') <> '' then 3 else 9 end"
    )
    return (
        "select m.*, case when m.kind = 2 then '' else m.of_space end as space, case m.kind when 0 then m.ref "
        "when 1 then m.cleaned || '@' || m.domain when 2 then m.domain else m.cleaned end as value "
        f"from (select m.source, m.ref, m.name, m.domain, m.place, {kind} as kind, s.space as of_space, s.listed, "
        "coalesce(n.cleaned, '') as cleaned, n.name_no as name_no "
        "from join_mentions m join join_spaces s on s.source = m.source "
        "left join join_names n on n.name = m.name) m"
    )


def entities_sql(d: Dialect) -> str:
    """Each key once, numbered from the strongest: ``entity, kind, space, value, place``."""
    return (
        "select cast(row_number() over (order by kind, space, value) as bigint) - 1 as entity, kind, space, value, "
        "place from (select kind, space, value, min(place) as place from join_keyed "
        "where kind < 9 and not listed group by kind, space, value)"
    )


def mentioned_sql(d: Dialect) -> str:
    """Mentions with the number of their entity."""
    return (
        "select k.*, e.entity as entity from join_keyed k join join_entities e "
        "on e.kind = k.kind and e.space = k.space and e.value = k.value where not k.listed"
    )


def domains_of_entities_sql(d: Dialect) -> str:
    """``entity, domain``: of the company itself; of its people's mail only where it has none and they agree."""
    people = (
        "select entity, min(domain) as domain from join_mentioned where domain <> '' and place = 9 "
        "group by entity having count(distinct domain) = 1"
    )
    own = "select distinct entity, domain from join_mentioned where domain <> '' and place <> 9"
    return (
        f"select entity, domain from ({own}) union all select p.entity as entity, p.domain as domain from ({people}) p "
        f"left join (select distinct entity from ({own})) o on o.entity = p.entity where o.entity is null"
    )


def domain_pairs_sql(d: Dialect) -> str:
    """``entity, code`` of each domain that an entity has, the codes in order of the domains."""
    return (
        "select entity, cast(dense_rank() over (order by domain) as bigint) - 1 as code from join_domains "
        "order by code, entity"
    )


def domain_texts_sql(d: Dialect) -> str:
    """The domains in order of their codes."""
    return "select distinct domain from join_domains order by domain nulls last"


def keys_of_entities_sql(d: Dialect) -> str:
    """``entity, text``: what spellings of its names share; the domain's word for one without a name, where it is long.

    A word of a domain stands for a name of at least two words and eight letters; shorter ones are asked about.
    """
    named = (
        "select distinct m.entity as entity, k.text as text from join_mentioned m "
        "join join_name_keys k on k.name_no = m.name_no"
    )
    nameless = (
        "select o.entity as entity, o.label as text from join_labels o left join "
        "(select distinct entity from join_mentioned where cleaned <> '') n on n.entity = o.entity "
        "where n.entity is null and length(o.label) >= 8"
    )
    return (
        f"select distinct entity, text from ({named} union all select l.entity, l.text from ({nameless}) l "
        "join (select distinct text from join_name_keys where words > 1) k on k.text = l.text)"
    )


def labels_sql(d: Dialect) -> str:
    """``entity, label``: the word of each domain, without dashes."""
    return "select distinct entity, replace(split_part(domain, '.', 1), '-', '') as label from join_domains"


def key_pairs_sql(d: Dialect) -> str:
    """``entity, code`` of each key, the codes in order of the keys."""
    return (
        "select entity, cast(dense_rank() over (order by text) as bigint) - 1 as code from join_keys "
        "order by code, entity"
    )


def main_names_sql(d: Dialect) -> str:
    """The name that speaks first of each entity: ``entity, name_no``."""
    return (
        "select entity, name_no from (select entity, name_no, row_number() over (partition by entity "
        "order by place, source, name) as rn from join_mentioned where name_no is not null) where rn = 1 "
        "order by entity"
    )


def countries_sql(d: Dialect) -> str:
    """``entity, country`` where the lists of companies agree on one."""
    return (
        "select m.entity as entity, min(a.country) as country from join_mentioned m join all_accounts a "
        f"on {mention_condition(d, 'a', 'm')} where a.country is not null "
        "group by m.entity having min(a.country) = max(a.country) order by m.entity"
    )


def mention_condition(d: Dialect, row: str, reference: str) -> str:
    """Whether a loaded row names the company as a mention does."""
    return (
        f"{row}.source = {reference}.source and coalesce({row}.account_ref, '') = {reference}.ref "
        f"and coalesce({row}.account_name, '') = {reference}.name "
        f"and coalesce({row}.account_domain, '') = {reference}.domain"
    )


def elsewhere_sql(d: Dialect, tables: Sequence[str], *, most: int) -> str:
    """``entity, other``: a record, and that of another system whose id it carries; ids that many carry say nothing."""
    carried = " union ".join(
        f"select m.entity as entity, m.space as space, a.other_ref as ref from {d.ident('all_' + table)} a "
        f"join join_mentioned m on {mention_condition(d, 'a', 'm')} where a.other_ref is not null"
        for table in tables
    )
    found = (
        f"select c.entity as entity, min(e.entity) as other from ({carried}) c join join_entities e "
        "on e.kind = 0 and e.value = c.ref and e.space <> c.space group by c.entity having count(*) = 1"
    )
    return (
        "select entity, other from (select entity, other, count(*) over (partition by other) as n "
        f"from ({found})) where n <= {most} order by entity"
    )


def parents_sql(d: Dialect) -> str:
    """``entity, parent``: companies whose list names another one of it as the parent, by id or by name."""
    children = (
        "select m.entity as entity, m.space as space, a.source as source, a.parent_ref as ref, n.cleaned as cleaned "
        f"from all_accounts a join join_mentioned m on {mention_condition(d, 'a', 'm')} "
        "left join join_names n on n.name = a.parent_name where a.parent_ref is not null or a.parent_name is not null"
    )
    # One join on either of two keys compares all with all of a system: 32,000 companies took 6 s, two joins 0.2 s.
    ways = " union all ".join(
        f"select c.entity as entity, p.entity as parent from ({children}) c join join_mentioned p "
        f"on p.space = c.space and p.{key} = c.{key} where p.place = 0 and {said}"
        for key, said in (("ref", "c.ref is not null"), ("cleaned", "c.ref is null and c.cleaned <> ''"))
    )
    return f"select entity, min(parent) as parent from ({ways}) where parent <> entity group by entity order by 1"


def decided_sql(d: Dialect) -> str:
    """``pair, side, entity`` of what people decided (``join_decided``)."""
    return (
        "select j.pair as pair, j.side as side, e.entity as entity from join_decided j join join_entities e "
        "on e.kind = j.kind and e.space = j.space and e.value = j.value order by j.pair, j.side"
    )


def ids_in_common_sql(d: Dialect) -> str:
    """How many ids of a source another one has: ``source, other, refs, common, alike``; alike by their names too."""
    refs = (
        "select m.source as source, s.space as space, m.ref as ref, max(n.cleaned) as cleaned, "
        "max(case when m.place = 0 then 1 else 0 end) as is_list "
        "from join_mentions m join join_spaces s on s.source = m.source left join join_names n on n.name = m.name "
        "where m.ref <> '' group by m.source, s.space, m.ref"
    )
    return (
        f"with refs as ({refs}), sizes as (select source, count(*) as n from refs group by source) "
        "select a.source as source, b.source as other, min(z.n) as refs, count(*) as common, "
        "sum(case when a.cleaned <> b.cleaned then 1 else 0 end) as different, "
        "sum(case when a.cleaned is null or b.cleaned is null then 1 else 0 end) as unnamed, "
        "min(length(a.ref)) as shortest, min(a.is_list) as a_list, min(b.is_list) as b_list "
        "from refs a join refs b on b.ref = a.ref and b.source <> a.source join sizes z on z.source = a.source "
        "where a.space = 'files' group by a.source, b.source order by 1, 2"
    )


def known_pairs_sql(d: Dialect) -> str:
    """``entity, account``: accounts of earlier imports (``join_known``) by the key of an entity, else by its domain."""
    return (
        "select entity, account, min(rank) as rank from ("
        "select e.entity as entity, k.account as account, 0 as rank from join_known k join join_entities e "
        "on e.kind = k.kind and e.space = k.space and e.value = k.value "
        "union all select o.entity as entity, k.account as account, 1 as rank from join_known k join join_domains o "
        "on o.domain = k.domain where k.kind in (1, 2)) group by entity, account "
        "order by entity nulls last, rank, account nulls last"
    )


def shown_sql(d: Dialect, column: str) -> str:
    """What to show of each account (``join_numbers``: entity, account): its first name or domain, lists first."""
    name = d.ident(column)
    order = "m.place, case when m.of_space like 'files%' then 1 else 0 end, m.source, m.ref, m.name, m.domain"
    return (
        f"select account, {name} as text from (select g.account as account, m.{name}, "
        f"row_number() over (partition by g.account order by {order}) as rn "
        f"from join_mentioned m join join_numbers g on g.entity = m.entity where m.{name} <> '') where rn = 1"
    )


def accounts_shown_sql(d: Dialect) -> str:
    """``account, name, domain, ref`` of each account, by its number."""
    firsts = "select g.account as account, min(nullif(m.ref, '')) as ref from join_mentioned m "
    return (
        "select f.account as account, n.text as name, o.text as domain, f.ref as ref from "
        f"({firsts} join join_numbers g on g.entity = m.entity group by g.account) f "
        f"left join ({shown_sql(d, 'name')}) n on n.account = f.account "
        f"left join ({shown_sql(d, 'domain')}) o on o.account = f.account order by f.account"
    )


def entities_between_sql(d: Dialect, first: int, last: int) -> str:
    """``entity, name, domain, source`` of the entities from one number to another: what their own mentions call them.

    Of all at once the windows take a gigabyte where 1.7 million entities are named.
    """
    return _entities_shown_sql(f"entity between {d.literal(first)} and {d.literal(last)}")


def entities_asked_sql(d: Dialect) -> str:
    """``entity, name, domain, source`` of the entities of ``join_asked``."""
    return _entities_shown_sql("entity in (select entity from join_asked)")


def _entities_shown_sql(among: str) -> str:
    first = "select entity, {0} as text from (select entity, {0}, row_number() over (partition by entity "
    first += "order by place, source, {0}) as rn from join_mentioned where {0} <> '' and {1}) where rn = 1"
    return (
        "select e.entity as entity, n.text as name, o.text as domain, e.source as source "
        f"from (select entity, min(source) as source from join_mentioned where {among} group by entity) e "
        f"left join ({first.format('name', among)}) n on n.entity = e.entity "
        f"left join ({first.format('domain', among)}) o on o.entity = e.entity order by e.entity"
    )


def references_of_accounts_sql(d: Dialect) -> str:
    """The account of every mention but those of lists of prospects: what rows are joined by."""
    return (
        "select m.source as source, m.ref as account_ref, m.name as account_name, m.domain as account_domain, "
        "i.account_id as account_id from join_mentioned m join join_numbers g on g.entity = m.entity "
        "join join_ids i on i.account = g.account"
    )


def shown_accounts_sql(d: Dialect, internal: Iterable[int]) -> str:
    """``account_id, name, domain, internal`` of each account: those of these numbers are tests or our own."""
    return f"select account_id, name, domain, {d.is_in('account', internal)} as internal from join_ids"


def no_rows_sql(d: Dialect, table: str) -> str:
    """Nothing but the columns of a table."""
    return f"select * from {d.ident(table)} limit 0"


def all_entities_sql(d: Dialect) -> str:
    """Entities by their number: ``kind, space, value, place``."""
    return "select kind, space, value, place from join_entities order by entity"


def all_labels_sql(d: Dialect) -> str:
    """``entity, label``: one word of a domain of each entity that has one."""
    return "select entity, min(label) as label from join_labels group by entity order by entity"


def stakes_of_accounts_sql(d: Dialect) -> str:
    """Of the companies of ``asked``: ``account_id, country, parent, mrr, currency`` as their lists say."""
    return (
        "select a.account_id as account_id, a.country as country, a.parent_name as parent, "
        f"{d.to_double('a.mrr')} as mrr, a.mrr_currency as currency "
        "from accounts a join asked q on q.account_id = a.account_id order by a.account_id"
    )


def stakes_of_deals_sql(d: Dialect) -> str:
    """Of the companies of ``asked``: ``account_id, deals, won``."""
    return (
        "select t.account_id as account_id, count(*) as deals, "
        "sum(case when t.outcome = 'won' then 1 else 0 end) as won "
        "from deals t join asked q on q.account_id = t.account_id group by t.account_id order by 1"
    )


def stakes_of_contracts_sql(d: Dialect) -> str:
    """Of the companies of ``asked``: ``account_id, contracts, mrr, currency``: MRR of contracts without an end."""
    runs = "t.ended_on is null and not coalesce(t.is_free, false) and not coalesce(t.is_test, false)"
    amount = f"case when {runs} then t.mrr end"
    one = "count(distinct t.mrr_currency) <= 1"
    return (
        f"select t.account_id as account_id, count(*) as contracts, "
        f"{d.to_double(f'case when {one} then sum({amount}) end')} as mrr, "
        f"case when {one} then min(t.mrr_currency) end as currency "
        "from subscriptions t join asked q on q.account_id = t.account_id group by t.account_id order by 1"
    )


def paying_sql(d: Dialect, amounts: Sequence[tuple[str, str]]) -> str:
    """Accounts of ``join_suspects`` with a row above zero in any of the tables.

    Parameters
    ----------
    amounts
        Tables with a column of money each.
    """
    parts = [
        "select g.account as account from join_suspects q join join_numbers g on g.account = q.account "
        f"join join_mentioned m on m.entity = g.entity join {d.ident('all_' + table)} a "
        f"on {mention_condition(d, 'a', 'm')} where a.{d.ident(column)} > 0"
        for table, column in amounts
    ]
    return f"select distinct account from ({' union all '.join(parts)}) order by account"
