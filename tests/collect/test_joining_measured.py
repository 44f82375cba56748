"""How right joining is on names written differently: floors, far below what is usual."""

from __future__ import annotations

import pytest

from collect.joins import engine_in
from collect.misspelt import Entry, by_openicp, entries
from collect.two_crms import two_crms


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    found = entries(201, 1000)
    with engine_in(tmp_path_factory.mktemp("measured")) as engine:
        yield by_openicp(engine, found)[0]


def test_what_is_joined_without_a_question_is_right(measured):
    assert measured.precision >= 0.98


def test_most_is_joined_and_nearly_all_is_found_with_answers(measured):
    assert measured.recall >= 0.7
    assert measured.recall_asked >= 0.92


def test_questions_are_worth_asking(measured):
    assert measured.asked <= 0.25 * measured.true * 2
    assert measured.asked_right >= 0.5 * measured.asked


def test_slips_turned_words_and_short_forms_are_found(measured):
    floors = {"one slip": 0.85, "words turned": 0.9, "abbreviation": 0.9, "umlauts as ae": 0.95, "no accents": 0.95}
    found = {how: measured.by_way[how][2] / measured.by_way[how][0] for how in floors}
    assert all(found[how] >= floor for how, floor in floors.items()), found


def test_the_generator_is_the_same_for_a_seed(tmp_path):
    assert entries(7, 50) == entries(7, 50) != entries(8, 50)
    assert all(isinstance(each, Entry) for each in entries(7, 50))
    assert two_crms(tmp_path, seed=3, deals=20).deals == two_crms(tmp_path, seed=3, deals=20).deals
