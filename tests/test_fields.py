"""Fields of meaning: what is learnt of one word is known of the others that tell of the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router.french import fields, fields_in, fold, tokenize
from request_router.french.fields import REACH, fields_of


@pytest.mark.parametrize("field", fields().values(), ids=lambda field: field.id)
def test_each_field_is_found_in_its_own_phrase(field):
    assert field.id in dict(fields_in(tokenize(field.phrase)))


@pytest.mark.parametrize("field", fields().values(), ids=lambda field: field.id)
def test_each_word_of_the_table_is_folded_and_read(field):
    for word in field.words:
        assert word == fold(word)
        assert field.id in fields_of(word.rstrip("*"))


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("La maternelle flambe.", "brule+enfant"),
        ("Un gosse est dans l'étang.", "eau+enfant"),
        ("Elle ne répond plus.", "nie+vie"),
        ("La grille est réparée, mais le mur penche encore.", "fini+tombe"),
    ],
)
def test_two_fields_of_one_sentence_are_read_together(text, pair):
    assert pair in dict(fields_in(tokenize(text)))


@pytest.mark.parametrize(
    "text",
    [
        "La maternelle n'a pas flambé.",
        "L'an dernier la maternelle a flambé.",
        "Et si la maternelle flambait ?",
        "Que faire si la maternelle flambe ?",
    ],
)
def test_a_word_that_is_not_said_of_here_and_now_belongs_to_no_such_field(text):
    assert "brule" not in dict(fields_in(tokenize(text)))


def test_a_pair_says_which_words_it_was_read_from():
    assert dict(fields_in(tokenize("Un Gosse est dans l'étang.")))["eau+enfant"] == "Gosse étang"


@given(between=st.integers(0, 2 * REACH))
def test_fields_are_read_together_within_their_reach_and_never_across_a_full_stop(between):
    near = tokenize("gosse " + "zzz " * between + "riviere")
    assert ("eau+enfant" in dict(fields_in(near))) == (between < REACH)
    assert "eau+enfant" not in dict(fields_in(tokenize("gosse. " + "zzz " * between + "riviere")))


def test_short_words_are_read_only_as_they_are_written():
    assert "gaz" in fields_of("gaz")
    assert "gaz" not in fields_of("gazon")
