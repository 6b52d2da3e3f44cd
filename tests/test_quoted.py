"""One test for each habit of a real mail client, and the traps in which citizens' own words look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router import Message
from request_router.french import Cleaner
from request_router.french.quoted import split_quoted

NEW = "Le lampadaire devant chez moi est toujours éteint."
OLD = "Nous avons bien reçu votre demande et la transmettons au service."


@pytest.mark.parametrize(
    "quotation",
    [
        f"Le mar. 3 juin 2025 à 10:12, Mairie <mairie@example.fr> a écrit :\n\n> {OLD}",
        f"Le mar. 3 juin 2025 à 10:12, Mairie de Saint-Elme\n<mairie@example.fr> a écrit :\n> {OLD}",
        f"Le 03/06/2025 10:12, Mairie a écrit :\n> {OLD}",
        f"Le 3 juin 2025 à 10 h 12, Mairie <mairie@example.fr> a écrit\xa0:\n{OLD}",
        f"Mairie <mairie@example.fr> a écrit :\n{OLD}",
        f"-----Message d'origine-----\nDe : Mairie\nEnvoyé : mardi 3 juin 2025 10:12\nÀ : Moi\nObjet : RE: lampe\n\n{OLD}",
        f"De : Mairie <mairie@example.fr>\nEnvoyé : mardi 3 juin 2025 10:12\nÀ : Moi\nObjet : RE: lampe\n\n{OLD}",
        f"De: Mairie\nDate: mardi 3 juin 2025\nÀ: Moi\nObjet: RE: lampe\n{OLD}",
        f"----- Mail original -----\nDe: \"Mairie\" <mairie@example.fr>\nÀ: moi@example.org\nEnvoyé: Mardi 3 Juin 2025\nObjet: Re: lampe\n\n{OLD}",
        f"________________________________\nDe : Mairie\nEnvoyé : mardi 3 juin 2025\nÀ : Moi\nObjet : lampe\n\n{OLD}",
        f"-------- Message original --------\nDe : Mairie\nDate : 03/06/2025 10:12 (GMT+01:00)\nÀ : Moi\nObjet : lampe\n\n{OLD}",
        f"On Tue, Jun 3, 2025 at 10:12 Mairie <mairie@example.fr> wrote:\n> {OLD}",
    ],
    ids=["gmail", "gmail-wrapped", "thunderbird", "apple", "yahoo", "outlook-line", "outlook", "outlook-mac", "orange", "outlook-web", "samsung", "english-phone"],
)  # fmt: skip
def test_quoted_mail_is_set_aside(quotation):
    split = split_quoted(f"{NEW}\n\n{quotation}")
    assert split.new == NEW
    assert OLD in split.quoted


def test_an_answer_between_the_quoted_lines_is_kept():
    body = f"Le 3 juin 2025 à 10:12, Mairie <mairie@example.fr> a écrit :\n> Quelle rue ?\nRue des Tanneurs.\n> Depuis quand ?\n{NEW}"
    assert split_quoted(body).new == f"Rue des Tanneurs.\n{NEW}"


@pytest.mark.parametrize(
    "story",
    [
        "Le syndic de la résidence a écrit :\nvous n'avez qu'à voir avec la mairie. Donc je vous écris.",
        "Le 12 mars 2025 le syndic a écrit :\nvoyez avec la mairie. Donc je vous écris.",
        "Le 12 mars à 10h00 votre collègue nous a écrit :\nle camion passera. Il n'est pas passé.",
        "De : la rue Haute à : la place, tout est noir.\nMerci.",
        "Objet : réclamation\nDate : ce jour\nMonsieur le Maire, la benne n'est pas passée.",
        "Le trottoir est cassé\nil a écrit :\nattention danger",
    ],
)
def test_a_citizens_own_words_are_not_taken_for_a_quotation(story):
    assert split_quoted(story).new == story


@pytest.mark.parametrize(
    "opening",
    [
        "---------- Forwarded message ---------\nDe : Jean <jean@example.org>\nDate: mar. 3 juin 2025\nSubject: lampe\nTo: <mairie@example.fr>\n\n",
        "-------- Message transféré --------\nSujet : lampe\nDate : Tue, 3 Jun 2025\nDe : Jean\nPour : mairie\n\n",
        "Début du message transféré :\n\nDe: Jean\nObjet: lampe\nDate: 3 juin 2025\nÀ: mairie\n\n",
    ],
    ids=["gmail", "thunderbird", "apple"],
)
def test_a_forwarded_complaint_is_the_request(opening):
    split = split_quoted(f"Pour suite à donner.\n\n{opening}{NEW}")
    assert split.forwarded == NEW
    assert split.new == "Pour suite à donner."


def test_a_subject_that_says_forward_keeps_the_text_under_outlooks_headers():
    body = f"Pour toi\n\nDe : Jean\nEnvoyé : mardi 3 juin 2025\nÀ : Mairie\nObjet : lampe\n\n{NEW}"
    assert split_quoted(body, "TR: lampe").forwarded == NEW
    assert split_quoted(body, "RE: lampe").forwarded == ""
    assert NEW in split_quoted(body, "RE: lampe").quoted


def test_the_signature_of_the_elu_who_forwards_does_not_hide_the_complaint():
    body = f"À traiter svp.\n\n-- \nKarim R.\nConseiller municipal\n\n---------- Forwarded message ---------\nDe : Jean\nDate: 3 juin\n\n{NEW}"
    text = Cleaner().clean(Message(text=body)).text
    assert text == f"À traiter svp.\n\n{NEW}"


def test_a_body_that_is_all_quotation_is_read_after_all():
    split = split_quoted(f"> {NEW}\n> Merci")
    assert split.new == f"{NEW}\nMerci"


LINES = st.lists(
    st.sampled_from(
        [NEW, OLD, "", "> cité", "Bonjour", "De : X", "Envoyé : 3 juin 2025", "Objet : Y", "À : Z", "----- Mail original -----",
         "Le 3 juin 2025 à 10:12, M <m@example.fr> a écrit :", "---------- Forwarded message ----------", "merci", "12"]
    ),
    max_size=14,
)  # fmt: skip


@given(LINES)
def test_cutting_never_empties_a_body_that_has_a_word(lines):
    body = "\n".join(lines).strip()
    split = split_quoted(body)
    assert any(letter.isalnum() for letter in split.new + split.forwarded) == any(letter.isalnum() for letter in body)
