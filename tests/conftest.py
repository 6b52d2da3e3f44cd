"""Fixtures: a town of our invention with five services, its few messages, and a model trained on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from request_router import LabelledMessage, Router, Taxonomy, train
from request_router.model.training import TrainingOptions

# A timing is a benchmark, never a test: the first example also loads spaCy.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")

ROOT = Path(__file__).resolve().parents[1]

PORT = """
title = "Services du port de Saint-Elme"
[[services]]
id = "capitainerie"
name = "Capitainerie"
[[services]]
id = "criee"
name = "Criée"
[[services]]
id = "phare"
name = "Phare et balises"
[[services]]
id = "navette"
name = "Navette des îles"
[[services]]
id = "autre"
name = "Autre"
default = true
"""

PORT_MESSAGES = {
    "capitainerie": [
        ("Je cherche un anneau pour mon voilier de neuf mètres cet été", "normale"),
        ("Mon bateau est amarré au ponton B et le taquet est arraché", "haute"),
        ("Un voilier dérive dans le chenal, les amarres ont lâché, il va sur les baigneurs", "critique"),
        ("Quel est le tarif d'une place au ponton visiteurs ?", "basse"),
        ("La borne électrique du ponton C ne marche plus depuis lundi", "normale"),
        ("Merci à l'équipe du port pour l'accueil de notre bateau", "basse"),
    ],
    "criee": [
        ("À quelle heure ouvre la vente au poisson du mardi ?", "basse"),
        ("Ma facture de glace et de caisses est fausse ce mois", "normale"),
        ("Le frigo de la halle est en panne, douze tonnes de poisson se perdent", "haute"),
        ("Fuite d'ammoniac dans la chambre froide, on tousse tous", "critique"),
        ("Je voudrais un emplacement pour vendre mes soles", "normale"),
        ("Bravo pour la nouvelle halle aux poissons", "basse"),
    ],
    "phare": [
        ("Le feu de la tourelle ouest est éteint, des bateaux rentrent cette nuit", "critique"),
        ("La bouée rouge de la passe a changé de place", "haute"),
        ("Peut-on visiter le phare en août ?", "basse"),
        ("La lampe de la jetée clignote trop vite", "normale"),
        ("La balise du rocher est couverte de fientes", "normale"),
        ("Quelle belle lumière le soir au bout de la jetée", "basse"),
    ],
    "navette": [
        ("La navette de 8 h n'est pas passée ce matin", "normale"),
        ("Combien coûte la traversée avec un vélo ?", "basse"),
        ("Un passager est tombé à l'eau pendant l'embarquement", "critique"),
        ("J'ai perdu mon sac sur le bateau de l'île hier soir", "normale"),
        ("La passerelle d'embarquement glisse, une dame est tombée", "haute"),
        ("Merci au pilote de la traversée de dimanche", "basse"),
    ],
    "autre": [
        ("Je vends des panneaux solaires, rappelez-moi", "basse"),
        ("Gagnez un téléphone en cliquant ici", "basse"),
        ("Ma pension de retraite n'est pas versée", "normale"),
        ("Le train de Paris avait deux heures de retard", "normale"),
    ],
}


def port_messages() -> list[LabelledMessage]:
    rows = [(service, text, urgency) for service, pairs in PORT_MESSAGES.items() for text, urgency in pairs]
    return [
        LabelledMessage(id=f"port-{at}", text=text, service=service, urgency=urgency, author=f"lot-{at % 2}")
        for at, (service, text, urgency) in enumerate(rows)
    ]


@pytest.fixture(scope="session")
def port_taxonomy() -> Taxonomy:
    return Taxonomy.from_text(PORT, origin="port.toml")


@pytest.fixture(scope="session")
def port_router(port_taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Router:
    """A router of five services that no release knows."""
    return train(port_messages(), port_taxonomy, tmp_path_factory.mktemp("models") / "port", TrainingOptions(jobs=1))


@pytest.fixture(scope="session")
def router() -> Router:
    """The embedded model."""
    return Router.load()
