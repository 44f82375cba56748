"""Writes a ``World`` as the files its systems would export: CRM, billing, spend, surveys, a bought list.

Comes in: a ``World`` and a folder. Goes out: CSV files and one XLSX, the same bytes for the same world. The
headers are those of the systems; every file has the small faults that such files have.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from openicp.example.nouns import Company, Subscription, World

COUNTRY_NAMES = {
    "US": "United States",
    "CA": "Canada",
    "GB": "United Kingdom",
    "DE": "Germany",
    "FR": "France",
    "NL": "Netherlands",
    "SE": "Sweden",
    "AU": "Australia",
    "IN": "India",
    "BR": "Brazil",
    "PL": "Poland",
    "RO": "Romania",
}
FAULTS = {88: "7897. 2%", 120: "n/a", 305: "########"}
"""What the cell of yearly revenue reads, by company number: every CRM has such cells."""
BANDS = ((1, 10), (11, 50), (51, 200), (201, 500), (501, 1000), (1001, 5000))
FIRST_NAMES = ["Robin", "Sasha", "Kim", "Noor", "Alexis", "Jordan", "Luca", "Mika", "Charlie", "Dana"]
LAST_NAMES = ["Berg", "Costa", "Lindqvist", "Moreau", "Novak", "Okafor", "Petit", "Rossi", "Tanaka", "Weiss"]


def write_all(world: World, folder: Path) -> list[Path]:
    """Write every export of ``world`` into ``folder``; the list of prospects comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        _write(folder / "hubspot-companies-2026-10-31.csv", *_companies(world)),
        _write(folder / "hubspot-contacts-2026-10-31.csv", *_contacts(world)),
        _write(folder / "hubspot-deals-2026-10-31.csv", *_deals(world)),
        _write(folder / "stripe-subscriptions-2026-10-31.csv", *_subscriptions(world)),
    ]
    optional = (
        (
            "marketing-spend.csv",
            ("Month", "Channel", "Spend"),
            [(m.strftime("%Y-%m"), c, a) for m, c, a in world.spend],
        ),
        ("nps.csv", ("Company", "Answered on", "NPS score"), [(c.name, d.isoformat(), s) for c, d, s in world.ratings]),
        (
            "feature-usage.csv",
            ("Company domain", "Month", "Feature", "Events"),
            [(c.domain, m.isoformat(), "Boards", a) for c, m, a in world.usage],
        ),
        (
            "referrals.csv",
            ("Company", "Recommended company", "Date"),
            [(a.name, b.name, d.isoformat()) for a, b, d in world.referrals],
        ),
    )
    for file, header, rows in optional:
        if rows:
            written.append(_write(folder / file, header, rows))
    if world.voices:
        written.append(_voices(world, folder / "voices.xlsx"))
    written.append(_write(folder / "list.csv", *_prospects(world)))
    return written


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _size(world: World, company: Company) -> str:
    if not world.bands:
        return str(company.people)
    return next((f"{low}-{high}" for low, high in BANDS if low <= company.people <= high), "5001+")


