"""The canonical tables: the one place that says what each column is, its type, its unit and its meaning.

Comes in: nothing. Goes out: ``TABLES``. Header names that map to these columns live in ``vocab``.

How a kind is stored in a snapshot (``c`` is the column's name):

=========== =====================================================================================
``id``      ``c`` VARCHAR, trimmed
``label``   ``c`` VARCHAR as written, trimmed (plans, channels, stages: few distinct values)
``code``    ``c`` VARCHAR stable code from ``vocab`` (or a slug of the original), ``c_original`` VARCHAR
``range``   ``c_low``, ``c_high`` DOUBLE (closed; infinite when open), ``c_original`` VARCHAR
``money``   ``c`` DECIMAL(18,4), ``c_currency`` VARCHAR (ISO 4217; NULL unknown)
``moneyrange`` ``c_low``, ``c_high`` DOUBLE, ``c_currency``, ``c_original``
``number``  ``c`` DOUBLE
``share``   ``c`` DOUBLE (0.04 for 4 %), ``c_period`` VARCHAR (``month``, ``quarter``, ``year`` or NULL)
``date``    ``c`` DATE
``yesno``   ``c`` BOOLEAN
``tags``    no column: one row per value in the table ``tags``
``person``  not stored in snapshots: names, mail, phone of persons
``free``    not stored in snapshots: notes and other free text
=========== =====================================================================================

Loaded tables (one snapshot per source and table) carry ``source``, ``system``, ``line`` and, for whatever
belongs to a company, the references ``account_ref``, ``account_name``, ``account_domain``. Published tables
are made from all loaded ones: the references are replaced by our stable ``account_id``.

Published tables hold every column of their spec in the stored form above (NULL where no source gives it), and:

``accounts``    ``account_id``, ``name``, ``domain`` instead of the references; one row per account; attributes as
                last known; ``listed`` BOOLEAN (from a table of accounts, not only named by a deal); ``doubt``
``attributes``  ``account_id, attribute, value, low, high, currency, original, known_on, source, estimated``: the
                history of single values; user's own are ``x_<slug>``; ``known_on`` NULL means today's value only
``own_attributes``  ``attribute, kind, label, source``: what the user's own attributes are
``tags``        ``account_id, attribute, value, value_original, relation, known_on, ended_on, source``
``prospects``   ``prospect_id``, references kept; which of them are accounts is found whenever a list is ranked
``prospect_tags``  ``prospect_id, attribute, value, value_original``
``subscriptions``  beside the contracts, under their own source, the dated lines of contracts where an export has them
                (same ``subscription_id``; start, end and MRR of each line)
``deals``       ``duplicate_of`` VARCHAR: the ``deal_id`` of the same deal in another system, else NULL
other tables    ``account_id`` (NULL when the row names no account; none in ``spend``, ``rates``,
                ``segment_figures``)

all but ``attributes`` and ``own_attributes`` end with ``source``, ``system``, ``line`` and ``doubt``: a code such
as ``churned_before_start`` or ``future_date``, else NULL. A date in doubt is NULL in the published row (the loaded
snapshot keeps it), so that nothing is ever computed from it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One canonical column."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    attribute: bool = False
    """Whether it describes the company, so that it enters the attribute history."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One canonical table."""

    name: str
    row: str
    """What one row is."""
    columns: tuple[ColumnSpec, ...]
    key: tuple[str, ...]
    """Columns of which at least one must be readable, or the row is set aside."""


C = ColumnSpec

ACCOUNT_REFERENCE = (
    C("account_ref", "id", "Id of the company in its system"),
    C("account_name", "label", "Name of the company"),
    C("account_domain", "id", "Domain of the company's web site or of its mail addresses"),
)
REFERENCES = tuple(each.name for each in ACCOUNT_REFERENCE)
"""By what a row names its company."""

