"""Fit the linear heads on one matrix: the services against each other, the urgency levels "at least"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC

from request_router.decisions import FloatArray
from request_router.model.features import URGENCY_ONLY
from request_router.taxonomy import Urgency

LEVELS_ABOVE = (Urgency.NORMALE, Urgency.HAUTE, Urgency.CRITIQUE)
"""The urgency heads, "at least" each of them."""
IntArray = NDArray[np.int64]

# scikit-learn's liblinear shrinks the intercept with the weights unless it is scaled up; with weights shrunk as hard as
# here, every service would otherwise start from the same place whatever its share.
_FREE_INTERCEPT = 30.0
_NEVER = -3.0
"""Score of a service that the examples lack: below that of any other."""


class HeadOptions(BaseModel):
    """How the heads learn; the defaults are the measured choice (docs/decisions.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_c: float = Field(default=0.0004, gt=0)
    """Inverse regularisation of the service heads."""
    service_bayes: float = Field(default=0.6, ge=0)
    """How loudly each naive Bayes speaks beside the SVM; 0 is the SVM alone."""
    balanced: bool = True
    """Let every service weigh the same however often it is asked for."""
    service_idf_power: float = Field(default=2.0, ge=0)
    """How much rarity counts for the service: 1 is the usual idf, more tells a linear model to trust rare words."""
    urgency_c: float = Field(default=0.15, gt=0)
    """Inverse regularisation of the urgency heads."""
    urgency_idf_power: float = Field(default=1.0, ge=0)
    """The same for the urgency, where ordinary words (tenses, "depuis", "merci") tell more."""
    urgency_char_scale: float = Field(default=0.5, gt=0)
    """How loudly a run of characters speaks for the urgency, beside its weight for the service."""
    urgency_pair_scale: float = Field(default=2.0, gt=0)
    """The same for a pair: what happens to whom tells how soon, the words by themselves less."""
    urgency_bayes: float = Field(default=0.3, ge=0)
    """How loudly a naive Bayes speaks beside each logistic regression."""
    seed: int = Field(default=0, ge=0)


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learnt from, as numbers."""

    matrix: sp.csr_matrix
    """Shape (messages, features), see :meth:`FeatureSpace.transform`."""
    services: IntArray
    """Shape (messages,), column of the service."""
    urgencies: IntArray
    """Shape (messages,), rank of the level."""
    weights: FloatArray
    """Shape (messages,): how many messages of real mail each stands for; the service heads learn in that mix."""
    definitions: sp.csr_matrix
    """Shape (phrases, features): phrases of ``Service.holds``, further examples of their service and of no urgency."""
    defined: IntArray
    """Shape (phrases,), column of the service that a phrase defines."""
    idf: FloatArray
    """Shape (features,)."""
    kinds: NDArray[np.str_]
    """Shape (features,): the letter of each feature's kind, see :mod:`request_router.model.features`."""
    n_services: int
    noise: sp.csr_matrix
    """Shape (made, features): messages made of others, further examples of their urgency and of no service."""
    noise_urgencies: IntArray
    """Shape (made,), rank of the level."""
    noise_sources: IntArray
    """Shape (made, 2), rows of ``matrix`` that each was made of."""

    def only(self, rows: IntArray) -> Examples:
        """Return the examples of some messages, with the definitions and what is made of these messages alone."""
        made = np.flatnonzero(np.isin(self.noise_sources, rows).all(axis=1))
        return Examples(
            self.matrix[rows], self.services[rows], self.urgencies[rows], self.weights[rows], self.definitions,
            self.defined, self.idf, self.kinds, self.n_services,
            self.noise[made], self.noise_urgencies[made], self.noise_sources[made],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heads:
    """Learnt weights of all heads."""

    weights: FloatArray
    """Shape (features, services + 3), for the plain matrix: rarity is in them."""
    bias: FloatArray
    """Shape (services + 3,)."""

    def scores(self, matrix: sp.csr_matrix) -> FloatArray:
        """Return raw scores, shape (messages, services + 3)."""
        return np.asarray(matrix @ self.weights + self.bias)


def fit_heads(examples: Examples, options: HeadOptions) -> Heads:
    """Fit all heads on one set of examples."""
    service_weights, service_bias = fit_services(examples, options)
    urgency_weights, urgency_bias = _fit_urgency(examples, options)
    return Heads(np.hstack([service_weights, urgency_weights]), np.r_[service_bias, urgency_bias])


def fit_services(examples: Examples, options: HeadOptions) -> tuple[FloatArray, FloatArray]:
    """Fit one head for each service: a linear SVM, and beside it two naive Bayes.

    The SVM weighs a word beside the others of its message, and needs many messages to do so; naive Bayes counts each word by
    itself, and so knows more of the words that few messages hold: those of each service (McCallum and Nigam, 1998) and those of
    all others (Rennie et al., 2003). Each is a sum over features, hence so is their sum.
    """
    kept = ~np.isin(examples.kinds, list(URGENCY_ONLY))
    matrix = sp.vstack([examples.matrix, examples.definitions]).tocsr()
    gold = np.r_[examples.services, examples.defined]
    counts = np.r_[examples.weights, np.ones(len(examples.defined))]
    weights = np.zeros((len(kept), examples.n_services))
    bias = np.full(examples.n_services, _NEVER)
    present = np.unique(gold)
    if len(present) > 1:
        rarity = examples.idf**options.service_idf_power * kept
        svm = LinearSVC(
            C=options.service_c, class_weight="balanced" if options.balanced else None,
            intercept_scaling=_FREE_INTERCEPT, dual=True,
            random_state=options.seed, max_iter=20_000,
        ).fit(matrix @ sp.diags(rarity), gold, sample_weight=counts)  # fmt: skip
        # scikit-learn gives one column for two classes.
        two = len(present) == 2
        learnt = (np.vstack([-svm.coef_, svm.coef_]) if two else svm.coef_).T * rarity[:, None]
        bias[present] = np.r_[-svm.intercept_, svm.intercept_] if two else svm.intercept_
        shares = [
            _beside(learnt, _counted(bayes, matrix, examples.idf**power * kept, gold, counts), matrix)
            for bayes, power in ((ComplementNB(alpha=0.5, norm=True), 1.0), (_multinomial(), 1.5))
        ]
        weights[:, present] = learnt + options.service_bayes * np.sum(shares, axis=0)
    return weights, bias


def _fit_urgency(examples: Examples, options: HeadOptions) -> tuple[FloatArray, FloatArray]:
    """Fit the heads "at least normale / haute / critique"; one without examples says what all examples say."""
    loud = {"c": options.urgency_char_scale, "p": options.urgency_pair_scale}
    scale = np.array([loud.get(kind, 1.0) for kind in examples.kinds])
    rarity = examples.idf**options.urgency_idf_power * scale
    matrix = sp.vstack([examples.matrix, examples.noise]).tocsr()
    rare_matrix = matrix @ sp.diags(rarity)
    gold = np.r_[examples.urgencies, examples.noise_urgencies]
    weights = np.zeros((len(rarity), len(LEVELS_ABOVE)))
    bias = np.zeros(len(LEVELS_ABOVE))
    for at, level in enumerate(LEVELS_ABOVE):
        positive = gold >= level.rank
        if positive.all() or not positive.any():
            bias[at] = 1.0 if positive.all() else -1.0
            continue
        head = LogisticRegression(
            C=options.urgency_c, solver="liblinear", dual=True, random_state=options.seed, max_iter=5_000
        ).fit(rare_matrix, positive)
        learnt = head.coef_[0] * rarity
        counted = _counted(_multinomial(), matrix, examples.idf**1.5 * scale, positive, np.ones(len(gold)))[:, 1]
        share = options.urgency_bayes * _beside(learnt, counted, examples.matrix)
        weights[:, at] = learnt + share
        bias[at] = head.intercept_[0] - np.mean(examples.matrix @ share)
    return weights, bias


def _multinomial() -> MultinomialNB:
    """Return a naive Bayes for which every class is as likely (McCallum and Nigam, 1998)."""
    return MultinomialNB(alpha=0.3, fit_prior=False)


def _counted(
    bayes: MultinomialNB | ComplementNB,
    matrix: sp.csr_matrix,
    rarity: FloatArray,
    gold: NDArray[Any],
    counts: FloatArray,
) -> FloatArray:
    """Return what naive Bayes learns, as weights for the plain matrix, shape (features, classes), of mean 0 for a feature."""
    learnt = bayes.fit(matrix @ sp.diags(rarity), gold, sample_weight=counts).feature_log_prob_.T * rarity[:, None]
    return np.asarray(learnt - learnt.mean(axis=1, keepdims=True))


def _beside(loud: FloatArray, quiet: FloatArray, matrix: sp.csr_matrix) -> FloatArray:
    """Return ``quiet`` weights made as loud as others: on these messages their scores spread as far."""
    spread = np.std(matrix @ quiet)
    return quiet * (np.std(matrix @ loud) / spread) if spread > 0 else quiet
