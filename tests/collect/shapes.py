"""Exports in the shape of seven systems: headers as their pages write them, values in their formats.

One row of ``SHAPES`` is one file: its name, the system, the table, the header, two or more rows. Companies and persons
are invented.
"""

# ruff: noqa: E501  (a line here is a line of a file)
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """One export."""

    name: str
    """System, object and language, as the docs show it."""
    file: str
    system: str
    table: str | None
    header: str
    rows: tuple[str, ...]

    def csv(self) -> str:
        """The file, comma-separated, every cell quoted."""
        lines = [self.header, *self.rows]
        return "".join(",".join(f'"{cell.strip()}"' for cell in line.split("|")) + "\n" for line in lines)


def shape(name: str, file: str, table: str | None, header: str, *rows: str) -> Shape:
    return Shape(name, file, name.split()[0].lower(), table, header, rows)


HUBSPOT_COMPANIES = (
    "9001|Brava GmbH|Jo Adler|2024-03-05 14:22|+49 30 1234567|2024-09-01 10:00|Berlin|Germany|COMPUTER_SOFTWARE|brava.de|Customer|80|12000000|Organic Search",
    "9002|Kite BV|Ana Novak|2024-04-05 09:10|+31 20 7654321|2024-08-01 11:30|Utrecht|Netherlands|RETAIL|kite.nl|Opportunity|250|40000000|Paid Search",
    "9003|Nord SARL|Jo Adler|2024-05-06 08:00|+33 1 23456789||Lyon|France|CONSTRUCTION|nord.fr|Lead|15||Direct Traffic",
)
HUBSPOT_DEALS = (
    "501|Brava first|{won}|Sales|2400|2024-03-05 14:22|2024-06-01 09:00|New Business||9001|Brava GmbH|Jo Adler|1",
    "502|Kite|{lost}|Sales|1200.50|2024-04-05 09:10|2024-06-11 09:00|New Business|Price|9002|Kite BV|Ana Novak|0",
    "503|Nord|{lost}|Sales|900|2024-05-06 08:00|2024-07-01 09:00|New Business|Timing|9003|Nord SARL|Jo Adler|0",
)


def deals(won: str, lost: str) -> tuple[str, ...]:
    return tuple(row.format(won=won, lost=lost) for row in HUBSPOT_DEALS)


CONTACTS = (
    "77|Kim|Berg|kim@brava.de|+49 30 11|Head of Marketing|9001|Brava GmbH",
    "78|Anneke|de Vries|anneke@kite.nl|+31 20 12|CTO|9002|Kite BV",
)
SF_ACCOUNTS = (
    "0015g00000AbCdEAAV|Brava GmbH|Customer|Software|80|12000000|Germany|Berlin|brava.de|2024-03-05T14:22:10.000Z",
    "0015g00000AbCdFAAV|Kite BV|Prospect|Retail|250|40000000|Netherlands|Utrecht|kite.nl|2024-04-05T09:10:00.000Z",
)
SF_DEALS = (
    "0065g00000XyZaBAAV|Brava first|Brava GmbH|{won}|EUR|2.400,00|01.06.2024|05.03.2024|100%|Sam Ode",
    "0065g00000XyZaCAAV|Kite|Kite BV|{lost}|EUR|1.200,50|11.06.2024|05.04.2024|0%|Sam Ode",
    "0065g00000XyZaDAAV|Nord|Nord SARL|{lost}|EUR|900,00|21.06.2024|06.05.2024|0%|Jo Adler",
)


def sf_deals(won: str, lost: str) -> tuple[str, ...]:
    return tuple(row.format(won=won, lost=lost) for row in SF_DEALS)


PIPE = (
    "11|Brava first|1,234.00 EUR|EUR|Brava GmbH|Sales|{a}|{won}|2024-03-05 14:22:10|2024-06-01|2024-06-01 09:00:00||Kim Berg|Jo Adler",
    "12|Kite|2,000.00 EUR|EUR|Kite BV|Sales|{a}|{lost}|2024-04-05 09:10:00|2024-06-11|2024-06-11 09:00:00|Price|Anneke de Vries|Jo Adler",
    "13|Nord|500.00 EUR|EUR|Nord SARL|Sales|{a}|{open}|2024-05-06 08:00:00|2024-09-11|||Luc Petit|Ana Novak",
)


