"""The typed table of segments as the engine holds it."""

from __future__ import annotations

from openicp.sql.dialect import Dialect


def figures_sql(dialect: Dialect, table: str) -> str:
    """``segment, size, accounts, churn, churn_period, clv_low, clv_high, cac`` in the order they were typed."""
    names = ("segment", "size", "accounts", "churn", "churn_period", "clv_low", "clv_high")
    line = dialect.ident("line")
    return (
        f"select {dialect.idents(names)}, cast({dialect.ident('cac')} as double) as {dialect.ident('cac')} "
        f"from {dialect.ident(table)} order by {line} nulls last"
    )
