"""Training noise for the urgency: the same facts said politely, or beside something else, are as urgent.

Without it a linear model learns that "cordialement" calms a smell of gas: a message's urgency is learnt from three forms of it,
as written, between formulas of politeness, and joined to another message of the same batch (then as urgent as the more urgent
of the two). Nothing of it reaches the corpus, and services are learnt from what people wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from request_router.french import CleanText, tokenize

OPENINGS = (
    "Bonjour,", "Bonjour Madame, Monsieur,", "Monsieur le Maire,", "Madame la Maire,", "Bonsoir,", "Madame, Monsieur,",
    "Je me permets de vous écrire.", "Excusez-moi de vous déranger.", "Bonjour à toute l'équipe,",
    "J'espère que vous allez bien.", "Je ne sais pas si je m'adresse au bon service.",
    "Je m'excuse de prendre sur votre temps précieux.", "J'ai l'honneur de vous écrire au sujet suivant.",
)  # fmt: skip
CLOSINGS = (
    "Cordialement.", "Bien cordialement.", "Merci d'avance.", "Vous remerciant par avance, bien cordialement.",
    "Merci beaucoup pour votre dévouement.", "Je vous prie d'agréer mes salutations distinguées.",
    "Veuillez agréer, Monsieur le Maire, l'expression de ma haute considération.", "Avec tous mes remerciements.",
    "Dans l'attente de votre réponse.", "Je reste à votre disposition.", "Bonne journée à vous.", "Merci et bon courage.",
    "Bien à vous.", "Respectueusement.", "Je vous en serais infiniment reconnaissant.", "Avec toute ma gratitude.",
)  # fmt: skip
_BREAK = tokenize("\n\n")


@dataclass(frozen=True, slots=True)
class Noise:
    """Messages made of others."""

    texts: tuple[CleanText, ...]
    urgencies: NDArray[np.int64]
    """Shape (made,), rank of the level."""
    sources: NDArray[np.int64]
    """Shape (made, 2), places of the messages that each was made of; twice the same for a polite one."""


def made_of(texts: Sequence[CleanText], ranks: NDArray[np.int64], batches: Sequence[str], seed: int) -> Noise:
    """Return every message once between formulas of politeness, and once joined to another of its batch."""
    draws = np.random.default_rng(seed)
    members: dict[str, list[int]] = {}
    for at, batch in enumerate(batches):
        members.setdefault(batch, []).append(at)
    made: list[CleanText] = []
    sources: list[tuple[int, int]] = []
    for at, text in enumerate(texts):
        made.append(_between(text, _some(OPENINGS, draws), _some(CLOSINGS, draws)))
        sources.append((at, at))
        other = int(draws.choice(members[batches[at]]))
        first, second = (text, texts[other]) if draws.random() < 0.5 else (texts[other], text)
        made.append(replace(text, tokens=first.tokens + _BREAK + second.tokens))
        sources.append((at, other))
    places = np.array(sources, dtype=np.int64).reshape(-1, 2)
    return Noise(tuple(made), ranks[places].max(axis=1) if len(places) else ranks, places)


def _some(formulas: Sequence[str], draws: np.random.Generator) -> str:
    return " ".join(draws.choice(np.array(formulas), size=2, replace=False))


def _between(text: CleanText, opening: str, closing: str) -> CleanText:
    return replace(text, tokens=tokenize(opening) + _BREAK + text.tokens + _BREAK + tokenize(closing))
