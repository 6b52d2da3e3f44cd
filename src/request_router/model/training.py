"""Learn the weights from labelled messages, and hold some out so that confidences can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import joblib
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC

from request_router.decisions import FloatArray
from request_router.errors import CorpusError
from request_router.french import Cleaner, CleanText, segments
from request_router.messages import LabelledMessage
from request_router.model.calibration import Calibration, fit_logistic, fit_temperature, further_weight
from request_router.model.features import FeatureOptions
from request_router.model.matrix import FeatureSpace
from request_router.model.scorer import Scorer
from request_router.taxonomy import Taxonomy, Urgency

LEVELS_ABOVE = (Urgency.NORMALE, Urgency.HAUTE, Urgency.CRITIQUE)
"""The urgency heads, "at least" each of them."""


Fold = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Places of the messages to learn from, and of those held out."""
Heads = tuple[FloatArray, FloatArray]
"""Weights, shape (features, services + 3), and biases, shape (services + 3,)."""


class TrainingOptions(BaseModel):
    """How to learn; the defaults are the measured choice (docs/decisions.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    features: FeatureOptions = FeatureOptions()
    service_c: float = Field(default=0.0008, gt=0)
    """Inverse regularisation of the service heads."""
    service_idf_power: float = Field(default=2.0, ge=0)
    """How much rarity counts for the service: 1 is the usual idf, more tells a linear model to trust rare words."""
    urgency_c: float = Field(default=0.3, gt=0)
    """Inverse regularisation of the urgency heads."""
    urgency_idf_power: float = Field(default=1.0, ge=0)
    """The same for the urgency, where ordinary words (tenses, "depuis", "merci") tell more."""
    folds: int = Field(default=5, ge=2)
    """Parts held out in turn to calibrate."""
    seed: int = Field(default=0, ge=0)
    jobs: int = Field(default=-1)
    """Processes; -1 for one per core. Changes nothing in the result."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What models that had not seen a message said of it: the material of calibration and policy."""

    services: FloatArray
    """Shape (messages, services), calibrated probabilities."""
    urgency: FloatArray
    """Shape (messages, 4), calibrated probabilities."""
    further: FloatArray
    """Shape (messages, services), see ``Scores.further``."""
    gold_service: NDArray[np.int64]
    """Shape (messages,), column of the true service."""
    gold_urgency: NDArray[np.int64]
    """Shape (messages,), rank of the true level."""
    gold_also: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """The result of training, before a policy is chosen."""

    scorer: Scorer
    calibration: Calibration
    heldout: HeldOut


def learn(messages: Sequence[LabelledMessage], taxonomy: Taxonomy, options: TrainingOptions) -> Learnt:
    """Learn service and urgency heads, and calibrate them on messages held out in turn.

    Held-out parts are whole writing batches where the corpus names at least two, so that a calibration cannot profit
    from an author's habits; otherwise they are random, in the proportions of the services.

    Parameters
    ----------
    messages
        Training messages only; the caller has left ``dev`` and ``blind`` out.
    taxonomy
        Services; every one needs at least two messages.
    options
        How to learn.

    Raises
    ------
    CorpusError
        If a label is unknown or a service or the urgency scale has too few messages; the text names them.
    """
    gold_service, gold_urgency = _gold(messages, taxonomy)
    cleaner = Cleaner()
    texts = [cleaner.clean(message) for message in messages]
    space = FeatureSpace.fit(texts, options.features)
    matrix = space.transform(texts)
    folds = _folds(messages, gold_service, options)
    count = len(taxonomy.ids)
    raw, fits = _held_out_scores(space, matrix, folds, gold_service, gold_urgency, options)
    curves = [fit_logistic(raw[:, count + at], gold_urgency >= level.rank) for at, level in enumerate(LEVELS_ABOVE)]
    slopes, offsets = zip(*curves, strict=True)
    calibration = Calibration(temperature=fit_temperature(raw[:, :count], gold_service), slopes=slopes, offsets=offsets)
    weights, bias = _fit_heads(space, matrix, gold_service, gold_urgency, options, n_services=count)
    scorer = Scorer(options.features, space.names, weights.astype(np.float32), np.round(bias, 9))
    heldout = HeldOut(
        services=calibration.services(raw[:, :count]),
        urgency=calibration.urgency(raw[:, count:]),
        further=_held_out_further(space, texts, folds, fits, calibration),
        gold_service=gold_service,
        gold_urgency=gold_urgency,
        gold_also=tuple(message.also for message in messages),
    )
    return Learnt(scorer, calibration, heldout)


