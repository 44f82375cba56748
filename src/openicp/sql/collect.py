"""SELECTs that turn clean text tables into canonical ones.

Comes in: a dialect, names of tables and columns. Goes out: SELECTs; dictionaries that Python read are joined back by
their text. It never reads a value itself and never names a user's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openicp.sql.dialect import Dialect
from openicp.sql.words import trim_end

LINE = "_line"
"""The first column of a clean CSV."""


def matches(d: Dialect, expression: str, form: str) -> str:
    """Whether a text is of a form, as a whole; the form in what RE2 and Java have in common."""
    return d.matches_template.format(x=expression, y=d.literal(rf"\A(?:{form})\z"))


def _of(condition: str, text: str) -> str:
    """A condition or an expression over ``{text}``, of this text."""
    return condition.replace("{text}", text)


def distinct_texts_sql(d: Dialect, table: str, column: str) -> str:
    """The distinct texts of one column, in order."""
    name = d.ident(column)
    return f"select distinct {name} as text from {d.ident(table)} where {name} is not null order by 1"


def texts_of_columns_sql(d: Dialect, table: str, columns: Sequence[str]) -> str:
    """The distinct texts of several columns, in order, each with the place of its column."""
    each = (
        f"select distinct {d.literal(place)} as place, {d.ident(name)} as text from {d.ident(table)} "
        f"where {d.ident(name)} is not null"
        for place, name in enumerate(columns)
    )
    return f"select place, text from ({' union all '.join(each)}) order by place nulls last, text nulls last"


def plain_shares_sql(d: Dialect, table: str, columns: Sequence[tuple[str, str]]) -> str:
    """Of each column how many texts it has, and how many of them fulfil its condition over ``{text}``."""
    counts = (
        f"count({d.ident(name)}) as {d.ident(f'n{place}')}, "
        f"count(case when {_of(plain, d.ident(name))} then 1 end) as {d.ident(f'plain{place}')}"
        for place, (name, plain) in enumerate(columns)
    )
    return f"select {', '.join(counts)} from {d.ident(table)}"


def sampled_rows_sql(d: Dialect, table: str, step: int) -> str:
    """Every so manieth line."""
    return f"select * from {d.ident(table)} where {d.ident(LINE)} % {d.literal(step)} = 0"


def texts_such_sql(d: Dialect, table: str, column: str, plain: str) -> str:
    """The distinct texts that fulfil a condition over ``{text}``, in order."""
    name = d.ident(column)
    return f"select distinct {name} as text from {d.ident(table)} where {_of(plain, name)} order by 1"


def other_texts_sql(d: Dialect, table: str, column: str, plain: str) -> str:
    """The distinct texts of a column that do not fulfil a condition over ``{text}``, in order."""
    name = d.ident(column)
    return (
        f"select distinct {name} as text from {d.ident(table)} "
        f"where {name} is not null and not ({_of(plain, name)}) order by 1"
    )


def numbered_texts_sql(d: Dialect, select: str) -> str:
    """Texts with a number from 1, to fetch so many at a time."""
    return f"select text, row_number() over (order by text) as place from ({select})"


def texts_between_sql(d: Dialect, table: str, first: int, last: int) -> str:
    """Numbered texts from one number to another."""
    between = f"place between {d.literal(first)} and {d.literal(last)}"
    return f"select text from {d.ident(table)} where {between} order by place nulls last"


def every_text_sql(d: Dialect, table: str, step: int) -> str:
    """Every so manieth numbered text, in order."""
    return f"select text from {d.ident(table)} where place % {d.literal(step)} = 0 order by place nulls last"


def count_sql(d: Dialect, table: str) -> str:
    """How many rows a table has."""
    return f"select count(*) as n from {d.ident(table)}"


def all_rows_sql(d: Dialect, tables: Sequence[str]) -> str:
    """The rows of several tables of one shape."""
    return " union all ".join(f"select * from {d.ident(table)}" for table in tables)


def read_back_sql(
    d: Dialect,
    raw: str,
    dictionaries: Mapping[str, tuple[str, Mapping[str, str]]],
    plain: Mapping[str, tuple[str, Mapping[str, str]]],
) -> str:
    """The raw rows with what was read of each column.

    Parameters
    ----------
    raw
        Table of texts.
    dictionaries
        Per dictionary table (with the column ``text``): the raw column that it reads, and its own columns by the
        name that they get.
    plain
        Where plain texts are read without a dictionary, by the name of the table that has the others: the condition
        over ``{text}``, empty where all are plain, and by the table's own column an expression over ``{text}``.
    """
    selected = [f"r.{d.ident(LINE)} as {d.ident('line')}"]
    joins = []
    for place, (table, (column, outputs)) in enumerate(dictionaries.items()):
        alias, text = f"d{place}", f"r.{d.ident(column)}"
        told, direct = plain.get(table, ("", {}))
        for own, name in outputs.items():
            read = f"{alias}.{d.ident(own)}"
            if own in direct and told:
                read = f"case when {_of(told, text)} then {_of(direct[own], text)} else {read} end"
            elif own in direct:
                read = f"case when {text} is not null then {_of(direct[own], text)} end"
            selected.append(f"{read} as {d.ident(name)}")
        if told or not outputs.keys() <= direct.keys():
            joins.append(f"left join {d.ident(table)} {alias} on {alias}.{d.ident('text')} = {text}")
    return f"select {', '.join(selected)} from {d.ident(raw)} r {' '.join(joins)}"


def unreadable_sql(d: Dialect, raw: str, dictionary: str, column: str) -> str:
    """Line, text and reason of every cell of a column that could not be read, in order of the line."""
    return (
        f"select r.{d.ident(LINE)} as line, r.{d.ident(column)} as text, t.problem as problem "
        f"from {d.ident(raw)} r join {d.ident(dictionary)} t on t.text = r.{d.ident(column)} "
        f"where t.problem is not null order by 1 nulls last"
    )


def without_lines_sql(d: Dialect, table: str, excluded: str, *, select: str = "*") -> str:
    """The rows of a table whose line is not among the excluded ones."""
    return (
        f"select {select} from {d.ident(table)} t "
        f"where not exists (select 1 from {d.ident(excluded)} e where e.line = t.line)"
    )


def stored_sql(
    d: Dialect,
    table: str,
    columns: Iterable[tuple[str, str]],
    given: Mapping[str, str],
    *,
    in_order: bool = False,
) -> str:
    """Every stored column in its type: from an expression where there is one, else null.

    Parameters
    ----------
    columns
        Name and SQL type.
    given
        Expression per name.
    in_order
        In the order of the file: only what was read is put in order, not what is the same or null in each row.
    """
    selected = [f"{d.cast(given.get(name, 'null'), kind)} as {d.ident(name)}" for name, kind in columns]
    rows = f"({in_order_sql(d, f'select * from {d.ident(table)}')}) t" if in_order else d.ident(table)
    return f"select {', '.join(selected)} from {rows}"


def once_sql(d: Dialect, select: str, columns: Sequence[str], needed: Sequence[str], typed: str) -> str:
    """The rows of a further table that a file feeds: each said once, at its first line; empty ones left out.

    Parameters
    ----------
    needed
        Columns of ``typed`` of which one must be known; without any, every row counts.
    """
    grouped = d.idents(name for name in columns if name != "line")
    listed = ", ".join("min(line) as line" if name == "line" else d.ident(name) for name in columns)
    known = " or ".join(f"{d.ident(name)} is not null" for name in needed) or "true"
    lines = f"select line from {d.ident(typed)} where {known}"
    return f"select {listed} from ({select}) where line in ({lines}) group by {grouped}"


def exploded_sql(d: Dialect, raw: str, dictionary: str, column: str, typed: str, columns: Mapping[str, str]) -> str:
    """One row per line and value of a column that holds several values.

    Parameters
    ----------
    dictionary
        Columns ``text, value, original``: several rows per text.
    typed
        Table with one row per line.
    columns
        Expression by name, over ``t`` (typed) and ``v`` (the dictionary).
    """
    selected = ", ".join(f"{expression} as {d.ident(name)}" for name, expression in columns.items())
    return (
        f"select {selected} from {d.ident(raw)} r "
        f"join {d.ident(dictionary)} v on v.text = r.{d.ident(column)} "
        f"join {d.ident(typed)} t on t.line = r.{d.ident(LINE)}"
    )


def free_texts_sql(d: Dialect, raw: str, column: str, typed: str, beside: Sequence[str]) -> str:
    """Line and text of a column of free text, and the texts of further columns, of the rows that are used."""
    name, line = d.ident(column), d.ident(LINE)
    others = (f"{d.ident(each)} as {d.ident(each)}" for each in beside)
    listed = ", ".join([f"{line} as line", f"{name} as text", *others])
    places = ", ".join(f"{place + 1} nulls last" for place in range(len(beside) + 2))
    used = f"select line from {d.ident(typed)}"
    return f"select {listed} from {d.ident(raw)} where {name} is not null and {line} in ({used}) order by {places}"


def lines_of_accounts_sql(d: Dialect, table: str) -> str:
    """Source, line, day and account of every published row."""
    day = d.cast(d.ident("on"), "varchar")
    return (
        f"select source, line, {day} as said_on, account_id from {d.ident(table)} order by 1 nulls last, 2 nulls last"
    )


def doubt_sql(d: Dialect, rules: Sequence[tuple[str, str]]) -> str:
    """The code of each rule that holds, joined by ``;``; null when none does."""
    if not rules:
        return "null"
    parts = [f"case when {condition} then {d.literal(code + ';')} else '' end" for code, condition in rules]
    return f"nullif({trim_end(d, ' || '.join(parts), ';')}, '')"


def doubt_counts_sql(d: Dialect, table: str) -> str:
    """How many rows carry each doubt, and the first line of each."""
    return (
        f"select doubt, count(*) as n, min(line) as line from {d.ident(table)} "
        f"where doubt is not null group by doubt order by doubt"
    )


def repeated_sql(d: Dialect, table: str, column: str) -> str:
    """Values of a key that occur more than once: how many there are, and the first five."""
    name = d.ident(column)
    repeated = f"select {name} as value from {d.ident(table)} where {name} is not null group by 1 having count(*) > 1"
    return f"select count(*) over () as n, value from ({repeated}) order by value nulls last limit 5"


def far_sql(d: Dialect, table: str, column: str, *, fewest: int, times: float) -> str:
    """Positive amounts beyond so many times the median of their currency: how many, the largest and its line.

    Parameters
    ----------
    fewest
        Amounts that a currency must have.
    """
    value, currency = d.to_double(d.ident(column)), f"coalesce({d.ident(f'{column}_currency')}, '')"
    amounts = (
        f"select {value} as value, {currency} as currency, count(*) as n, min(line) as line "
        f"from {d.ident(table)} where {value} > 0e0 group by 1, 2"
    )
    upto = "sum(n) over (partition by currency order by value rows between unbounded preceding and current row)"
    ranked = f"select *, {upto} as upto, sum(n) over (partition by currency) as total from amounts"
    low, high = (f"min(case when 2 * upto {sign} total then value end)" for sign in (">=", ">"))
    middle = f"select currency, ({low} + {high}) / 2e0 as middle from ranked group by currency"
    return (
        f"with amounts as ({amounts}), ranked as ({ranked}), middles as ({middle}) "
        "select cast(sum(r.n) over () as bigint) as n, r.value as value, r.line as line from ranked r "
        f"join middles m on m.currency = r.currency where r.total >= {d.literal(fewest)} "
        f"and r.value > {d.literal(times)} * m.middle order by r.value desc nulls last, r.line nulls last limit 1"
    )


def rows_where_sql(d: Dialect, table: str, condition: str) -> str:
    """The lines of the rows that fulfil a condition, in order."""
    return f"select line from {d.ident(table)} where {condition} order by line nulls last"


def in_order_sql(d: Dialect, select: str) -> str:
    """What a SELECT gives, in the order of the file."""
    return f"select * from ({select}) order by line nulls last"


def word_counts_sql(d: Dialect, table: str, column: str) -> str:
    """The words of a column with how many rows have each, the most frequent first."""
    name = d.ident(column)
    return (
        f"select {name} as text, count(*) as n from {d.ident(table)} where {name} is not null "
        f"group by {name} order by n desc, {name}"
    )


def settled_deals_sql(
    d: Dialect,
    deals: str,
    columns: Sequence[str],
    *,
    links: str | None,
    outcomes: Mapping[str, str],
    kinds: Mapping[str, str],
) -> str:
    """Loaded deals with the company that a list of links names, and what people said of stages and pipelines.

    Parameters
    ----------
    columns
        Of the loaded deals.
    links
        Table ``deal_id, account_ref``; of several companies of one deal the first by its id counts.
    outcomes
        By stage, for deals that are open so far.
    kinds
        By pipeline.
    """
    said = _by_words(d, "t.stage", outcomes)
    outcome = f"case when t.outcome = 'open' then coalesce({said}, t.outcome) else t.outcome end"
    made = {"outcome": outcome, "kind": f"coalesce({_by_words(d, 't.pipeline', kinds)}, t.kind)"}
    made["closed_on"] = f"case when ({outcome}) in ('won', 'lost') then coalesce(t.closed_on, t.expected_on) end"
    join = ""
    if links:
        made["account_ref"] = "coalesce(t.account_ref, l.account_ref)"
        first = f"select deal_id, min(account_ref) as account_ref from {d.ident(links)} group by deal_id"
        join = f" left join ({first}) l on l.deal_id = t.deal_id"
    selected = ", ".join(f"{made.get(name, 't.' + d.ident(name))} as {d.ident(name)}" for name in columns)
    return f"select {selected} from {d.ident(deals)} t{join} order by t.line nulls last"


def _by_words(d: Dialect, expression: str, codes: Mapping[str, str]) -> str:
    """A code by the word that an expression is; null for any other."""
    if not codes:
        return d.cast("null", "varchar")
    cases = " ".join(f"when {expression} = {d.literal(w)} then {d.literal(c)}" for w, c in sorted(codes.items()))
    return f"case {cases} end"


def kept_keys_sql(d: Dialect, newer: str, older: str, key: str) -> str:
    """How many distinct keys of the older rows the newer ones have too, and how many there are: ``kept, total``."""
    name = d.ident(key)
    return (
        f"select count(n.k) as kept, count(*) as total "
        f"from (select distinct {name} as k from {d.ident(older)} where {name} is not null) o "
        f"left join (select distinct {name} as k from {d.ident(newer)} where {name} is not null) n on n.k = o.k"
    )


def grown_sql(
    d: Dialect, newer: str, older: str, keys: Sequence[str], columns: Sequence[str], before: Sequence[str]
) -> str:
    """The newer rows, and those older ones whose key no newer row has; without any key, each row once.

    Parameters
    ----------
    keys
        Columns, the first that an older row knows decides.
    columns, before
        Columns of the newer and of the older table; what one of them lacks is null.
    """
    every = list(dict.fromkeys([*columns, *before]))
    one = ", ".join(f"{'t.' + d.ident(n) if n in columns else 'null'} as {d.ident(n)}" for n in every)
    two = ", ".join(f"{'t.' + d.ident(n) if n in before else 'null'} as {d.ident(n)}" for n in every)
    if not keys:
        return f"select {one} from {d.ident(newer)} t union select {two} from {d.ident(older)} t"
    gone = [
        f"(t.{d.ident(key)} is not null and exists "
        f"(select 1 from {d.ident(newer)} n where n.{d.ident(key)} = t.{d.ident(key)}))"
        for key in keys
    ]
    known = f"case when t.{d.ident(keys[0])} is not null then {gone[0]} else {' or '.join(gone)} end"
    return f"select {one} from {d.ident(newer)} t union all select {two} from {d.ident(older)} t where not ({known})"