FIRMOGRAPHICS = (
    C("industry", "code", "Industry", attribute=True),
    C("employees", "range", "People who work there", "people", attribute=True),
    C("revenue", "moneyrange", "Yearly revenue of the company", "money", attribute=True),
    C("country", "code", "Country (ISO 3166 alpha-2)", attribute=True),
    C("region", "code", "Region of the world or of the country", attribute=True),
    C("city", "code", "City", attribute=True),
    C("founded_year", "number", "Year of foundation", "year", attribute=True),
    C("growth_stage", "code", "startup, growing, established", attribute=True),
    C("funding", "code", "Last funding round or funding structure", attribute=True),
    C("worth", "moneyrange", "What the company is worth", "money", attribute=True),
    C("business_model", "code", "How the company earns: b2b, b2c, marketplace...", attribute=True),
    C("location_type", "code", "online, shop, both", attribute=True),
    C("connections", "code", "How well connected it is: low, medium, high", attribute=True),
    C("product_team", "range", "People in its product team", attribute=True),
    C("service_team", "range", "People in its service team", attribute=True),
    C("sales_team", "range", "People in its sales team", attribute=True),
    C("yearly_budget", "moneyrange", "Yearly budget for a product like ours", "money", attribute=True),
    C("would_pay", "moneyrange", "What it would pay for a product like ours, a year", "money", attribute=True),
    C("size_class", "code", "Size as the user's system names it", attribute=True),
    C("channel", "label", "Acquisition channel", attribute=True),
    C("technologies", "tags", "Technologies in use", attribute=True),
    C("roles", "tags", "Job titles of who uses or decides, read as department and seniority", attribute=True),
    C("themes", "tags", "Topics, needs, tags", attribute=True),
    C("investors", "tags", "Investors", attribute=True),
    C("customer_groups", "tags", "Customer groups it serves", attribute=True),
    C("goals", "tags", "Goals of the company", attribute=True),
)

