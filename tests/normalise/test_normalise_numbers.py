"""Numbers, money, bands and shares as people write them."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from openicp.normalise import Reading, reader


def read(kind: str, text: str, *others: str, **hints: str) -> Reading:
    """One text, read in a column that holds the others too."""
    return reader(kind, [text, *others], hints=hints).read(text)


def codes(kind: str, *texts: str, **hints: str) -> list[str]:
    return [finding.code for finding in reader(kind, texts, hints=hints).findings]


MONEY = [
    ("$2400", "2400", "USD"),
    ("$1,500", "1500", "USD"),
    ("€ 10.000", "10000", "EUR"),
    ("100.000", "100000", None),
    ("18.3 MM", "18300000", None),
    ("US$    55 779,40", "55779.40", "USD"),
    ("1.234,56", "1234.56", None),
    ("17,50,000", "1750000", None),
    ("₹17,50,000.50", "1750000.50", "INR"),
    ("$12k", "12000", "USD"),
    ("12 TEUR", "12000", "EUR"),
    ("12,5 T€", "12500", "EUR"),
    ("10 Mio. €", "10000000", "EUR"),
    ("1,5 Mrd. €", "1500000000", "EUR"),
    ("2,5 miljard €", "2500000000", "EUR"),
    ("2 milliards d'euros", "2000000000", "EUR"),
    ("3 miliarde lei", "3000000000", "RON"),
    ("12,3 mil. EUR", "12300000", "EUR"),
    ("$1.5 billion", "1500000000", "USD"),
    ("1.2E+05", "120000", None),
    ("1\u202f234,50\u00a0$US", "1234.50", "USD"),
    ("1'234.50 CHF", "1234.50", "CHF"),
    ("-5", "-5", None),
    ("\u22125,25 €", "-5.25", "EUR"),
    ("€\u00a0-1.234,50", "-1234.50", "EUR"),
    ("(1,234)", "-1234", None),
    ("(1.234,50 €)", "-1234.50", "EUR"),
    ("1 234-", "-1234", None),
    ("0", "0", None),
    ("€ 10,-", "10", "EUR"),
    ("CHF 1'200.–", "1200", "CHF"),
    ("1.200,-- €", "1200", "EUR"),
    ("'2400", "2400", None),
    ("2 milioane de lei", "2000000", "RON"),
    ("5 mii lei", "5000", "RON"),
    ("$1,234.56 USD", "1234.56", "USD"),
    ("€ 1,5 mln", "1500000", "EUR"),
    ("1e6", "1000000", None),
    (".5", "0.5", None),
]


@pytest.mark.parametrize(("text", "value", "currency"), MONEY)
def test_money_is_read_with_its_own_currency(text: str, value: str, currency: str | None) -> None:
    found = read("money", text)
    assert (found.value, found.currency, found.problem) == (Decimal(value), currency, None)


@pytest.mark.parametrize(
    ("text", "period"),
    [("€ 49 / month", "month"), ("49 € pro Monat", "month"), ("$99/mo", "month"), ("600 € par an", "year")],
)
def test_a_price_keeps_its_period(text: str, period: str) -> None:
    assert read("money", text).period == period


def test_an_open_end_of_money_is_a_bound() -> None:
    found = read("money", "$10,000+")
    assert (found.value, found.bound) == (Decimal(10000), "at_least")


def test_a_column_of_single_numbers_says_that_some_are_only_bounds() -> None:
    assert "only_bounds" in codes("money", "$10,000+", "$500")
    assert "only_bounds" not in codes("moneyrange", "$10,000+", "$500")


@pytest.mark.parametrize("kind", ["money", "number", "range", "moneyrange", "share"])
def test_the_mark_of_a_footnote_is_no_digit(kind: str) -> None:
    assert read(kind, "150²").problem is not None


@pytest.mark.parametrize("kind", ["money", "number", "range", "moneyrange", "share", "date"])
@pytest.mark.parametrize(
    "text", ["1" * 5000, "1 " * 5000, ", " * 5000 + "x", "t " * 5000, "-" * 5000 + "1", "(" * 5000]
)
def test_long_texts_are_refused_at_once(kind: str, text: str) -> None:
    assert read(kind, text).problem


def test_people_are_never_fewer_than_none() -> None:
    assert read("range", "-5").problem == "not_readable_as_range"


def test_the_currency_of_the_header_fills_in_and_never_replaces() -> None:
    column = reader("money", ["100", "$100"], hints={"currency": "eur"})
    assert column.read("100").currency == "EUR"
    assert column.read("$100").currency == "USD"


def test_a_dollar_sign_under_a_canadian_header_is_canadian() -> None:
    assert read("money", "$100", currency="CAD").currency == "CAD"


def test_crowns_need_a_header_that_says_whose() -> None:
    assert read("money", "100 kr").problem == "currency_unclear"
    found = read("money", "1 200,50 kr", currency="SEK")
    assert (found.value, found.currency) == (Decimal("1200.50"), "SEK")


def test_a_dash_after_a_blank_is_no_minus_sign() -> None:
    assert read("money", "1200 -").problem == "not_readable_as_money"
    assert read("money", "1200-").value == -1200


def test_the_scale_of_the_header_holds_where_the_value_names_none() -> None:
    column = reader("money", ["1100.04", "2 Mio. €"], hints={"scale": "millions"})
    assert column.read("1100.04").value == Decimal("1100040000")
    assert column.read("2 Mio. €").value == Decimal(2000000)


@pytest.mark.parametrize("text", ["7897. 2", "1,23,4", "12.34.56", "1 23", "abc", "12 apples", "10%", "5 km"])
def test_what_is_no_amount_is_set_aside(text: str) -> None:
    found = read("money", text)
    assert found.value is None
    assert found.problem == "not_readable_as_money"


def test_two_numbers_are_no_amount() -> None:
    assert read("money", "50-100").problem == "range_not_number"


def test_numbers_beyond_all_firms_are_set_aside() -> None:
    assert read("money", "99 trillion").problem == "number_too_large"


def test_a_value_that_says_its_decimal_decides_for_the_column() -> None:
    assert read("money", "1.234", "99.5").value == Decimal("1.234")
    assert read("money", "1.234", "99,5").value == Decimal(1234)
    assert codes("money", "1.234", "99,5") == []


def test_a_hint_decides_where_the_column_does_not() -> None:
    assert read("number", "1.234", decimal=".").value == 1.234
    assert codes("number", "1.234", decimal=".") == ["decimal_by_hint"]


def test_an_undecided_column_is_read_as_thousands_and_says_so() -> None:
    assert read("number", "1.234").value == 1234
    assert codes("number", "1.234") == ["decimal_assumed"]


def test_a_column_written_both_ways_sets_unclear_numbers_aside() -> None:
    assert read("number", "1.234", "2,5", "7.25").problem == "decimal_unclear"
    assert read("number", "7.25", "2,5", "1.234").value == 7.25
    assert codes("number", "1.234", "2,5", "7.25") == ["decimal_mixed"]


def test_dollars_and_euros_in_one_column_keep_their_own_ways() -> None:
    column = reader("money", ["$1,234.56", "$1,500", "1.234,56 €", "1.500 €"])
    assert [column.read(text).value for text in ("$1,500", "1.500 €")] == [Decimal(1500)] * 2


def test_billion_is_a_million_million_beside_milliards() -> None:
    assert read("money", "1 billion €", "2 milliards €").value == Decimal(10) ** 12
    assert read("money", "1 billion €", lang="de").value == Decimal(10) ** 12
    assert read("money", "1 billion €").value == Decimal(10) ** 9


def test_numbers_in_months_take_years_times_twelve() -> None:
    assert read("number", "2 years", unit="months").value == 24
    assert read("number", "12 months", unit="months").value == 12
    assert read("number", "3 weeks", unit="months").problem == "not_readable_as_number"


@pytest.mark.parametrize(
    ("text", "value", "problem"),
    [("1888", 1888, None), (" 1995.0", 1995, None), ("2013 (1888)", None, "several_years"),
     ("0024", None, "year_implausible"), ("n/a", None, None), ("123456", None, "not_readable_as_year")],
)  # fmt: skip
def test_years_of_foundation(text: str, value: float | None, problem: str | None) -> None:
    found = read("number", text, unit="year")
    assert (found.value, found.problem) == (value, problem)


BANDS = [
    ("51-200", 51, 200),
    ("2000+", 2000, math.inf),
    ("plus de 2 000", 2000, math.inf),
    ("peste 2000", 2000, math.inf),
    ("meer dan 2.000", 2000, math.inf),
    ("mehr als 2.000", 2000, math.inf),
    ("> 2000", 2001, math.inf),
    ("10,000 or more", 10000, math.inf),
    ("2.000 und mehr", 2000, math.inf),
    ("2000 sau mai mult", 2000, math.inf),
    ("ab 500", 500, math.inf),
    ("50 à 200", 50, 200),
    ("de 50 à 200 salariés", 50, 200),
    ("50 – 200", 50, 200),
    ("50\u00a0\u2013\u00a0200", 50, 200),
    ("11 bis 50", 11, 50),
    ("von 11 bis 50 Mitarbeitern".removesuffix("n"), 11, 50),
    ("zwischen 11 und 50", 11, 50),
    ("entre 10 et 50", 10, 50),
    ("tussen 10 en 50", 10, 50),
    ("între 10 și 50", 10, 50),
    ("de la 10 la 50", 10, 50),
    ("1,001-5,000 employees", 1001, 5000),
    ("5 000 à 10 000 personnes", 5000, 10000),
    ("< 50", 0, 49),
    ("moins de 50", 0, 49),
    ("unter 50", 0, 49),
    ("sub 50", 0, 49),
    ("onder 50", 0, 49),
    ("up to 50", 0, 50),
    ("10k - 50k", 10000, 50000),
    ("≥ 50", 50, math.inf),
    ("<= 50", 0, 50),
    ("approx. 50 people", 50, 50),
    ("58", 58, 58),
    ("58.0", 58, 58),
    ("~120", 120, 120),
    ("Self-employed", 1, 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), BANDS)
def test_bands_of_people_are_closed_ranges(text: str, low: float, high: float) -> None:
    found = read("range", text)
    assert (found.low, found.high, found.problem) == (low, high, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("Nov-50", "band_became_date"), ("10-Feb", "band_became_date"), ("2024-10-01 00:00:00", "band_became_date"),
     ("200-50", "range_reversed"), ("many", "not_readable_as_range"), ("10 %", "not_readable_as_range"),
     ("$50", "not_readable_as_range"), ("1-2-3", "not_readable_as_range"), ("#NAME?", "spreadsheet_error"),
     ("####", "cut_off")],
)  # fmt: skip
def test_broken_bands_say_why(text: str, problem: str) -> None:
    assert read("range", text).problem == problem


def test_bands_that_share_their_ends_give_them_to_the_upper_band() -> None:
    column = reader("range", ["1-10", "10-50", "50-200"])
    assert (column.read("10-50").low, column.read("10-50").high) == (10, 49)
    assert column.read("50-200").high == 200
    assert [finding.code for finding in column.findings] == ["bands_touch"]


def test_bands_that_do_not_touch_stay_closed() -> None:
    assert read("range", "1-10", "11-50", "10-50").high == 10


MONEY_BANDS = [
    ("10 Millionen $ - 50 Millionen $", 10e6, 50e6, "USD"),
    ("$ 10 miljoen - $ 50 miljoen", 10e6, 50e6, "USD"),
    ("10 millions à 50 millions de dollars", 10e6, 50e6, "USD"),
    ("10 milioane – 50 milioane de dolari", 10e6, 50e6, "USD"),
    ("$10M to $50M", 10e6, 50e6, "USD"),
    ("$10-50M", 10e6, 50e6, "USD"),
    ("$500K - $1M", 500e3, 1e6, "USD"),
    ("$1B+", 1e9, math.inf, "USD"),
    ("< €10M", 0, 9_999_999.99, "EUR"),
    ("100.000", 100_000, 100_000, None),
    ("$2400", 2400, 2400, "USD"),
]


@pytest.mark.parametrize(("text", "low", "high", "currency"), MONEY_BANDS)
def test_bands_of_money(text: str, low: float, high: float, currency: str | None) -> None:
    found = read("moneyrange", text)
    assert (found.low, found.high, found.currency, found.problem) == (low, high, currency, None)


def test_a_band_of_money_at_least_keeps_its_bound() -> None:
    found = read("moneyrange", "$10,000+", "$2,400", "$4800")
    assert (found.value, found.low, found.high, found.bound) == (10000, 10000, math.inf, "at_least")


def test_two_currencies_in_one_band_are_set_aside() -> None:
    assert read("moneyrange", "€5m - £10m").problem == "two_currencies"


def test_a_band_with_half_a_scale_is_set_aside() -> None:
    assert read("moneyrange", "100 - 1B").value is None
    assert read("moneyrange", "500 - 1M").problem == "range_scale_unclear"


SHARES = [
    ("10% (monthly)", 0.10, "month"),
    ("10 % (monatlich)", 0.10, "month"),
    ("10% (maandelijks)", 0.10, "month"),
    ("10 % (mensuel)", 0.10, "month"),
    ("10% (lunar)", 0.10, "month"),
    ("12 % (jährlich)", 0.12, "year"),
    ("12 % (annuelle)", 0.12, "year"),
    ("2 %", 0.02, None),
    ("2,5 %", 0.025, None),
    ("4% per month", 0.04, "month"),
    ("12 % p.a.", 0.12, "year"),
    ("1,5 Prozent", 0.015, None),
    ("5 la sută", 0.05, None),
    ("5 ‰", 0.005, None),
]


@pytest.mark.parametrize(("text", "value", "period"), SHARES)
def test_shares_keep_their_period(text: str, value: float, period: str | None) -> None:
    found = read("share", text)
    assert (found.value, found.period, found.problem) == (pytest.approx(value), period, None)


@pytest.mark.parametrize("text", ["7897. 2%", "7897 . 2 %", "$5", "a few", "2 % 3"])
def test_a_broken_share_is_never_read_as_a_number(text: str) -> None:
    found = read("share", text, "10 %", "4 %", "2 %")
    assert found.value is None
    assert found.problem == "not_readable_as_share"


def test_a_share_without_its_decimal_is_set_aside() -> None:
    assert read("share", "78972 %").problem == "share_out_of_range"


def test_a_period_that_some_cells_name_holds_for_the_silent_ones() -> None:
    assert read("share", "4 %", "10% (monthly)").period == "month"
    (found,) = reader("share", ["4 %", "10% (monthly)", "7897. 2%"]).findings
    assert (found.code, found.fields["n"], found.fields["example"]) == ("period_by_column", 1, "10% (monthly)")
    assert read("share", "4 %", "10% (monthly)", "20% (yearly)").period is None
    assert read("share", "4 %", "10% (monthly)", period="year").period == "year"


def test_numbers_without_a_sign_are_decided_together() -> None:
    assert read("share", "0.5", "0.25").value == 0.5
    assert read("share", "0.5", "12").value == 0.005
    assert codes("share", "0.5", "12") == ["share_in_percent"]
    assert codes("share", "0.15", "0", unit="percent") == ["share_as_fraction"]


@pytest.mark.parametrize("kind", ["money", "range", "share", "date", "yesno", "code:industry", "tags:technologies"])
@pytest.mark.parametrize("text", ["", "  ", "N/A", "-", "(not set)", "Select", "null", "k. A.", "—", "\u00a0"])
def test_cells_that_say_nothing_are_empty(kind: str, text: str) -> None:
    found = read(kind, text)
    assert found.empty
    assert found.problem is None


def test_zero_is_not_nothing() -> None:
    assert read("money", "0").value == 0
    assert read("yesno", "0").value is False
