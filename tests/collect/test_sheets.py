"""Sheets that people keep by hand and exports of survey tools, in five languages, wide ones and ones that say nothing."""

# ruff: noqa: E501  (a line here is a line of a file)
from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from collect.folders import asked, table
from openicp.collect.mapping import Mapping
from openicp.collect.pipeline import import_files
from openicp.collect.recognise import look_at, recognise
from openicp.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "ws")


def mapping_of(file: str, header: str, *rows: str) -> Mapping:
    sample = [[cell or None for cell in row.split("|")] for row in rows]
    return recognise(look_at(file, header.split("|"), sample))


def used(mapping: Mapping) -> dict[str, str]:
    return {each.header: each.column for each in mapping.columns}


HAND = {
    "en": ("Client name|Vertical|# employees|Country|Client since|MRR (€)|Sales rep|Remarks", "customers.csv"),
    "nl": (
        "Klantnaam|Bedrijfstak|Aantal medewerkers|Land|Klant sinds|MRR (€)|Accountmanager|Opmerkingen",
        "klanten.csv",
    ),
    "de": ("Kundenname|Branche|Anzahl Mitarbeiter|Land|Kunde seit|MRR (€)|Betreuer|Bemerkungen", "Kunden.csv"),
    "ro": (
        "Nume client|Domeniu de activitate|Nr. angajați|Țara|Client din|MRR (€)|Responsabil|Observații",
        "clienti.csv",
    ),
    "fr": ("Nom du client|Secteur|Nb salariés|Pays|Client depuis|MRR (€)|Commercial|Remarques", "clients.csv"),
}
ROWS = (
    "Brava GmbH|Software|80|Germany|2024-03-05|99|Jo Adler|pays late",
    "Kite BV|Retail|250|Netherlands|2024-04-05|120|Ana Novak|called twice",
    "Nord SARL|Construction|15|France|2024-05-06|40|Jo Adler|likes us",
)


@pytest.mark.parametrize("lang", HAND)
def test_a_sheet_kept_by_hand_is_read_in_five_languages(lang):
    header, file = HAND[lang]
    mapping = mapping_of(file, header, *ROWS)
    assert mapping.table == "accounts"
    assert list(used(mapping).values()) == ["account_name", "industry", "employees", "country", "customer_since", "mrr"]
    assert mapping.doubtful == ()
    assert [mapping.apart[text] for text in header.split("|")[6:]] == ["owner", "free"]
    assert mapping.column("mrr").currency == "EUR"


SUBSCRIBERS = {
    "nl": ("Klantnaam|Klant vanaf|Opgezegd per|Maandabonnement|Actief", "EUR"),
    "de": ("Firma|Kunde ab|Gekündigt zum|Monatsgebühr|Noch aktiv", "EUR"),
    "ro": ("Denumire companie|Client din data|Data rezilierii|Abonament lunar (lei)|Activ", "RON"),
    "fr": ("Raison sociale|Client depuis le|Résilié depuis|Abonnement mensuel HT|Actif", "EUR"),
}


@pytest.mark.parametrize("lang", SUBSCRIBERS)
def test_who_pays_since_when_is_read_and_whether_one_still_pays_is_no_trait(lang):
    header, currency = SUBSCRIBERS[lang]
    sign = "" if currency == "RON" else " €"
    rows = [f"Brava SRL|05.03.2022||1.299,90{sign}|x", f"Kite BV|06.04.2022|01.02.2024|450,00{sign}|"]
    mapping = mapping_of("list.csv", header, *rows)
    assert list(used(mapping).values()) == ["account_name", "customer_since", "churned_on", "mrr"]
    assert header.split("|")[-1] in mapping.apart
    if currency == "RON":
        assert mapping.column("mrr").currency == "RON"


UNITS = {
    "Jahresumsatz (TEUR)": ("EUR", 1e3),
    "Umsatz in T€": ("EUR", 1e3),
    "Umsatz (Mio. €)": ("EUR", 1e6),
    "Umsatz in Tausend Franken": ("CHF", 1e3),
    "Chiffre d'affaires (k€)": ("EUR", 1e3),
    "Chiffre d'affaires en M€": ("EUR", 1e6),
    "Omzet (mln euro)": ("EUR", 1e6),
    "Cifra de afaceri (mii lei)": ("RON", 1e3),
    "Cifra de afaceri (mil. lei)": ("RON", 1e6),
    "Annual revenue ($)": ("USD", 1.0),
}


@pytest.mark.parametrize("header", UNITS)
def test_thousands_and_currencies_that_a_header_names_hold_for_its_numbers(header):
    mapping = mapping_of("list.csv", f"Company|{header}", "Brava SRL|1250", "Kite BV|480")
    revenue = mapping.column("revenue")
    assert (revenue.currency, revenue.scale) == UNITS[header]