def pipe(stage: str, won: str, lost: str, open_: str) -> tuple[str, ...]:
    return tuple(row.format(a=stage, won=won, lost=lost, open=open_) for row in PIPE)


PIPE_ORG = (
    "21|Brava GmbH|Jo Adler|Germany|3|2|1|0|2024-03-05 14:22:10",
    "22|Kite BV|Ana Novak|Netherlands|1|0|0|1|2024-04-05 09:10:00",
)
SF_ACCOUNT_HEADERS = {
    "en": "Account ID|Account Name|Type|Industry|Employees|Annual Revenue|Billing Country|Billing City|Website|Created Date",
    "nl": "Account-id|Accountnaam|Soort|Bedrijfstak|Werknemers|Jaaromzet|Land van facturering|Plaats van facturering|Website|Aanmaakdatum",
    "de": "Account-ID|Accountname|Typ|Branche|Mitarbeiter|Jahresumsatz|Rechnungsland|Rechnungsort|Website|Erstelldatum",
    "ro": "ID cont|Nume cont|Tip|Industrie|Angajați|Venit anual|Țara de facturare|Oraș de facturare|Site web|Data creării",
    "fr": "ID de compte|Nom du compte|Type de compte|Secteur d'activité|Employés|Chiffre d'affaires annuel|Pays de facturation|Ville de facturation|Site Web|Date de création",
}
SF_DEAL_HEADERS = {
    "en": (
        "Opportunity ID|Opportunity Name|Account Name|Stage|Amount Currency|Amount|Close Date|Created Date|Probability (%)|Opportunity Owner",
        "Closed Won",
        "Closed Lost",
    ),
    "nl": (
        "Opportunity-id|Naam opportunity|Accountnaam|Fase|Valuta bedrag|Bedrag|Sluitingsdatum|Aanmaakdatum|Waarschijnlijkheid|Opportunity-eigenaar",
        "Gesloten gewonnen",
        "Gesloten verloren",
    ),
    "de": (
        "Opportunity-ID|Opportunityname|Accountname|Phase|Betrag Währung|Betrag|Schlusstermin|Erstelldatum|Wahrscheinlichkeit|Opportunity-Inhaber",
        "Geschlossen und gewonnen",
        "Geschlossen und verloren",
    ),
    "ro": (
        "ID oportunitate|Nume oportunitate|Nume cont|Etapă|Monedă|Sumă|Data închiderii|Data creării|Probabilitate|Proprietar oportunitate",
        "Închis câștigat",
        "Închis pierdut",
    ),
    "fr": (
        "ID opportunité|Nom de l'opportunité|Nom du compte|Étape|Devise|Montant|Date de clôture|Date de création|Probabilité|Propriétaire de l'opportunité",
        "Fermée gagnée",
        "Fermée perdue",
    ),
}
HS_COMPANY_HEADERS = {
    "en": "Record ID|Company name|Company owner|Create Date|Phone Number|Last Activity Date|City|Country/Region|Industry|Company Domain Name|Lifecycle Stage|Number of Employees|Annual Revenue|Original Source Type",
    "nl": "Record-ID|Bedrijfsnaam|Bedrijfseigenaar|Aanmaakdatum|Telefoonnummer|Datum laatste activiteit|Plaats|Land/Regio|Branche|Domeinnaam van bedrijf|Levenscyclusfase|Aantal werknemers|Jaaromzet|Oorspronkelijke bron",
    "de": "Datensatz-ID|Unternehmensname|Zuständiger Mitarbeiter|Erstellungsdatum|Telefonnummer|Datum der letzten Aktivität|Stadt|Land/Region|Branche|Domain-Name des Unternehmens|Lifecycle-Phase|Anzahl der Mitarbeiter|Jahresumsatz|Ursprüngliche Quelle",
    "fr": "ID de fiche d'informations|Nom de l'entreprise|Propriétaire de l'entreprise|Date de création|Numéro de téléphone|Date de la dernière activité|Ville|Pays/région|Secteur d'activité|Nom de domaine de l'entreprise|Phase du cycle de vie|Nombre d'employés|Chiffre d'affaires annuel|Source d'origine",
}
HS_DEAL_HEADERS = {
    "en": (
        "Record ID|Deal Name|Deal Stage|Pipeline|Amount|Create Date|Close Date|Deal Type|Closed Lost Reason|Associated Company IDs (Primary)|Associated Company (Primary)|Deal owner|Deal probability",
        "Closed won",
        "Closed lost",
    ),
    "nl": (
        "Record-ID|Dealnaam|Dealfase|Pijplijn|Bedrag|Aanmaakdatum|Sluitingsdatum|Dealtype|Reden van verlies|Gekoppelde bedrijfs-ID|Gekoppeld bedrijf|Dealeigenaar|Dealwaarschijnlijkheid",
        "Gesloten gewonnen",
        "Gesloten verloren",
    ),
    "de": (
        "Datensatz-ID|Deal-Name|Deal-Phase|Pipeline|Betrag|Erstellungsdatum|Abschlussdatum|Deal-Typ|Grund für verlorenen Deal|Zugehörige Unternehmens-ID|Zugehöriges Unternehmen|Deal-Inhaber|Wahrscheinlichkeit des Deals",
        "Abgeschlossen und gewonnen",
        "Abgeschlossen und verloren",
    ),
    "fr": (
        "ID de fiche d'informations|Nom de la transaction|Phase de la transaction|Pipeline|Montant|Date de création|Date de fermeture|Type de transaction|Motif de perte|ID de l'entreprise associée|Entreprise associée|Propriétaire de la transaction|Probabilité de la transaction",
        "Fermée gagnée",
        "Fermée perdue",
    ),
}
HS_CONTACT_HEADERS = {
    "en": "Record ID|First Name|Last Name|Email|Phone Number|Job Title|Associated Company IDs|Associated Company",
    "nl": "Record-ID|Voornaam|Achternaam|E-mailadres|Telefoonnummer|Functietitel|Gekoppelde bedrijfs-ID|Gekoppeld bedrijf",
    "de": "Datensatz-ID|Vorname|Nachname|E-Mail|Telefonnummer|Jobbezeichnung|Zugehörige Unternehmens-ID|Zugehöriges Unternehmen",
    "fr": "ID de fiche d'informations|Prénom|Nom|Adresse e-mail|Numéro de téléphone|Intitulé du poste|ID de l'entreprise associée|Entreprise associée",
}
PIPE_HEADERS = {
    "en": (
        "Deal - ID|Deal - Title|Deal - Value|Deal - Currency of Value|Deal - Organization|Deal - Pipeline|Deal - Stage|Deal - Status|Deal - Deal created|Deal - Expected close date|Deal - Deal closed on|Deal - Lost reason|Deal - Contact person|Deal - Owner",
        "Demo",
        "Won",
        "Lost",
        "Open",
    ),
    "nl": (
        "Deal - ID|Deal - Titel|Deal - Waarde|Deal - Valuta van Waarde|Deal - Organisatie|Deal - Pijplijn|Deal - Fase|Deal - Status|Deal - Deal aangemaakt|Deal - Verwachte sluitingsdatum|Deal - Deal gesloten op|Deal - Reden van verlies|Deal - Contactpersoon|Deal - Eigenaar",
        "Demo",
        "Gewonnen",
        "Verloren",
        "Open",
    ),
    "de": (
        "Deal - ID|Deal - Titel|Deal - Wert|Deal - Währung von Wert|Deal - Organisation|Deal - Pipeline|Deal - Phase|Deal - Status|Deal - Deal erstellt|Deal - Erwartetes Abschlussdatum|Deal - Deal geschlossen am|Deal - Verlustgrund|Deal - Kontaktperson|Deal - Besitzer",
        "Angebot",
        "Gewonnen",
        "Verloren",
        "Offen",
    ),
    "ro": (
        "Tranzacție - ID|Tranzacție - Titlu|Tranzacție - Valoare|Tranzacție - Monedă|Tranzacție - Organizație|Tranzacție - Pipeline|Tranzacție - Etapă|Tranzacție - Stare|Tranzacție - Tranzacție creată|Tranzacție - Data estimată a închiderii|Tranzacție - Tranzacție închisă la|Tranzacție - Motiv pierdere|Tranzacție - Persoană de contact|Tranzacție - Proprietar",
        "Ofertă",
        "Câștigat",
        "Pierdut",
        "Deschis",
    ),
    "fr": (
        "Affaire - ID|Affaire - Titre|Affaire - Valeur|Affaire - Devise de la valeur|Affaire - Organisation|Affaire - Pipeline|Affaire - Étape|Affaire - Statut|Affaire - Affaire créée|Affaire - Date de clôture prévue|Affaire - Affaire clôturée le|Affaire - Motif de perte|Affaire - Personne à contacter|Affaire - Propriétaire",
        "Proposition",
        "Gagné",
        "Perdu",
        "Ouvert",
    ),
}

