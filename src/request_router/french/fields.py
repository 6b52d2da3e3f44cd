"""Which fields of meaning the words of a text belong to, and which two of them stand in one sentence.

A linear model knows the words that it has learnt from. The table ``fields.toml`` says which words tell of the same thing, so
that what is learnt of "brûle" and "crèche" in one sentence also speaks of "flambe" and "maternelle". What is denied, over,
imagined, reported or asked about belongs to few fields: in "la crèche n'a pas brûlé" nothing burns.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from request_router.french.context import Context, contexts
from request_router.french.cues import SENTENCE_ENDS
from request_router.french.stems import stem
from request_router.french.tokens import Token

REACH = 12
"""Words further on within which a second field is read together with a first."""
_INFLECTED = 5
"""Letters from which a word matches its other forms."""
_ENDING = 5
"""Letters that may follow a beginning."""


@dataclass(frozen=True, slots=True)
class Field:
    """Words that tell of the same thing."""

    id: str
    words: tuple[str, ...]
    """Folded; a star ends a beginning."""
    phrase: str
    """A sentence that shows the field."""
    anywhere: bool
    """Read a word whatever its context, not only where it is said of here and now."""


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Return the fields of the packed table by their id, in its order."""
    raw = tomllib.loads(resources.files("request_router.french").joinpath("fields.toml").read_text(encoding="utf-8"))
    return {id_: Field(id_, tuple(row["mots"]), row["phrase"], row.get("partout", False)) for id_, row in raw.items()}


def fields_in(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield each field that a message tells of, and each two of one sentence, with the citizen's words.

    Yields
    ------
    tuple of str
        The field, or two joined by ``+`` in the order of the alphabet, and the word or both words as written.
    """
    sentence: list[tuple[int, str, tuple[str, ...]]] = []
    for at, (token, context) in enumerate(zip(tokens, contexts(tokens), strict=True)):
        if token.folded in SENTENCE_ENDS:
            sentence.clear()
            continue
        found = fields_of(token.folded)
        if context is not Context.AFFIRMED:
            found = tuple(name for name in found if fields()[name].anywhere)
        if not found:
            continue
        yield from ((name, token.text) for name in found)
        sentence = [near for near in sentence if at - near[0] <= REACH]
        for _, written, others in sentence:
            for other in others:
                yield from (
                    (f"{min(name, other)}+{max(name, other)}", f"{written} {token.text}")
                    for name in found
                    if name != other
                )
        sentence.append((at, token.text, found))


@lru_cache(maxsize=100_000)
def fields_of(word: str) -> tuple[str, ...]:
    """Return the fields that a folded word belongs to."""
    exact, stems, beginnings = _index()
    found = set(exact.get(word, ()))
    if len(word) >= _INFLECTED:
        found |= stems.get(stem(word), set())
    for size in range(max(2, len(word) - _ENDING), len(word) + 1):
        found |= beginnings.get(word[:size], set())
    return tuple(sorted(found))


_Meanings = dict[str, set[str]]


@lru_cache(maxsize=1)
def _index() -> tuple[_Meanings, _Meanings, _Meanings]:
    """Return what words, stems and beginnings of the table mean."""
    exact: _Meanings = {}
    stems: _Meanings = {}
    beginnings: _Meanings = {}
    for field in fields().values():
        for word in field.words:
            if word.endswith("*"):
                beginnings.setdefault(word[:-1], set()).add(field.id)
                continue
            exact.setdefault(word, set()).add(field.id)
            if len(word) >= _INFLECTED:
                stems.setdefault(stem(word), set()).add(field.id)
    return exact, stems, beginnings
