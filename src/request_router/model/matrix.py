"""Messages -> the sparse matrix that scikit-learn learns from: the plain form of what :mod:`scorer` looks up.

Built through words: a message-by-word matrix times a word-by-feature matrix. A word type is taken apart once, however often
it occurs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from request_router.decisions import FloatArray
from request_router.french import CleanText, Ear, Lexicon
from request_router.model.features import (
    FeatureOptions,
    UnitReader,
    Units,
    concept_features,
    danger_features,
    deadline_features,
    field_features,
    pair_features,
    word_features,
)

Parts = Callable[[Any], Iterable[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """The features that were frequent enough to learn from, with the weight that each carries before learning."""

    options: FeatureOptions
    names: tuple[str, ...]
    """Feature strings, sorted; column order of every matrix."""
    idf: FloatArray
    """Shape (features,): ``ln((1 + messages) / (1 + messages with the feature)) + 1``; how rare each feature is."""
    reader: UnitReader

    @classmethod
    def fit(cls, texts: Sequence[CleanText], options: FeatureOptions, lexicon: Lexicon) -> FeatureSpace:
        """Find the features that occur in at least ``options.min_documents`` messages, and their idf."""
        deaf = UnitReader(options, lexicon)
        met = Counter(word for text in texts for word in deaf.words(text))
        known = {word: count for word, count in met.items() if count >= options.min_documents}
        reader = UnitReader(options, lexicon, Ear.taught(known, lexicon.words))
        names: list[str] = []
        frequency: list[FloatArray] = []
        for block, parts in (*_blocks(texts, reader), _dangers(texts, reader), _deadlines(texts, reader)):
            incidence, columns = _incidence(block, parts)
            found = np.asarray((incidence > 0).sum(axis=0)).ravel()
            kept = np.flatnonzero(found >= options.min_documents)
            names += [columns[at] for at in kept]
            frequency.append(found[kept].astype(np.float64))
        counts = np.concatenate(frequency) if frequency else np.zeros(0)
        order = sorted(range(len(names)), key=names.__getitem__)
        idf = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(options, tuple(names[at] for at in order), idf[order], reader)

    @property
    def kinds(self) -> NDArray[np.str_]:
        """The letter of each feature's kind, shape (features,)."""
        return np.array([name[0] for name in self.names], dtype="U1")

    def transform(self, texts: Sequence[CleanText]) -> sp.csr_matrix:
        """Return the matrix of messages by features.

        Returns
        -------
        scipy.sparse.csr_matrix
            Shape (messages, features), float64. Entry: sum over the message's distinct words (pairs, concepts, fields) of the
            feature's weight in them, over the square root of the number of distinct words; for a danger or a deadline, its
            weight. All zero for an empty message. Rarity is not in it: each head weighs it by a power of its own.
        """
        total = sp.csr_matrix((len(texts), len(self.names)))
        for block, parts in _blocks(texts, self.reader):
            total = total + self._placed(*_incidence(block, parts))
        lengths = [max(len(self.reader.words(text)), 1) for text in texts]
        dangers = self._placed(*_incidence(*_dangers(texts, self.reader)))
        deadlines = self._placed(*_incidence(*_deadlines(texts, self.reader)))
        matrix = (sp.diags(1 / np.sqrt(np.array(lengths, dtype=np.float64))) @ total + dangers + deadlines).tocsr()
        # scikit-learn would do it in place, which it cannot where processes share the matrix read-only.
        matrix.sum_duplicates()
        return matrix

    def _placed(self, incidence: sp.csr_matrix, columns: list[str]) -> sp.csr_matrix:
        """Return an incidence with its columns at the places of the features of this space; others are left out."""
        place = {name: at for at, name in enumerate(self.names)}
        kept = [(at, place[name]) for at, name in enumerate(columns) if name in place]
        here, there = (np.array(side, dtype=np.int64) for side in zip(*kept, strict=True)) if kept else _EMPTY
        return incidence @ sp.csr_matrix((np.ones(len(here)), (here, there)), shape=(len(columns), len(self.names)))


_EMPTY = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _blocks(texts: Sequence[CleanText], reader: UnitReader) -> list[tuple[list[Iterable[Hashable]], Parts]]:
    """Return the kinds of units of all messages, each with what takes one apart."""
    options, lexicon = reader.options, reader.lexicon
    units: list[Units] = [reader.units(text) for text in texts]
    return [
        ([unit.words for unit in units], lambda word: word_features(word, options)),
        ([unit.pairs for unit in units], lambda pair: pair_features(pair, options)),
        ([unit.concepts for unit in units], lambda concept: concept_features(concept, options, lexicon)),
        ([reader.fields(text) for text in texts], lambda name: field_features(name, options)),
    ]


def _dangers(texts: Sequence[CleanText], reader: UnitReader) -> tuple[list[Iterable[Hashable]], Parts]:
    """Return the dangers of all messages with what takes one apart."""
    return [reader.dangers_of(text) for text in texts], lambda danger: danger_features(danger, reader.options)


def _deadlines(texts: Sequence[CleanText], reader: UnitReader) -> tuple[list[Iterable[Hashable]], Parts]:
    """Return the features of the deadlines of all messages; each is made of itself alone."""
    found = [tuple(deadline_features(text, reader.options)) for text in texts]
    return list(found), lambda feature: [feature]


def _incidence(block: Sequence[Iterable[Hashable]], parts: Parts) -> tuple[sp.csr_matrix, list[str]]:
    """Return messages x features (weights before idf) and the feature names, in the order of first occurrence."""
    types: dict[Hashable, int] = {}
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
