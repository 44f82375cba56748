"""Numbers, money and labels are said in the reader's own form."""

from __future__ import annotations

from datetime import date

import pytest

from openicp.model.attribute import Attribute, Condition, Kind
from openicp.model.estimate import Estimate
from openicp.model.segment import Segment
from openicp.texts import Terms, TextMissing, catalogue

T = catalogue(
    "en",
    terms=Terms({"x_fleet": Attribute("x_fleet", Kind.NUMBER, own_label="Fleet size")}, {}, "USD"),
)
N = "\u00a0"


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "5.8%"), ("nl", "5,8%"), ("de", f"5,8{N}%"), ("ro", f"5,8{N}%"), ("fr", "5,8\u202f%")],
)
def test_a_share_has_the_sign_of_its_language(lang: str, said: str) -> None:
    assert catalogue(lang).share(0.058).replace("\u00a0%", f"{N}%") in {said, said.replace("\u202f", N)}


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "$20,700"), ("de", f"20.700{N}$"), ("nl", f"US${N}20.700"), ("ro", f"20.700{N}USD")]
)
def test_money_has_the_form_of_its_language(lang: str, said: str) -> None:
    assert catalogue(lang).money(20700, "USD") == said


def test_points_are_whole_however_few() -> None:
    assert T.range(4.0, 8.0, "score") == "4–8"
    assert T.range(-5.0, 12.0, "score") == "−5–12"


def test_exact_money_goes_to_the_cent() -> None:
    assert catalogue("de").money(8990, "EUR", exact=True) == f"8.990,00{N}€"
    assert catalogue("en").money(-689, "USD", exact=True) == "−$689.00"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.025, "2.5%"),
        (0.245, "25%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.0995, "10%"),
        (0.05, "5.0%"),
        (0.996, "99.6%"),
        (0.9996, "99.96%"),
        (0.0003, "0.03%"),
    ],
)
def test_shares_keep_one_figure_after_the_point_below_ten_percent(value: float, said: str) -> None:
    assert T.share(value) == said


def test_a_range_has_no_percent_sign_of_its_own() -> None:
    churn = Estimate(0.05, 0.0196, 0.1216, 80, "wilson", k=4, unit="share")
    assert T.estimate(churn) == "5.0% (2–12)"


def test_below_twenty_the_count_leads() -> None:
    churn = Estimate(1 / 14, 0.0127, 0.3147, 14, "wilson", k=1, unit="share")
    assert T.estimate(churn, said="counted.left") == "1 of 14 left (7.1%, 1–31)"


def test_an_unknown_figure_is_never_a_number() -> None:
    assert T.estimate(Estimate.unknown("no_such_reason", unit="money")) == "not known"


def test_a_bound_is_said_as_one() -> None:
    assert T.estimate(Estimate(10000, 10000, None, 50, "typed", unit="money", bound="at_least")) == "at least $10,000"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (50, 200, "50–200 people"),
        (51, 201, "51–200 people"),
        (50, 51, "50 people"),
        (51, 200, "51–199 people"),
        (None, 50, "under 50 people"),
        (1, 50, "under 50 people"),
        (1, 11, "up to 10 people"),
        (200, None, "200 people or more"),
        (201, float("inf"), "over 200 people"),
        (float("-inf"), 51, "up to 50 people"),
    ],
)
def test_half_open_bounds_are_said_as_people_say_them(low: float | None, high: float | None, said: str) -> None:
    assert T.label(Condition("employees", (), low, high)) == said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition("revenue", (), 10e6, 50e6), "$10M–50M revenue"),
        (Condition("revenue", (), 1e9, None), "$1B revenue or more"),
        (Condition("founded_year", (), 2010, 2015), "founded 2010–2014"),
        (Condition("founded_year", (), None, 2010), "founded 2009 or earlier"),
        (Condition("founded_year", (), 2015, None), "founded 2015 or later"),
        (Condition("revenue", (), None, 5e6), "under $5M revenue"),
        (Condition("revenue"), "Revenue known"),
        (Condition("employees"), "People known"),
        (Condition("roles", ("project_management/manager", "it/head")), "Project managers or Heads of IT"),
        (Condition("x_fleet", (), 10, 20), "Fleet size 10–20"),
        (Condition("country", ("NL", "DE")), "Netherlands or Germany"),
        (Condition("x_has_app", ("yes",)), "Has app: yes"),
        (Condition("x_team", ("field_sales",)), "Team: Field sales"),
    ],
)
def test_conditions_are_said_in_words(condition: Condition, said: str) -> None:
    assert T.label(condition) == said


