"""Words: spaCy's French tokenizer, one whitespace-separated chunk at a time.

spaCy decides within a chunk only, so a chunk's tokens can be computed once and remembered. It also avoids the cache that
spaCy loses after the first line break of a text (explosion/spaCy issue 13950).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from request_router.french.spelling import fold

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer

_CHUNK = re.compile(r"\S+|\n+")
_WORD = re.compile(r"\w")

# A mail of 10 MB is an attachment pasted by mistake: the request stands at its beginning. Characters, not bytes.
MAX_TOKENS = 20_000
_REMEMBERED_CHUNKS = 200_000


@dataclass(frozen=True, slots=True)
class Token:
    """One token: a word, a punctuation mark, or the end of a line."""

    text: str
    """As written."""
    folded: str
    """As compared: lower case, no accents, digits as ``0``; ``\\n`` at the end of a line."""

    @property
    def is_word(self) -> bool:
        """True if it holds a letter or a digit."""
        return _WORD.search(self.folded) is not None

    @property
    def is_symbol(self) -> bool:
        """True for what is neither word, punctuation nor line end: an emoji, most often."""
        return not self.is_word and self.folded > "\u2000"


def tokenize(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens; line ends are tokens too, since a line often closes a thought without a full stop.

    Parameters
    ----------
    text
        Mended text.

    Returns
    -------
    tuple of Token
        At most ``MAX_TOKENS``; the same for a text as for its chunks one by one.
    """
    tokens: list[Token] = []
    for match in _CHUNK.finditer(text):
        tokens.extend(_chunk_tokens(match[0]))
        if len(tokens) >= MAX_TOKENS:
            break
    return tuple(tokens[:MAX_TOKENS])


@lru_cache(maxsize=_REMEMBERED_CHUNKS)
def _chunk_tokens(chunk: str) -> tuple[Token, ...]:
    if chunk[0] == "\n":
        return (_LINE_END,)
    # A chunk longer than any word is a data URI or base64: one token, or spaCy's affix rules take seconds on it.
    if len(chunk) > _LONGEST_CHUNK:
        return (Token(chunk[:_LONGEST_CHUNK], fold(chunk[:_LONGEST_CHUNK])),)
    pieces = [piece.text for piece in _tokenizer()(chunk)]
    return tuple(Token(piece, folded) for piece in pieces if (folded := fold(piece)))


_LINE_END = Token("\n", "\n")
_LONGEST_CHUNK = 120


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    import spacy

    return spacy.blank("fr").tokenizer
