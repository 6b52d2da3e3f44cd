from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from request_router.french.spelling import fold, mend
from request_router.french.tokens import MAX_TOKENS, tokenize


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Les dÃ©chets de l'Ã©tÃ©", "Les déchets de l'été"),
        ("l’école", "l'école"),
        ("lampa\xaddaire", "lampadaire"),
        ("un\u200bmot", "unmot"),
        ("nul\x00octet", "nul octet"),
        ("a\r\nb\r\n\r\n\r\n\r\nc", "a\nb\n\nc"),
        ("e\u0301cole", "école"),
    ],
)
def test_what_encodings_broke_is_mended(broken, whole):
    assert mend(broken) == whole


@pytest.mark.parametrize(
    "clean", ["« Où êtes-vous ? » dit-elle à 12 h 30.", "C'est ça : 3 € & 50 %", "Ñandú, Łódź, 日本", "🔥🔥 au feu"]
)
def test_clean_text_is_left_alone(clean):
    assert mend(clean) == clean


@given(st.text(max_size=60))
def test_mending_twice_changes_nothing(text):
    assert mend(mend(text)) == mend(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Éclairage", "eclairage"), ("ECLAIRAGE", "éclairage"), ("12h30", "18H15"), ("cœur", "coeur"), ("urgeeeeent", "urgent"), ("2019", "1998")],
)  # fmt: skip
def test_spellings_of_a_word_meet(one, other):
    assert fold(one) == fold(other)


def test_a_year_keeps_its_length():
    assert fold("2019") == "0000"


NLP = spacy.blank("fr")
TEXTS = st.lists(st.sampled_from(["l'école", "qu'il", "aujourd'hui", "M.", "12h30", "(hier)", "n'y", "a-t-il", "trottoir,", "😀", "…", "Jean-Paul", "e-mail", "50€"]), max_size=12)  # fmt: skip


@given(TEXTS)
def test_tokens_are_those_of_spacy_on_the_whole_text(words):
    text = " ".join(words)
    whole = [token.text for token in NLP(text) if not token.is_space]
    assert [token.text for token in tokenize(text)] == whole


def test_line_ends_are_tokens():
    assert [token.folded for token in tokenize("Bonjour\nmerci")] == ["bonjour", "\n", "merci"]


def test_a_text_without_end_is_cut_and_a_blob_does_not_hang():
    assert len(tokenize("mot " * 50_000)) == MAX_TOKENS
    assert len(tokenize("A1b2" * 20_000)) == 1
