"""The lexicon: what an expression stands for, what a typing error is forgiven, and what a faulty table is told."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router import LexiconError
from request_router.french import ConceptFinder, Lexicon, tokenize
from request_router.french.mentions import one_error

from .conftest import ROOT

LAMP = """
[eclairage]
services = ["eclairage_public"]
expressions = ["lumière de la rue", "lampadaire"]

[lampe_en_panne]
services = ["eclairage_public", "voirie"]
is_a = "eclairage"
expressions = ["lampadaire en panne", "rue dans le noir"]
"""
BIN = """
[bac]
services = ["dechets"]
expressions = ["bac jaune", "poubelle", "panne de camion"]
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lexique")
    (folder / "lampes.toml").write_text(LAMP, encoding="utf-8")
    (folder / "bacs.toml").write_text(BIN, encoding="utf-8")
    return Lexicon.from_folder(folder)


def mentioned(lexicon, text, known=()):
    return [mention.concepts for mention in ConceptFinder(lexicon, frozenset(known)).mentions(tokenize(text))]


@pytest.mark.parametrize(
    "text",
    [
        "les LUMIERES de notre rue",
        "Lumière, rue des Lilas",  # grammar words and accents tell nothing
        "le lampadaire clignote",
        "un lanpadaire qui clignote",
        "des lampdaires",
        "le lapmadaire",
    ],
)
def test_inflection_accents_small_words_and_one_error_are_forgiven(lexicon, text):
    assert mentioned(lexicon, text) == [("lampes.eclairage",)]


@pytest.mark.parametrize(
    "text", ["la lumière. Dans ma rue", "poubl", "le jaune du bac", "un lampayres", "rien de tout cela", ""]
)
def test_what_is_not_said_is_not_found(lexicon, text):
    assert mentioned(lexicon, text) == []


def test_an_expression_with_one_content_word_is_taken_as_written():
    single = Lexicon.from_json({"a.voyante": {"expressions": ["voyante"]}, "a.dehors": {"expressions": ["à la rue"]}})
    assert mentioned(single, "les voyantes") == [("a.voyante",)]
    assert mentioned(single, "la voie, voyez, et la rue") == []
    assert mentioned(single, "on est à la rue") == [("a.dehors",)]


def test_the_longest_expression_wins_and_none_overlap(lexicon):
    assert mentioned(lexicon, "lampadaire en panne de camion") == [("lampes.lampe_en_panne",)]


def test_a_word_that_training_knows_is_not_an_error(lexicon):
    assert mentioned(lexicon, "le lampadaires") == [("lampes.eclairage",)]
    assert mentioned(lexicon, "la lampadaise", known={"lampadaise"}) == []


def test_the_place_of_a_mention_covers_its_words(lexicon):
    tokens = tokenize("Ma poubelle, et la lumière de la rue !")
    first, second = ConceptFinder(lexicon).mentions(tokens)
    assert [token.text for token in tokens[first.first : first.last + 1]] == ["poubelle"]
    assert [token.text for token in tokens[second.first : second.last + 1]] == ["lumière", "de", "la", "rue"]


def test_one_expression_of_two_concepts_means_both():
    shared = Lexicon.from_json({"a.x": {"expressions": ["PLU"]}, "b.y": {"expressions": ["plu"]}})
    assert mentioned(shared, "révision du PLU") == [("a.x", "b.y")]


def test_a_lexicon_survives_json(lexicon):
    assert Lexicon.from_json(lexicon.to_json()) == lexicon


def test_broader_concepts_are_named_nearest_first(lexicon):
    assert list(lexicon.broader("lampes.lampe_en_panne")) == ["lampes.eclairage"]


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('[a]\nexpressions = ["x"]\nis_a = "b"', "names 'faux.b'"),
        ('[a]\nexpressions = ["x"]\nis_a = "b"\n[b]\nexpressions = ["z"]\nis_a = "a"', "circle"),
        ('[a]\nexpressions = ["de la"]', "only grammar"),
        ('[a]\nexpressions = ["39 49"]', "only grammar or digits"),
        ("[a]\nexpressions = []", "at least 1 item"),
        ('[a]\nexpressions = ["x"]\nservice = "voirie"', "service"),
        ("[a", "cannot be read as TOML"),
    ],
)
def test_a_faulty_table_is_named_with_its_fault(tmp_path, table, fault):
    (tmp_path / "faux.toml").write_text(table, encoding="utf-8")
    with pytest.raises(LexiconError, match=fault):
        Lexicon.from_folder(tmp_path)


def test_a_folder_without_lexicon_is_told(tmp_path):
    with pytest.raises(LexiconError, match="no lexicon there"):
        Lexicon.from_folder(tmp_path)


@given(st.text("abc", min_size=1, max_size=8), st.data())
def test_one_error_is_one_edit_and_nothing_else(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcd"))
    for written in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ):
        assert one_error(written, word) == (written != word)
        assert one_error(word, written) == (written != word)
    assert not one_error(word + "xy", word)


# The project's own lexicon


@pytest.fixture(scope="module")
def ours():
    return Lexicon.from_folder(ROOT / "corpora/lexicon")


def test_our_lexicon_covers_the_field(ours, router):
    assert len(ours.concepts) >= 900
    assert ours.expressions >= 9_000
    first = Counter(concept.services[0] for concept in ours.concepts.values() if concept.services)
    assert set(first) == set(router.taxonomy.ids)
    assert {service for concept in ours.concepts.values() for service in concept.services} == set(router.taxonomy.ids)


def test_our_dangers_have_kinds(ours):
    kinds = {concept.danger for id_, concept in ours.concepts.items() if id_.startswith("dangers.")}
    assert len(kinds) >= 40
    assert "" not in kinds


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("la lumière de la rue", "eclairage_public.lampadaire"),
        ("ma CNI est périmée", "etat_civil.carte_d_identite"),
        ("le truc qui bipe pour traverser", "stationnement_circulation.feu_tricolore"),
        ("inscription ALSH des petites vacances", "scolaire.centre_de_loisirs"),
        ("des ravets dans la cuisine", "sante_hygiene.cafards"),
        ("la dame du guichet", "etat_civil.dame_du_guichet"),
    ],
)
def test_our_lexicon_knows_how_people_say_it(ours, text, concept):
    assert concept in {id_ for mention in ConceptFinder(ours).mentions(tokenize(text)) for id_ in mention.concepts}
