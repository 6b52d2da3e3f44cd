"""Why a human should look at a message, said in French, gravest reason first."""

from __future__ import annotations

from collections.abc import Iterator

from request_router.decisions import Scores
from request_router.french import CleanText
from request_router.messages import Message
from request_router.privacy import mask
from request_router.routing.policy import RoutingPolicy
from request_router.routing.urgency import JudgedUrgency
from request_router.taxonomy import Urgency


def review_reasons(
    message: Message, text: CleanText, scores: Scores, policy: RoutingPolicy, urgency: JudgedUrgency
) -> tuple[str, ...]:
    """Return the reasons; none if the machine's word may stand."""
    doubts = _doubts(scores, policy, urgency) if scores.words else iter(["message sans texte à lire"])
    return (*doubts, *_unread(message, text))


def _doubts(scores: Scores, policy: RoutingPolicy, urgency: JudgedUrgency) -> Iterator[str]:
    if urgency.passage:
        yield f"urgence relevée par un passage du message ({_french(scores.passage_critique)})"
    if urgency.decided > urgency.told:
        raising = max((danger for danger in urgency.dangers if danger.present), key=lambda danger: danger.gravity)
        yield f"urgence relevée par la règle « {raising.kind} » (le modèle disait « {urgency.told.value} »)"
    if urgency.decided < Urgency.CRITIQUE and urgency.likely >= policy.critique_watch:
        yield f"critique possible ({_french(urgency.likely)})"
    confidence = float(scores.services.max())
    if confidence < policy.review_below:
        yield f"service incertain ({_french(confidence)}, seuil {_french(policy.review_below)})"
    if scores.known_share < policy.known_below:
        yield f"peu de mots connus ({scores.known_share:.0%}) : autre langue ou message illisible ?"
    if urgency.unheeded:
        yield f"danger nommé, mais nié, passé, supposé ou cité : {mask(urgency.unheeded.text)}"
    if urgency.contradicted:
        yield f"danger nommé, que le reste du message dément : {mask(urgency.contradicted.text)}"


def _unread(message: Message, text: CleanText) -> Iterator[str]:
    if message.unread:
        yield f"contenu non lu : {', '.join(message.unread)}"
    if any(part.kind == "excess" for part in text.removed):
        yield "message très long : seul le début a été lu"


def _french(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
