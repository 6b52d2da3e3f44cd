"""The sentences of a message as texts of their own: to see whether one asks for something else, or tells of a danger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from request_router.french.cleaning import CleanText
from request_router.french.cues import SENTENCE_ENDS
from request_router.french.tokens import Token

# A shorter piece ("Merci !", "Bonjour,") says nothing by itself and joins the next one.
_MIN_WORDS = 5

LONG_MESSAGE = 60
"""Words from which a message is also read passage by passage."""
PASSAGE_WORDS = 30
"""Words of a passage, to the end of its sentence."""

# Words with which people announce that they turn to something else, folded.
TURNS = frozenset(
    {
        "aussi",  # « il faudrait aussi regarder la lampe »
        "ailleurs",  # « par ailleurs, la benne… »
        "sinon",  # « sinon, pour la cantine ? »
        "autre",  # « autre chose : »
        "profite",  # « j'en profite pour signaler »
        "passage",  # « au passage »
        "egalement",  # « je signale également »
        "deuxieme", "seconde", "second",  # « seconde question »
        "ps",  # « PS : et le banc ? »
        "question",  # « question : qui paie ? »
        "enfin",  # « enfin, le chien du voisin »
        "tant",  # « tant que j'y suis »
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a message that may hold a request of its own."""

    text: CleanText
    announced: bool
    """True if its words announce a turn to something else."""


def segments(text: CleanText) -> tuple[Segment, ...]:
    """Return the parts of a body that may each hold a request; nothing if there are fewer than two.

    A part is a run of sentences with at least five words; what is left over at the end joins the last part.
    """
    parts: list[list[Token]] = [[]]
    for token in text.tokens:
        parts[-1].append(token)
        if token.folded in SENTENCE_ENDS and sum(item.is_word for item in parts[-1]) >= _MIN_WORDS:
            parts.append([])
    if len(parts) > 1 and sum(item.is_word for item in parts[-1]) < _MIN_WORDS:
        rest = parts.pop()
        parts[-1] += rest
    return tuple(_segment(part) for part in parts) if len(parts) > 1 else ()


def passages(text: CleanText) -> tuple[CleanText, ...]:
    """Return the overlapping passages of a long body, one from each part on; nothing for a short one.

    One sentence of danger weighs little among three hundred words, and much in the thirty around it.
    """
    if sum(token.is_word for token in text.tokens) < LONG_MESSAGE:
        return ()
    parts = [part.text.tokens for part in segments(text)]
    return tuple(_passage(parts[at:]) for at in range(len(parts)))


def _passage(parts: Sequence[Sequence[Token]]) -> CleanText:
    tokens: list[Token] = []
    for part in parts:
        tokens += part
        if sum(token.is_word for token in tokens) >= PASSAGE_WORDS:
            break
    return CleanText(" ".join(token.text for token in tokens), "", tuple(tokens), (), ())


def _segment(part: list[Token]) -> Segment:
    announced = any(token.folded in TURNS for token in part)
    return Segment(CleanText(" ".join(token.text for token in part), "", tuple(part), (), ()), announced)
