"""The additive model, compiled: one row of numbers for each word type, added up.

    score[label] = bias[label] + (1 / sqrt(n)) * sum over the n distinct words and the distinct pairs of row[unit, label]

A word's row is the sum over its features (word, stem, runs of characters) of ``weight * learnt weight``; it is computed at
the first meeting and remembered. A token's contribution *is* its share of the score, which makes explanations exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from request_router.decisions import FloatArray
from request_router.french import CleanText
from request_router.model.features import FeatureOptions, message_units, pair_features, word_features

# Rows of 30 numbers take about 400 bytes: some 40 MB, more word types than a year of a city's mail.
_REMEMBERED = 100_000
_Parts = Callable[[str, FeatureOptions], Iterable[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One word or pair of a message with its share of every score."""

    text: str
    """As the citizen wrote it."""
    pair: bool
    shares: FloatArray
    """Shape (heads,), in logits."""


@dataclass(frozen=True)
class Scorer:
    """Weights and the look-up table that grows from them. Safe to share between threads."""

    options: FeatureOptions
    names: tuple[str, ...]
    """Feature strings; row order of ``weights``."""
    weights: NDArray[np.float32]
    """Shape (features, heads): learnt weight, rarity included. Heads: the services, then "at least" normale, haute, critique."""
    bias: FloatArray
    """Shape (heads,)."""
    _index: dict[str, int] = field(init=False, repr=False, compare=False)
    _rows: dict[str, FloatArray] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {name: at for at, name in enumerate(self.names)})

    def raw(self, text: CleanText) -> FloatArray:
        """Return the raw scores of a message.

        Returns
        -------
        ndarray of shape (heads,)
            In logits; the bias alone for a message without words.
        """
        units = message_units(text, self.options)
        total = np.zeros(len(self.bias))
        for word in units.words:
            total += self._row(word, word_features)
        for pair in units.pairs:
            total += self._row(pair, pair_features)
        return np.asarray(self.bias + total / np.sqrt(max(len(units.words), 1)))

    def contributions(self, text: CleanText) -> list[Contribution]:
        """Return every distinct word and pair with its share; bias plus all shares is :meth:`raw`."""
        units = message_units(text, self.options)
        scale = 1 / np.sqrt(max(len(units.words), 1))
        words = [
            Contribution(written, False, self._row(word, word_features) * scale)
            for word, written in units.words.items()
        ]
        pairs = [
            Contribution(written, True, self._row(pair, pair_features) * scale) for pair, written in units.pairs.items()
        ]
        return words + pairs

    def known_share(self, text: CleanText) -> tuple[float, int]:
        """Return the share of the distinct words met in training, 0 to 1, and their number; 1 for no words."""
        words = [word for word in message_units(text, self.options).words if word[0].isalpha()]
        known = sum(f"w:{word}" in self._index for word in words)
        return (known / len(words) if words else 1.0), len(words)

    def _row(self, unit: str, parts: _Parts) -> FloatArray:
        row = self._rows.get(unit)
        if row is None:
            index = self._index
            at, scale = [], []
            for name, weight in parts(unit, self.options):
                if (place := index.get(name)) is not None:
                    at.append(place)
                    scale.append(weight)
            row = np.asarray(scale) @ self.weights[at].astype(np.float64) if at else np.zeros(len(self.bias))
            if len(self._rows) >= _REMEMBERED:
                self._rows.clear()
            self._rows[unit] = row
        return row
