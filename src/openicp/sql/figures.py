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


def figure_meanings_sql(dialect: Dialect, table: str) -> str:
    """``clv_is``: every meaning that a CLV of the table is given."""
    name = dialect.ident("clv_is")
    return f"select distinct {name} from {dialect.ident(table)} where {name} is not null order by {name} nulls last"


def figure_currencies_sql(dialect: Dialect, table: str) -> str:
    """``currency``: every currency that a figure of the table bears."""
    parts = [
        f"select {dialect.ident(name)} as currency from {dialect.ident(table)} where {dialect.ident(name)} is not null"
        for name in ("clv_currency", "cac_currency")
    ]
    return f"select distinct currency from ({' union all '.join(parts)}) order by currency nulls last"
