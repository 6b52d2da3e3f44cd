"""What a message is made of: words, pairs of neighbours, concepts, and what each of them is made of.

Every feature belongs to one word type, one pair or one concept, so that a message's score is a sum over its distinct
units (see :mod:`request_router.model.scorer`). Features are strings whose first characters name their kind:

======  =====================================================
``w:``  the folded word
``s:``  its stem (Snowball French, on the folded word)
``c:``  a run of characters within ``<word>``
``p:``  two neighbouring words, or two content words with grammar between them, stemmed
``k:``  a concept of the lexicon that an expression means, or one that it is a kind of
``b:``  a service to which the lexicon says that a concept belongs
``f:``  a field of meaning to which a word belongs, or two fields in one sentence
``d:``  a danger that is told of here and now: its kind, and what its expression asks for
``x:``  a danger that is denied, over, imagined, reported or asked about: that, and what it would ask for
``t:``  a deadline within about three working days
======  =====================================================

Fields, dangers and deadlines speak for the urgency alone; the latter two as loudly in three hundred words as in ten: their
share is not divided by length.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

from request_router.french import (
    FUNCTION_WORDS,
    CleanText,
    ConceptFinder,
    Danger,
    DangerFinder,
    Ear,
    Lexicon,
    Token,
    fields_in,
    find_deadline,
    stem,
)


class FeatureOptions(BaseModel):
    """What is counted; written into every model, since scoring must count as training did."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: bool = True
    stems: bool = True
    char_min: int = Field(default=2, ge=1, le=6)
    """Shortest run of characters; with ``char_max`` 0 there are none."""
    char_max: int = Field(default=4, ge=0, le=8)
    pairs: bool = True
    reach: int = Field(default=2, ge=1, le=4)
    """How many content words further on the second word of a pair may stand; 1 is the next."""
    concepts: bool = True
    """Read the lexicon, where there is one."""
    fields: bool = True
    """Read the fields of meaning."""
    dangers: bool = True
    """Read the table of dangers."""
    deadlines: bool = True
    """Read how near a deadline is."""
    sounds: bool = True
    """Read a word that training never met as a known word that sounds alike."""
    subject: bool = True
    """Read the subject line as part of the message."""
    min_documents: int = Field(default=2, ge=1)
    """Messages of the training corpus in which a feature must occur."""
    char_weight: float = Field(default=0.35, gt=0)
    """Weight of a run of characters beside a whole word, before learning."""
    pair_weight: float = Field(default=0.6, gt=0)
    """Weight of a pair beside a whole word, before learning."""
    concept_weight: float = Field(default=1.0, gt=0)
    """Weight of a concept beside a whole word, before learning."""
    belonging_weight: float = Field(default=1.0, gt=0)
    """Weight of a concept's likeliest service, before learning; its second service counts half, its third a third."""
    field_weight: float = Field(default=1.0, gt=0)
    """Weight of a field or two of them, before learning."""
    danger_weight: float = Field(default=0.2, gt=0)
    """Weight of a danger, before learning."""


PAIR = "\x1f"
"""Joins the words of a pair; never part of a word, since cleaning drops control characters."""

# The end of a sentence or a line parts two words; a comma or an apostrophe does not.
_PAIR_BREAKS = frozenset({".", "!", "?", ";", "\n", ":"})
_EMPHASIS = frozenset({"!", "?"})


@dataclass(frozen=True, slots=True)
class Units:
    """The distinct units of one message, in the order of their first place, each with how it was written."""

    words: dict[str, str]
    """Folded word -> as written."""
    pairs: dict[str, str]
    """Two words joined by ``PAIR``, or two stems by two of them -> the words as written."""
    concepts: dict[str, str]
    """Id of a concept -> the expression as written."""


