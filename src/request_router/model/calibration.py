"""Raw scores -> probabilities, by parameters fitted on held-out scores.

Services: one temperature for all (Guo et al., *On Calibration of Modern Neural Networks*, ICML 2017). Urgency: a
logistic curve per head (Platt, 1999) over "at least" heads (Frank & Hall, *A Simple Approach to Ordinal
Classification*, ECML 2001).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, softmax

from request_router.decisions import FloatArray
from request_router.french import Segment


class Calibration(BaseModel):
    """Parameters from scores to probabilities; on disk as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(gt=0)
    """Service scores are divided by it before the softmax."""
    slopes: tuple[float, float, float]
    """Per urgency head, at least normale / haute / critique."""
    offsets: tuple[float, float, float]

    def services(self, raw: FloatArray) -> FloatArray:
        """Return probabilities of the services, shape as given, summing to 1 along the last axis."""
        return np.asarray(softmax(raw / self.temperature, axis=-1))

    def urgency(self, raw: FloatArray) -> FloatArray:
        """Return probabilities of the four levels from the three heads.

        Parameters
        ----------
        raw
            Shape (..., 3).

        Returns
        -------
        ndarray of shape (..., 4)
            ``basse`` to ``critique``, summing to 1. Where the heads contradict each other ("surely at least haute, maybe not
            even normale"), the higher head is lowered: P(at least k) cannot grow with k.
        """
        at_least = expit(raw * np.asarray(self.slopes) + np.asarray(self.offsets))
        at_least = np.minimum.accumulate(at_least, axis=-1)
        one, zero = np.ones_like(at_least[..., :1]), np.zeros_like(at_least[..., :1])
        steps = np.concatenate([one, at_least, zero], axis=-1)
        return np.asarray(steps[..., :-1] - steps[..., 1:])


def further_weight(segment: Segment) -> float:
    """Return how much a sentence counts as a further request: half where no word of it announces one."""
    return 1.0 if segment.announced else 0.5


def fit_temperature(raw: FloatArray, gold: NDArray[np.int64]) -> float:
    """Return the temperature that gives held-out labels the greatest likelihood.

    Parameters
    ----------
    raw
        Held-out scores, shape (messages, services).
    gold
        Column of the true service, shape (messages,).

    Returns
    -------
    float
        Between 0.02 and 20.
    """

    def loss(log_temperature: float) -> float:
        logs = log_softmax(raw / np.exp(log_temperature), axis=1)
        return -float(np.mean(logs[np.arange(len(gold)), gold]))

    found = minimize_scalar(loss, bounds=(np.log(0.02), np.log(20)), method="bounded", options={"xatol": 1e-6})
    return float(np.exp(found.x))


def fit_logistic(
    raw: FloatArray, positive: NDArray[np.bool_], weights: FloatArray | None = None
) -> tuple[float, float]:
    """Return slope and offset of the logistic curve from held-out scores to probability (Platt).

    Parameters
    ----------
    raw
        Shape (messages,).
    positive
        Shape (messages,); with no positive, or nothing but positives, the curve is flat at the smoothed share.
    weights
        Shape (messages,), how many real messages each stands for; one if None.
    """
    from sklearn.linear_model import LogisticRegression

    if positive.all() or not positive.any():
        share = (positive.sum() + 1) / (len(positive) + 2)
        return 0.0, float(np.log(share / (1 - share)))
    curve = LogisticRegression(C=1e4).fit(raw.reshape(-1, 1), positive, sample_weight=weights)
    # A negative slope would say that more danger in the words means less: with few examples that is noise.
    return max(float(curve.coef_[0, 0]), 0.0), float(curve.intercept_[0])
