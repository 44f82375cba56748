"""SELECTs of values that companies had: changes told by a file, and what an earlier version of a list said.

Comes in: a dialect, names of tables. Goes out: SELECTs in the shape of the loaded table ``history``. It never decides
which of them counts: that is done for each account and day when facts are gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from openicp.model.tables import REFERENCES
from openicp.sql.dialect import Dialect

BEGINNING = date(1900, 1, 1)
"""Day of a value that held before the first change that was written down."""
SAID = (
    ("value", "varchar"),
    ("low", "double"),
    ("high", "double"),
    ("value_currency", "varchar"),
    ("original", "varchar"),
    ("estimated", "boolean"),
)
"""What the dictionary of changed values holds of each, beside ``field, text, attribute``."""


def texts_of_changes_sql(d: Dialect, typed: str, values: Sequence[str]) -> str:
    """The distinct fields and texts of a table of changes: ``field, text``."""
    field = d.ident("history.attribute")
    parts = [
        f"select {field} as field, {d.ident(value)} as text from {d.ident(typed)} "
        f"where {field} is not null and {d.ident(value)} is not null"
        for value in values
    ]
    return f"select field, text from ({' union '.join(parts)}) order by field, text"


def changes_sql(
    d: Dialect,
    typed: str,
    dictionary: str,
    references: Mapping[str, str],
    tail: Mapping[str, str],
    *,
    has_old: bool,
) -> str:
    """Each change as the value from its day on; of the first change of a field, the old value from the beginning.

    Parameters
    ----------
    dictionary
        Columns ``field, text, attribute`` and ``SAID``.
    references
        Expression over ``typed`` by reference of the company.
    tail
        Expressions of ``source``, ``system``.
    """
    company = ", ".join(f"{references.get(n, d.cast('null', 'varchar'))} as {n}" for n in REFERENCES)
    old = d.ident("history.old_value") if has_old else d.cast("null", "varchar")
    rows = (
        f"select {company}, {d.ident('history.attribute')} as field, {d.ident('history.value')} as now, "
        f"{old} as before, {d.ident('history.known_on')} as day, line from {d.ident(typed)} "
        f"where {d.ident('history.known_on')} is not null"
    )
    first = f"row_number() over (partition by {', '.join(REFERENCES)}, field order by day, line) as change"
    said = ", ".join(f"v.{name} as {name}" for name, _ in SAID)
    ends = f"{tail['source']} as source, {tail['system']} as system, t.line as line, {d.to_text('null')} as doubt"
    named = ", ".join(f"t.{n} as {n}" for n in REFERENCES)

    def part(text: str, day: str, where: str) -> str:
        return (
            f"select {named}, v.attribute as attribute, {said}, {day} as known_on, {ends} from told t "
            f"join {d.ident(dictionary)} v on v.field = t.field and v.text = t.{text} where {where}"
        )

    both = [part("now", "t.day", "true"), part("before", d.literal(BEGINNING), "t.change = 1")]
    return f"with told as (select *, {first} from ({rows})) {' union all '.join(both)}"


def broken_changes_sql(d: Dialect, typed: str, broken: str, value: str) -> str:
    """Line, text and reason of the cells of ``value`` that ``broken(field, text, problem)`` names."""
    return (
        f"select t.line as line, b.text as text, b.problem as problem from {d.ident(typed)} t "
        f"join {d.ident(broken)} b on b.field = t.{d.ident('history.attribute')} and b.text = t.{d.ident(value)} "
        "order by 1, 2, 3 nulls last"
    )


def earlier_rows_sql(
    d: Dialect, table: str, attributes: Sequence[Mapping[str, str]], columns: Iterable[str], day: date
) -> str:
    """What an earlier version of a list of companies said, as known on the day of that version.

    Parameters
    ----------
    attributes
        Per attribute the expressions ``attribute, value, low, high, currency, original, known, estimated``.
    columns
        Those that the version has.
    """
    has = set(columns)
    known = f"coalesce(known_on, {d.literal(day)})" if "known_on" in has else d.literal(day)
    parts = [
        f"select {', '.join(REFERENCES)}, {each['attribute']} as attribute, "
        f"{d.cast(each['value'], 'varchar')} as value, {d.cast(each['low'], 'double')} as low, "
        f"{d.cast(each['high'], 'double')} as high, {d.cast(each['currency'], 'varchar')} as value_currency, "
        f"{d.cast(each['original'], 'varchar')} as original, {d.cast(each['estimated'], 'boolean')} as estimated, "
        f"{known} as known_on, source, system, line, {d.to_text('null')} as doubt "
        f"from {d.ident(table)} where {each['known']}"
        for each in attributes
    ]
    return " union all ".join(parts)


def merged_history_sql(d: Dialect, parts: Sequence[str], columns: Sequence[tuple[str, str]]) -> str:
    """Several tables of history as one, each statement once, at its first line."""
    names = [name for name, _ in columns]
    alike = d.idents(name for name in names if name != "line")
    listed = ", ".join("min(line) as line" if name == "line" else d.ident(name) for name in names)
    each = " union all ".join(f"select {d.idents(names)} from {d.ident(part)}" for part in parts)
    order = ", ".join(f"{d.ident(name)} nulls last" for name in names)
    return f"select * from (select {listed} from ({each}) group by {alike}) order by {order}"
