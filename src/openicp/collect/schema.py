"""The tables that files are read into: the canonical ones, and four that only help to read others.

Comes in: ``model.tables``. Goes out: kinds of columns, and the stored columns of each table with their SQL types.
It never touches data.
"""

from __future__ import annotations

from openicp.model.tables import ACCOUNT_REFERENCE, TABLES, ColumnSpec, TableSpec

C = ColumnSpec

AUXILIARY: dict[str, TableSpec] = {
    table.name: table
    for table in (
        TableSpec(
            "items",
            "line of a subscription",
            (
                C("subscription_id", "id", "Id of the subscription"),
                *ACCOUNT_REFERENCE,
                C("plan", "label", "Plan"),
                C("seats", "number", "Seats"),
                C("mrr", "money", "Monthly recurring revenue"),
                C("arr", "money", "Yearly recurring revenue"),
                C("amount", "money", "Amount per billing period"),
                C("started_on", "date", "First day"),
                C("ended_on", "date", "Last day"),
            ),
            ("subscription_id",),
        ),
        TableSpec(
            "plans",
            "plan or product of a price list",
            (
                C("plan_id", "id", "Id"),
                C("plan_name", "label", "Name"),
                C("plan_price", "money", "Price"),
                C("billing_interval", "label", "Period of the price"),
                C("billing_months", "number", "Months of the period"),
                C("is_free", "yesno", "Free plan"),
            ),
            ("plan_id", "plan_name"),
        ),
        TableSpec(
            "links",
            "deal and the company that it is of",
            (C("deal_id", "id", "Id of the deal"), *ACCOUNT_REFERENCE),
            ("deal_id",),
        ),
        TableSpec(
            "stages",
            "stage of a pipeline",
            (
                C("stage_id", "id", "Id"),
                C("stage_label", "label", "Name"),
                C("stage_won", "yesno", "Means won"),
                C("stage_closed", "yesno", "Means closed"),
                C("pipeline", "label", "Pipeline"),
            ),
            ("stage_id",),
        ),
    )
}
"""Tables that are loaded and looked up, never published."""

ALL: dict[str, TableSpec] = TABLES | AUXILIARY

PSEUDO: dict[str, str] = {
    "account_mail": "mail",
    "currency": "currency",
    "gross": "money",
    "is_won": "yesno",
    "is_closed": "yesno",
    "deal_name": "dropped",
    "interval_count": "number",
    "livemode": "yesno",
    "mrr_before": "money",
    "old_value": "label",
    "churn_per": "label",
    "deleted": "yesno",
    "comment": "free",
    "answer_role": "label",
    "answer_language": "label",
    "consent": "yesno",
    "keep_until": "date",
}
"""Columns that serve to read others and are not stored themselves."""

RENAMED: dict[tuple[str, str], str] = {
    ("spend", "spend"): "amount",
    ("usage", "usage_amount"): "amount",
    ("tags", "technology"): "value",
    ("tags", "role"): "value",
    ("tags", "tag_known_on"): "known_on",
    ("rates", "rate_currency"): "currency",
    ("voices", "voice_kind"): "kind",
    ("voices", "voice_on"): "on",
    ("voices", "spoken_role"): "role",
    ("personas", "role"): "title",
    ("history", "field_changed"): "attribute",
    ("history", "new_value"): "value",
    ("history", "changed_on"): "known_on",
    ("items", "item_started_on"): "started_on",
    ("items", "item_ended_on"): "ended_on",
}
"""Names in the vocabulary of headers that are stored under another name."""

STORED: dict[str, tuple[tuple[str, str], ...]] = {
    "id": (("", "varchar"),),
    "label": (("", "varchar"),),
    "code": (("", "varchar"), ("_original", "varchar")),
    "range": (("_low", "double"), ("_high", "double"), ("_original", "varchar")),
    "money": (("", "decimal(18,4)"), ("_currency", "varchar")),
    "moneyrange": (("_low", "double"), ("_high", "double"), ("_currency", "varchar"), ("_original", "varchar")),
    "number": (("", "double"),),
    "share": (("", "double"), ("_period", "varchar")),
    "date": (("", "date"),),
    "yesno": (("", "boolean"),),
}
"""Suffix and SQL type of each stored column, by kind; kinds that are missing are not stored."""

ROW_IDS = {"deals": "deal_id", "subscriptions": "subscription_id", "invoices": "invoice_id", "leads": "lead_id"}
ROW_IDS |= {"mrr_events": "event_id"}
"""Column by which rows of a table are told apart."""

TAIL = (("source", "varchar"), ("system", "varchar"), ("line", "bigint"), ("doubt", "varchar"))
"""What every loaded row carries besides."""


def spec_column(table: str, column: str) -> ColumnSpec | None:
    """The column's spec, under its stored name."""
    stored = RENAMED.get((table, column), column)
    return next((each for each in ALL[table].columns if each.name == stored), None) if table in ALL else None


def column_kind(table: str, column: str) -> str:
    """How the column's values are read."""
    if found := spec_column(table, column):
        return found.kind
    return PSEUDO.get(column, "label")


def stored_name(table: str, column: str) -> str:
    """Name under which a column of the vocabulary is stored."""
    return RENAMED.get((table, column), column)


def stored_columns(table: str) -> list[tuple[str, str]]:
    """Name and SQL type of every stored column of a loaded table."""
    found = [
        (column.name + suffix, kind) for column in ALL[table].columns for suffix, kind in STORED.get(column.kind, ())
    ]
    return [*found, *TAIL]
