"""The statement is a sentence in every language, and every phrase keeps the basis it stands on."""

from __future__ import annotations

import pytest

from openicp.model.attribute import Attribute, Condition, Kind
from openicp.texts import LANGUAGES, Part, Terms, catalogue, plain

TERMS = Terms(
    {
        "employees": Attribute("employees", Kind.NUMBER, "people"),
        "revenue": Attribute("revenue", Kind.NUMBER, "money"),
        "x_office": Attribute("x_office", Kind.YESNO, own_label="Has a project office"),
        "x_tier": Attribute("x_tier", Kind.CATEGORY, own_label="Tier"),
    },
    {"industry": {"space_mining": "Space mining"}, "x_tier": {"gold": "Gold"}},
    "USD",
)
PARTS = (
    Part("industry", "shown", Condition("industry", ("tech_startup", "ecommerce"))),
    Part("employees", "shown", Condition("employees", (), 50, 200), line=1),
    Part("revenue", "leaning", Condition("revenue", (), 10e6, 50e6), line=2),
    Part("region", "shared", Condition("region", ("north_america", "western_europe")), line=3),
    Part("technologies", "shown", Condition("technologies", ("jira", "asana")), line=4),
    Part("technologies", "chosen", Condition("technologies", ("slack",)), line=5),
    Part("need", "heard", text="Lost the overview", line=6),
)
N = "\u00a0"
SAID = {
    "en": "Our best customers are tech startups and e-commerce companies of 50–200 people and $10M–50M revenue in "
    "North America and Western Europe that use Jira or Asana and Slack and say “Lost the overview”.",
    "nl": f"Onze beste klanten zijn techstart-ups en e-commercebedrijven met 50–200 medewerkers en US${N}10–50{N}mln. "
    "omzet in Noord-Amerika en West-Europa die Jira of Asana en Slack gebruiken en zeggen: “Lost the overview”.",
    "de": f"Unsere besten Kunden sind Tech-Startups und E-Commerce-Unternehmen mit 50–200 Beschäftigten und "
    f"10–50{N}Mio.{N}$ Umsatz in Nordamerika und Westeuropa, die Jira oder Asana und Slack einsetzen und sagen: "
    "„Lost the overview“.",
    "ro": f"Cei mai buni clienți ai noștri sunt startupuri de tehnologie și companii de comerț electronic cu 50–200 "
    f"de angajați și venituri de 10–50{N}mil.{N}USD din America de Nord și Europa de Vest care folosesc Jira sau "
    "Asana și Slack și spun „Lost the overview”.",
    "fr": f"Nos meilleurs clients sont des start-up technologiques et des entreprises d’e-commerce de 50–200 salariés "
    f"et 10–50{N}M{N}$US de chiffre d’affaires en Amérique du Nord et en Europe de l’Ouest qui utilisent Jira ou "
    f"Asana et Slack et disent «{N}Lost the overview{N}».",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_statement_is_a_sentence(lang: str) -> None:
    assert plain(catalogue(lang, terms=TERMS).sentence(PARTS)) == SAID[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_phrase_keeps_its_basis_and_its_line(lang: str) -> None:
    spans = catalogue(lang, terms=TERMS).sentence(PARTS)
    assert {(span.line, span.basis) for span in spans if span.basis} == {(p.line, p.basis) for p in PARTS}


def test_a_profile_of_size_alone_speaks_of_companies() -> None:
    assert plain(catalogue("en").sentence(PARTS[1:2])) == "Our best customers are companies of 50–200 people."


def test_an_industry_that_no_vocabulary_knows_is_named_as_the_user_wrote_it() -> None:
    parts = [Part("industry", "shown", Condition("industry", ("space_mining",)))]
    assert plain(catalogue("en", terms=TERMS).sentence(parts)) == "Our best customers are companies in Space mining."


def test_a_users_own_attributes_stand_in_brackets_by_their_names() -> None:
    parts = [
        Part("country", "shared", Condition("country", ("DE", "NL"))),
        Part("x_office", "shown", Condition("x_office", ("yes",))),
        Part("x_tier", "shown", Condition("x_tier", ("gold",))),
    ]
    said = plain(catalogue("en", terms=TERMS).sentence(parts))
    assert said == (
        "Our best customers are companies in Germany and the Netherlands (Has a project office: yes, Tier: Gold)."
    )


def test_without_parts_there_is_no_sentence() -> None:
    assert catalogue("en").sentence(()) == ()
