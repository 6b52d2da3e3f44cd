"""Labelled messages -> a model with its policy: the library's twin of ``request-router train``."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from request_router.errors import CorpusError
from request_router.french import Lexicon
from request_router.messages import LabelledMessage
from request_router.model.artifact import Card, Model, save_model
from request_router.model.training import NO_LEXICON, HeldOut, TrainingOptions, learn
from request_router.routing.card import card_text
from request_router.routing.policy import RoutingPolicy, choose_policy
from request_router.routing.router import Router
from request_router.taxonomy import Taxonomy

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "spacy", "PyStemmer")
TRAIN_SPLIT = "train"


def train(
    messages: Sequence[LabelledMessage],
    taxonomy: Taxonomy,
    folder: Path,
    options: TrainingOptions = TrainingOptions(),  # noqa: B008, a frozen value
    lexicon: Lexicon = NO_LEXICON,
) -> Router:
    """Learn a model from the messages of the ``train`` split, choose its policy, and write it as a folder.

    Same messages, seed and library versions give the same bytes.

    Parameters
    ----------
    messages
        Labelled messages; those of other splits are left out.
    taxonomy
        The services to choose between.
    folder
        Where to write; named after the folder. An older model there is replaced.
    options
        How to learn.
    lexicon
        Concepts to recognise; none by default. It becomes part of the model.

    Returns
    -------
    Router
        As loaded from the folder.

    Raises
    ------
    CorpusError
        If there is nothing to learn from, or a label or service does not fit; the text says which.
    ModelDamagedError
        If the folder holds something that is not a model.
    """
    chosen = [message for message in messages if message.split == TRAIN_SPLIT]
    if not chosen:
        splits = ", ".join(sorted({message.split for message in messages})) or "none"
        raise CorpusError(f"no message of the split '{TRAIN_SPLIT}' to learn from (splits found: {splits})")
    learnt = learn(chosen, taxonomy, options, lexicon)
    policy = _policy(learnt.heldout, taxonomy)
    card = Card(
        name=folder.resolve().name,
        trained_with={"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        training=_training_facts(chosen, options, lexicon) | _held_out_facts(learnt.heldout, policy),
    )
    model = Model(taxonomy, learnt.scorer, learnt.calibration, policy.model_dump(mode="json"), card)
    return Router(save_model(model, folder, card_text=card_text(model)))


def _policy(heldout: HeldOut, taxonomy: Taxonomy) -> RoutingPolicy:
    column = {id_: at for at, id_ in enumerate(taxonomy.ids)}
    also = [frozenset(column[id_] for id_ in ids if id_ in column) for ids in heldout.gold_also]
    return choose_policy(heldout.services, heldout.further, heldout.gold_service, also)


def _training_facts(messages: Sequence[LabelledMessage], options: TrainingOptions, lexicon: Lexicon) -> dict[str, Any]:
    digest = hashlib.sha256()
    for message in messages:
        digest.update(message.model_dump_json().encode("utf-8"))
    return {
        "messages": len(messages),
        "corpus_sha256": digest.hexdigest(),
        "lexicon": {"concepts": len(lexicon.concepts), "expressions": lexicon.expressions},
        "authors": len({message.author for message in messages}),
        "services": dict(sorted(Counter(message.service for message in messages).items())),
        "urgencies": dict(sorted(Counter(message.urgency.value for message in messages).items())),
        # The number of processes changes nothing in the result, so it must not change the bytes either.
        "options": options.model_dump(mode="json", exclude={"jobs"}),
    }


def _held_out_facts(heldout: HeldOut, policy: RoutingPolicy) -> dict[str, Any]:
    """Return what the messages held out in turn say; `evaluation` measures in full, on other messages."""
    confidence = heldout.services.max(axis=1)
    right = heldout.services.argmax(axis=1) == heldout.gold_service
    routed = confidence >= policy.review_below
    return {
        "held_out": {
            "service_accuracy": round(float(right.mean()), 4),
            "routed_share": round(float(routed.mean()), 4),
            "routed_precision": round(float(right[routed].mean()), 4) if routed.any() else None,
            "urgency_accuracy": round(
                float(np.mean([policy.urgency(row).rank for row in heldout.urgency] == heldout.gold_urgency)), 4
            ),
        }
    }
