"""What a person types into the worksheet in any language, and what is to be read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from collect.folders import asked
from openicp.texts import Texts, catalogue
from openicp.worksheet import Column, Sheet, blank_sheets, label, write_blank
from openicp.workspace import Workspace
from worksheet.filling import Cells, Value, fill

FIRST_ROW = 3
Answers = Mapping[str, list[Mapping[str, Value]]]
"""Rows by sheet: a code, a number or a day by the column's id; words of lists are said in the language."""

ANSWERS: Answers = {
    "firmographics": [
        {
            "company": "Studio Nord GmbH",
            "website": "studio-nord.example",
            "industry": "digital_agency",
            "employees": "51-200",
            "revenue": "10-50",
            "currency": "EUR",
            "growth_stage": "growing",
            "country": "DE",
            "city": "Hamburg",
            "location_type": "both",
            "founded_year": 2014,
            "funding": "series_a",
            "investors": "Elbe Capital; Nordlicht",
            "worth": "12000000",
            "customer_groups": "Museums; Retailers",
            "goals": "More clients with the same team",
            "connections": "high",
            "recommends": 9,
            "product_team": 12,
            "service_team": 8,
            "sales_team": 6,
            "yearly_budget": "6000",
            "would_pay": "4800",
            "business_model": "services",
            "customer_since": date(2024, 3, 1),
            "churned_on": date(2026, 2, 28),
            "origin": "estimate",
            "known_on": date(2026, 9, 30),
        },
        {"company": "Kite Labs SRL", "country": "RO", "employees": "85"},
    ],
    "technographics": [
        {
            "company": "Studio Nord GmbH",
            "technology": "jira",
            "relation": "integrates",
            "used_since": date(2023, 6, 1),
        },
        {"company": "Kite Labs SRL", "technology": "google_workspace", "relation": "replaces"},
    ],
    "personas": [
        {
            "company": "Studio Nord GmbH",
            "job_title": "Project Manager",
            "department": "project_management",
            "seniority": "manager",
            "tasks": "Plans teams; Reports to clients",
            "role_goals": "Projects on time",
            "challenges": "No overview",
        },
    ],
    "decisions": [
        {
            "company": "Studio Nord GmbH",
            "decision_role": "economic_buyer",
            "job_title": "CEO",
            "criteria": "Price",
            "process": "committee",
        },
    ],
    "voice": [
        {
            "company": "Studio Nord GmbH",
            "role": "Project lead",
            "kind": "pain",
            "quote": "We had lost the overview.",
            "theme": "Lost the overview",
            "language": "en",
            "said_on": date(2026, 9, 15),
        },
        {"company": "Kite Labs SRL", "role": "Founder", "kind": "why_us", "quote": "Ne-a convins echipa."},
    ],
    "segments": [
        {
            "segment": "A",
            "size": "small",
            "accounts": 150,
            "churn": 0.1,
            "churn_period": "month",
            "clv": "2400",
            "clv_is": "year",
            "cac": "350",
            "currency": "USD",
        },
        {"segment": "C", "size": "enterprise", "accounts": 50, "churn": 0.02, "churn_period": "year", "clv": "10000+"},
    ],
}


def typed(column: Column, answer: Value, texts: Texts) -> Value:
    """What stands in the cell: the name of a code in the language, everything else as it is."""
    if not column.list or column.list == "people" or not isinstance(answer, str):
        return answer
    return label(column, answer, texts)


def cells(sheet: Sheet, rows: list[Mapping[str, Value]], texts: Texts, *, first: int = FIRST_ROW) -> Cells:
    """Where each answer goes."""
    places = {column.id: place for place, column in enumerate(sheet.columns)}
    return {
        (first + line, places[name]): typed(sheet.columns[places[name]], answer, texts)
        for line, row in enumerate(rows)
        for name, answer in row.items()
    }


def worksheet(folder: Path, lang: str, answers: Answers = ANSWERS, **options: Any) -> Path:
    """A worksheet in a language, filled in."""
    texts = catalogue(lang)
    blank = folder / f"blank-{lang}.xlsx"
    write_blank(blank, texts)
    filled = {
        place: cells(sheet, answers[sheet.id], texts)
        for place, sheet in enumerate(blank_sheets(), 1)
        if sheet.id in answers
    }
    return fill(blank, folder / f"filled-{lang}.xlsx", filled, **options)


READ = {
    "accounts": "select name, domain, industry, employees_low, employees_high, revenue_low, revenue_high, "
    "revenue_currency, growth_stage, country, city, location_type, founded_year, funding, worth_low, worth_currency, "
    "connections, product_team_low, service_team_low, sales_team_low, yearly_budget_low, would_pay_low, "
    "business_model, customer_since, churned_on, origin, known_on, system from accounts order by name",
    "tags": "select a.name, t.attribute, t.value, t.relation, t.known_on from tags t join accounts a "
    "on a.account_id = t.account_id where t.attribute <> 'roles' order by all",
    "ratings": "select kind, score from ratings",
    "personas": "select title, department, seniority, decision_role, decision_process from personas order by title",
    "voices": 'select a.name, role, kind, theme, language, "on" from voices v join accounts a '
    "on a.account_id = v.account_id order by 1",
    "segment_figures": "select segment, accounts, churn, churn_period, clv_low, clv_high, clv_currency, clv_is, "
    "cast(cac as double) from segment_figures order by 1",
}
"""What is compared between languages: everything but originals."""


def what_was_read(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """The published tables."""
    return {name: asked(workspace, select) for name, select in READ.items()}
