"""The model card: what a model says of itself, in French, for the people who must decide whether to trust it."""

from __future__ import annotations

from request_router.model.artifact import Model

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
| part des messages orientés sans relecture (seuil {threshold}) | {routed} |
| bons services parmi eux | {precision} |
| bonne urgence | {urgency} |

Ces seuils ont été choisis sur ces mêmes messages : la mesure qui compte est `request-router evaluate` sur d'autres.

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
        threshold=f"{model.policy['review_below']:.2f}".replace(".", ","),
        routed=_percent(held["routed_share"]),
        precision=_percent(held["routed_precision"]),
        urgency=_percent(held["urgency_accuracy"]),
        rows="\n".join(rows),
    )


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f} %".replace(".", ",")
