"""What a message is made of: words, pairs of neighbours, and what each word is made of.

Every feature belongs to one word type or to one pair, so that a message's score is a sum over its distinct words and
pairs (see :mod:`request_router.model.scorer`). Features are strings whose first characters name their kind:

======  =====================================================
``w:``  the folded word
``s:``  its stem (Snowball French, on the folded word)
``c:``  a run of characters within ``<word>``
``p:``  two neighbouring words, or two content words with grammar between them, stemmed
======  =====================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from request_router.french import CleanText, Token


class FeatureOptions(BaseModel):
    """What is counted; written into every model, since scoring must count as training did."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: bool = True
    stems: bool = True
    char_min: int = Field(default=2, ge=1, le=6)
    """Shortest run of characters; with ``char_max`` 0 there are none."""
    char_max: int = Field(default=5, ge=0, le=8)
    pairs: bool = True
    subject: bool = True
    """Read the subject line as part of the message."""
    min_documents: int = Field(default=2, ge=1)
    """Messages of the training corpus in which a feature must occur."""
    char_weight: float = Field(default=0.35, gt=0)
    """Weight of a run of characters beside a whole word, before learning."""
    pair_weight: float = Field(default=0.6, gt=0)
    """Weight of a pair beside a whole word, before learning."""


# Words that carry grammar and no matter: left out of pairs, so that "panne de la lampe" pairs "panne" with "lampe".
_FUNCTION_WORDS = """
a au aux avec c' ce ces cet cette d' dans de des du elle elles en est et eu il ils j' je l' la le les leur leurs lui m' ma mais
me mes mon n' ne nos notre nous on ont ou par pas pour plus qu' que qui s' sa se ses si son sont sur t' ta te tes ton tu un une
vos votre vous y ai as avez avons etait ete etre suis sera -t-il -t-on -vous -je -il
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
PAIR = "\x1f"
"""Joins the words of a pair; never part of a word, since cleaning drops control characters."""

# The end of a sentence or a line parts two words; a comma or an apostrophe does not.
_PAIR_BREAKS = frozenset({".", "!", "?", ";", "\n", ":"})
_EMPHASIS = frozenset({"!", "?"})


@dataclass(frozen=True, slots=True)
class Units:
    """The distinct words and pairs of one message, in the order of their first place, each with how it was written."""

    words: dict[str, str]
    """Folded word -> as written."""
    pairs: dict[str, str]
    """Two words joined by ``PAIR``, or two stems by two of them -> the words as written."""


def message_units(text: CleanText, options: FeatureOptions) -> Units:
    """Return what a message is counted as; a pair never crosses the end of a sentence."""
    streams = (text.subject_tokens, text.tokens) if options.subject else (text.tokens,)
    words: dict[str, str] = {}
    pairs: dict[str, str] = {}
    for stream in streams:
        for token in stream:
            if token.is_word or token.is_symbol or token.folded in _EMPHASIS:
                words.setdefault(token.folded, token.text)
        if options.pairs:
            for pair, written in _neighbours(stream):
                pairs.setdefault(pair, written)
    return Units(words, pairs)


def _neighbours(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield both kinds of pairs: neighbours as written ("pas passé"), and stems of content words ("panne … lampe")."""
    previous: Token | None = None
    content: Token | None = None
    for token in tokens:
        if not token.is_word:
            if token.folded in _PAIR_BREAKS:
                previous = content = None
            continue
        if previous is not None:
            yield f"{previous.folded}{PAIR}{token.folded}", f"{previous.text} {token.text}"
        previous = token
        if token.folded in FUNCTION_WORDS:
            continue
        if content is not None:
            yield f"{stem(content.folded)}{PAIR}{PAIR}{stem(token.folded)}", f"{content.text} {token.text}"
        content = token


def word_features(word: str, options: FeatureOptions) -> Iterator[tuple[str, float]]:
    """Yield the features of one word with their weight before learning; each feature once."""
    if options.words:
        yield f"w:{word}", 1.0
    if options.stems:
        yield f"s:{stem(word)}", 1.0
    if options.char_max:
        framed = f"<{word}>"
        runs = {
            framed[at : at + size]
            for size in range(options.char_min, options.char_max + 1)
            for at in range(len(framed) - size + 1)
        }
        for run in sorted(runs):
            yield f"c:{run}", options.char_weight


def pair_features(pair: str, options: FeatureOptions) -> Iterator[tuple[str, float]]:
    """Yield the one feature of a pair with its weight before learning."""
    yield f"p:{pair}", options.pair_weight


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the Snowball French stem of a folded word, folded again."""
    import Stemmer

    # A Stemmer object keeps a cache that is not safe between threads: one per call costs a microsecond, once per word.
    return str(Stemmer.Stemmer("french").stemWord(word)) or word
