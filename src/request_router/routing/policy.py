"""From probabilities to a choice, or to a human: pure numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator

from request_router.decisions import FloatArray
from request_router.errors import InputError
from request_router.taxonomy import Urgency

CostMatrix = tuple[tuple[float, ...], ...]

# Row: true level; column: decided level; basse, normale, haute, critique. A missed `critique` is the one failure that would
# make a town stop using this: it costs most wherever it ends, and little more as `basse` than as `haute`, so that the
# threshold of `critique` carries it and the others stay where neighbours cost alike. A needless alarm costs an agent a minute.
DEFAULT_COSTS: CostMatrix = (
    (0.0, 1.0, 3.0, 7.0),
    (1.0, 0.0, 1.2, 5.0),
    (3.0, 1.2, 0.0, 2.0),
    (16.0, 14.0, 11.0, 0.0),
)


def read_costs(path: Path) -> CostMatrix:
    """Read a cost matrix from a TOML file: ``basse``, ``normale``, ``haute`` and ``critique``, each a row of four numbers.

    Raises
    ------
    InputError
        If the file is not that; the text says what is wrong.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = tuple(tuple(float(cost) for cost in raw[level.value]) for level in Urgency)
        return RoutingPolicy(costs=rows).costs
    except KeyError as error:
        raise InputError(f"{path}: no row {error} (rows: {', '.join(level.value for level in Urgency)})") from error
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{path}: not a cost matrix ({error})") from error


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
    """A message not decided ``critique`` is left to a human where it, or a passage of it, has this probability of it."""
    known_below: float = Field(default=0.5, ge=0, le=1)
    """A message with a smaller share of known words is left to a human: another language, or unreadable."""
    urgency_above: tuple[float, float, float] = (0.5, 0.5, 0.5)
    """Probabilities of "at least normale / haute / critique" from which that level is decided."""
    passage_above: float = Field(default=0.6, ge=0, le=1)
    """A long message is ``critique`` where a passage of it, read by itself, has this probability of it."""
    rule_floors: tuple[float, float] = (0.15, 0.05)
    """Probabilities of "at least haute" and of ``critique`` below which the words around a danger deny it: its rule then does
    not raise to that level, and asks for a human."""
    costs: CostMatrix = DEFAULT_COSTS
    """Cost of deciding a level (column) when another is true (row), ``basse`` to ``critique``: what the thresholds of the
    urgency were chosen for."""

    @field_validator("costs")
    @classmethod
    def _sensible(cls, costs: CostMatrix) -> CostMatrix:
        if len(costs) != 4 or any(len(row) != 4 for row in costs):
            raise ValueError("the cost matrix needs 4 rows of 4 numbers, basse to critique")
        if any(costs[at][at] != 0 for at in range(4)) or any(cost < 0 for row in costs for cost in row):
            raise ValueError("the cost matrix needs zeros on its diagonal and no negative cost")
        if not is_monotone(costs):
            raise ValueError("the cost matrix must not make a farther level cheaper than a nearer one")
        return costs

    def urgency(self, probabilities: FloatArray) -> Urgency:
        """Return the highest level that reaches its threshold.

        Parameters
        ----------
        probabilities
            Shape (4,), ``basse`` to ``critique``.
        """
        return Urgency.of_rank(int(levels_of(np.asarray(probabilities)[None, :], self.urgency_above)[0]))

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
    urgency_above: tuple[float, float, float],
    dangers_learnt: int,
    target_precision: float = 0.95,
    costs: CostMatrix = DEFAULT_COSTS,
) -> RoutingPolicy:
    """Choose the thresholds of the services on messages that the model had not seen.

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
    urgency_above
        See :func:`urgency_thresholds`.
    dangers_learnt
        Messages of ``critique`` learnt from; a model that met few of them contradicts no rule.
    target_precision
        Share of right services wanted among the messages that no human reads, 0 to 1.
    costs
        Urgency cost matrix, see ``RoutingPolicy.costs``.
    """
    return RoutingPolicy(
        review_below=review_threshold(services, gold, target_precision),
        target_precision=target_precision,
        also_above=_also_threshold(services, further, gold_also),
        urgency_above=urgency_above,
        rule_floors=RoutingPolicy().rule_floors if dangers_learnt >= _ENOUGH_DANGERS else (0.0, 0.0),
        costs=costs,
    )


_ENOUGH_DANGERS = 200
"""Messages of ``critique`` from which the model knows a danger as well as the rules do."""


def levels_of(probabilities: FloatArray, above: tuple[float, float, float]) -> NDArray[np.int64]:
    """Return the ranks decided for some messages, shape (messages,).

    Parameters
    ----------
    probabilities
        Shape (messages, 4), ``basse`` to ``critique``.
    above
        See ``RoutingPolicy.urgency_above``.
    """
    at_least = np.cumsum(probabilities[:, ::-1], axis=1)[:, ::-1][:, 1:]
    # A message torn between harmless and critical ("is it a joke?") is critical, though "at least haute" is unlikely too.
    return np.asarray(((at_least >= np.asarray(above)) * _RANKS).max(axis=1), dtype=np.int64)


_RANKS = np.array([level.rank for level in Urgency][1:])


def urgency_thresholds(
    probabilities: FloatArray, gold: NDArray[np.int64], weights: FloatArray, costs: CostMatrix
) -> tuple[float, float, float]:
    """Return the thresholds of "at least normale / haute / critique" that cost least on held-out messages.

    Each threshold is chosen by itself: to go from one level to the next costs ``costs[true][level] - costs[true][level - 1]``
    (the sum over the levels passed is the entry of the matrix).

    Parameters
    ----------
    probabilities
        Held-out, shape (messages, 4).
    gold
        True rank, shape (messages,).
    weights
        How many messages of real mail each stands for, shape (messages,).
    costs
        See ``RoutingPolicy.costs``.
    """
    at_least = np.cumsum(probabilities[:, ::-1], axis=1)[:, ::-1]
    table = np.asarray(costs)
    return (
        _cheapest(at_least[:, 1], weights * (table[gold, 1] - table[gold, 0])),
        _cheapest(at_least[:, 2], weights * (table[gold, 2] - table[gold, 1])),
        _cheapest(at_least[:, 3], weights * (table[gold, 3] - table[gold, 2]), slack=_TORN),
    )


_TORN = 0.01
"""Share of the best saving within which two thresholds of ``critique`` are as good: the lower one misses less."""


def _cheapest(probability: FloatArray, step: FloatArray, slack: float = 0.0) -> float:
    """Return the probability from which taking the step costs least in sum; 1 where never is cheapest."""
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order]
    spent = np.cumsum(step[order])
    # A threshold cannot part two messages of the same probability.
    last_of_its_value = np.r_[ordered[1:] != ordered[:-1], True]
    spent = np.where(last_of_its_value, spent, np.inf)
    if spent.min() >= 0:
        return 1.0
    best = int(np.flatnonzero(spent <= spent.min() * (1 - slack))[-1])
    following = ordered[best + 1] if best + 1 < len(ordered) else 0.0
    return round(float((ordered[best] + following) / 2), 4)


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
