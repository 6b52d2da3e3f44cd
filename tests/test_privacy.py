from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router.privacy import find_personal, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("au 06 39 98 12 34 merci", "au [telephone] merci"),
        ("au 06.39.98.12.34", "au [telephone]"),
        ("+33 6 39 98 12 34", "[telephone]"),
        ("+262 692 12 34 56", "[telephone]"),
        ("0639981234", "[telephone]"),
        ("à moi.meme@mairie.example.fr.", "à [courriel]."),
        ("FR14 2004 1010 0505 0001 3M02 606", "[iban]"),
        ("1 84 12 76 451 089 46", "[nir]"),
        ("voiture AB-123-CD garée", "voiture [plaque] garée"),
    ],
)
def test_personal_data_is_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "le 12/03/2025 à 10 h 30",
        "facture 2231 de 148,60 €",
        "12 rue des Lilas 34000",
        "parcelle AB 123",
        "FR99 AAAA BBBB CCCC DDDD EEEE 000",
        "article L2212-2",
    ],
)
def test_ordinary_numbers_are_left(text):
    assert mask(text) == text


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing_and_spans_never_overlap(text):
    spans = list(find_personal(text))
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert mask(mask(text)) == mask(text)