TABLES: dict[str, TableSpec] = {
    table.name: table
    for table in (
        TableSpec(
            "accounts",
            "company",
            (
                *ACCOUNT_REFERENCE,
                C("other_ref", "id", "Id of the company in another system"),
                C("parent_ref", "id", "Id of the parent company"),
                C("parent_name", "label", "Name of the parent company"),
                *FIRMOGRAPHICS,
                C("status", "label", "customer, churned, trial, prospect... in the user's words"),
                C("customer_since", "date", "First day as a paying customer"),
                C("churned_on", "date", "Day the customer left"),
                C("is_churned", "yesno", "Whether the customer has left, where no date says when"),
                C("tenure_months", "number", "Months as a customer, where no dates say it", "months"),
                C("plan", "label", "Plan"),
                C("mrr", "money", "Monthly recurring revenue"),
                C("arr", "money", "Yearly recurring revenue"),
                C("created_on", "date", "Day the company appeared in the system"),
                C("is_internal", "yesno", "Our own or a test account"),
                C("known_on", "date", "Day to which the row's values apply"),
                C("origin", "code", "Where the row's values come from: crm, billing, worksheet, estimate, public_data"),
                C("estimates", "label", "Attributes whose values are marked as estimates; no column of a file"),
            ),
            ("account_ref", "account_name", "account_domain"),
        ),
        TableSpec(
            "history",
            "value of a company's attribute from a day on",
            (
                *ACCOUNT_REFERENCE,
                C("attribute", "label", "Field, as its system names it"),
                C("value", "label", "Its value from that day on"),
                C("low", "number", "Lower end, for numbers"),
                C("high", "number", "Upper end, for numbers"),
                C("value_currency", "label", "Currency, for money"),
                C("original", "label", "As written"),
                C("known_on", "date", "Day of the change; 1900-01-01: what held before the first change"),
                C("estimated", "yesno", "Told to be an estimate"),
            ),
            ("attribute",),
        ),
        TableSpec(
            "tags",
            "company, attribute and value",
            (
                *ACCOUNT_REFERENCE,
                C("attribute", "label", "technologies, roles, themes, investors, customer_groups, goals"),
                C("value", "code", "One value"),
                C("relation", "code", "What our product does with a technology: integrates, complements, replaces"),
                C("known_on", "date", "First day it was known"),
                C("ended_on", "date", "Day it stopped"),
            ),
            ("value",),
        ),
        TableSpec(
            "deals",
            "opportunity",
            (
                C("deal_id", "id", "Id of the deal"),
                *ACCOUNT_REFERENCE,
                C("other_ref", "id", "Id of the company in another system"),
                C("product", "label", "Product"),
                C("pipeline", "label", "Pipeline"),
                C("kind", "label", "new, expansion, renewal"),
                C("channel", "label", "Channel or source"),
                C("campaign", "label", "Campaign"),
                C("opened_on", "date", "Day it was opened"),
                C("closed_on", "date", "Day it was won or lost"),
                C("expected_on", "date", "Day an open deal should close"),
                C("stage", "label", "Stage"),
                C("outcome", "label", "won, lost, open"),
                C("amount", "money", "Amount"),
                C("loss_reason", "label", "Why it was lost"),
            ),
            ("deal_id", "account_ref", "account_name", "account_domain"),
        ),
        TableSpec(
            "subscriptions",
            "contract",
            (
                C("subscription_id", "id", "Id of the subscription"),
                *ACCOUNT_REFERENCE,
                C("other_ref", "id", "Id of the company in another system"),
                C("product", "label", "Product"),
                C("plan", "label", "Plan"),
                C("started_on", "date", "First paid day"),
                C("trial_start", "date", "First day of the trial"),
                C("trial_end", "date", "Last day of the trial"),
                C("cancelled_on", "date", "Day of the decision to leave"),
                C("ended_on", "date", "Last paid day"),
                C("status", "label", "active, canceled, trialing..."),
                C("seats", "number", "Seats", "seats"),
                C("discount", "share", "Discount"),
                C("mrr", "money", "Monthly recurring revenue"),
                C("arr", "money", "Yearly recurring revenue"),
                C("amount", "money", "Amount per billing period"),
                C("billing_months", "number", "Months per billing period", "months"),
                C("billing_interval", "label", "monthly, yearly... in the user's words"),
                C("is_free", "yesno", "Free plan"),
                C("is_test", "yesno", "Test mode"),
                C("leave_reason", "label", "Why it ended"),
            ),
            ("subscription_id", "account_ref", "account_name", "account_domain"),
        ),
        TableSpec(
            "mrr_events",
            "change of recurring revenue",
            (
                C("event_id", "id", "Id of the event"),
                C("subscription_id", "id", "Id of the subscription"),
                *ACCOUNT_REFERENCE,
                C("on", "date", "Day of the change"),
                C("mrr_change", "money", "Change of MRR"),
                C("mrr_after", "money", "MRR after the change"),
                C("kind", "label", "new, expansion, contraction, churn, reactivation... in the user's words"),
                C("plan", "label", "Plan after the change"),
            ),
            ("on",),
        ),
        TableSpec(
            "invoices",
            "invoice or invoice line",
            (
                C("invoice_id", "id", "Id of the invoice"),
                C("subscription_id", "id", "Id of the subscription"),
                *ACCOUNT_REFERENCE,
                C("issued_on", "date", "Day of issue"),
                C("period_start", "date", "First day of the period"),
                C("period_end", "date", "Last day of the period"),
                C("amount", "money", "Amount without tax"),
                C("status", "label", "paid, open, void..."),
            ),
            ("invoice_id", "account_ref", "account_name", "account_domain"),
        ),
        TableSpec(
            "spend",
            "month and channel, or campaign",
            (
                C("month", "date", "First day of the month or of the campaign"),
                C("ended_on", "date", "Last day of the campaign"),
                C("channel", "label", "Channel"),
                C("campaign", "label", "Campaign: its id where leads name one"),
                C("kind", "label", "Kind of cost"),
                C("amount", "money", "Amount spent"),
            ),
            ("month",),
        ),
        TableSpec(
            "leads",
            "lead",
            (
                C("lead_id", "id", "Id of the lead"),
                *ACCOUNT_REFERENCE,
                C("created_on", "date", "Day the lead came in"),
                C("mql_on", "date", "Day it was qualified by marketing"),
                C("sql_on", "date", "Day it was accepted by sales"),
                C("channel", "label", "Channel"),
                C("campaign", "label", "Campaign"),
                C("status", "label", "Status in the user's words"),
            ),
            ("lead_id", "account_ref", "account_name", "account_domain"),
        ),
        TableSpec(
            "usage",
            "company, feature and day or month",
            (
                *ACCOUNT_REFERENCE,
                C("feature", "label", "Feature"),
                C("on", "date", "Day, or first day of the month"),
                C("amount", "number", "How often or how much"),
            ),
            ("account_ref", "account_name", "account_domain"),
        ),
        TableSpec(
            "ratings",
            "answer of a company",
            (
                *ACCOUNT_REFERENCE,
                C("kind", "label", "nps, csat..."),
                C("score", "number", "Score"),
                C("on", "date", "Day of the answer"),
            ),
            ("score",),
        ),
        TableSpec(
            "referrals",
            "company recommended by a company",
            (
                *ACCOUNT_REFERENCE,
                C("referred_name", "label", "Name of the company that was recommended us"),
                C("referred_ref", "id", "Its id"),
                C("on", "date", "Day"),
            ),
            ("account_ref", "account_name", "account_domain"),
        ),
        TableSpec(
            "segment_figures",
            "segment, when there is no raw data",
            (
                C("segment", "label", "Name of the segment"),
                C("size", "label", "Size class"),
                C("accounts", "number", "Accounts in it", "accounts"),
                C("churn", "share", "Churn, with its period"),
                C("clv", "moneyrange", "Customer lifetime value"),
                C("clv_is", "label", "What the CLV is of: year, lifetime"),
                C("cac", "money", "Cost of winning one account"),
            ),
            ("segment",),
        ),
        TableSpec(
            "rates",
            "currency and month",
            (
                C("month", "date", "Month the rate applies from"),
                C("currency", "label", "ISO 4217 code"),
                C("rate", "number", "Units of the base currency for one unit of the currency"),
                C("base", "label", "Base currency"),
            ),
            ("currency",),
        ),
        TableSpec(
            "voices",
            "statement of a person",
            (
                *ACCOUNT_REFERENCE,
                C("role", "label", "Role of the person, never the name"),
                C(
                    "kind",
                    "label",
                    "pain, trigger, outcome, benefit, why_us, doubt, loss, leave, like, remaining",
                ),
                C("quote", "free", "What was said; goes to the ledger, never to a snapshot"),
                C("theme", "label", "Theme it is coded to"),
                C("language", "label", "Language code"),
                C("on", "date", "Day"),
            ),
            ("kind", "account_ref", "account_name"),
        ),
        TableSpec(
            "personas",
            "role that decides or uses, at one company or at all; never a person",
            (
                *ACCOUNT_REFERENCE,
                C("title", "label", "Job title, read as department and seniority too"),
                C("department", "code", "Department"),
                C("seniority", "code", "Level"),
                C("decision_role", "code", "decision_maker, economic_buyer, champion, influencer, user, blocker"),
                C("decision_process", "code", "How it is decided: alone, team, committee, tender"),
                C("roles", "tags", "The title as department and level"),
                C("role_tasks", "tags", "Daily tasks and responsibilities"),
                C("role_goals", "tags", "Goals"),
                C("role_challenges", "tags", "Challenges"),
                C("decision_criteria", "tags", "What decides"),
            ),
            ("title", "decision_role", "department"),
        ),
        TableSpec(
            "prospects",
            "company of a list",
            (
                *ACCOUNT_REFERENCE,
                *FIRMOGRAPHICS,
                C("event", "label", "Known trigger event"),
                C("event_on", "date", "Day of the event"),
            ),
            ("account_ref", "account_name", "account_domain"),
        ),
    )
}
"""Every canonical table by name."""

