"""The model card: what a model says of itself, in French, for the people who must decide whether to trust it."""

from __future__ import annotations

from typing import Any

from request_router.model.artifact import Model
from request_router.taxonomy import Urgency

_HEAD = """# {name}

Modèle de tri de `request-router` : {services} services, 4 niveaux d'urgence. Écrit par `request-router train`.

## À quoi il sert, à quoi il ne sert pas

Il trie le courrier ordinaire pour les agents qui y répondent. Ce n'est pas une ligne d'urgence : il ne déclenche aucun
secours, ne classe pas de candidats et ne juge des droits de personne. Un agent peut toujours le corriger.

## Apprentissage

- {messages} messages, de {authors} lots d'écriture ; empreinte du corpus : `{digest}`
- lexique : {concepts} concepts, {expressions} expressions
- versions : {versions}
- options : `{options}`

## Mesuré sur les messages tenus à part, lot par lot, pendant l'apprentissage

| mesure | valeur |
|---|---|
| bon service | {accuracy} |
| bonne urgence | {urgency} |
| `critique` manqués | {missed} |
| fausses alertes `critique` pour 1 000 messages | {alarms} |

Le courrier ordinaire ({ordinary}) a donné le seuil de relecture ({threshold}) : {routed} des messages y sont orientés sans
relecture, dont {precision} vers le bon service. Tous ces seuils ont été choisis sur ces mêmes messages, et sans les règles
de sûreté, qui ne font que relever l'urgence : la mesure qui compte est `request-router evaluate` sur d'autres.

## Ce que coûte une erreur d'urgence

Les seuils de l'urgence ({above}) sont ceux qui coûtent le moins sur les messages tenus à part, selon cette matrice
(ligne : vrai niveau ; colonne : niveau décidé). `train --costs FICHIER.toml` en donne une autre.

| | basse | normale | haute | critique |
|---|---|---|---|---|
{costs}

## Services

| service | nom | messages |
|---|---|---|
{rows}
"""


def card_text(model: Model) -> str:
    """Return the card of a model in Markdown."""
    facts = model.card.training
    held = facts["held_out"]
    counts = facts["services"]
    ordinary = facts["ordinary"]
    rows = [f"| `{service.id}` | {service.name} | {counts.get(service.id, 0)} |" for service in model.taxonomy.services]
    return _HEAD.format(
        name=model.card.name,
        services=len(model.taxonomy.ids),
        messages=facts["messages"],
        authors=facts["authors"],
        digest=facts["corpus_sha256"][:16],
        concepts=facts["lexicon"]["concepts"],
        expressions=facts["lexicon"]["expressions"],
        versions=", ".join(f"{name} {number}" for name, number in model.card.trained_with.items()),
        options=facts["options"],
        accuracy=_percent(held["service_accuracy"]),
        threshold=_decimal(model.policy["review_below"]),
        ordinary=f"les {ordinary['messages']} messages de « {ordinary['split']} »"
        if ordinary
        else "les messages tenus à part",
        missed=_missed(held),
        alarms=_decimal(held["false_alarms_per_1000"], 1),
        above=" ; ".join(_decimal(value) for value in model.policy["urgency_above"]),
        costs="\n".join(
            f"| {level.value} | {' | '.join(_decimal(cost, 1) for cost in row)} |"
            for level, row in zip(Urgency, model.policy["costs"], strict=True)
        ),
        routed=_percent(held["routed_share"]),
        precision=_percent(held["routed_precision"]),
        urgency=_percent(held["urgency_accuracy"]),
        rows="\n".join(rows),
    )


def _missed(held: dict[str, Any]) -> str:
    if held["critique_missed"] is None:
        return "—"
    low, high = held["critique_missed_interval"]
    return f"{_percent(held['critique_missed'])} [{_percent(low)} ; {_percent(high)}] de {held['critique']}"


def _decimal(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f} %".replace(".", ",")
