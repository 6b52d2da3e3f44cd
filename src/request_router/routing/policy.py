"""From probabilities to a choice, or to a human: pure numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator

from request_router.decisions import FloatArray
from request_router.taxonomy import Urgency

CostMatrix = tuple[tuple[float, ...], ...]

# Row: true level; column: decided level; basse, normale, haute, critique. A missed `critique` is the one failure that
# would make a town stop using this, a needless alarm costs an agent a minute, and haute/normale are neighbours.
DEFAULT_COSTS: CostMatrix = (
    (0.0, 1.0, 3.0, 8.0),
    (1.0, 0.0, 1.5, 6.0),
    (3.0, 1.5, 0.0, 2.5),
    (40.0, 25.0, 10.0, 0.0),
)


class RoutingPolicy(BaseModel):
    """Thresholds, chosen on held-out messages and carried by the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    review_below: float = Field(default=0.6, ge=0, le=1)
    """A service chosen with less confidence is left to a human."""
    target_precision: float = Field(default=0.95, gt=0, le=1)
    """Share of right services that ``review_below`` was chosen for, among the messages routed without a human."""
    also_above: float = Field(default=0.6, ge=0, le=1)
    """A service that one sentence by itself gives this probability is named as a further request."""
    critique_watch: float = Field(default=0.10, ge=0, le=1)
    """A message not decided ``critique`` whose probability of it reaches this is left to a human."""
    known_below: float = Field(default=0.5, ge=0, le=1)
    """A message with a smaller share of known words is left to a human: another language, or unreadable."""
    costs: CostMatrix = DEFAULT_COSTS
    """Cost of deciding a level (column) when another is true (row), ``basse`` to ``critique``."""

    @field_validator("costs")
    @classmethod
    def _square(cls, costs: CostMatrix) -> CostMatrix:
        if len(costs) != 4 or any(len(row) != 4 for row in costs):
            raise ValueError("the cost matrix needs 4 rows of 4 numbers, basse to critique")
        if any(costs[at][at] != 0 for at in range(4)) or any(cost < 0 for row in costs for cost in row):
            raise ValueError("the cost matrix needs zeros on its diagonal and no negative cost")
        return costs

    def urgency(self, probabilities: FloatArray) -> Urgency:
        """Return the level with the least expected cost; the higher one of a tie.

        Parameters
        ----------
        probabilities
            Shape (4,), ``basse`` to ``critique``.
        """
        expected = probabilities @ np.asarray(self.costs)
        return Urgency.of_rank(3 - int(np.argmin(expected[::-1])))

    def also(self, further: FloatArray, chosen: int) -> list[int]:
        """Return the columns of further services, surest first, at most two.

        Parameters
        ----------
        further
            See ``Scores.further``.
        chosen
            Column of the service already decided.
        """
        others = [int(at) for at in np.argsort(-further, kind="stable") if at != chosen and further[at] > 0]
        return [at for at in others[:2] if further[at] >= self.also_above]


def choose_policy(
    services: FloatArray,
    further: FloatArray,
    gold: NDArray[np.int64],
    gold_also: Sequence[frozenset[int]],
    *,
    target_precision: float = 0.95,
    costs: CostMatrix = DEFAULT_COSTS,
) -> RoutingPolicy:
    """Choose the thresholds on messages that the model had not seen.

    Parameters
    ----------
    services
        Held-out probabilities, shape (messages, services).
    further
        Held-out probabilities by sentence, same shape; see ``Scores.further``.
    gold
        True column, shape (messages,).
    gold_also
        True further columns of each message.
    target_precision
        Share of right services wanted among the messages that no human reads, 0 to 1.
    costs
        Urgency cost matrix, see ``RoutingPolicy.costs``.
    """
    return RoutingPolicy(
        review_below=review_threshold(services, gold, target_precision),
        target_precision=target_precision,
        also_above=_also_threshold(services, further, gold_also),
        costs=costs,
    )


def review_threshold(services: FloatArray, gold: NDArray[np.int64], target: float) -> float:
    """Return the lowest confidence above which the share of right services reaches the target; 1 if none does."""
    confidence = services.max(axis=1)
    right = services.argmax(axis=1) == gold
    order = np.argsort(-confidence, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= target)
    return round(float(confidence[order[enough[-1]]]), 4) if len(enough) else 1.0


def _also_threshold(services: FloatArray, further: FloatArray, gold_also: Sequence[frozenset[int]]) -> float:
    """Return the threshold with the best F1 of naming true further requests, right at least twice in five; 1 if none is."""
    others = further.copy()
    others[np.arange(len(others)), services.argmax(axis=1)] = 0
    column = others.argmax(axis=1)
    value = others.max(axis=1)
    right = np.array([int(at) in also for at, also in zip(column, gold_also, strict=True)])
    wanted = sum(map(len, gold_also))
    order = np.argsort(-value, kind="stable")
    found, named = np.cumsum(right[order]), np.arange(1, len(order) + 1)
    f1 = np.where((found >= 0.4 * named) & (value[order] > 0), 2 * found / (named + max(wanted, 1)), 0)
    best = int(np.argmax(f1))
    return round(float(value[order[best]]), 4) if f1[best] > 0 else 1.0


def is_monotone(costs: CostMatrix) -> bool:
    """Say whether a farther level never costs less than a nearer one on the same side of the truth."""
    return all(
        all(near <= far for near, far in pairwise(row[at:])) and all(near <= far for near, far in pairwise(row[at::-1]))
        for at, row in enumerate(costs)
    )
