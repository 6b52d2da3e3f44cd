"""Why: the words that counted, masked where they are personal."""

from __future__ import annotations

from collections.abc import Sequence

from request_router.decisions import Evidence, Explanation
from request_router.french import CleanText, Danger
from request_router.model import Contribution, Model
from request_router.privacy import mask
from request_router.taxonomy import Urgency

_SERVICE_WORDS = 5
_URGENCY_WORDS = 3


def evidence_of(
    contributions: Sequence[Contribution],
    model: Model,
    service: str,
    urgency: Urgency,
    dangers: Sequence[Danger],
    passage: str = "",
) -> tuple[Evidence, ...]:
    """Return the words that spoke most for a decision: rules first, then service, then urgency.

    The words of an urgency above ``basse`` are those that raised its "at least" head; for ``basse``, those that kept the
    lowest head down; the passage that raised it comes first.
    """
    services = list(model.taxonomy.ids)
    rules = [
        Evidence(text=mask(danger.text), role="danger", label=danger.kind, weight=0.0)
        for danger in dangers
        if danger.present and danger.level > Urgency.BASSE
    ]
    raised = [Evidence(text=mask(passage), role="urgency", label=urgency.value, weight=0.0)] if passage else []
    head = len(services) + max(urgency.rank - 1, 0)
    sign = -1.0 if urgency is Urgency.BASSE else 1.0
    return (
        *rules,
        *raised,
        *_strongest(contributions, services.index(service), "service", service, _SERVICE_WORDS, 1.0),
        *_strongest(contributions, head, "urgency", urgency.value, _URGENCY_WORDS, sign),
    )


def _strongest(
    contributions: Sequence[Contribution], head: int, role: str, label: str, count: int, sign: float
) -> list[Evidence]:
    ranked = sorted(((sign * float(item.shares[head]), item.text) for item in contributions), key=lambda pair: -pair[0])
    return [
        Evidence(text=mask(text), role=role, label=label, weight=round(share, 4))
        for share, text in ranked[:count]
        if share > 0
    ]


def explain(text: CleanText, contributions: Sequence[Contribution], model: Model, service: str) -> Explanation:
    """Return the whole sum behind the score of a service, and what was set aside before scoring."""
    head = list(model.taxonomy.ids).index(service)
    bias = float(model.scorer.bias[head])
    shares = sorted(
        ((mask(item.text), share) for item in contributions if (share := float(item.shares[head]))),
        key=lambda pair: -pair[1],
    )
    return Explanation(
        service=service,
        bias=bias,
        score=bias + sum(share for _, share in shares),
        contributions=tuple(shares),
        removed=tuple((part.kind, mask(part.text[:120])) for part in text.removed),
    )
