"""Each sentence is the proof of a row of the tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router.french.context import Context, contexts
from request_router.french.tokens import tokenize


def context_of(sentence: str, word: str) -> str:
    tokens = tokenize(sentence)
    at = [token.text for token in tokens].index(word)
    return contexts(tokens)[at].value


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Il y a une fuite de gaz rue Haute", "fuite", "affirmed"),
        ("Il n'y a pas de fuite de gaz", "fuite", "negated"),
        ("Aucun blessé pour le moment", "blessé", "negated"),
        ("Chute sans gravité", "gravité", "negated"),
        ("Ni feu ni fumée", "feu", "negated"),
        ("Rien d'urgent", "urgent", "negated"),
        ("Il n'y a plus d'odeur", "odeur", "negated"),
        ("Il y a plus de fumée que d'habitude", "fumée", "affirmed"),
        ("Personne n'est blessé", "blessé", "negated"),
        ("Ça ne brûle pas", "pas", "negated"),
        ("Pas de blessé, mais le mur est tombé", "mur", "affirmed"),
        ("La fuite a été réparée hier", "fuite", "past"),
        ("L'incendie de 2019 a détruit le hangar", "incendie", "past"),
        ("Il y a 3 ans le mur est tombé", "mur", "past"),
        ("J'ai fait un malaise au concert en mai", "malaise", "past"),
        ("Le lampadaire a été changé le mois dernier, il y a des fils qui pendent", "fils", "affirmed"),
        ("Dossier vu en janvier : la bouche de travers", "bouche", "affirmed"),
        ("Le feu est éteint", "feu", "past"),
        ("La tôle du toit est bien fixée et bruyante", "tôle", "past"),
        ("L'ascenseur est arrêté, je suis dedans", "ascenseur", "affirmed"),
        ("La porte s'est refermée sur nous", "porte", "affirmed"),
        ("Un bidon sans étiquette s'est renversé", "renversé", "affirmed"),
        ("Elle n'a plus les pieds au sol tellement ça pousse", "pousse", "affirmed"),
        ("Son chien n'arrête pas de gémir", "gémir", "affirmed"),
        ("Ce n'est pas un exercice et la fumée monte", "fumée", "affirmed"),
        ("Il y a de la fumée dans une pièce du gymnase", "fumée", "affirmed"),
        ("On a cru à une fusillade, c'était le mariage d'en face", "fusillade", "past"),
        ("Il menace d'y aller au fusil, il plaisante", "fusil", "figurative"),
        ("C'est réglé, la branche n'y est plus. Un câble pend.", "câble", "affirmed"),
        ("Un jour il y aura un mort", "mort", "hypothetical"),
        ("Le but a été scellé mardi", "but", "past"),
        ("Depuis ce matin ça sent le gaz là où ils ont creusé la semaine dernière", "gaz", "affirmed"),
        ("La rivière ne déborde pas", "déborde", "negated"),
        ("La branche ne tient plus que par l'écorce", "tient", "affirmed"),
        ("Un cheval sur la route mardi dernier", "cheval", "past"),
        ("Le mur penche depuis mardi dernier", "mur", "affirmed"),
        ("C'était réparé, mais ça fuit encore", "fuit", "affirmed"),
        ("Odeur de gaz hier. C'est réglé, merci.", "gaz", "past"),
        ("Mon fils s'était fait mordre par un chien", "mordre", "past"),
        ("Si quelqu'un tombe, qui paie ?", "tombe", "hypothetical"),
        ("Je ne sais pas trop, ça brûle", "brûle", "affirmed"),
        ("J'ai peur qu'il ne tombe", "tombe", "hypothetical"),
        ("Le maire a dit que le mur allait tomber", "mur", "reported"),
        ("Exercice incendie jeudi à 10 h", "incendie", "asked"),
        ("Il n'y a que de la fumée", "fumée", "affirmed"),
        ("Le pont brûle sans que personne n'intervienne", "brûle", "affirmed"),
        ("Sans aucun doute une fuite", "fuite", "affirmed"),
        ("Ce n'est pas impossible que ça brûle", "brûle", "affirmed"),
        ("On a eu le feu vert du conseil", "feu", "figurative"),
        ("La fuite des cerveaux continue", "fuite", "figurative"),
        ("AU FEU ! Non je rigole", "FEU", "figurative"),
        ("Que faire en cas de fuite ?", "fuite", "asked"),
        ("Si jamais le mur tombe", "mur", "hypothetical"),
        ("On va au feu d'artifice ce soir", "feu", "figurative"),
        ("On attend l'ambulance, il saigne", "saigne", "affirmed"),
        ("Le détecteur de fumée sonne et la cuisine est en feu", "cuisine", "affirmed"),
    ],
)
def test_words_stand_in_their_context(sentence, word, expected):
    assert context_of(sentence, word) == expected


@given(
    st.lists(
        st.sampled_from(["ne", "pas", "feu", ".", ",", "un", "jour", "mais", "\n", "aucun", "gaz", "de", "2019"]),
        max_size=20,
    )
)
def test_every_token_has_one_context(words):
    tokens = tokenize(" ".join(words))
    marked = contexts(tokens)
    assert len(marked) == len(tokens)
    assert all(isinstance(item, Context) for item in marked)