def _gold(messages: Sequence[LabelledMessage], taxonomy: Taxonomy) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the columns of services and the ranks of urgencies, or say what cannot be learnt from."""
    column = {id_: at for at, id_ in enumerate(taxonomy.ids)}
    unknown = sorted({message.service for message in messages} - column.keys())
    if unknown:
        raise CorpusError(
            f"services that are not in the taxonomy: {', '.join(unknown)} (known: {', '.join(taxonomy.ids)})"
        )
    services = np.array([column[message.service] for message in messages], dtype=np.int64)
    counts = np.bincount(services, minlength=len(column))
    if scarce := [f"{id_} ({counts[at]})" for id_, at in column.items() if counts[at] < 2]:
        raise CorpusError(f"at least 2 training messages per service are needed; too few for: {', '.join(scarce)}")
    return services, np.array([message.urgency.rank for message in messages], dtype=np.int64)


def _folds(messages: Sequence[LabelledMessage], gold: NDArray[np.int64], options: TrainingOptions) -> list[Fold]:
    authors = [message.author for message in messages]
    place = np.zeros(len(messages))
    if (batches := len(set(authors))) >= 2:
        splitter = GroupKFold(n_splits=min(options.folds, batches))
        return list(splitter.split(place, groups=authors))
    folds = int(min(options.folds, max(2, np.bincount(gold)[np.unique(gold)].min())))
    return list(StratifiedKFold(n_splits=folds, shuffle=True, random_state=options.seed).split(place, gold))


def _held_out_scores(
    space: FeatureSpace,
    matrix: sp.csr_matrix,
    folds: Sequence[Fold],
    services: NDArray[np.int64],
    urgencies: NDArray[np.int64],
    options: TrainingOptions,
) -> tuple[FloatArray, list[Heads]]:
    """Return raw scores of every message by heads that had not seen its fold, shape (messages, services + 3), and the heads.

    The feature space is that of all messages: which strings occur at all tells nothing of a label, and refitting it in
    each fold would cost as much again.
    """
    n_services = int(services.max()) + 1
    fits: list[Heads] = joblib.Parallel(n_jobs=options.jobs)(
        joblib.delayed(_fit_heads)(
            space, matrix[train], services[train], urgencies[train], options, n_services=n_services
        )
        for train, _ in folds
    )
    raw = np.zeros((matrix.shape[0], n_services + len(LEVELS_ABOVE)))
    for (_, test), (weights, bias) in zip(folds, fits, strict=True):
        raw[test] = matrix[test] @ weights + bias
    return raw, fits


def _held_out_further(
    space: FeatureSpace,
    texts: Sequence[CleanText],
    folds: Sequence[Fold],
    fits: Sequence[Heads],
    calibration: Calibration,
) -> FloatArray:
    """Return ``Scores.further`` of every message by the heads that had not seen it, shape (messages, services)."""
    count = fits[0][1].shape[0] - len(LEVELS_ABOVE)
    further = np.zeros((len(texts), count))
    for (_, test), (weights, bias) in zip(folds, fits, strict=True):
        parts = [(at, part) for at in test for part in segments(texts[at])]
        if not parts:
            continue
        raw = space.transform([part.text for _, part in parts]) @ weights[:, :count] + bias[:count]
        shares = np.array([further_weight(part) for _, part in parts])
        np.maximum.at(further, [at for at, _ in parts], calibration.services(raw) * shares[:, None])
    return further


def _fit_heads(
    space: FeatureSpace,
    matrix: sp.csr_matrix,
    services: NDArray[np.int64],
    urgencies: NDArray[np.int64],
    options: TrainingOptions,
    *,
    n_services: int,
) -> Heads:
    """Fit all heads; return weights for the plain matrix, shape (features, services + 3), and biases.

    A service that a fold lacks keeps weight zero and a bias below every other: it is never proposed there.
    """
    weights = np.zeros((matrix.shape[1], n_services + len(LEVELS_ABOVE)))
    bias = np.zeros(n_services + len(LEVELS_ABOVE))
    bias[:n_services] = -3.0
    present = np.unique(services)
    if len(present) > 1:
        rarity = space.idf**options.service_idf_power
        svm = LinearSVC(C=options.service_c, random_state=options.seed, dual=True, max_iter=5000)
        svm.fit(matrix @ sp.diags(rarity), services)
        if len(present) == 2:  # scikit-learn gives one column for two classes
            coefficients, intercepts = np.vstack([-svm.coef_, svm.coef_]), np.r_[-svm.intercept_, svm.intercept_]
        else:
            coefficients, intercepts = svm.coef_, svm.intercept_
        weights[:, present], bias[present] = coefficients.T * rarity[:, None], intercepts
    rarity = space.idf**options.urgency_idf_power
    scaled = matrix @ sp.diags(rarity)
    for at, level in enumerate(LEVELS_ABOVE, start=n_services):
        positive = urgencies >= level.rank
        if positive.all() or not positive.any():
            bias[at] = 1.0 if positive.all() else -1.0
            continue
        head = LogisticRegression(
            C=options.urgency_c, solver="liblinear", dual=True, random_state=options.seed, max_iter=5000
        )
        head.fit(scaled, positive)
        weights[:, at], bias[at] = head.coef_[0] * rarity, head.intercept_[0]
    return weights, bias
