from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router.french.signature import cut_signature

ASK = "La benne de la rue Haute n'a pas été vidée."


@pytest.mark.parametrize(
    "below",
    [
        "Cordialement,\nMme Odile R.\nLudothèque Les Petits Pas",
        "Bien cordialement\n\nPaul",
        "Je vous prie d'agréer, Monsieur le Maire, l'expression de mes salutations distinguées.\nA. Martel",
        "Veuillez recevoir mes respects\nJ. B.",
        "-- \nAssociation Sport et Forêt\n04 65 71 00 00",
        "Envoyé de mon iPhone",
        "Envoyé depuis mon téléphone Orange",
        "Obtenir Outlook pour Android",
        "Ce message et ses pièces jointes sont confidentiels et destinés à leur seul destinataire.\nBanque du Port",
        "Pensez à l'environnement avant d'imprimer ce mail",
        "Les informations contenues dans ce courriel sont strictement confidentielles.",
        "Avec mes respects,\nMarcel C.\n04 65 71 33 90",
        "Nathalie R.\nAdjointe au maire\nMairie de Saint-Elme",
        "Paul Martel\n06 39 98 12 34",
        "Se désabonner | Voir dans le navigateur",
    ],
)
def test_what_is_under_a_message_is_set_aside(below):
    signed = cut_signature(f"{ASK}\n\n{below}")
    assert signed.text == ASK
    assert signed.signature


@pytest.mark.parametrize(
    "after",
    [
        "PS : et la lampe aussi",
        "P.S. la lampe aussi est cassée",
    ],
)
def test_a_postscript_is_the_citizens_text_again(after):
    assert after in cut_signature(f"{ASK}\nCordialement\nPaul\n{after}").text


@pytest.mark.parametrize(
    "text",
    [
        f"Merci d'avance.\nAh et aussi le lampadaire est cassé.\n{ASK}",
        f"Bonne journée\nSinon, quand est-ce que vous passez ?\n{ASK}",
        "Merci d'avance de réparer la lampe de la place",
        "Bonjour,\n\nLampe cassée place Carnot\n06 39 98 12 34",
        "Voici ce que j'ai vu ce matin en allant au marché :\n\nTrou devant le 12\nLampe cassée devant le 14",
        "Cordialement",
    ],
)
def test_a_sign_off_that_does_not_end_the_message_cuts_nothing(text):
    assert cut_signature(text).text == text


@given(st.text(alphabet="abc é\n-,.:!?PS", max_size=80))
def test_nothing_is_invented_and_no_word_is_lost_altogether(text):
    signed = cut_signature(text)
    assert set(signed.text.split()) <= set(text.split())
    if any(letter.isalnum() for letter in text):
        assert any(letter.isalnum() for letter in signed.text)
