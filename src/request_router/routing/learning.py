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
from scipy.stats import binomtest

from request_router.errors import CorpusError
from request_router.french import Lexicon
from request_router.messages import LabelledMessage
from request_router.model.artifact import Card, Model, save_model
from request_router.model.training import NO_LEXICON, Learnt, TrainingOptions, learn
from request_router.routing.card import card_text
from request_router.routing.policy import (
    DEFAULT_COSTS,
    CostMatrix,
    RoutingPolicy,
    choose_policy,
    levels_of,
    urgency_thresholds,
)
from request_router.routing.router import Router
from request_router.taxonomy import Taxonomy, Urgency

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "spacy", "PyStemmer")
TRAIN_SPLIT = "train"


def train(
    messages: Sequence[LabelledMessage],
    taxonomy: Taxonomy,
    folder: Path,
    options: TrainingOptions = TrainingOptions(),  # noqa: B008, a frozen value
    lexicon: Lexicon = NO_LEXICON,
    *,
    costs: CostMatrix = DEFAULT_COSTS,
    ordinary_split: str | None = None,
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
    costs
        What each error of urgency costs, see ``RoutingPolicy.costs``.
    ordinary_split
        Split whose messages are in the mix of ordinary mail (``dev``): the confidence in a service and the threshold below
        which a human reads are chosen on them. None: on the training messages, each judged without its batch.

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
    ordinary = [message for message in messages if message.split == ordinary_split]
    if ordinary_split is not None and (not ordinary or ordinary_split == TRAIN_SPLIT):
        raise CorpusError(f"the split '{ordinary_split}' cannot choose the thresholds: it is empty, or learnt from")
    learnt = learn(chosen, taxonomy, options, lexicon, ordinary)
    policy = _policy(learnt, taxonomy, costs)
    card = Card(
        name=folder.resolve().name,
        trained_with={"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        training=_training_facts(chosen, options, lexicon)
        | {"ordinary": {"split": ordinary_split, "messages": len(ordinary)} if ordinary else None}
        | _held_out_facts(learnt, policy),
    )
    model = Model(taxonomy, learnt.scorer, learnt.calibration, policy.model_dump(mode="json"), card)
    return Router(save_model(model, folder, card_text=card_text(model)))


def _policy(learnt: Learnt, taxonomy: Taxonomy, costs: CostMatrix) -> RoutingPolicy:
    column = {id_: at for at, id_ in enumerate(taxonomy.ids)}
    heldout, ordinary = learnt.heldout, learnt.ordinary or learnt.heldout
    also = [frozenset(column[id_] for id_ in ids if id_ in column) for ids in ordinary.gold_also]
    above = urgency_thresholds(heldout.urgency, heldout.gold_urgency, heldout.weights, costs)
    return choose_policy(
        ordinary.services, ordinary.further, ordinary.gold_service, also, urgency_above=above, costs=costs,
        dangers_learnt=int((heldout.gold_urgency == Urgency.CRITIQUE.rank).sum()),
    )  # fmt: skip


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


def _held_out_facts(learnt: Learnt, policy: RoutingPolicy) -> dict[str, Any]:
    """Return what the messages held out in turn say; `evaluation` measures in full, on other messages."""
    heldout, ordinary = learnt.heldout, learnt.ordinary or learnt.heldout
    routed = ordinary.services.max(axis=1) >= policy.review_below
    right = ordinary.services.argmax(axis=1) == ordinary.gold_service
    decided = levels_of(heldout.urgency, policy.urgency_above)
    critique = heldout.gold_urgency == Urgency.CRITIQUE.rank
    alarms = (decided == Urgency.CRITIQUE.rank) & ~critique
    missed = int(((decided != Urgency.CRITIQUE.rank) & critique).sum())
    interval = binomtest(missed, int(critique.sum())).proportion_ci(method="wilson") if critique.any() else None
    return {
        "held_out": {
            "service_accuracy": _rounded(np.mean(heldout.services.argmax(axis=1) == heldout.gold_service)),
            "routed_share": _rounded(np.mean(routed)),
            "routed_precision": _rounded(np.mean(right[routed])) if routed.any() else None,
            "urgency_accuracy": _rounded(np.mean(decided == heldout.gold_urgency)),
            "critique": int(critique.sum()),
            "critique_missed": _rounded(missed / critique.sum()) if critique.any() else None,
            "critique_missed_interval": [_rounded(interval.low), _rounded(interval.high)] if interval else None,
            "false_alarms_per_1000": round(float(1000 * heldout.weights[alarms].sum() / heldout.weights.sum()), 1),
        }
    }


def _rounded(value: Any) -> float:
    return round(float(value), 4)
