"""Messages near the boundaries of the guide: those of one service that speak the words of its neighbour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from request_router.french import Cleaner, ConceptFinder, Lexicon
from request_router.messages import LabelledMessage
from request_router.taxonomy import Taxonomy

ENOUGH = 25
"""Messages on either side from which a boundary can be learnt."""


@dataclass(frozen=True, slots=True)
class Border:
    """One pair of services that a rule separates."""

    left: str
    right: str
    left_side: int
    """Messages of ``left`` that mention a concept of ``right``, or ask for it besides."""
    right_side: int


def borders(messages: Sequence[LabelledMessage], taxonomy: Taxonomy, lexicon: Lexicon) -> list[Border]:
    """Count the messages on either side of each boundary that the taxonomy names, in its order.

    A message of one service stands near another if it mentions a concept that most likely belongs there, by the lexicon, or
    carries a second request for it.
    """
    cleaner, finder = Cleaner(), ConceptFinder(lexicon)
    near: Counter[tuple[str, str]] = Counter()
    for message in messages:
        text = cleaner.clean(message)
        named = {
            lexicon.concepts[id_].services[0]
            for tokens in (text.subject_tokens, text.tokens)
            for mention in finder.mentions(tokens)
            for id_ in mention.concepts
            if lexicon.concepts[id_].services
        }
        near.update((message.service, other) for other in named.union(message.also) - {message.service})
    return [
        Border(service.id, other, near[service.id, other], near[other, service.id])
        for service in taxonomy.services
        for other in service.borders
    ]


def borders_text(found: Sequence[Border]) -> str:
    """Return the table that ``corpus stats --lexicon`` prints, in French."""
    width = max((len(f"{border.left} | {border.right}") for border in found), default=0)
    rows = [
        f"{f'{border.left} | {border.right}':<{width}}{border.left_side:>8}{border.right_side:>8}"
        + ("" if min(border.left_side, border.right_side) >= ENOUGH else "   trop peu")
        for border in found
    ]
    return "\n".join(["frontières : messages d'un service qui emploient les mots de l'autre, de chaque côté", *rows])
