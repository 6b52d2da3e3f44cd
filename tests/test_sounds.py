"""Words that are written as they are spoken, read as the words that were meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router.french import Ear, fold, tokenize
from request_router.french.sounds import sound

KNOWN = {
    "pompiers": 40, "plafond": 30, "poubelle": 60, "ascenseur": 20, "respire": 25, "papier": 50, "papi": 5, "terre": 30, "taire": 3,
    "arbre": 40, "quartier": 35, "depuis": 90, "maison": 80, "gaz": 30, "tombe": 30, "bouteille": 12, "accident": 20,
}  # fmt: skip
EAR = Ear.taught(KNOWN, listed=["girouette"])


def read(text: str) -> list[str]:
    return [token.folded for token in EAR.read(tokenize(text))]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ponpié", "pompiers"),
        ("plafon", "plafond"),
        ("poubel", "poubelle"),
        ("asenseur", "ascenseur"),
        ("respir", "respire"),
        ("kartié", "quartier"),
        ("mézon", "maison"),
        ("bouteye", "bouteille"),
        ("aksidan", "accident"),
        # A mute e that is not written.
        ("dpui", "depuis"),
        # What elision would part, with no apostrophe.
        ("larbre", "arbre"),
        ("lasenseur", "ascenseur"),
        # Of words that sound alike, the one met more often.
        ("tere", "terre"),
        # The lexicon's words are words, though training met none of them.
        ("jirouete", "girouette"),
    ],
)
def test_a_word_that_nobody_spells_so_is_read_by_its_sound(written, meant):
    assert read(written) == [meant]


@pytest.mark.parametrize(
    "written",
    [
        "papi",  # known, though "papier" sounds alike and is commoner
        "girouette",
        "tombait",  # another form of a known word says when
        "marbre",  # no tree
        "Plafon",  # a name
        "respirateur",
        "ter",  # too short to tell
        "t3r",
    ],
)
def test_what_may_be_a_word_of_its_own_is_left_alone(written):
    assert read(written) == [fold(written)]


def test_what_was_written_stays_as_written():
    tokens = EAR.read(tokenize("le plafon é par tere"))
    assert [token.text for token in tokens] == ["le", "plafon", "é", "par", "tere"]
    assert [token.folded for token in tokens] == ["le", "plafond", "e", "par", "terre"]


@pytest.mark.parametrize(
    "together",
    ["fumée fumer fume", "couteau kouto", "chauffeur choffeur", "police polisse", "panneau pano", "sang san",
     "montagne montanie", "attention atension", "famille famiye", "ambulance anbulence", "travail travaye", "chien chyin"],
)  # fmt: skip
def test_spellings_of_one_word_sound_alike(together):
    assert len({sound(fold(word)) for word in together.split()}) == 1


@pytest.mark.parametrize(
    "apart", ["gaz gare", "feu fou", "mur mort", "toit trou", "fil fille", "mille mie", "eau air", "poids pied"]
)
def test_other_words_do_not(apart):
    first, second = apart.split()
    assert sound(first) != sound(second)


@given(st.text(max_size=40))
def test_reading_keeps_every_token_and_reads_nothing_twice(text):
    tokens = tokenize(text)
    once = EAR.read(tokens)
    assert [token.text for token in once] == [token.text for token in tokens]
    assert EAR.read(once) == once


@given(st.lists(st.sampled_from(sorted(KNOWN)), max_size=8))
def test_known_words_are_never_touched(words):
    tokens = tokenize(" ".join(words))
    assert EAR.read(tokens) == tokens


def test_an_ear_that_was_taught_nothing_changes_nothing():
    tokens = tokenize("i respir plu")
    assert Ear().read(tokens) == tokens
