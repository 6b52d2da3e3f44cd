"""Figures of agreement between decisions and gold labels, each with an interval where a person would quote it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from request_router.decisions import FloatArray

Interval = tuple[float, float]
IntArray = NDArray[np.int64]


def wilson(successes: int, trials: int, z: float = 1.959964) -> Interval:
    """Return the 95 % interval of a share (Wilson, *JASA* 1927), which stays honest for few trials and shares near 1.

    Returns
    -------
    tuple of float
        Within 0 to 1; (0, 1) for no trial.
    """
    if not trials:
        return 0.0, 1.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * float(np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def bootstrap(
    measure: Callable[[IntArray, IntArray], float],
    gold: IntArray,
    decided: IntArray,
    *,
    rounds: int = 500,
    seed: int = 0,
) -> Interval:
    """Return the 95 % percentile interval of a measure over messages drawn again with replacement."""
    if not len(gold):
        return 0.0, 1.0
    draws = np.random.default_rng(seed)
    values = []
    for _ in range(rounds):
        at = draws.integers(0, len(gold), len(gold))
        values.append(measure(gold[at], decided[at]))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def f1_scores(gold: IntArray, decided: IntArray, classes: int) -> FloatArray:
    """Return the F1 of each class, shape (classes,); NaN for one that is neither true nor decided anywhere."""
    right = np.bincount(gold[gold == decided], minlength=classes).astype(np.float64)
    sums = np.bincount(gold, minlength=classes) + np.bincount(decided, minlength=classes)
    with np.errstate(invalid="ignore"):
        return np.where(sums > 0, 2 * right / sums, np.nan)


def macro_f1(gold: IntArray, decided: IntArray, classes: int) -> float:
    """Return the mean F1 over the classes that occur in gold or decisions, 0 to 1."""
    scores = f1_scores(gold, decided, classes)
    return float(np.nanmean(scores)) if np.isfinite(scores).any() else 0.0


def weighted_kappa(gold: IntArray, decided: IntArray, classes: int) -> float:
    """Return Cohen's kappa with quadratic weights (*Psychological Bulletin*, 1968), at most 1.

    1 where gold and decisions are all one same class, and nothing could disagree.
    """
    table = np.zeros((classes, classes))
    np.add.at(table, (gold, decided), 1)
    place = np.arange(classes)
    weights = (place[:, None] - place[None, :]) ** 2
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1)
    expected = float((weights * chance).sum())
    return 1.0 if expected == 0 else 1 - float((weights * table).sum()) / expected


def calibration_error(confidence: FloatArray, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error over equal-width bins (Naeini et al., AAAI 2015), 0 to 1."""
    if not len(confidence):
        return 0.0
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidence[here].mean() - right[here].mean())) * here.mean()
        for here in (bin_of == at for at in range(bins))
        if here.any()
    ]
    return float(sum(gaps))


def columns_of(labels: Sequence[str], ids: Sequence[str]) -> IntArray:
    """Return the column of each label; ``KeyError`` for one that is not among the ids."""
    place = {id_: at for at, id_ in enumerate(ids)}
    return np.array([place[label] for label in labels], dtype=np.int64)
