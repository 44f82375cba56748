"""Why deals were lost and contracts ended, in the words of whoever wrote it down."""

from __future__ import annotations

from openicp.sql.dialect import Dialect


def latest_words_sql(dialect: Dialect, table: str, column: str, day: str) -> str:
    """``account_id, words``: the latest filled value of ``column`` for each account, by ``day``, ties by the words."""
    account, words, on = (dialect.ident(name) for name in ("account_id", column, day))
    return f"""
with ranked as (
  select {account} as account_id, {words} as words,
    row_number() over (partition by {account} order by {on} desc nulls last, {words} nulls last) as place
  from {dialect.ident(table)}
  where {account} is not null and {words} is not null
)
select account_id, words from ranked where place = 1 order by account_id nulls last
"""
