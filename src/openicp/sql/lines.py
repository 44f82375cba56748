"""SELECTs that read the texts of a CSV as days, numbers and yes or no, in one way or not at all.

Comes in: DuckDB's dialect (it reads CSVs whatever engine asks), what stands after FROM, the types that are wanted. Goes
out: SQL text. It never takes one reading of two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from openicp.sql.dialect import Dialect

UNKNOWN = ("", "NULL", r"\N")
"""How databases write that nothing is known."""
FILE = "file of the row"
"""The column that names it."""
NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""How the name of a folder says that a value is not known."""
MOMENT = (
    r"[1-9]\d{{3}}-\d{{1,2}}-\d{{1,2}}[ T]\d{{1,2}}:\d\d(:\d\d([.]\d+)?)?"
    r"( ?(Z|UTC|[+-](0\d|1[0-4])(:?[0-5]\d)?))?"
)
MISREAD = {
    # Four figures of a year first: 03/04/2024 has two readings, and 24-03-01 is a day of the year 24.
    "date": (
        "case when length({x}) <= 10 then length({x}) < 8 or substr({x}, 5, 1) <> '-' or substr({x}, 1, 1) = '0' "
        f"else not regexp_full_match({{x}}, '{MOMENT}') end"
    ),
    # DuckDB reads 1_000 as a thousand, and 12.6 as 13 where a whole number is wanted.
    "double": "contains({x}, '_')",
    "decimal(18,4)": "contains({x}, '_')",
    "bigint": "contains({x}, '_') or try_cast({x} as double) <> floor(try_cast({x} as double))",
    "boolean": "false",
}
"""By type: texts ``{x}`` that a cast would read otherwise than they are meant."""
READ = {
    "date": (
        "case when length({x}) <= 10 then {cast}({x} as date) "
        "else cast(cast({cast}({x} as timestamptz) as timestamp) as date) end"
    ),
    # What is no number, or too large for a sum of money, stands there where a number was not known.
    "decimal(18,4)": (
        "coalesce(try_cast({x} as decimal(18,4)), "
        "case when try_cast({x} as double) is null then {cast}({x} as decimal(18,4)) end)"
    ),
    # Programs that know no whole number without a value write 12.0.
    "bigint": "{cast}({cast}({x} as double) as bigint)",
}
"""How the others are read, where it is not by a cast alone."""
CAST = "{cast}({x} as {kind})"
NUMBERS = ("double", "decimal(18,4)")


def folder_text(d: Dialect, name: str, root: str) -> str:
    """What the folder ``<name>=...`` says of the rows of a file, anywhere between ``root`` and it."""
    below = f"substr({d.ident(FILE)}, {d.literal(len(root) + 1)})"
    said = f"regexp_extract({below}, {d.literal(f'(^|/){re.escape(name)}=([^/]*)/')}, 2)"
    return f"nullif(url_decode({said}), {d.literal(NOTHING)})"


def typed_sql(
    d: Dialect, rows: str, columns: Sequence[str], kinds: Mapping[str, str], folders: Mapping[str, str]
) -> str:
    """The rows with these columns, read; a text that cannot be read is an error.

    Parameters
    ----------
    rows
        What stands after FROM: each of its columns a text.
    kinds
        The type of each column that is not to stay a text.
    folders
        The text of each column that is none of the rows', see ``folder_text``.
    """
    cells = []
    for name in columns:
        x = d.ident(name)
        if name in kinds:
            read = _read(x, kinds[name], "cast")
            cells.append(f"case when {_misread(x, kinds[name])} then error('misread') else {read} end as {x}")
        else:
            cells.append(x)
    return f"select {', '.join(cells)} from ({_known(d, rows, columns, folders)}) t"


def unreadable_sql(d: Dialect, rows: str, kinds: Mapping[str, str], folders: Mapping[str, str]) -> str:
    """The first row with a text that cannot be read: ``place, wrong, value``, its number from 1, the column, the text.

    Parameters
    ----------
    rows, kinds, folders
        See ``typed_sql``; there is at least one type.
    """
    tests = {name: _is_unreadable(d.ident(name), kind) for name, kind in kinds.items()}
    wrong = " ".join(f"when {test} then {d.literal(name)}" for name, test in tests.items())
    value = " ".join(f"when {test} then {d.ident(name)}" for name, test in tests.items())
    known = _known(d, rows, kinds, folders)
    numbered = (
        f"select row_number() over () as place, case {wrong} end as wrong, case {value} end as value from ({known}) t"
    )
    return f"select place, wrong, value from ({numbered}) f where wrong is not null order by place limit 1"


def _known(d: Dialect, rows: str, columns: Iterable[str], folders: Mapping[str, str]) -> str:
    """The texts, null where they say that nothing is known."""
    cells = []
    for name in columns:
        x = folders.get(name, d.ident(name))
        cells.append(f"case when {d.is_in(x, UNKNOWN)} then null else {x} end as {d.ident(name)}")
    return f"select {', '.join(cells)} from {rows}"


def _is_unreadable(x: str, kind: str) -> str:
    read = f"try_cast({x} as double)" if kind in NUMBERS else _read(x, kind, "try_cast")
    return f"{x} is not null and ({_misread(x, kind)} or {read} is null)"


def _misread(x: str, kind: str) -> str:
    return MISREAD[kind].format(x=x)


def _read(x: str, kind: str, cast: str) -> str:
    return READ.get(kind, CAST).format(x=x, cast=cast, kind=kind)
