"""What Babel writes in five languages is read back as what it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from openicp.normalise import reader

languages = st.sampled_from(["en", "nl", "de", "ro", "fr"])
cents = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
days = st.dates(min_value=date(1971, 1, 1), max_value=date(2068, 12, 31))
quick = settings(max_examples=150, deadline=None)


@quick
@given(lang=languages, value=cents)
def test_a_number_survives_its_language(lang: str, value: Decimal) -> None:
    text = format_decimal(value, locale=lang)
    found = reader("number", [text], hints={"decimal": get_decimal_symbol(lang)}).read(text)
    assert found.value == float(value)


@quick
@given(lang=languages, value=cents, currency=st.sampled_from(["EUR", "USD", "GBP", "RON", "CHF", "PLN", "INR"]))
def test_money_survives_its_language(lang: str, value: Decimal, currency: str) -> None:
    text = format_currency(value, currency, locale=lang)
    found = reader("money", [text], hints={"decimal": get_decimal_symbol(lang)}).read(text)
    assert (found.value, found.currency) == (value, currency)


@quick
@given(lang=languages, value=cents)
def test_accounting_brackets_survive_their_language(lang: str, value: Decimal) -> None:
    text = format_currency(value, "EUR", locale=lang, format_type="accounting")
    assert reader("money", [text]).read(text).value == value


@quick
@given(lang=languages, tenths=st.integers(min_value=11, max_value=9999), power=st.sampled_from([3, 6, 9]))
def test_money_cut_to_thousands_or_millions_survives_its_language(lang: str, tenths: int, power: int) -> None:
    value = tenths * 10 ** (power - 1)
    text = format_compact_currency(value, "EUR", locale=lang, fraction_digits=1)
    hints = {"decimal": get_decimal_symbol(lang)}
    found = reader("money", [text], hints=hints).read(text)
    assert isinstance(found.value, Decimal), text
    assert abs(found.value - value) <= Decimal(value) / 10


@quick
@given(lang=languages, day=days, style=st.sampled_from(["medium", "long", "full"]))
def test_a_date_in_words_survives_its_language(lang: str, day: date, style: str) -> None:
    text = format_date(day, style, locale=lang)
    order = "mdy" if lang == "en" else "dmy"
    assert reader("date", [text], hints={"date_order": order}).read(text).value == day


@quick
@given(lang=languages, day=days)
def test_a_short_date_survives_with_the_order_of_its_language(lang: str, day: date) -> None:
    text = format_date(day, "short", locale=lang)
    found = reader("date", [text], hints={"date_order": "mdy" if lang == "en" else "dmy"}).read(text)
    pattern = str(Locale(lang).date_formats["short"].pattern)
    assert found.value == day or "yyyy" not in pattern.lower()
    assert found.value is not None


@quick
@given(lang=languages, tenths=st.integers(min_value=0, max_value=1000))
def test_a_share_survives_its_language(lang: str, tenths: int) -> None:
    value = tenths / 1000
    text = format_percent(value, format="#,##0.0\u00a0%", locale=lang)
    found = reader("share", [text], hints={"decimal": get_decimal_symbol(lang)}).read(text)
    assert found.value is not None
    assert abs(float(str(found.value)) - value) < 1e-12


JOIN = {"en": "{} to {}", "nl": "{} tot {}", "de": "{} bis {}", "ro": "{} până la {}", "fr": "de {} à {}"}


@quick
@given(lang=languages, low=st.integers(0, 100_000), size=st.integers(1, 100_000), dash=st.booleans())
def test_a_band_survives_its_language(lang: str, low: int, size: int, dash: bool) -> None:
    ends = [format_decimal(end, locale=lang) for end in (low, low + size)]
    text = (" – " if dash else "{}").join(ends) if dash else JOIN[lang].format(*ends)
    found = reader("range", [text], hints={"decimal": get_decimal_symbol(lang)}).read(text)
    assert (found.low, found.high) == (low, low + size)


KINDS = """money number range moneyrange share date yesno id label code:industry code:country code:region code:city
tags:technologies tags:roles"""


@quick
@given(st.text(max_size=30), st.sampled_from(KINDS.split()))
def test_no_text_breaks_a_reader(text: str, kind: str) -> None:
    found = reader(kind, [text]).read(text)
    known = found.value is not None or found.values or found.low is not None
    assert bool(known) + bool(found.problem) + found.empty == 1
