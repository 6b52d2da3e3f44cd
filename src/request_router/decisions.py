"""What goes out: scores, the evidence behind them, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from request_router.taxonomy import Urgency

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model thinks of one message, before any policy."""

    services: FloatArray
    """Shape (services,), calibrated probabilities that sum to 1, in the order of the taxonomy."""
    urgency: FloatArray
    """Shape (4,), calibrated probabilities of ``basse`` to ``critique`` that sum to 1."""
    further: FloatArray
    """Shape (services,), 0 to 1: how strongly one sentence by itself asks for each service, halved where nothing in it
    announces a further request; zeros for a message of one sentence."""
    known_share: float
    """Share of the message's distinct words that the model met in training, 0 to 1."""
    words: int
    """Number of distinct words that were scored."""
    passage: str = ""
    """The passage of a long message that is most likely ``critique`` by itself; empty for a short message."""
    passage_critique: float = 0.0
    """Its calibrated probability of ``critique``."""


class Tone(StrEnum):
    """How a message is written, whatever it says; beside the urgency, never part of it."""

    CALME = "calme"
    PRESSANT = "pressant"
    AGRESSIF = "agressif"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Alternative(_Frozen):
    """A service with its calibrated probability."""

    service: str
    confidence: float = Field(ge=0, le=1)


class Evidence(_Frozen):
    """Words of the message that decided, personal data masked."""

    text: str
    role: str
    """``service`` or ``urgency`` (learnt weights), or ``danger`` (a safety rule)."""
    label: str
    """Service id, urgency level, or kind of danger that the words speak for."""
    weight: float
    """Share of the score in logits; 0 for a rule, which does not weigh but raises."""


class Explanation(_Frozen):
    """The whole sum behind a decision: the bias and the contributions add up to the score."""

    service: str
    bias: float
    score: float
    """Raw score of the service: ``bias`` plus all contributions, in logits before calibration."""
    contributions: tuple[tuple[str, float], ...]
    """Every distinct word or pair of the message with its exact share, largest first."""
    removed: tuple[tuple[str, str], ...]
    """What was set aside before scoring: its kind (``quoted``, ``signature``…) and its beginning, masked."""


class EmergencyNumber(_Frozen):
    """Whom to call, shown to the agent and never dialled."""

    number: str
    name: str


class DangerFound(_Frozen):
    """A danger that the message names, by the table of dangers."""

    kind: str
    """Id of the kind, ``gaz``."""
    name: str
    """In French, for the agent."""
    expression: str
    """The citizen's words, masked where personal."""
    context: str
    """``affirmed`` for a danger here and now; otherwise ``negated``, ``past``, ``hypothetical``, ``reported``, ``asked`` or
    ``figurative``, and nothing was raised."""
    rule: str
    """The expression of the table that matched."""
    numbers: tuple[EmergencyNumber, ...]
    """Whom to call, the first one first."""


class DeadlineFound(_Frozen):
    """The nearest deadline that the message names."""

    expression: str
    day: date | None
    """None where the message has no date of its own to count from."""
    working_days: int | None = Field(ge=0)
    """French working days left from the message's date; None where the day is not known."""
    near: bool
    """True within about three working days."""


class Decision(_Frozen):
    """Service and urgency of one message, how sure, and why."""

    id: str
    source: str
    service: str
    service_name: str
    also: tuple[str, ...]
    """Services of further requests in the same message."""
    urgency: Urgency
    danger: DangerFound | None = None
    """The gravest danger that the message names: one that is there now before one that is denied, past or imagined."""
    deadline: DeadlineFound | None = None
    tone: Tone = Tone.CALME
    service_confidence: float = Field(ge=0, le=1)
    urgency_confidence: float = Field(ge=0, le=1)
    alternatives: tuple[Alternative, ...]
    """The three most probable services, most probable first."""
    needs_review: bool
    review_reasons: tuple[str, ...]
    """In French, for the agent; empty exactly when ``needs_review`` is false."""
    evidence: tuple[Evidence, ...]
    model: str
    """Name and fingerprint of the model that decided."""
