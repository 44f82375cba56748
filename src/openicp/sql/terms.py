"""The way each code is written most often: one row per attribute and value."""

from __future__ import annotations

from openicp.sql.dialect import Dialect


def originals_sql(dialect: Dialect, table: str, original: str) -> str:
    """``attribute, value, written``: the most frequent original of each code; ties by its text."""
    attribute, value, written = (dialect.ident(name) for name in ("attribute", "value", original))
    return f"""
with counted as (
  select {attribute} as attribute, {value} as value, {written} as written, count(*) as n
  from {dialect.ident(table)}
  where {value} is not null and {written} is not null
  group by 1, 2, 3
), ranked as (
  select attribute, value, written,
    row_number() over (partition by attribute, value order by n desc nulls last, written nulls last) as place
  from counted
)
select attribute, value, written from ranked where place = 1 order by attribute nulls last, value nulls last
"""
