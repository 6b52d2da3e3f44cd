from __future__ import annotations

import re
from itertools import pairwise

import pytest

from request_router import Taxonomy, TaxonomyError, Urgency

from .conftest import ROOT

TWO = '[[services]]\nid = "a"\nname = "A"\n[[services]]\nid = "b"\nname = "B"\n'


def test_urgency_is_an_order_and_not_an_alphabet():
    assert all(low < high for low, high in pairwise(Urgency))
    assert max(Urgency.HAUTE, Urgency.CRITIQUE) is Urgency.CRITIQUE  # the alphabet would say "haute"
    assert [Urgency.of_rank(level.rank) for level in Urgency] == list(Urgency)


def test_the_default_services_are_the_27_of_the_guide(router):
    expected = [
        "etat_civil",
        "elections",
        "cimetiere",
        "voirie",
        "eclairage_public",
        "stationnement_circulation",
        "transports",
        "dechets",
        "proprete",
        "eau_assainissement",
        "espaces_verts",
        "urbanisme",
        "logement",
        "tranquillite_publique",
        "scolaire",
        "petite_enfance",
        "jeunesse_sports",
        "culture",
        "vie_associative",
        "action_sociale",
        "sante_hygiene",
        "commerce_marches",
        "emploi_rh",
        "finances",
        "numerique",
        "cabinet",
        "hors_competence",
    ]
    assert list(router.taxonomy.ids) == expected
    assert router.taxonomy.default == "hors_competence"
    assert router.taxonomy["action_sociale"].name == "Action sociale (CCAS)"


def test_the_model_carries_the_corpus_taxonomy(router):
    assert router.taxonomy == Taxonomy.from_toml(ROOT / "corpora/fr-commune/taxonomy.toml")


def test_a_taxonomy_survives_its_own_writing(router, port_taxonomy):
    for taxonomy in (router.taxonomy, port_taxonomy):
        assert Taxonomy.from_text(taxonomy.to_toml(), origin="copy") == taxonomy


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("services = 3", "services"),
        ("[[services]", "not valid TOML"),
        ('[[services]]\nid = "a"\nname = "A"\n', "at least 2"),
        (TWO.replace('"b"', '"a"'), "given twice: a"),
        (TWO.replace('"b"', '"Voirie !"'), "Voirie !"),
        (TWO.replace('"B"', '" "'), "name is empty"),
        (TWO + "colour = 3\n", "colour"),
        (TWO.replace('"A"', '"A"\ndefault = true').replace('"B"', '"B"\ndefault = true'), "at most one"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused_with_its_fault(toml, fault):
    with pytest.raises(TaxonomyError, match=re.escape(fault)):
        Taxonomy.from_text(toml, origin="town.toml")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TaxonomyError, match="nowhere"):
        Taxonomy.from_toml(tmp_path / "nowhere.toml")


def test_without_a_marked_default_the_last_service_receives_what_cannot_be_read():
    assert Taxonomy.from_text(TWO, origin="town.toml").default == "b"
