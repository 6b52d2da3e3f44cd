"""Learn the weights from labelled messages, and hold some out so that confidences can be trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from sklearn.model_selection import GroupKFold, StratifiedKFold

from request_router.decisions import FloatArray
from request_router.errors import CorpusError
from request_router.french import Cleaner, CleanText, Lexicon, segments
from request_router.messages import LabelledMessage, Message
from request_router.model.calibration import Calibration, fit_logistic, fit_temperature, further_weight
from request_router.model.features import FeatureOptions
from request_router.model.heads import LEVELS_ABOVE, Examples, HeadOptions, Heads, IntArray, fit_heads, fit_services
from request_router.model.matrix import FeatureSpace
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
    urgency_shares: tuple[float, float, float, float] | None = None
    """Shares of basse, normale, haute and critique in real mail, where the corpus holds more dangers than that on purpose;
    confidences are calibrated to them. None: as in the corpus."""
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


@dataclass(frozen=True, slots=True)
class Learnt:
    """The result of training, before a policy is chosen."""

    scorer: Scorer
    calibration: Calibration
    heldout: HeldOut


def learn(
    messages: Sequence[LabelledMessage], taxonomy: Taxonomy, options: TrainingOptions, lexicon: Lexicon = NO_LEXICON
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
    examples = Examples(
        space.transform(texts), gold_service, gold_urgency, space.transform(phrases), np.array(defined, dtype=np.int64),
        space.idf, len(taxonomy.ids),
    )  # fmt: skip
    folds = _folds(messages, gold_service, options)
    # The feature space is that of all messages: which strings occur at all tells nothing of a label.
    fits: list[Heads] = joblib.Parallel(n_jobs=options.jobs)(
        joblib.delayed(fit_heads)(examples.only(train), options) for train, _ in folds
    )
    calibration, heldout = _calibrate(messages, texts, space, examples, folds, fits, options)
    heads = fit_heads(examples, options)
    scorer = Scorer(options.features, space.names, heads.weights.astype(np.float32), np.round(heads.bias, 9), lexicon)
    return Learnt(scorer, calibration, heldout)


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
        space.transform(texts), gold, np.zeros_like(gold), space.transform(phrases), np.array(defined, dtype=np.int64),
        space.idf, len(taxonomy.ids),
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


def _calibrate(
    messages: Sequence[LabelledMessage],
    texts: Sequence[CleanText],
    space: FeatureSpace,
    examples: Examples,
    folds: Sequence[Fold],
    fits: Sequence[Heads],
    options: TrainingOptions,
) -> tuple[Calibration, HeldOut]:
    """Calibrate on what the heads of each fold say of the messages that they had not seen."""
    count = examples.n_services
    raw = np.zeros((len(messages), count + len(LEVELS_ABOVE)))
    for (_, test), heads in zip(folds, fits, strict=True):
        raw[test] = heads.scores(examples.matrix[test])
    levels = enumerate(LEVELS_ABOVE, start=count)
    weights = _as_in_real_mail(examples.urgencies, options.urgency_shares)
    slopes, offsets = zip(
        *(fit_logistic(raw[:, at], examples.urgencies >= level.rank, weights) for at, level in levels), strict=True
    )
    temperature = fit_temperature(raw[:, :count], examples.services)
    calibration = Calibration(temperature=temperature, slopes=slopes, offsets=offsets)
    further = np.zeros((len(texts), count))
    for (_, test), heads in zip(folds, fits, strict=True):
        parts = [(at, part) for at in test for part in segments(texts[at])]
        if parts:
            scores = heads.scores(space.transform([part.text for _, part in parts]))[:, :count]
            shares = np.array([further_weight(part) for _, part in parts])
            np.maximum.at(further, [at for at, _ in parts], calibration.services(scores) * shares[:, None])
    return calibration, HeldOut(
        services=calibration.services(raw[:, :count]),
        urgency=calibration.urgency(raw[:, count:]),
        further=further,
        gold_service=examples.services,
        gold_urgency=examples.urgencies,
        gold_also=tuple(message.also for message in messages),
    )


def _as_in_real_mail(ranks: IntArray, shares: Sequence[float] | None) -> FloatArray | None:
    """Return how many real messages each message stands for, given the shares of the levels in real mail."""
    if shares is None:
        return None
    counts = np.bincount(ranks, minlength=len(Urgency))
    return (np.asarray(shares) / sum(shares) * len(ranks) / np.maximum(counts, 1))[ranks]