def _companies(world: World) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = (
        "Record ID",
        "Company name",
        "Company Domain Name",
        "Industry",
        "Number of Employees",
        "Annual Revenue",
        "Country/Region",
        "City",
        "Year Founded",
        "Lifecycle Stage",
        "Company owner",
        "Original Source",
        "Web Technologies",
        "Create Date",
    )
    won = {s.company.number for s in world.subscriptions if s.mrr}
    dealt = {d.company.number: d for d in reversed(world.deals)}
    rows: list[tuple[object, ...]] = []
    for company in world.companies:
        deal = dealt.get(company.number)
        created = f"{deal.opened:%Y-%m-%d} 09:{company.number % 60:02d}" if deal else "2026-10-05 09:00"
        known = company.number in world.technologies_known
        stage = "Customer" if company.number in won else "Opportunity" if deal else "Lead"
        rows.append(
            (
                400_000 + company.number,
                company.name,
                company.domain,
                company.industry,
                _size(world, company),
                FAULTS.get(company.number, company.revenue),
                COUNTRY_NAMES[company.country],
                company.city,
                company.founded,
                stage,
                _person(company.number // 100),
                company.channel,
                ";".join(company.tools) if known else "",
                created,
            )
        )
    return header, rows


def _person(number: int) -> str:
    return f"{FIRST_NAMES[number % 10]} {LAST_NAMES[number // 7 % 10]}"


def _contacts(world: World) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = (
        "Record ID",
        "First Name",
        "Last Name",
        "Email",
        "Job Title",
        "Associated Company ID",
        "Associated Company",
    )
    rows: list[tuple[object, ...]] = []
    for company in world.companies:
        first, last = _person(company.number).split()
        mail = f"{first}.{last}@{company.domain}".lower()
        rows.append(
            (
                700_000 + company.number,
                first,
                last,
                mail,
                company.role,
                400_000 + company.number,
                company.name,
            )
        )
    return header, rows


def _deals(world: World) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = (
        "Record ID",
        "Deal Name",
        "Pipeline",
        "Deal Stage",
        "Amount",
        "Create Date",
        "Close Date",
        "Deal owner",
        "Closed Lost Reason",
        "Associated Company IDs (Primary)",
        "Associated Company Names (Primary)",
    )
    rows: list[tuple[object, ...]] = []
    for deal in world.deals:
        stage = "Proposal sent" if deal.won is None else "Closed won" if deal.won else "Closed lost"
        rows.append(
            (
                900_000 + deal.number,
                f"{deal.company.name} - {deal.pipeline}",
                deal.pipeline,
                stage,
                deal.amount,
                f"{deal.opened:%Y-%m-%d} 10:00",
                f"{deal.closed:%Y-%m-%d} 16:30" if deal.closed else "",
                _person(deal.number // 50),
                deal.loss_reason,
                400_000 + deal.company.number,
                deal.company.name,
            )
        )
    return header, rows


def _billing_domain(s: Subscription) -> str:
    """A company that pays under another name has its invoices sent to another address too."""
    renamed = s.billing_name != s.company.name
    return f"{s.billing_name.lower().replace(' ', '-')}.example" if renamed else s.company.domain


def _subscriptions(world: World) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = (
        "id",
        "Customer ID",
        "Customer Name",
        "Customer Email",
        "Plan",
        "Quantity",
        "Currency",
        "Interval",
        "Amount",
        "Status",
        "Created (UTC)",
        "Start Date (UTC)",
        "Canceled At (UTC)",
        "Ended At (UTC)",
    )
    rows: list[tuple[object, ...]] = []
    for s in world.subscriptions:
        interval, amount = ("year", 12 * s.mrr) if s.yearly else ("month", s.mrr)
        ended = f"{s.ended:%Y-%m-%d} 00:00" if s.ended else ""
        started = f"{s.started:%Y-%m-%d} 00:00"
        rows.append(
            (
                f"sub_{s.number:05d}",
                f"cus_{s.company.number:05d}",
                s.billing_name,
                f"billing@{_billing_domain(s)}",
                s.plan,
                s.seats,
                world.currency.lower(),
                interval,
                f"{amount:.2f}",
                s.status,
                started,
                started,
                ended,
                ended,
            )
        )
    return header, rows


def _prospects(world: World) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = (
        "Company",
        "Website",
        "Sector",
        "Headcount",
        "Revenue",
        "HQ country",
        "Tools used",
        "Latest event",
        "Event date",
    )
    rows: list[tuple[object, ...]] = []
    for company in world.prospects:
        event, day = world.events.get(company.number, ("", None))
        known = company.number % 6 != 0
        sized = company.number % 11 != 0
        rows.append(
            (
                company.name,
                f"https://www.{company.domain}",
                company.industry,
                company.people if sized else "",
                f"${company.revenue / 1e6:.1f}M",
                COUNTRY_NAMES[company.country],
                ", ".join(company.tools) if known else "",
                event,
                day.isoformat() if day else "",
            )
        )
    return header, rows


def _voices(world: World, path: Path) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 10, 31, tzinfo=UTC)})
    sheet = book.add_worksheet("Voice")
    sheet.write_row(0, 0, ("Company", "Role", "Kind", "Theme", "Quote", "Language", "Date"))
    for row, (company, role, kind, theme, quote, language, day) in enumerate(world.voices, start=1):
        sheet.write_row(row, 0, (company.name, role, kind, theme, quote, language, day.isoformat()))
    book.close()
    return path