@dataclass(frozen=True)
class UnitReader:
    """Takes messages apart into units and dangers. Safe to share between threads."""

    options: FeatureOptions
    lexicon: Lexicon
    ear: Ear = field(default_factory=Ear)
    """What training taught of words and their sounds."""
    _concepts: ConceptFinder = field(init=False, repr=False, compare=False)
    _dangers: DangerFinder = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_concepts", ConceptFinder(self.lexicon, self.ear.known))
        object.__setattr__(self, "_dangers", DangerFinder(self.ear.known))

    def units(self, text: CleanText) -> Units:
        """Return what a message is counted as; neither a pair nor an expression crosses the end of a sentence."""
        pairs: dict[str, str] = {}
        concepts: dict[str, str] = {}
        for stream in self._streams(text):
            if self.options.pairs:
                for pair, written in _neighbours(stream, self.options.reach):
                    pairs.setdefault(pair, written)
            if self.options.concepts:
                for mention in self._concepts.mentions(stream):
                    written = " ".join(token.text for token in stream[mention.first : mention.last + 1])
                    for concept in mention.concepts:
                        concepts.setdefault(concept, written)
        return Units(self.words(text), pairs, concepts)

    def words(self, text: CleanText) -> dict[str, str]:
        """Return the distinct words, emoji and marks of emphasis of a message: folded -> as written."""
        words: dict[str, str] = {}
        for stream in self._streams(text):
            for token in stream:
                if token.is_word or token.is_symbol or token.folded in _EMPHASIS:
                    words.setdefault(token.folded, token.text)
        return words

    def fields(self, text: CleanText) -> dict[str, str]:
        """Return the fields of meaning of a message, and every two of one sentence -> the words as written."""
        found: dict[str, str] = {}
        if self.options.fields:
            for stream in self._streams(text):
                for name, written in fields_in(stream):
                    found.setdefault(name, written)
        return found

    def dangers(self, *streams: Sequence[Token]) -> tuple[Danger, ...]:
        """Return the dangers that streams of tokens name; see :class:`DangerFinder`."""
        return self._dangers.find(*map(self._read, streams))

    def dangers_of(self, text: CleanText) -> tuple[Danger, ...]:
        """Return the dangers of a message that count as its features: none where they are not to be read."""
        return self.dangers(text.subject_tokens, text.tokens) if self.options.dangers else ()

    def _streams(self, text: CleanText) -> Iterator[tuple[Token, ...]]:
        if self.options.subject:
            yield self._read(text.subject_tokens)
        yield self._read(text.tokens)

    def _read(self, stream: Sequence[Token]) -> tuple[Token, ...]:
        return self.ear.read(stream) if self.options.sounds else tuple(stream)


def _neighbours(tokens: Sequence[Token], reach: int) -> Iterator[tuple[str, str]]:
    """Yield both kinds of pairs: neighbours as written ("pas passé"), and stems of content words ("panne … lampe")."""
    previous: Token | None = None
    before: deque[Token] = deque(maxlen=reach)
    for token in tokens:
        if not token.is_word:
            if token.folded in _PAIR_BREAKS:
                previous = None
                before.clear()
            continue
        if previous is not None:
            yield f"{previous.folded}{PAIR}{token.folded}", f"{previous.text} {token.text}"
        previous = token
        if token.folded in FUNCTION_WORDS:
            continue
        for content in before:
            yield f"{stem(content.folded)}{PAIR}{PAIR}{stem(token.folded)}", f"{content.text} {token.text}"
        before.append(token)


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


def concept_features(concept: str, options: FeatureOptions, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    """Yield the features of one concept with their weight before learning; each feature once."""
    yield f"k:{concept}", options.concept_weight
    for broader in lexicon.broader(concept):
        yield f"k:{broader}", options.concept_weight
    for place, service in enumerate(lexicon.concepts[concept].services, start=1):
        yield f"b:{service}", options.belonging_weight / place


def field_features(name: str, options: FeatureOptions) -> Iterator[tuple[str, float]]:
    """Yield the one feature of a field, or of two of them, with its weight before learning."""
    yield f"f:{name}", options.field_weight


def danger_features(danger: Danger, options: FeatureOptions) -> Iterator[tuple[str, float]]:
    """Yield the features of one danger with their weight before learning; each feature once."""
    if danger.present:
        yield f"d:{danger.kind}", options.danger_weight
        yield f"d:{danger.level.value}", options.danger_weight
    else:
        yield f"x:{danger.context.value}", options.danger_weight
        yield f"x:{danger.level.value}", options.danger_weight


def deadline_features(text: CleanText, options: FeatureOptions) -> Iterator[tuple[str, float]]:
    """Yield the feature of a deadline that is near, with its weight before learning."""
    if options.deadlines:
        found = find_deadline(f"{text.subject}\n{text.text}", text.sent)
        if found and found.near:
            yield "t:near", options.danger_weight


URGENCY_ONLY = "fdxt"
"""Kinds of features that the service heads do not read: they say how soon, not who."""


def known_words(names: Iterable[str]) -> frozenset[str]:
    """Return the words among feature strings: what training met more than once is a word, whatever it resembles."""
    return frozenset(name[2:] for name in names if name.startswith("w:"))
