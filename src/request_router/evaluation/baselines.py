"""What any model must beat, trained on the same messages: the most frequent label, and an untuned linear SVM."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from request_router.evaluation.metrics import columns_of, macro_f1, weighted_kappa
from request_router.evaluation.verdict import LEVELS, Baseline
from request_router.messages import LabelledMessage

Predictions = tuple[list[str], list[str]]
"""Service ids and urgency levels, one of each for every test message."""


def compare_baselines(
    train: Sequence[LabelledMessage], test: Sequence[LabelledMessage], ids: Sequence[str]
) -> tuple[Baseline, ...]:
    """Train both baselines and measure them; none if there is nothing to train on."""
    if not train:
        return ()
    gold = columns_of([m.service for m in test], ids), columns_of([m.urgency.value for m in test], LEVELS)
    rows = []
    for name, (services, urgencies) in baseline_predictions(train, test).items():
        service, urgency = columns_of(services, ids), columns_of(urgencies, LEVELS)
        rows.append(
            Baseline(
                name=name,
                service_accuracy=round(float((service == gold[0]).mean()), 4),
                service_macro_f1=round(macro_f1(gold[0], service, len(ids)), 4),
                urgency_macro_f1=round(macro_f1(gold[1], urgency, 4), 4),
                urgency_kappa=round(weighted_kappa(gold[1], urgency, 4), 4),
            )
        )
    return tuple(rows)


def baseline_predictions(train: Sequence[LabelledMessage], test: Sequence[LabelledMessage]) -> dict[str, Predictions]:
    """Return the predictions of each baseline by its name."""
    return {"majorité": _majority(train, test), "tf-idf mots + caractères, SVM linéaire": _svm(train, test)}


def _majority(train: Sequence[LabelledMessage], test: Sequence[LabelledMessage]) -> Predictions:
    service = Counter(message.service for message in train).most_common(1)[0][0]
    urgency = Counter(message.urgency.value for message in train).most_common(1)[0][0]
    return [service] * len(test), [urgency] * len(test)


def _svm(train: Sequence[LabelledMessage], test: Sequence[LabelledMessage]) -> Predictions:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    def fitted(labels: list[str]) -> list[str]:
        if len(set(labels)) < 2:
            return labels[:1] * len(test)
        vectors = make_union(
            TfidfVectorizer(strip_accents="unicode", ngram_range=(1, 2), sublinear_tf=True, min_df=1),
            TfidfVectorizer(
                strip_accents="unicode", analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2
            ),
        )
        model = make_pipeline(vectors, LinearSVC(random_state=0))
        return [str(label) for label in model.fit(_texts(train), labels).predict(_texts(test))]

    return fitted([m.service for m in train]), fitted([m.urgency.value for m in train])


def _texts(messages: Sequence[LabelledMessage]) -> list[str]:
    return [f"{message.subject or ''}\n{message.text}" for message in messages]
