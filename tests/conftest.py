"""Fixtures: a town of our invention with five services, its few messages, and a model trained on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from request_router import LabelledMessage, Router, Taxonomy, train
from request_router.corpus import load_corpus
from request_router.french import Lexicon
from request_router.model.training import TrainingOptions

# A timing is a benchmark, never a test: the first example also loads spaCy.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")

ROOT = Path(__file__).resolve().parents[1]

PORT = ROOT / "examples/port.toml"
PORT_CORPUS = ROOT / "examples/port.jsonl"


def port_messages() -> list[LabelledMessage]:
    return load_corpus([PORT_CORPUS])


def port_lexicon() -> Lexicon:
    return Lexicon.from_folder(ROOT / "examples/port-lexique.toml")


@pytest.fixture(scope="session")
def port_taxonomy() -> Taxonomy:
    return Taxonomy.from_toml(PORT)


@pytest.fixture(scope="session")
def port_router(port_taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Router:
    """A router of five services that no release knows."""
    return train(
        port_messages(),
        port_taxonomy,
        tmp_path_factory.mktemp("models") / "port",
        TrainingOptions(jobs=1),
        port_lexicon(),
    )


@pytest.fixture(scope="session")
def router() -> Router:
    """The embedded model."""
    return Router.load()
