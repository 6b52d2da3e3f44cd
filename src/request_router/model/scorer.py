"""The additive model, compiled: one row of numbers for each word type, added up.

    score[label] = bias[label] + (1 / sqrt(n)) * sum over the n distinct words, the pairs, concepts and fields of row[unit, label]
                               + sum over the dangers of row[danger, label] + row[near deadline, label]

A word's row is the sum over its features (word, stem, runs of characters) of ``weight * learnt weight``; it is computed at
the first meeting and remembered. A token's contribution *is* its share of the score, which makes explanations exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from request_router.decisions import FloatArray
from request_router.french import CleanText, Danger, Ear, Lexicon
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

# Rows of 30 numbers take about 400 bytes: some 40 MB, more word types than a year of a city's mail.
_REMEMBERED = 100_000
_Parts = Callable[[str], Iterable[tuple[str, float]]]
_CONCEPT = "\x1e"
"""Sets the ids of concepts apart from words among the remembered rows; never part of a word."""
_DANGER = "\x1d"
"""The same for dangers."""
_DEADLINE = "\x1c"
"""The same for a near deadline."""
_FIELD = "\x1b"
"""The same for fields."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One word, pair or expression of a message with its share of every score."""

    text: str
    """As the citizen wrote it."""
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
    lexicon: Lexicon
    ear: Ear
    reader: UnitReader = field(init=False, repr=False, compare=False)
    _index: dict[str, int] = field(init=False, repr=False, compare=False)
    _rows: dict[str, FloatArray] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {name: at for at, name in enumerate(self.names)})
        object.__setattr__(self, "reader", UnitReader(self.options, self.lexicon, self.ear))

    def raw(self, contributions: Sequence[Contribution]) -> FloatArray:
        """Return the raw scores of a message, shape (heads,), in logits; the bias alone for a message without words."""
        return np.asarray(self.bias + sum(item.shares for item in contributions))

    def raw_services(self, text: CleanText) -> FloatArray:
        """Return what the words of a part of a message say by themselves, shape (heads,); no urgency is read from it."""
        units = self.reader.units(text)
        total = sum((row for _, row in self._rows_of(units)), np.zeros(len(self.bias)))
        return np.asarray(self.bias + total / np.sqrt(max(len(units.words), 1)))

    def contributions(self, text: CleanText, dangers: Sequence[Danger] = ()) -> list[Contribution]:
        """Return what a message says in so many words, each with its share; bias plus all shares is :meth:`raw`.

        Units, fields and dangers that are told by the same words are one contribution.

        Parameters
        ----------
        text
            The cleaned message.
        dangers
            Those of the whole message, see :meth:`UnitReader.dangers_of`; they change no service's score.
        """
        units = self.reader.units(text)
        options = self.options
        scale = 1 / np.sqrt(max(len(units.words), 1))
        fields = (
            (written, self._row(_FIELD + name, lambda unit: field_features(unit[1:], options)))
            for name, written in self.reader.fields(text).items()
        )
        shares: dict[str, FloatArray] = {}
        for written, row in (*self._rows_of(units), *fields):
            shares[written] = shares.get(written, 0) + row * scale
        for danger in dangers:
            shares[danger.text] = shares.get(danger.text, 0) + self._danger_row(danger)
        if (near := self._deadline_row(text)).any():
            shares["délai proche"] = near
        return [Contribution(written, row) for written, row in shares.items()]

    def _deadline_row(self, text: CleanText) -> FloatArray:
        """Return the row of a near deadline; zeros where there is none."""
        near = tuple(deadline_features(text, self.options))
        return self._row(_DEADLINE, lambda _: near) if near else np.zeros(len(self.bias))

    def _danger_row(self, danger: Danger) -> FloatArray:
        """Return the row of a danger, the same for all of one kind, level and context."""
        key = f"{_DANGER}{danger.kind}{_DANGER}{danger.level.value}{_DANGER}{danger.context.value}"
        return self._row(key, lambda _: danger_features(danger, self.options))

    def _rows_of(self, units: Units) -> Iterator[tuple[str, FloatArray]]:
        """Yield each unit as written with its row."""
        options, lexicon = self.options, self.lexicon
        for word, written in units.words.items():
            yield written, self._row(word, lambda unit: word_features(unit, options))
        for pair, written in units.pairs.items():
            yield written, self._row(pair, lambda unit: pair_features(unit, options))
        for concept, written in units.concepts.items():
            yield written, self._row(_CONCEPT + concept, lambda unit: concept_features(unit[1:], options, lexicon))

    def known_share(self, text: CleanText) -> tuple[float, int]:
        """Return the share of the distinct words met in training, 0 to 1, and their number; 1 for no words."""
        words = [word for word in self.reader.words(text) if word[0].isalpha()]
        known = sum(f"w:{word}" in self._index for word in words)
        return (known / len(words) if words else 1.0), len(words)

    def _row(self, unit: str, parts: _Parts) -> FloatArray:
        row = self._rows.get(unit)
        if row is None:
            index = self._index
            at, scale = [], []
            for name, weight in parts(unit):
                if (place := index.get(name)) is not None:
                    at.append(place)
                    scale.append(weight)
            row = np.asarray(scale) @ self.weights[at].astype(np.float64) if at else np.zeros(len(self.bias))
            if len(self._rows) >= _REMEMBERED:
                self._rows.clear()
            self._rows[unit] = row
        return row
