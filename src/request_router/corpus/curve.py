"""What more messages bring: accuracy on a batch that was left out, against the number of messages learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import joblib
import numpy as np

from request_router.errors import CorpusError
from request_router.french import CleanText, Lexicon
from request_router.messages import LabelledMessage
from request_router.model.heads import IntArray
from request_router.model.training import NO_LEXICON, TrainingOptions, clean_all, learn_services
from request_router.taxonomy import Taxonomy

TRAIN_SPLIT = "train"
FRACTIONS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
_NEXT = 1000


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """Service accuracy with each batch of ``train`` left out in turn."""

    sizes: tuple[int, ...]
    """Messages learnt from, mean over the batches left out; ascending."""
    accuracy: tuple[float, ...]
    """Share of right services over all batches, each judged by a model that had not seen it; 0 to 1."""
    batches: dict[str, float]
    """Batch -> share of right services with all other messages learnt from."""

    @property
    def exponent(self) -> float:
        """How fast the error falls: ``error = c * size ** -exponent`` (a power law, Hestness et al., 2017)."""
        return -self._law()[0]

    @property
    def next_thousand(self) -> float:
        """Accuracy that the power law expects of 1,000 messages more, as a difference, 0 to 1."""
        slope, level = self._law()
        now, then = (np.exp(level) * (size**slope) for size in (self.sizes[-1], self.sizes[-1] + _NEXT))
        return float(now - then)

    def _law(self) -> tuple[float, float]:
        # The first points are far from the law that holds where learning has settled.
        errors = np.log(np.maximum(1 - np.array(self.accuracy[-3:]), 1e-6))
        slope, level = np.polyfit(np.log(self.sizes[-3:]), errors, 1)
        return float(slope), float(level)


def learning_curve(
    messages: Sequence[LabelledMessage],
    taxonomy: Taxonomy,
    options: TrainingOptions = TrainingOptions(),  # noqa: B008, a frozen value
    lexicon: Lexicon = NO_LEXICON,
) -> LearningCurve:
    """Learn from growing shares of all batches but one, for each batch of ``train`` in turn.

    Takes minutes: five models for each batch.

    Raises
    ------
    CorpusError
        If ``train`` has fewer than two batches.
    """
    chosen = [message for message in messages if message.split == TRAIN_SPLIT]
    authors = sorted({message.author for message in chosen})
    if len(authors) < 2:
        raise CorpusError(f"a learning curve leaves batches out in turn: at least 2 are needed, found {len(authors)}")
    texts = clean_all(chosen)
    column = {id_: at for at, id_ in enumerate(taxonomy.ids)}
    gold = np.array([column[message.service] for message in chosen], dtype=np.int64)
    by = np.array([message.author for message in chosen])
    rights: list[list[int]] = joblib.Parallel(n_jobs=options.jobs)(
        joblib.delayed(_left_out)(texts, gold, by == author, taxonomy, options, lexicon) for author in authors
    )
    counts = np.array([np.sum(by == author) for author in authors])
    table = np.array(rights)
    return LearningCurve(
        sizes=tuple(round(float(np.mean(share * (len(chosen) - counts)))) for share in FRACTIONS),
        accuracy=tuple(float(row) for row in table.sum(axis=0) / len(chosen)),
        batches={author: table[at, -1] / counts[at] for at, author in enumerate(authors)},
    )


def _left_out(
    texts: Sequence[CleanText],
    gold: IntArray,
    left_out: np.ndarray[tuple[int], np.dtype[np.bool_]],
    taxonomy: Taxonomy,
    options: TrainingOptions,
    lexicon: Lexicon,
) -> list[int]:
    """Return the number of right services in one batch for each share of the other messages."""
    rest, here = np.flatnonzero(~left_out), np.flatnonzero(left_out)
    order = np.random.default_rng(options.seed).permutation(rest)
    found: list[int] = []
    for share in FRACTIONS:
        part = order[: round(share * len(order))]
        predict = learn_services([texts[int(at)] for at in part], gold[part], taxonomy, options, lexicon)
        found.append(int(np.sum(predict([texts[int(at)] for at in here]) == gold[here])))
    return found


def curve_text(curve: LearningCurve) -> str:
    """Return the table that ``corpus stats --curve`` prints, in French."""
    bars = [
        f"{size:>8}   {_share(accuracy)}   {'█' * round(40 * accuracy)}"
        for size, accuracy in zip(curve.sizes, curve.accuracy, strict=True)
    ]
    worst = sorted(curve.batches.items(), key=lambda item: item[1])
    return "\n".join(
        [
            "Courbe d'apprentissage (chaque lot de « train » laissé de côté à son tour)",
            "messages   bon service",
            *bars,
            f"1 000 messages de plus apporteraient environ {_share(curve.next_thousand)} "
            f"(erreur ∝ messages^-{curve.exponent:.2f})".replace("-0.", "-0,"),
            "",
            "lot laissé de côté                bon service",
            *(f"{author:<34}{_share(accuracy)}" for author, accuracy in worst),
        ]
    )


def _share(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
