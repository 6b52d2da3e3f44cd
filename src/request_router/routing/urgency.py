"""How urgent: what the model says of the whole, what a passage says, and what the rules of danger ask for, in this order.

Each step only raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from request_router.decisions import Scores
from request_router.french import Danger
from request_router.routing.policy import RoutingPolicy
from request_router.routing.safety import least_urgency
from request_router.taxonomy import Urgency


@dataclass(frozen=True, slots=True)
class JudgedUrgency:
    """The urgency of a message and how it came about."""

    learnt: Urgency
    """What the model says of the whole message."""
    told: Urgency
    """The same, or ``critique`` where a passage is."""
    decided: Urgency
    """The same, raised by the rules of danger."""
    passage: str
    """The passage that raised it; empty where none did."""
    likely: float
    """Probability of ``critique``, of the whole message or of the passage that sounds worst."""
    dangers: tuple[Danger, ...]
    """What the message names, what was set aside as a signature or for length included."""
    unheeded: Danger | None
    """A danger that would be critical and raised nothing: it is denied, over, imagined, reported or quoted."""
    contradicted: Danger | None
    """A danger told of here and now that the rest of the message makes so unlikely that its rule raised less than it asks."""


def judge_urgency(
    scores: Scores, policy: RoutingPolicy, found: Sequence[Danger], aside: Sequence[Danger], quoted: Sequence[Danger]
) -> JudgedUrgency:
    """Return the urgency of a message.

    Parameters
    ----------
    scores
        What the model says; nothing where the message has no words.
    policy
        Thresholds.
    found, aside, quoted
        Dangers named in what the model read, in what was set aside though it may be the citizen's, and in earlier messages.
    """
    likely = max(float(scores.urgency[Urgency.CRITIQUE.rank]), scores.passage_critique)
    learnt = policy.urgency(scores.urgency) if scores.words else Urgency.BASSE
    told = max(learnt, Urgency.CRITIQUE) if scores.passage_critique >= policy.passage_above else learnt
    # The model has not read what was set aside, so it cannot contradict a danger there.
    decided = max(told, min(least_urgency(found), _believed(scores, likely, policy)), least_urgency(aside))
    dangers = (*found, *aside)
    doubtful = [danger for danger in dangers if not danger.present] + [danger for danger in quoted if danger.present]
    first = doubtful[0] if doubtful and decided < doubtful[0].level is Urgency.CRITIQUE else None
    return JudgedUrgency(
        learnt=learnt,
        told=told,
        decided=decided,
        passage=scores.passage if told > learnt else "",
        likely=likely,
        dangers=dangers,
        unheeded=first,
        contradicted=found[0] if decided < least_urgency(found) else None,
    )


def _believed(scores: Scores, likely: float, policy: RoutingPolicy) -> Urgency:
    """Return the highest level that the model does not rule out."""
    haute, critique = policy.rule_floors
    if likely >= critique:
        return Urgency.CRITIQUE
    return Urgency.HAUTE if float(scores.urgency[Urgency.HAUTE.rank :].sum()) >= haute else Urgency.BASSE