ATTRIBUTES: tuple[ColumnSpec, ...] = tuple(column for column in FIRMOGRAPHICS if column.attribute)
"""Canonical attributes, in the order people expect them."""

ROW_BY_ROW: tuple[str, ...] = (
    *("deals", "subscriptions", "mrr_events", "invoices", "spend", "leads", "usage", "ratings", "referrals"),
    *("segment_figures", "rates", "voices", "personas"),
)
"""Published as they were loaded, with the account of each row."""
OF_ACCOUNTS: tuple[str, ...] = ("accounts", "attributes", "own_attributes", "tags")
OF_LISTS: tuple[str, ...] = ("prospects", "prospect_tags")
PUBLISHED: tuple[str, ...] = (*OF_ACCOUNTS, *ROW_BY_ROW, *OF_LISTS)
"""Every published table; one without rows is not there."""

NEEDED: dict[str, tuple[str, ...]] = {
    "accounts": ("account_id", "name"),
    "attributes": ("account_id", "attribute", "value"),
    "tags": ("account_id", "attribute", "value"),
    "deals": ("account_id", "deal_id"),
    "subscriptions": ("account_id", "started_on"),
    "mrr_events": ("account_id", "on"),
    "invoices": ("account_id", "issued_on", "amount"),
    "spend": ("month", "amount"),
    "leads": ("account_id", "created_on"),
    "usage": ("account_id", "on", "amount"),
    "ratings": ("account_id", "score"),
    "referrals": ("account_id",),
    "rates": ("month", "currency", "rate"),
}
"""Published tables that may lie elsewhere and be read there, and the columns that each must have."""
