"""Which roles decide, use and stop in the companies of a table of roles."""

from __future__ import annotations

from openicp.sql.dialect import Dialect


def decision_roles_sql(dialect: Dialect, table: str) -> str:
    """``account_id, title, decision_role``: every role of a company whose part in a decision is known, once."""
    account, title, part = (dialect.ident(name) for name in ("account_id", "title", "decision_role"))
    return f"""
select distinct {account} as account_id, {title} as title, {part} as decision_role
from {dialect.ident(table)}
where {account} is not null and {title} is not null and {part} is not null
order by account_id nulls last, title nulls last, decision_role nulls last
"""