SHAPES: tuple[Shape, ...] = (
    *(shape(f"HubSpot companies, {lang}", "all-companies.csv", "accounts", header, *HUBSPOT_COMPANIES) for lang, header in HS_COMPANY_HEADERS.items()),
    *(shape(f"HubSpot deals, {lang}", "all-deals.csv", "deals", header, *deals(won, lost)) for lang, (header, won, lost) in HS_DEAL_HEADERS.items()),
    *(shape(f"HubSpot contacts, {lang}", "all-contacts.csv", "tags", header, *CONTACTS) for lang, header in HS_CONTACT_HEADERS.items()),
    shape("HubSpot deals of companies", "hubspot-deal-to-company.csv", "links", "deal_id|company_id|type_id|category", "501|9001|5|HUBSPOT_DEFINED", "502|9002|5|HUBSPOT_DEFINED"),
    shape("HubSpot tickets", "hubspot-tickets.csv", None, "Ticket ID|Ticket name|Ticket status|Pipeline|Create date", "1|Login|Closed|Support|2024-03-05 14:22", "2|Price|New|Support|2024-03-06 14:22"),
    *(shape(f"Salesforce accounts, {lang}", "report1709640000000.csv", "accounts", header, *SF_ACCOUNTS) for lang, header in SF_ACCOUNT_HEADERS.items()),
    *(shape(f"Salesforce opportunities, {lang}", "report1709640000001.csv", "deals", header, *sf_deals(won, lost)) for lang, (header, won, lost) in SF_DEAL_HEADERS.items()),
    shape("Salesforce accounts, API", "Account.csv", "accounts", "Id|IsDeleted|Name|Type|ParentId|BillingStreet|BillingCity|BillingState|BillingCountry|Phone|Website|Industry|AnnualRevenue|NumberOfEmployees|OwnerId|CreatedDate|LastModifiedDate|AccountSource",
          "0015g00000AbCdEAAV|false|Brava GmbH|Customer||Ring 1|Berlin||Germany|+49 30 1|brava.de|Technology|12000000|80|0055g000001|2024-03-05T14:22:10.000Z|2024-09-05T14:22:10.000Z|Web",
          "0015g00000AbCdFAAV|false|Kite BV|Prospect||Gracht 2|Utrecht||Netherlands|+31 20 1|kite.nl|Retail|40000000|250|0055g000001|2024-04-05T14:22:10.000Z|2024-09-05T14:22:10.000Z|Partner"),
    shape("Salesforce opportunities, API", "Opportunity.csv", "deals", "Id|IsDeleted|AccountId|IsPrivate|Name|Description|StageName|Amount|Probability|ExpectedRevenue|CloseDate|Type|NextStep|LeadSource|IsClosed|IsWon|ForecastCategory|OwnerId|CreatedDate",
          "0065g00000XyZaBAAV|false|0015g00000AbCdEAAV|false|Brava first||Closed Won|2400.0|100.0|2400.0|2024-06-01|New Customer||Web|true|true|Closed|0055g000001|2024-03-05T14:22:10.000Z",
          "0065g00000XyZaCAAV|false|0015g00000AbCdFAAV|false|Kite||Closed Lost|1200.5|0.0|0.0|2024-06-11|New Customer||Partner|true|false|Omitted|0055g000001|2024-04-05T14:22:10.000Z"),
    shape("Salesforce people of opportunities", "report1709640000002.csv", "personas", "Opportunity Name|Account Name|Contact Name|Title|Role|Primary", "Brava first|Brava GmbH|Kim Berg|Head of Marketing|Decision Maker|1", "Kite|Kite BV|Anneke de Vries|CTO|Economic Buyer|0"),
    shape("Salesforce changes of accounts", "report1709640000003.csv", "history", "Account Name|Field / Event|Old Value|New Value|Edit Date|Edited By", "Brava GmbH|Industry|Retail|Software|05.03.2024|Sam Ode", "Kite BV|Employees|120|250|07.04.2024|Sam Ode"),
    shape("Salesforce history of stages", "report1709640000004.csv", None, "Opportunity Name|From Stage|To Stage|Stage Duration|Last Modified", "Brava first|Demo|Closed Won|12|05.03.2024", "Kite|Demo|Closed Lost|14|05.04.2024"),
    *(shape(f"Pipedrive deals, {lang}", "deals-12345-67.csv", "deals", header, *pipe(*words)) for lang, (header, *words) in PIPE_HEADERS.items()),
    shape("Pipedrive organizations, en", "organizations-12345-68.csv", "accounts", "Organization - ID|Organization - Name|Organization - Owner|Organization - Country of Address|Organization - People|Organization - Won deals|Organization - Open deals|Organization - Lost deals|Organization - Organization created", *PIPE_ORG),
    shape("Pipedrive organizations, de", "organizations-12345-69.csv", "accounts", "Organisation - ID|Organisation - Name|Organisation - Besitzer|Organisation - Land der Adresse|Organisation - Personen|Organisation - Gewonnene Deals|Organisation - Offene Deals|Organisation - Verlorene Deals|Organisation - Organisation erstellt", *PIPE_ORG),
    shape("Pipedrive activities", "activities-12345-70.csv", None, "Activity - Subject|Activity - Type|Activity - Due date|Activity - Organization|Activity - Done", "Call|call|2024-03-05|Brava GmbH|Done", "Mail|email|2024-03-07|Kite BV|To do"),
    shape("Stripe customers", "unified_customers.csv", "accounts", "id|Description|Email|Name|Created (UTC)|Delinquent|Currency|Card ID|Card Last4|Address Country|Total Spend|Plan|Status", "cus_Nv1aBcDeFgHiJ1|Brava GmbH|billing@brava.de|Brava GmbH|2024-03-05 14:22|false|eur|card_1|4242|DE|1188.00|pro-monthly|active", "cus_Nv1aBcDeFgHiJ2|Kite BV|finance@kite.nl|Kite BV|2024-04-05 09:10|false|eur|card_2|1881|NL|600.00|team-monthly|"),
    shape("Stripe subscriptions", "subscriptions.csv", "subscriptions", "id|Customer ID|Customer Description|Customer Email|Plan|Quantity|Currency|Interval|Amount|Status|Created (UTC)|Start (UTC)|Current Period Start (UTC)|Current Period End (UTC)|Trial Start (UTC)|Trial End (UTC)|Canceled At (UTC)|Cancel At Period End|Ended At (UTC)", "sub_1|cus_Nv1aBcDeFgHiJ1|Brava GmbH|billing@brava.de|pro-monthly|12|eur|month|99.00|active|2024-03-05 14:22|2024-03-05 14:22|2024-10-05 14:22|2024-11-05 14:22||||false|", "sub_2|cus_Nv1aBcDeFgHiJ2|Kite BV|finance@kite.nl|team-yearly|5|eur|year|600.00|canceled|2024-04-05 09:10|2024-04-05 09:10|||||2024-08-01 08:00|true|2024-09-05 09:10"),
    shape("Stripe subscriptions, API", "subscription.csv", "subscriptions", "id|customer_id|status|quantity|plan_amount|plan_interval|plan_currency|start_date|canceled_at|ended_at|livemode|current_period_start|created", "sub_1|cus_Nv1aBcDeFgHiJ1|active|12|9900|month|eur|1709648530|||true|1728137330|1709648530", "sub_2|cus_Nv1aBcDeFgHiJ2|canceled|5|60000|year|eur|1712308200|1722499200|1725527400|true|1712308200|1712308200"),
    shape("Stripe invoices", "invoices.csv", "invoices", "id|Amount Due|Amount Paid|Billing|Closed|Currency|Customer|Date (UTC)|Due Date (UTC)|Number|Paid|Subscription|Subtotal|Total|Tax|Customer Name|Customer Email|Status", "in_1|117.81|117.81|charge_automatically|TRUE|eur|cus_Nv1aBcDeFgHiJ1|2024-03-05 14:22||A-0001|TRUE|sub_1|99.00|117.81|18.81|Brava GmbH|billing@brava.de|paid", "in_2|726.00|726.00|charge_automatically|TRUE|eur|cus_Nv1aBcDeFgHiJ2|2024-04-05 09:10||A-0002|TRUE|sub_2|600.00|726.00|126.00|Kite BV|finance@kite.nl|paid"),
    shape("Stripe payments", "unified_payments.csv", None, "id|Created (UTC)|Amount|Amount Refunded|Currency|Captured|Converted Amount|Fee|Customer ID|Card ID|Status", "ch_1|2024-03-05 14:22|117.81|0.00|eur|true|117.81|2.10|cus_Nv1aBcDeFgHiJ1|card_1|Paid", "ch_2|2024-04-05 14:22|117.81|0.00|eur|true|117.81|2.10|cus_Nv1aBcDeFgHiJ1|card_1|Paid"),
    shape("Chargebee customers", "Customers.csv", "accounts", "customers.id|customers.first_name|customers.last_name|customers.email|customers.company|customers.auto_collection|customers.created_at|customers.billing_address.country|customers.mrr", "AzZ1|Kim|Berg|kim@brava.de|Brava GmbH|on|05-Mar-2024 14:22:10|DE|99", "AzZ2|Anneke|de Vries|anneke@kite.nl|Kite BV|on|05-Apr-2024 09:10:00|NL|50"),
    shape("Chargebee subscriptions", "Subscriptions.csv", "subscriptions", "subscriptions.id|subscriptions.customer_id|customers.company|subscriptions.plan_id|subscriptions.plan_quantity|subscriptions.status|subscriptions.mrr|subscriptions.currency_code|subscriptions.billing_period|subscriptions.billing_period_unit|subscriptions.started_at|subscriptions.activated_at|subscriptions.cancelled_at|subscriptions.cancel_reason|subscriptions.next_billing_at", "S1|AzZ1|Brava GmbH|pro-EUR-monthly|12|Active|99.00|EUR|1|month|05-Mar-2024 14:22:10|05-Mar-2024 14:22:10|||05-Nov-2024 14:22:10", "S2|AzZ2|Kite BV|team-EUR-yearly|5|Cancelled|50.00|EUR|1|year|05-Apr-2024 09:10:00|05-Apr-2024 09:10:00|05-Sep-2024 09:10:00|not_paid|"),
    shape("Chargebee invoices", "Invoices.csv", "invoices", "invoices.id|invoices.customer_id|invoices.subscription_id|invoices.status|invoices.date|invoices.sub_total|invoices.total|invoices.tax|invoices.currency_code|invoices.due_date|invoices.paid_at", "1|AzZ1|S1|Paid|05-Mar-2024|99.00|117.81|18.81|EUR|05-Mar-2024|05-Mar-2024", "2|AzZ2|S2|Paid|05-Apr-2024|600.00|726.00|126.00|EUR|05-Apr-2024|05-Apr-2024"),
    shape("ChartMogul customers", "chartmogul-customers.csv", "accounts", "Name|Email|Company|Status|MRR|ARR|Customer Since|Country|City|External ID|Billing System|UUID|Currency", "Brava GmbH|billing@brava.de|Brava GmbH|Active|99|1188|2024-03-05|Germany|Berlin|cus_1|Stripe|cus_5915ee5a-babd-406b-b8ce-d207133fb4cb|EUR", "Kite BV|finance@kite.nl|Kite BV|Cancelled|0|0|2024-04-05|Netherlands|Utrecht|cus_2|Stripe|cus_5915ee5a-babd-406b-b8ce-d207133fb4cc|EUR"),
    shape("ChartMogul activities", "chartmogul-activities.csv", "mrr_events", "Customer Name|Customer External ID|Date|Type|Activity MRR|Activity MRR Movement|Activity ARR|Currency|Description", "Brava GmbH|cus_1|2024-03-05 14:22:10|New Business|99|99|1188|EUR|purchased the Pro plan", "Kite BV|cus_2|2024-09-05 09:10:00|Churn|0|-50|0|EUR|cancelled the Team plan"),
    shape("Zendesk organizations", "organizations.csv", "accounts", "id|name|shared_tickets|shared_comments|domain_names|tags|created_at|updated_at|external_id|group_id", "360001|Brava GmbH|false|false|brava.de|vip|2024-03-05T14:22:10Z|2024-09-05T14:22:10Z||", "360002|Kite BV|false|true|kite.nl|trial|2024-04-05T09:10:00Z|2024-09-05T14:22:10Z||"),
    shape("Zendesk tickets", "zendesk-tickets.csv", None, "Id|Requester|Assignee|Status|Subject|Priority|Created at", "1|Kim Berg|Sam Ode|Solved|Login|High|2024-03-05 14:22", "2|Anneke de Vries|Sam Ode|Open|Price|Low|2024-03-06 14:22"),
)  # fmt: skip
