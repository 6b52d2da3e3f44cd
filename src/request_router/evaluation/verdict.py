"""Everything that is said of a router's decisions on labelled messages, as one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import numpy as np
from pydantic import BaseModel, ConfigDict

from request_router.decisions import Decision
from request_router.errors import CorpusError
from request_router.evaluation.metrics import (
    bootstrap,
    calibration_error,
    columns_of,
    f1_scores,
    macro_f1,
    weighted_kappa,
    wilson,
)
from request_router.messages import LabelledMessage
from request_router.taxonomy import Urgency

LEVELS = tuple(level.value for level in Urgency)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Measure(_Value):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float
    count: int
    """Messages that it was measured on."""


class ClassRow(_Value):
    """One line of a per-class table."""

    label: str
    messages: int
    precision: float | None
    """None where nothing was decided so."""
    recall: float | None
    """None where no message has the label."""
    f1: float | None


class Confusion(_Value):
    """Messages of one service that were sent to another."""

    gold: str
    decided: str
    messages: int


class Baseline(_Value):
    """What a simpler model reaches on the same messages."""

    name: str
    service_accuracy: float
    service_macro_f1: float
    urgency_macro_f1: float
    urgency_kappa: float


class Verdict(_Value):
    """The whole evaluation; also the JSON of ``evaluate --json``."""

    model: str
    split: str
    messages: int
    service_accuracy: Measure
    service_macro_f1: Measure
    service_top3: Measure
    service_calibration_error: float
    """Expected calibration error of ``service_confidence``, 0 to 1."""
    routed_share: Measure
    """Share of the messages that no human was asked to read."""
    routed_precision: Measure
    """Share of right services among them."""
    also_precision: Measure
    also_recall: Measure
    urgency_accuracy: Measure
    urgency_macro_f1: Measure
    urgency_kappa: Measure
    """Cohen's kappa with quadratic weights."""
    urgency_far_errors: Measure
    """Share of decisions that are two levels or more off."""
    critique_recall: Measure
    critique_precision: Measure
    false_alarms_per_1000: float
    """Messages decided ``critique`` that are not, per 1,000 messages."""
    services: tuple[ClassRow, ...]
    urgencies: tuple[ClassRow, ...]
    confusions: tuple[Confusion, ...]
    """The ten most frequent, most frequent first."""
    missed_critique: tuple[str, ...]
    """Ids of the messages whose danger was not seen."""
    baselines: tuple[Baseline, ...] = ()


def judge(
    decisions: Sequence[Decision],
    gold: Sequence[LabelledMessage],
    ids: Sequence[str],
    *,
    split: str = "",
    baselines: Sequence[Baseline] = (),
) -> Verdict:
    """Compare decisions with the labels of the same messages, in the same order.

    Parameters
    ----------
    decisions, gold
        One decision for each labelled message.
    ids
        Services of the model.
    split
        Named in the verdict.
    baselines
        See :mod:`request_router.evaluation.baselines`.

    Raises
    ------
    CorpusError
        If there is no message, the numbers differ, or a label is none of the model's.
    """
    if not gold or len(decisions) != len(gold):
        raise CorpusError(f"{len(decisions)} decisions for {len(gold)} labelled messages: nothing to compare")
    if unknown := sorted({message.service for message in gold} - set(ids)):
        raise CorpusError(f"labels that the model does not know: {', '.join(unknown)}")
    true = columns_of([message.service for message in gold], ids)
    decided = columns_of([decision.service for decision in decisions], ids)
    level_true = columns_of([message.urgency.value for message in gold], LEVELS)
    level_decided = columns_of([decision.urgency.value for decision in decisions], LEVELS)
    confidence = np.array([decision.service_confidence for decision in decisions])
    right = true == decided
    routed = np.array([not decision.needs_review for decision in decisions])
    top3 = [
        message.service in {item.service for item in decision.alternatives}
        for message, decision in zip(gold, decisions, strict=True)
    ]
    critique = Urgency.CRITIQUE.rank
    seen = (level_true == critique) & (level_decided == critique)
    named = [(set(d.also), set(m.also)) for d, m in zip(decisions, gold, strict=True)]
    found = sum(len(said & asked) for said, asked in named)
    alarms = int((level_decided == critique).sum())
    service_f1 = partial(macro_f1, classes=len(ids))
    level_f1, kappa = partial(macro_f1, classes=4), partial(weighted_kappa, classes=4)
    missed = (level_true == critique) & (level_decided != critique)
    return Verdict(
        model=decisions[0].model,
        split=split,
        messages=len(gold),
        service_accuracy=_share(right),
        service_macro_f1=_drawn(service_f1, true, decided),
        service_top3=_share(np.array(top3)),
        service_calibration_error=round(calibration_error(confidence, right), 4),
        routed_share=_share(routed),
        routed_precision=_share(right[routed]),
        also_precision=_ratio(found, sum(len(said) for said, _ in named)),
        also_recall=_ratio(found, sum(len(asked) for _, asked in named)),
        urgency_accuracy=_share(level_true == level_decided),
        urgency_macro_f1=_drawn(level_f1, level_true, level_decided),
        urgency_kappa=_drawn(kappa, level_true, level_decided),
        urgency_far_errors=_share(np.abs(level_true - level_decided) >= 2),
        critique_recall=_ratio(int(seen.sum()), int((level_true == critique).sum())),
        critique_precision=_ratio(int(seen.sum()), alarms),
        false_alarms_per_1000=round(1000 * (alarms - int(seen.sum())) / len(gold), 2),
        services=_class_rows(true, decided, ids),
        urgencies=_class_rows(level_true, level_decided, LEVELS),
        confusions=_confusions(gold, decisions),
        missed_critique=tuple(message.id for message, lost in zip(gold, missed, strict=True) if lost),
        baselines=tuple(baselines),
    )


def _ratio(successes: int, trials: int) -> Measure:
    low, high = wilson(successes, trials)
    return Measure(
        value=_round(successes / trials if trials else 0.0), low=_round(low), high=_round(high), count=trials
    )


def _share(outcomes: np.ndarray) -> Measure:
    return _ratio(int(outcomes.sum()), len(outcomes))


def _drawn(measure: partial[float], gold: np.ndarray, decided: np.ndarray) -> Measure:
    low, high = bootstrap(measure, gold, decided)
    return Measure(value=_round(measure(gold, decided)), low=_round(low), high=_round(high), count=len(gold))


def _round(value: float) -> float:
    return round(float(value), 4)


def _class_rows(gold: np.ndarray, decided: np.ndarray, labels: Sequence[str]) -> tuple[ClassRow, ...]:
    scores = f1_scores(gold, decided, len(labels))
    rows = []
    for at, label in enumerate(labels):
        both = int(((gold == at) & (decided == at)).sum())
        of_gold, of_decided = int((gold == at).sum()), int((decided == at).sum())
        rows.append(
            ClassRow(
                label=label,
                messages=of_gold,
                precision=_round(both / of_decided) if of_decided else None,
                recall=_round(both / of_gold) if of_gold else None,
                f1=_round(scores[at]) if np.isfinite(scores[at]) else None,
            )
        )
    return tuple(rows)


def _confusions(gold: Sequence[LabelledMessage], decisions: Sequence[Decision]) -> tuple[Confusion, ...]:
    pairs = Counter((m.service, d.service) for m, d in zip(gold, decisions, strict=True) if m.service != d.service)
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(gold=true, decided=decided, messages=count) for (true, decided), count in ranked[:10])
