"""Whatever is written in one of five languages, as people and systems write it, is read as what it was."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent, get_decimal_symbol
from hypothesis import given, settings
from hypothesis import strategies as st

from openicp.normalise import reader
from openicp.vocab import LANGUAGES, country_name, load

languages = st.sampled_from(LANGUAGES)
whole = st.integers(min_value=1, max_value=5_000_000)
days = st.dates(min_value=date(1971, 1, 1), max_value=date(2068, 12, 31))
quick = settings(max_examples=120, deadline=None)

MORE = {"en": "more than {}", "nl": "meer dan {}", "de": "mehr als {}", "ro": "peste {}", "fr": "plus de {}"}
FEWER = {"en": "under {}", "nl": "minder dan {}", "de": "unter {}", "ro": "sub {}", "fr": "moins de {}"}
PEOPLE = {"en": "employees", "nl": "medewerkers", "de": "Mitarbeiter", "ro": "de angajați", "fr": "salariés"}
TO = {"en": "to", "nl": "tot", "de": "bis", "ro": "până la", "fr": "à"}
MILLIONS = {"en": "million", "nl": "miljoen", "de": "Mio.", "ro": "milioane", "fr": "millions"}
PER = {
    "month": {"en": "a month", "nl": "per maand", "de": "pro Monat", "ro": "pe lună", "fr": "par mois"},
    "quarter": {"en": "a quarter", "nl": "per kwartaal", "de": "pro Quartal", "ro": "trimestrial", "fr": "trimestriel"},
    "year": {"en": "a year", "nl": "per jaar", "de": "pro Jahr", "ro": "pe an", "fr": "par an"},
}  # fmt: skip
QUARTER = {"en": "Q{} {}", "nl": "{}e kwartaal {}", "de": "{}. Quartal {}", "ro": "trimestrul {} {}", "fr": "T{} {}"}
ANSWERS = {"en": ("yes", "no"), "nl": ("ja", "nee"), "de": ("ja", "nein"), "ro": ("da", "nu"), "fr": ("oui", "non")}
CASES = st.sampled_from(
    [str, str.upper, str.lower, lambda text: f"  {text} ", lambda text: text.replace(" ", "\u00a0")]
)


def _hints(lang: str) -> dict[str, str]:
    return {"decimal": get_decimal_symbol(lang)}


@quick
@given(lang=languages, low=whole, size=whole)
def test_bands_of_people(lang: str, low: int, size: int) -> None:
    first, last = (format_decimal(end, locale=lang) for end in (low, low + size))
    text = f"{first} {TO[lang]} {last} {PEOPLE[lang]}"
    found = reader("range", [text], hints=_hints(lang)).read(text)
    assert (found.low, found.high) == (low, low + size)


@quick
@given(lang=languages, end=st.integers(min_value=2, max_value=100_000))
def test_open_ends_of_bands(lang: str, end: int) -> None:
    said = format_decimal(end, locale=lang)
    above, below, plus = MORE[lang].format(said), FEWER[lang].format(said), f"{said}+"
    for text, low, high in ((above, end, math.inf), (plus, end, math.inf), (below, 0, end - 1)):
        found = reader("range", [text], hints=_hints(lang)).read(text)
        assert (found.low, found.high) == (low, high), text


@quick
@given(
    lang=languages,
    low=st.integers(1, 400),
    size=st.integers(1, 500),
    currency=st.sampled_from(["EUR", "USD", "GBP", "RON"]),
)
def test_bands_of_money_in_millions(lang: str, low: int, size: int, currency: str) -> None:
    text = f"{low} {TO[lang]} {low + size} {MILLIONS[lang]} {currency}"
    found = reader("moneyrange", [text], hints=_hints(lang)).read(text)
    assert (found.low, found.high, found.currency) == (low * 10**6, (low + size) * 10**6, currency)


@quick
@given(lang=languages, tenths=st.integers(0, 1000), period=st.sampled_from(sorted(PER)), brackets=st.booleans())
def test_percentages_with_their_period(lang: str, tenths: int, period: str, brackets: bool) -> None:
    said = f"({PER[period][lang]})" if brackets else PER[period][lang]
    share = format_percent(tenths / 1000, "#,##0.#\u00a0%", locale=lang)
    text = f"{share} {said}"
    found = reader("share", [text], hints=_hints(lang)).read(text)
    assert found.period == period
    assert math.isclose(float(str(found.value)), tenths / 1000, abs_tol=1e-12)


@quick
@given(lang=languages, cents=st.integers(0, 10**8), period=st.sampled_from(["month", "year"]))
def test_prices_with_their_period(lang: str, cents: int, period: str) -> None:
    text = f"{format_currency(Decimal(cents) / 100, 'EUR', locale=lang)} {PER[period][lang]}"
    found = reader("money", [text], hints=_hints(lang)).read(text)
    assert (found.value, found.currency, found.period) == (Decimal(cents) / 100, "EUR", period)


@quick
@given(lang=languages, value=st.integers(2, 999), power=st.sampled_from([3, 6, 9]))
def test_numbers_cut_short(lang: str, value: int, power: int) -> None:
    text = format_compact_decimal(value * 10**power, locale=lang, format_type="long")
    assert reader("number", [text], hints=_hints(lang)).read(text).value == value * 10**power


@quick
@given(lang=languages, day=days)
def test_months_and_quarters(lang: str, day: date) -> None:
    month = format_skeleton("yMMMM", day, locale=lang)
    found = reader("date", [month]).read(month)
    assert (found.value, found.estimated) == (day.replace(day=1), True)
    quarter = QUARTER[lang].format((day.month + 2) // 3, day.year)
    found = reader("date", [quarter]).read(quarter)
    assert (found.value, found.estimated) == (date(day.year, (day.month - 1) // 3 * 3 + 1, 1), True)


@quick
@given(day=days)
def test_weeks_and_days_of_the_year(day: date) -> None:
    monday = date.fromisocalendar(*day.isocalendar()[:2], 1)
    for text, expected in (
        (format(day, "%G-W%V-%u"), day),
        (format(day, "%G-W%V"), monday),
        (format(day, "KW %V/%G"), monday),
        (format(day, "%Y-%j"), day),
    ):
        assert reader("date", [text]).read(text).value == expected, text


@quick
@given(lang=languages, day=days, style=st.sampled_from(["medium", "long", "full"]), case=CASES)
def test_days_in_any_case_and_with_any_space(lang: str, day: date, style: str, case: object) -> None:
    text = case(format_date(day, style, locale=lang))  # type: ignore[operator]
    assert reader("date", [text], hints={"date_order": "mdy" if lang == "en" else "dmy"}).read(text).value == day


@quick
@given(lang=languages, code=st.sampled_from(sorted(load("country").entries)), case=CASES)
def test_countries(lang: str, code: str, case: object) -> None:
    text = case(country_name(code, lang))  # type: ignore[operator]
    assert reader("code:country", [text]).read(text).value == code


NAMED = (
    "industry",
    "region",
    "growth_stage",
    "funding",
    "business_model",
    "size_class",
    "location_type",
    "technologies",
)
codes = st.sampled_from([(name, code) for name in NAMED for code in load(name).entries])


@quick
@given(lang=languages, which=codes, case=CASES)
def test_names_of_every_list(lang: str, which: tuple[str, str], case: object) -> None:
    name, code = which
    text = case(load(name).label(code, lang))  # type: ignore[operator]
    kind = "tags" if name == "technologies" else "code"
    found = reader(f"{kind}:{name}", [text]).read(text)
    assert (found.values or (found.value,)) == (code,), text


@quick
@given(lang=languages, department=st.sampled_from(sorted(load("department").entries)))
def test_departments(lang: str, department: str) -> None:
    text = load("department").label(department, lang)
    assert reader("tags:roles", [text]).read(text).values[0].split("/")[0] == department


@quick
@given(lang=languages, answer=st.booleans(), case=CASES)
def test_answers(lang: str, answer: bool, case: object) -> None:
    text = case(ANSWERS[lang][0 if answer else 1])  # type: ignore[operator]
    assert reader("yesno", [text]).read(text).value is answer