PERSONS = {
    "en": "Company|First name|Surname|E-mail address|Mobile phone|Comments",
    "nl": "Bedrijf|Voornaam|Achternaam|E-mailadres|Mobiel nummer|Opmerkingen",
    "de": "Firma|Vorname|Nachname|E-Mail-Adresse|Handynummer|Kommentare",
    "ro": "Companie|Prenume|Nume de familie|Adresa de email|Telefon mobil|Comentarii",
    "fr": "Entreprise|Prénom|Nom de famille|Adresse e-mail|Téléphone portable|Commentaires",
}


@pytest.mark.parametrize("lang", PERSONS)
def test_columns_of_persons_are_kept_out_in_five_languages(lang):
    rows = (
        "Brava GmbH|Kim|Berg|kim@brava.de|+49 170 123456|nice",
        "Kite BV|Anneke|de Vries|a@kite.nl|+31 6 1234567|ok",
    )
    mapping = mapping_of("customers.csv", PERSONS[lang], *rows)
    _, first, last, mail, phone, free = PERSONS[lang].split("|")
    assert {mapping.apart.get(first), mapping.apart.get(last), mapping.apart.get(phone)} == {"person"}
    assert mapping.apart.get(free) == "free"
    assert used(mapping)[mail] == "account_mail"
    assert not mapping.own


NAMES = ("Kim Berg", "Dr. Anna-Maria Müller", "Vries, Anneke de", "Luc Petit", "Ștefan Ionescu", "Sophie O'Neill")


@pytest.mark.parametrize(
    ("values", "group"),
    [
        (NAMES, "person"),
        (("Anna", "Tom", "Pieter", "Claire", "Ioana", "Jürgen"), "person"),
        (("Jo Adler", "Ana Novak", "Jo Adler", "Jo Adler", "Ana Novak", "Jo Adler"), "person"),
        (("kim@web.de", "anna@gmx.de", "p@kpnmail.nl", "luc@free.fr", "s@yahoo.ro", "o@bt.com"), None),
        (
            (
                "+49 170 1234567",
                "0031 6 12345678",
                "(0)40 123456",
                "+33 6 12 34 56 78",
                "+40 721 234 567",
                "020 7946 0018",
            ),
            "person",
        ),
        (("Blue Ocean", "Red Hill", "Blue Ocean", "Red Hill", "Blue Ocean", "Red Hill"), ""),
    ],
)
def test_persons_are_seen_by_values_alone(values, group):
    rows = [f"c{i}|Firm{i} GmbH|{value}" for i, value in enumerate(values)]
    mapping = mapping_of("customers.csv", "Customer ID|Company|Feld 7", *rows)
    if group is None:
        assert used(mapping)["Feld 7"] == "account_mail"
    elif group == "":
        assert [own.header for own in mapping.own] == ["Feld 7"]
    else:
        assert mapping.apart["Feld 7"] == group


def test_headers_that_say_nothing_are_read_by_their_values():
    rows = (
        "Brava GmbH|Germany|Software|brava.de",
        "Kite BV|Netherlands|Retail|kite.nl",
        "Nord SARL|France|Construction|nord.fr",
    )
    mapping = mapping_of("list.csv", "A|B|C|D", *rows)
    assert mapping.table == "accounts"
    assert used(mapping) == {"A": "account_name", "B": "country", "C": "industry", "D": "account_domain"}
    assert {each.reason for each in mapping.columns} == {"values"}


def test_a_column_whose_values_another_file_has_names_the_company(workspace, tmp_path):
    companies = table(
        tmp_path / "accounts.csv", ("account_id", "account_name"), [(f"A-{i}", f"Firm {i}") for i in range(6)]
    )
    deals = table(
        tmp_path / "deals.csv",
        ("deal_id", "stage", "amount", "who"),
        [(f"d{i}", "Won" if i % 2 else "Lost", 100, f"A-{i}") for i in range(6)],
    )
    import_files(workspace, [companies, deals])
    assert asked(workspace, "select count(*) from deals d join accounts a using (account_id)")[0][0] == 6
    mapped = workspace.ledger.rows("sources", {"source": "deals"})[0]["detail"]["columns"]
    assert [one["reason"] for one in mapped if one["header"] == "who"] == ["joins"]


SPEND_BY_CHANNEL = ("Monat", "Google Ads (€)", "LinkedIn (€)", "Messen (€)", "Gesamt")


def test_spend_with_a_column_for_each_channel_becomes_rows(workspace, tmp_path):
    path = table(
        tmp_path / "marketing.csv",
        SPEND_BY_CHANNEL,
        [("Jan 2024", "1.000,50", 200, "", "1.200,50"), ("Feb 2024", 900, "", 50, 950)],
    )
    outcome = import_files(workspace, [path])
    found = asked(
        workspace, 'select cast("month" as varchar), channel, amount, amount_currency from spend order by 1, 2'
    )
    assert found == [
        ("2024-01-01", "Google Ads", Decimal("1000.50"), "EUR"),
        ("2024-01-01", "LinkedIn", Decimal(200), "EUR"),
        ("2024-02-01", "Google Ads", Decimal(900), "EUR"),
        ("2024-02-01", "Messen", Decimal(50), "EUR"),
    ]
    assert [(each.rows, each.loaded, each.columns, each.understood) for each in outcome.files] == [(2, 2, 5, 5)]


