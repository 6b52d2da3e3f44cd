"""Until when, counted in French working days; and how it is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router.decisions import Tone
from request_router.french import Cleaner, find_deadline, tone_of
from request_router.french.deadlines import working_days
from request_router.messages import Message

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day", "left"),
    [
        ("Il me le faut demain", "2026-11-24", 1),
        ("On part après-demain", "2026-11-25", 2),
        ("Il y a classe cet après-midi", "2026-11-23", 0),
        ("dans trois jours on coupe l'eau", "2026-11-26", 3),
        ("J-2 avant le mariage", "2026-11-25", 2),
        ("réponse avant vendredi svp", "2026-11-27", 3),
        ("Réponse avant le 12", "2026-12-12", 13),
        ("l'audience est le 1er décembre", "2026-12-01", 6),
        ("avant le 24/12/2026", "2026-12-24", 22),
        ("L'avion décolle samedi", "2026-11-28", 4),
        ("sous 48h", "2026-11-25", 2),
        ("avant la fin de l'année, ou plutôt demain", "2026-11-24", 1),
    ],
)
def test_a_deadline_becomes_a_day(text, day, left):
    found = find_deadline(text, MONDAY)
    assert (str(found.day), found.working_days) == (day, left)
    assert found.near is (left <= 3)
    assert found.text in text


@pytest.mark.parametrize(
    "text",
    [
        "ça dure depuis lundi",
        "vendredi dernier il y a eu du bruit",
        "suite à mon mail du 3 novembre",
        "tous les jeudis c'est pareil",
        "la piscine est fermée le lundi",
        "avant 18 heures",
        "il y a trois jours",
    ],
)
def test_what_is_over_or_comes_back_is_no_deadline(text):
    assert find_deadline(text, MONDAY) is None


def test_without_a_date_the_words_say_how_near():
    assert find_deadline("demain matin", None).near
    assert find_deadline("passeport : je pars vendredi", None).near
    assert not find_deadline("d'ici trois semaines", None).near
    assert find_deadline("demain", None).day is None
    assert find_deadline("avant le 12", None) is None


def test_holidays_and_weekends_are_no_working_days():
    assert working_days(date(2026, 12, 24), date(2026, 12, 28)) == 1  # Christmas is a Friday
    assert working_days(date(2026, 5, 13), date(2026, 5, 15)) == 1  # Ascension Day between them
    assert working_days(date(2026, 7, 13), date(2026, 7, 14)) == 0


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_working_days_never_exceed_days(start, ahead):
    assert 0 <= working_days(start, start + timedelta(days=ahead)) <= ahead


@given(st.text(max_size=100), st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_no_text_breaks_the_deadlines(text, sent):
    found = find_deadline(text, sent)
    assert found is None or found.day is None or found.day >= sent


def tone(text):
    return tone_of(Cleaner().clean(Message(text=text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bonjour, il y a une odeur de gaz dans l'escalier. Merci.", Tone.CALME),
        ("Pouvez-vous passer au plus vite ? C'est urgent.", Tone.PRESSANT),
        ("MA POUBELLE N'A TOUJOURS PAS ÉTÉ VIDÉE CETTE SEMAINE", Tone.PRESSANT),
        ("Troisième mail sans réponse.", Tone.PRESSANT),
        ("Venez !!!", Tone.PRESSANT),
        ("Vous êtes une bande d'incapables", Tone.AGRESSIF),
        ("C'est honteux, vous vous foutez de nous", Tone.AGRESSIF),
        ("Vous allez le regretter", Tone.AGRESSIF),
        ("La CAF et la MSA ne répondent pas", Tone.CALME),
    ],
)
def test_the_tone_is_how_it_is_said(text, expected):
    assert tone(text) is expected


@given(st.text(max_size=100))
def test_every_text_has_a_tone(text):
    assert tone(text) in Tone
