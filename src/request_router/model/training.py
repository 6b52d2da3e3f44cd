"""Learn the weights from labelled messages, and hold some out so that confidences can be trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from pydantic import Field
from sklearn.model_selection import GroupKFold, StratifiedKFold

from request_router.decisions import FloatArray
from request_router.errors import CorpusError
from request_router.french import Cleaner, CleanText, Lexicon, segments
from request_router.messages import LabelledMessage, Message
from request_router.model.calibration import (
    Calibration,
    fit_logistic,
    fit_temperature,
    further_weight,
)
from request_router.model.features import FeatureOptions
from request_router.model.heads import LEVELS_ABOVE, Examples, HeadOptions, Heads, IntArray, fit_heads, fit_services
from request_router.model.matrix import FeatureSpace
from request_router.model.noise import made_of
from request_router.model.scorer import Scorer
from request_router.taxonomy import Taxonomy, Urgency

NO_LEXICON = Lexicon.of({})
Fold = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Places of the messages to learn from, and of those held out."""


class TrainingOptions(HeadOptions):
    """How to learn; the defaults are the measured choice (docs/decisions.md)."""

    features: FeatureOptions = FeatureOptions()
    definitions: bool = True
    """Learn from definitions too: each phrase of ``Service.holds``, and each concept of the lexicon, is one more example."""
    noise: bool = True
    """Learn the urgency from made messages too, see :mod:`request_router.model.noise`."""
    urgency_shares: tuple[float, float, float, float] | None = None
    """Shares of basse, normale, haute and critique in real mail, where the corpus holds more dangers than that on purpose;
    the services are learnt and confidences calibrated in that mix. None: as in the corpus."""
    folds: int = Field(default=5, ge=2)
    """Parts held out in turn to calibrate."""
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
    weights: FloatArray
    """Shape (messages,): how many messages of real mail each stands for, see ``TrainingOptions.urgency_shares``."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The result of training, before a policy is chosen."""

    scorer: Scorer
    calibration: Calibration
    heldout: HeldOut
    """What the heads of each fold said of the training messages that they had not seen."""
    ordinary: HeldOut | None
    """What the final heads say of ``ordinary`` messages, where there are any."""


def learn(
    messages: Sequence[LabelledMessage],
    taxonomy: Taxonomy,
    options: TrainingOptions,
    lexicon: Lexicon = NO_LEXICON,
    ordinary: Sequence[LabelledMessage] = (),
) -> Learnt:
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
    lexicon
        Concepts to recognise.
    ordinary
        Messages in the mix of ordinary mail, none of them learnt from: the temperature of the services is fitted on them.
        Training batches written around hard cases would make every confidence too modest. None: held-out messages do.

    Raises
    ------
    CorpusError
        If a label is unknown or a service has too few messages; the text names them.
    """
    gold_service, gold_urgency = _gold(messages, taxonomy)
    texts = clean_all(messages)
    space = FeatureSpace.fit(texts, options.features, lexicon)
    if not space.names:
        raise CorpusError("no word occurs often enough in the training messages to learn from")
    phrases, defined = _definitions(taxonomy, lexicon) if options.definitions else ([], [])
    noise = made_of(
        texts if options.noise else [], gold_urgency, [message.author for message in messages], options.seed
    )
    examples = Examples(
        space.transform(texts), gold_service, gold_urgency, _as_in_real_mail(gold_urgency, options.urgency_shares),
        space.transform(phrases), np.array(defined, dtype=np.int64), space.idf, space.kinds, len(taxonomy.ids),
        space.transform(noise.texts), noise.urgencies[: len(noise.texts)], noise.sources,
    )  # fmt: skip
    folds = _folds(messages, gold_service, options)
    # The feature space is that of all messages: which strings occur at all tells nothing of a label.
    fits: list[Heads] = joblib.Parallel(n_jobs=options.jobs)(
        joblib.delayed(fit_heads)(examples.only(train), options) for train, _ in folds
    )
    heads = fit_heads(examples, options)
    seen_by = {int(at): learnt for (_, test), learnt in zip(folds, fits, strict=True) for at in test}
    heldout = _Judged.by(seen_by, texts, (gold_service, gold_urgency), space)
    others = clean_all(ordinary)
    judged = _Judged.by(dict.fromkeys(range(len(others)), heads), others, _gold_of(ordinary, taxonomy), space)
    calibration = _calibration(heldout, judged if ordinary else heldout, len(taxonomy.ids), options)
    weights, bias = heads.weights.astype(np.float32), np.round(heads.bias, 9)
    scorer = Scorer(options.features, space.names, weights, bias, lexicon, space.reader.ear)
    return Learnt(
        scorer,
        calibration,
        _held_out(messages, heldout, calibration, options, len(taxonomy.ids)),
        _held_out(ordinary, judged, calibration, options, len(taxonomy.ids)) if ordinary else None,
    )


def clean_all(messages: Sequence[LabelledMessage]) -> list[CleanText]:
    """Return the messages as learning sees them, the same as :meth:`Router.route` does."""
    cleaner = Cleaner()
    return [cleaner.clean(message) for message in messages]


def learn_services(
    texts: Sequence[CleanText],
    gold: IntArray,
    taxonomy: Taxonomy,
    options: TrainingOptions,
    lexicon: Lexicon = NO_LEXICON,
) -> Callable[[Sequence[CleanText]], IntArray]:
    """Learn the service heads alone, for experiments: what is returned names the column of each text's service.

    Parameters
    ----------
    texts, gold
        Messages, and the columns of their services, shape (messages,).
    """
    space = FeatureSpace.fit(texts, options.features, lexicon)
    phrases, defined = _definitions(taxonomy, lexicon) if options.definitions else ([], [])
    examples = Examples(
        space.transform(texts), gold, np.zeros_like(gold), np.ones(len(gold)),
        space.transform(phrases), np.array(defined, dtype=np.int64), space.idf, space.kinds, len(taxonomy.ids),
        space.transform([]), gold[:0], np.zeros((0, 2), dtype=np.int64),
    )  # fmt: skip
    weights, bias = fit_services(examples, options)
    return lambda others: np.asarray((space.transform(others) @ weights + bias).argmax(axis=1), dtype=np.int64)


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


def _definitions(taxonomy: Taxonomy, lexicon: Lexicon) -> tuple[list[CleanText], list[int]]:
    """Return texts that define a service and the column of each: phrases of ``Service.holds``, expressions of a concept."""
    column = {id_: at for at, id_ in enumerate(taxonomy.ids)}
    defined = [
        (phrase.strip(), column[service.id])
        for service in taxonomy.services
        for phrase in re.split(r"[,;]", service.holds)
        if phrase.strip()
    ]
    # The likeliest service only: a text of two services would pull both ways.
    defined += [
        (". ".join(concept.expressions), column[concept.services[0]])
        for concept in lexicon.concepts.values()
        if concept.services and concept.services[0] in column
    ]
    return [Cleaner().clean(Message(text=text)) for text, _ in defined], [at for _, at in defined]


def _gold_of(messages: Sequence[LabelledMessage], taxonomy: Taxonomy) -> tuple[IntArray, IntArray]:
    """Return the columns of services and the ranks of urgencies of messages that are not learnt from."""
    column = {id_: at for at, id_ in enumerate(taxonomy.ids)}
    if unknown := sorted({message.service for message in messages} - column.keys()):
        raise CorpusError(f"services that are not in the taxonomy: {', '.join(unknown)}")
    services = np.array([column[message.service] for message in messages], dtype=np.int64)
    return services, np.array([message.urgency.rank for message in messages], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Raw scores of messages and of their parts by heads that had not learnt from them, beside the labels."""

    raw: FloatArray
    """Shape (messages, services + 3)."""
    services: IntArray
    urgencies: IntArray
    parts: FloatArray
    """Shape (parts, services + 3)."""
    part_of: IntArray
    """Shape (parts,), place of the message."""
    part_weights: FloatArray
    """Shape (parts,), see :func:`further_weight`."""

    @classmethod
    def by(
        cls,
        heads: Mapping[int, Heads],
        texts: Sequence[CleanText],
        gold: tuple[IntArray, IntArray],
        space: FeatureSpace,
    ) -> _Judged:
        """Judge each message and its parts by the heads of its place."""
        cut = [(at, part) for at, text in enumerate(texts) for part in segments(text)]
        raw = _scores(heads, np.arange(len(texts)), space.transform(texts))
        part_of = np.array([at for at, _ in cut], dtype=np.int64)
        parts = _scores(heads, part_of, space.transform([part.text for _, part in cut]))
        weights = np.array([further_weight(part) for _, part in cut])
        return cls(raw, *gold, parts, part_of, weights)