def test_german_says_money_ranges_with_one_sign() -> None:
    german = catalogue("de", terms=Terms(currency="EUR"))
    assert german.label(Condition("revenue", (), 10e6, 50e6)) == f"10–50{N}Mio.{N}€ Umsatz"


def test_a_segment_joins_its_conditions_in_one_order() -> None:
    size, country = Condition("employees", (), 50, 200), Condition("country", ("DE",))
    assert T.label(Segment((country, size))) == T.label(Segment((size, country))) == "50–200 people, Germany"
    assert T.label(Segment()) == "All"
    assert T.label(Segment((size,), name="Mittelstand")) == "Mittelstand"


def test_a_users_own_value_is_the_original() -> None:
    texts = T.within(Terms(originals={"x_tier": {"gold_plus": "Gold+"}}))
    assert texts.value("x_tier", "gold_plus") == "Gold+"
    assert texts.value("employees", (51, 200)) == "51–200 people"
    assert texts.value("employees", (2000, float("inf"))) == "2,000 people or more"
    assert texts.value("employees", 85) == "85 people"


def test_dates_put_the_day_first() -> None:
    assert T.date(date(2026, 10, 31)) == "31 October 2026"
    assert catalogue("de").date(date(2026, 10, 31)) == "31. Oktober 2026"
    assert T.date(date(2026, 10, 31), short=True) == "31 Oct"
    assert catalogue("fr").date(date(2026, 2, 1)) == "1er février 2026"
    assert catalogue("fr").date(date(2026, 2, 11)) == "11 février 2026"


def test_durations_follow_the_plural_of_the_language() -> None:
    assert T.amount(1, "months") == "1 month"
    assert [catalogue("ro").amount(n, "days") for n in (1, 2, 24)] == ["1 zi", "2 zile", "24 de zile"]


def test_a_missing_key_raises_in_tests_and_shows_itself_in_production() -> None:
    with pytest.raises(TextMissing):
        catalogue("en")("no.such.key")
    assert catalogue("en", strict=False)("no.such.key") == "no.such.key"


def test_a_locale_chooses_its_language_and_any_other_is_english() -> None:
    assert catalogue("fr")("error.nothing_imported", path="x") == "x ne contient pas encore de données."
    assert catalogue("xx").lang == "en"
    assert catalogue("de_AT.UTF-8").lang == "de"


def test_fractions_take_the_form_of_their_language() -> None:
    assert catalogue("ro").amount(12.4, "months") == "12,4 luni"
    assert catalogue("ro").amount(45, "months") == "45 de luni"
    assert catalogue("fr").amount(1.5, "days") == "2 jours"
    assert catalogue("fr").amount(1.5, "years") == "1,5 an"
    assert catalogue("en").amount(1.5, "years") == "1.5 years"
    assert catalogue("de").amount(0.5, "years") == "0,5 Jahre"


def test_a_range_takes_the_form_of_its_last_number() -> None:
    assert catalogue("ro").label(Condition("employees", (), 50, 200)) == "50–200 de angajați"
    assert catalogue("ro").label(Condition("employees", (), 5, 15)) == "5–15 angajați"
    assert catalogue("ro").label(Condition("employees", (), 200, None)) == "cel puțin 200 de angajați"


def test_common_nouns_lose_their_capital_inside_a_label_and_names_keep_it() -> None:
    both = Condition("industry", ("digital_agency", "ecommerce"))
    assert catalogue("fr").label(both) == "Agences digitales ou e-commerce"
    assert catalogue("nl").label(both) == "Digitale bureaus of e-commerce"
    assert catalogue("de").label(both) == "Digitalagenturen oder E-Commerce"
    assert catalogue("fr").label(Condition("country", ("NL", "DE"))) == "Pays-Bas ou Allemagne"
    assert catalogue("nl").label(Condition("industry", ("ecommerce", "it_services"))).endswith("of IT-diensten")


def test_a_list_of_attributes_is_joined() -> None:
    said = catalogue("en")("finding.known_today_only", attributes=["industry", "country"])
    assert "Industry and Country" in said


def test_a_rate_and_its_month_are_said_in_the_form_of_the_language():
    fields = {"currencies": ["GBP"], "base": "EUR", "currency": "GBP", "rate": "1.1550", "of": "2026-10"}
    said = {lang: catalogue(lang)("finding.converted", 2, **fields) for lang in ("en", "nl", "de", "ro", "fr")}
    assert "in October 2026 one GBP is 1.1550 EUR" in said["en"]
    assert "Im Oktober 2026 ist ein GBP gleich 1,1550 EUR" in said["de"]
    months = {"nl": "oktober 2026", "ro": "octombrie 2026", "fr": "octobre 2026"}
    assert all(months[lang] in said[lang] and "1,1550" in said[lang] for lang in months)
