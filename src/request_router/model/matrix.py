"""Messages -> the sparse matrix that scikit-learn learns from: the plain form of what :mod:`scorer` looks up.

Built through words: a message-by-word matrix times a word-by-feature matrix. A word type is taken apart once, however often
it occurs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from request_router.decisions import FloatArray
from request_router.french import CleanText, ConceptFinder, Lexicon
from request_router.model.features import (
    FeatureOptions,
    Units,
    concept_features,
    known_words,
    message_units,
    message_words,
    pair_features,
    word_features,
)

Parts = Callable[[str], Iterable[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """The features that were frequent enough to learn from, with the weight that each carries before learning."""

    options: FeatureOptions
    names: tuple[str, ...]
    """Feature strings, sorted; column order of every matrix."""
    idf: FloatArray
    """Shape (features,): ``ln((1 + messages) / (1 + messages with the feature)) + 1``; how rare each feature is."""
    finder: ConceptFinder

    @classmethod
    def fit(cls, texts: Sequence[CleanText], options: FeatureOptions, lexicon: Lexicon) -> FeatureSpace:
        """Find the features that occur in at least ``options.min_documents`` messages, and their idf."""
        met = Counter(word for text in texts for word in message_words(text, options))
        words = [f"w:{word}" for word, count in met.items() if count >= options.min_documents]
        finder = ConceptFinder(lexicon, known_words(words))
        units = [message_units(text, options, finder) for text in texts]
        names: list[str] = []
        frequency: list[FloatArray] = []
        for block, parts in _blocks(units, options, lexicon):
            incidence, columns = _incidence(block, parts)
            found = np.asarray((incidence > 0).sum(axis=0)).ravel()
            kept = np.flatnonzero(found >= options.min_documents)
            names += [columns[at] for at in kept]
            frequency.append(found[kept].astype(np.float64))
        counts = np.concatenate(frequency) if frequency else np.zeros(0)
        order = sorted(range(len(names)), key=names.__getitem__)
        idf = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(options, tuple(names[at] for at in order), idf[order], finder)

    def transform(self, texts: Sequence[CleanText]) -> sp.csr_matrix:
        """Return the matrix of messages by features.

        Returns
        -------
        scipy.sparse.csr_matrix
            Shape (messages, features), float64. Entry: sum over the message's distinct words (or pairs) of the feature's
            weight in them, over the square root of the number of distinct words; all zero for an empty message. Rarity is
            not in it: each head weighs it by a power of its own.
        """
        units = [message_units(text, self.options, self.finder) for text in texts]
        column_of = {name: at for at, name in enumerate(self.names)}
        total = sp.csr_matrix((len(texts), len(self.names)))
        for block, parts in _blocks(units, self.options, self.finder.lexicon):
            incidence, columns = _incidence(block, parts)
            kept = [(at, column_of[name]) for at, name in enumerate(columns) if name in column_of]
            here, there = (np.array(side, dtype=np.int64) for side in zip(*kept, strict=True)) if kept else _EMPTY
            shift = sp.csr_matrix((np.ones(len(here)), (here, there)), shape=(len(columns), len(self.names)))
            total = total + incidence @ shift
        lengths = np.array([max(len(unit.words), 1) for unit in units], dtype=np.float64)
        matrix = (sp.diags(1 / np.sqrt(lengths)) @ total).tocsr()
        # scikit-learn would do it in place, which it cannot where processes share the matrix read-only.
        matrix.sum_duplicates()
        return matrix


_EMPTY = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _blocks(
    units: Sequence[Units], options: FeatureOptions, lexicon: Lexicon
) -> Iterator[tuple[list[Iterable[str]], Parts]]:
    """Yield the kinds of units of all messages, each with what takes one apart."""
    yield [unit.words for unit in units], lambda word: word_features(word, options)
    yield [unit.pairs for unit in units], lambda pair: pair_features(pair, options)
    yield [unit.concepts for unit in units], lambda concept: concept_features(concept, options, lexicon)


def _incidence(block: Sequence[Iterable[str]], parts: Parts) -> tuple[sp.csr_matrix, list[str]]:
    """Return messages x features (weights before idf) and the feature names, in the order of first occurrence."""
    types: dict[str, int] = {}
    indices: list[int] = []
    ends = [0]
    for units in block:
        indices += [types.setdefault(unit, len(types)) for unit in units]
        ends.append(len(indices))
    columns: dict[str, int] = {}
    part_columns: list[int] = []
    part_weights: list[float] = []
    part_ends = [0]
    for unit in types:
        for name, weight in parts(unit):
            part_columns.append(columns.setdefault(name, len(columns)))
            part_weights.append(weight)
        part_ends.append(len(part_columns))
    by_type = sp.csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(block), len(types)))
    taken_apart = sp.csr_matrix((part_weights, part_columns, part_ends), shape=(len(types), len(columns)))
    return by_type @ taken_apart, list(columns)