def _scores(heads: Mapping[int, Heads], places: IntArray, matrix: sp.csr_matrix) -> FloatArray:
    """Return the raw scores of the rows of a matrix, each by the heads of its place."""
    scores = np.zeros((len(places), 0))
    for learnt in {id(item): item for item in heads.values()}.values():
        own = np.flatnonzero([heads[at] is learnt for at in places.tolist()])
        if not scores.shape[1]:
            scores = np.zeros((len(places), len(learnt.bias)))
        scores[own] = learnt.scores(matrix[own])
    return scores


def _calibration(heldout: _Judged, for_services: _Judged, count: int, options: TrainingOptions) -> Calibration:
    """Fit the curves on what heads say of messages that they had not seen."""
    weights = _as_in_real_mail(heldout.urgencies, options.urgency_shares)
    slopes, offsets = zip(
        *(
            fit_logistic(heldout.raw[:, at], heldout.urgencies >= level.rank, weights)
            for at, level in enumerate(LEVELS_ABOVE, start=count)
        ),
        strict=True,
    )
    temperature = fit_temperature(for_services.raw[:, :count], for_services.services)
    return Calibration(temperature=temperature, slopes=slopes, offsets=offsets)


def _held_out(
    messages: Sequence[LabelledMessage], judged: _Judged, calibration: Calibration, options: TrainingOptions, count: int
) -> HeldOut:
    further = np.zeros((len(messages), count))
    if len(judged.parts):
        likely = calibration.services(judged.parts[:, :count]) * judged.part_weights[:, None]
        np.maximum.at(further, judged.part_of, likely)
    return HeldOut(
        services=calibration.services(judged.raw[:, :count]),
        urgency=calibration.urgency(judged.raw[:, count:]),
        further=further,
        gold_service=judged.services,
        gold_urgency=judged.urgencies,
        gold_also=tuple(message.also for message in messages),
        weights=_as_in_real_mail(judged.urgencies, options.urgency_shares),
    )


def _as_in_real_mail(ranks: IntArray, shares: Sequence[float] | None) -> FloatArray:
    """Return how many messages of real mail each message stands for, given the shares of the levels there."""
    if shares is None:
        return np.ones(len(ranks))
    counts = np.bincount(ranks, minlength=len(Urgency))
    return np.asarray((np.asarray(shares) / sum(shares) * len(ranks) / np.maximum(counts, 1))[ranks])