@pytest.mark.parametrize(
    "months",
    [("Jan 2024", "Feb 2024", "Mar 2024"), ("01/2024", "02/2024", "03/2024"), ("janv. 24", "févr. 24", "mars 24")],
)
def test_spend_with_a_column_for_each_month_becomes_rows(workspace, tmp_path, months):
    path = table(
        tmp_path / "ad-spend.csv",
        ("Channel", *months, "Total"),
        [("Google Ads", 100, 110, 120, 330), ("Events", "", 500, "", 500)],
    )
    import_files(workspace, [path])
    assert asked(workspace, "select channel, count(*), sum(amount) from spend group by 1 order by 1") == [
        ("Events", 1, Decimal(500)),
        ("Google Ads", 3, Decimal(330)),
    ]


def test_mrr_with_a_column_for_each_month_ends_where_the_cells_end(workspace, tmp_path):
    months = ("2024-01", "2024-02", "2024-03", "2024-04")
    path = table(
        tmp_path / "mrr.csv", ("Kunde", *months), [("Brava GmbH", 99, 99, 120, 120), ("Kite BV", "", 50, 50, "")]
    )
    import_files(workspace, [path])
    ends = "select mrr_after from mrr_events e join accounts a using (account_id) where a.name = 'Kite BV' order by e.\"on\""
    assert [value for (value,) in asked(workspace, ends)] == [Decimal(50), Decimal(50), Decimal(0)]


def test_usage_with_a_column_for_each_feature_becomes_rows(workspace, tmp_path):
    rows = [("a1", f"2024-03-{day:02}", day, 0, 2) for day in range(1, 6)]
    path = table(tmp_path / "usage.csv", ("account_id", "day", "logins", "exports", "api_calls"), rows)
    import_files(workspace, [path])
    found = asked(workspace, "select feature, sum(amount) from usage group by 1 order by 1")
    assert found == [("api calls", 10.0), ("exports", 0.0), ("logins", 15.0)]


def test_a_cell_of_a_wide_table_is_set_aside_under_its_own_header(workspace, tmp_path):
    rows = [(f"{month:02}/2024", 900, 1, 50, 951) for month in range(1, 11)]
    rows[3] = ("04/2024", "7897. 2%", 200, 3, 4)
    outcome = import_files(workspace, [table(tmp_path / "marketing.csv", SPEND_BY_CHANNEL, rows)])
    assert [(one.line, one.column, one.value) for one in outcome.set_aside] == [(5, "Google Ads (€)", "7897. 2%")]


SURVEYS = {
    "Typeform": "#|How likely are you to recommend us to a colleague?|What is the main reason?|email|company|Start Date (UTC)|Submit Date (UTC)|Network ID",
    "SurveyMonkey": "Respondent ID|Collector ID|End Date|IP Address|Email Address|First Name|Last Name|How likely is it that you would recommend us?|Comments",
    "Google Forms": "Timestamp|Email Address|On a scale of 0-10, how likely are you to recommend us?|Comments",
    "Delighted": "Response ID|Score|Comment|Email|Name|Survey Type|Survey Date|Response Date",
    "AskNicely": "Response ID|Email|Name|Answer|NPS Score|Comment|Sent|Responded At",
}


@pytest.mark.parametrize("tool", SURVEYS)
def test_answers_of_survey_tools_are_ratings_and_persons_stay_out(tool):
    header = SURVEYS[tool].split("|")
    cells = {
        "email": "kim@brava.de",
        "email address": "kim@brava.de",
        "company": "Brava GmbH",
        "ip address": "93.184.216.34",
    }
    cells |= {"first name": "Kim", "last name": "Berg", "name": "Kim Berg", "survey type": "nps"}
    rows = []
    for i in range(4):
        row = [
            cells.get(text.lower())
            or (
                "2024-03-05 10:00"
                if "date" in text.lower() or "stamp" in text.lower() or "at" in text.lower().split()
                else None
            )
            for text in header
        ]
        rows.append(
            "|".join(
                cell or (str(6 + i) if "recommend" in text or "core" in text else f"v{i}")
                for cell, text in zip(row, header, strict=True)
            )
        )
    mapping = mapping_of(f"{tool.lower()}-nps.csv", "|".join(header), *rows)
    assert mapping.table == "ratings", mapping
    columns = set(used(mapping).values())
    assert {"score", "account_mail"} <= columns
    for text in header:
        if text.lower() in ("ip address", "first name", "last name", "name", "respondent id"):
            assert mapping.apart[text] in ("person", "other_id")
