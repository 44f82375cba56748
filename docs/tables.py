"""``tables.md`` from the canonical tables of the code: ``python docs/tables.py`` writes it anew.

Comes in: ``openicp.model.tables``. Goes out: the page; a test compares it. It explains nothing by itself: every
meaning stands at its column.
"""

from __future__ import annotations

from pathlib import Path

from openicp.model.tables import TABLES, ColumnSpec, TableSpec

PAGE = Path(__file__).with_name("tables.md")

HEAD = """\
# Canonical tables

Whatever a system calls its columns, this is what they are read as. One file may feed several tables. A column that is
none of these stays as an attribute of your own (`x_...`). This page is made from `openicp/model/tables.py` by
`python docs/tables.py`.

| kind | how it is kept (`c` is the column) |
|---|---|
| id | text, trimmed |
| label | text as written, trimmed |
| code | `c` a stable code, `c_original` as written |
| range | `c_low`, `c_high` numbers, both ends included, infinite when open; `c_original` |
| money | `c` decimal with four places, `c_currency` (ISO 4217) |
| moneyrange | `c_low`, `c_high`, `c_currency`, `c_original` |
| number | a number |
| share | 0.04 for 4 %, `c_period`: month, quarter or year |
| date | a day |
| yesno | yes, no or unknown |
| tags | a row for each value in the table `tags` |
| free | never in a table of companies: in the ledger alone |

A row is set aside when none of its key columns can be read; every other cell is set aside alone. Columns marked with
\\* describe the company: what was known of them on which day is kept. Tables that are read
[in place](cluster.md#tables-in-place) have an `account_id` instead of `account_ref`, `account_name` and
`account_domain`; of them `accounts` alone has the columns `name` and `domain`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(table) for table in TABLES.values())])


def _section(table: TableSpec) -> str:
    keys = ", ".join(f"`{name}`" for name in table.key)
    lines = [
        f"## {table.name}",
        "",
        f"One row: {table.row}. Key: {keys}.",
        "",
        "| column | kind | meaning |",
        "|---|---|---|",
    ]
    return "\n".join([*lines, *(_row(column) for column in table.columns), ""])


def _row(column: ColumnSpec) -> str:
    mark = r" \*" if column.attribute else ""
    return f"| `{column.name}`{mark} | {column.kind} | {column.meaning} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
