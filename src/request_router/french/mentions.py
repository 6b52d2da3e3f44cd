"""Where a message mentions a concept of the lexicon: longest expression first, inflection and one typing error forgiven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from request_router.french.lexicon import Lexicon, Run, all_words, content_words, singular
from request_router.french.stems import stem
from request_router.french.tokens import Token

LONG_WORD = 7
"""Letters from which a word has so few neighbours that one error still tells which word was meant."""
_BREAKS = frozenset({".", "!", "?", ";", "\n"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One expression found."""

    concepts: tuple[str, ...]
    """Ids of what it may mean."""
    run: Run
    """The expression as it was compared, see :class:`Lexicon`."""
    first: int
    last: int
    """Places of its first and last token, both inclusive."""


class _Node:
    """A node of the tree of runs: what may follow, and what the run up to here means."""

    __slots__ = ("concepts", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.concepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConceptFinder:
    """Finds the mentions of a lexicon. Safe to share between threads."""

    lexicon: Lexicon
    known: Container[str] = frozenset()
    """Folded words that are words whatever they resemble; never corrected."""
    _runs: _Node = field(init=False, repr=False, compare=False)
    _literals: _Node = field(init=False, repr=False, compare=False)
    _near: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _keys: dict[str, tuple[str, str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_runs", _tree(self.lexicon.runs))
        object.__setattr__(self, "_literals", _tree(self.lexicon.literals))
        object.__setattr__(self, "_near", _neighbourhoods(self.lexicon.words))

    def mentions(self, tokens: Sequence[Token]) -> Iterator[Mention]:
        """Yield the mentions of a text from left to right; they do not overlap and never cross a sentence's end."""
        for start, end in _sentences(tokens):
            sentence = tokens[start:end]
            content = [(self._compared(word)[0], start + place) for word, place in content_words(sentence)]
            words = [(self._compared(word)[1], start + place) for word, place in all_words(sentence)]
            found = [*_longest(content, self._runs), *_longest(words, self._literals)]
            # Longest first; of two that begin and end alike, the run of content words says more.
            reach = -1
            for mention in sorted(found, key=lambda item: (item.first, -item.last)):
                if mention.first > reach:
                    yield mention
                    reach = mention.last

    def _compared(self, word: str) -> tuple[str, str]:
        """Return stem and singular of a word, or of the lexicon's word for which it is most likely a typing error."""
        found = self._keys.get(word)
        if found is None:
            meant = self._corrected(word)
            found = self._keys[word] = stem(meant), singular(meant)
        return found

    def _corrected(self, word: str) -> str:
        if len(word) < LONG_WORD or word in self.lexicon.words or word in self.known:
            return word
        meant = {other for form in _singular(word) for other in self._within_one_error(form)}
        # Two words that mean the same are one answer; two that do not are none.
        return min(meant) if len({stem(other) for other in meant}) == 1 else word

    def _within_one_error(self, word: str) -> Iterator[str]:
        for form in (word, *_shorter(word)):
            for other in self._near.get(form, ()):
                if other[0] == word[0] and one_error(word, other):
                    yield other


def _sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(tokens):
        if token.folded in _BREAKS:
            yield start, at
            start = at + 1
    yield start, len(tokens)


def _longest(words: Sequence[tuple[str, int]], root: _Node) -> Iterator[Mention]:
    """Yield the longest match from each word; matches may overlap."""
    for start in range(len(words)):
        node: _Node | None = root
        best: Mention | None = None
        for at in range(start, len(words)):
            node = node.next.get(words[at][0]) if node else None
            if node is None:
                break
            if node.concepts:
                run = tuple(part for part, _ in words[start : at + 1])
                best = Mention(node.concepts, run, words[start][1], words[at][1])
        if best:
            yield best


def _tree(runs: Mapping[Run, tuple[str, ...]]) -> _Node:
    root = _Node()
    for run, concepts in runs.items():
        node = root
        for part in run:
            node = node.next.setdefault(part, _Node())
        node.concepts = concepts
    return root


def _neighbourhoods(words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return every long word under itself and under each form with one letter less (Garbe's symmetric deletion)."""
    near: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= LONG_WORD:
            for form in {word, *_shorter(word)}:
                near[form].append(word)
    return {form: tuple(found) for form, found in near.items()}


def _singular(word: str) -> tuple[str, ...]:
    """Return a word and, since a plural is not an error, the word without its last "s"."""
    return (word, word[:-1]) if word.endswith("s") else (word,)


def _shorter(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def one_error(written: str, meant: str) -> bool:
    """Say whether one letter is missing, added or wrong, or two neighbours are swapped (Damerau, 1964)."""
    shortest = min(len(written), len(meant))
    left = next((at for at in range(shortest) if written[at] != meant[at]), shortest)
    right = next((at for at in range(shortest - left) if written[-1 - at] != meant[-1 - at]), shortest - left)
    a, b = written[left : len(written) - right], meant[left : len(meant) - right]
    return (len(a) <= 1 and len(b) <= 1 and a != b) or (len(a) == len(b) == 2 and a == b[::-1])
