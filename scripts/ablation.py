"""What each choice brings for the service: five groups of ``train`` batches held out in turn, and ``dev``; never ``blind``.

Usage: ablation.py CORPUS LEXICON [UNLABELLED.jsonl ...] ; texts of the last ones are used for self-training only.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from request_router import LabelledMessage, Message, Taxonomy
from request_router.corpus import load_corpus
from request_router.evaluation.metrics import wilson
from request_router.french import Cleaner, CleanText, Lexicon
from request_router.model.features import FeatureOptions
from request_router.model.heads import IntArray
from request_router.model.matrix import FeatureSpace
from request_router.model.training import NO_LEXICON, TrainingOptions, clean_all, learn_services

Predict = Callable[[Sequence[CleanText]], IntArray]
Learn = Callable[[Sequence[LabelledMessage], IntArray], Predict]

# Services that answer for the same part of a town: the upper level of the hierarchical variant.
FAMILIES = {
    "rue": "voirie eclairage_public stationnement_circulation transports",
    "propre": "dechets proprete eau_assainissement espaces_verts sante_hygiene",
    "bati": "urbanisme logement commerce_marches",
    "enfance": "scolaire petite_enfance jeunesse_sports",
    "vie": "culture vie_associative tranquillite_publique",
    "guichet": "etat_civil elections cimetiere finances numerique",
    "gens": "action_sociale emploi_rh cabinet hors_competence",
}


@dataclass(frozen=True)
class Setting:
    """What every variant works with."""

    taxonomy: Taxonomy
    lexicon: Lexicon
    unlabelled: tuple[CleanText, ...]

    def plain(self, options: TrainingOptions, lexicon: Lexicon | None = None) -> Learn:
        """Learn as the library does."""
        known = self.lexicon if lexicon is None else lexicon
        return lambda messages, gold: learn_services(_cleaned(messages), gold, self.taxonomy, options, known)

    def noisy(self, share: float) -> Learn:
        """Learn from every message twice, once with typing errors in a share of its longer words."""

        def learn(messages: Sequence[LabelledMessage], gold: IntArray) -> Predict:
            draw = random.Random(0)
            wrong = [m.model_copy(update={"text": _mistyped(m.text, share, draw)}) for m in messages]
            return self.plain(TrainingOptions())([*messages, *wrong], np.r_[gold, gold])

        return learn

    def unpunctuated(self) -> Learn:
        """Learn from every message twice, once without punctuation. Capitals and accents are folded anyway."""

        def learn(messages: Sequence[LabelledMessage], gold: IntArray) -> Predict:
            bare = [m.model_copy(update={"text": m.text.translate(_NO_PUNCTUATION)}) for m in messages]
            return self.plain(TrainingOptions())([*messages, *bare], np.r_[gold, gold])

        return learn

    def estimator(self, make: Callable[[], LinearSVC | LogisticRegression]) -> Learn:
        """Learn the same matrix with another loss; without definitions."""

        def learn(messages: Sequence[LabelledMessage], gold: IntArray) -> Predict:
            space, rarity, matrix = self._matrix(messages)
            fitted = make().fit(matrix, gold)
            return lambda texts: fitted.predict(space.transform(texts) @ sp.diags(rarity))

        return learn

    def hierarchical(self) -> Learn:
        """Choose the family first, then the service within it; without definitions."""
        column = {id_: at for at, id_ in enumerate(self.taxonomy.ids)}
        family = np.zeros(len(column), dtype=np.int64)
        for at, ids in enumerate(FAMILIES.values()):
            family[[column[id_] for id_ in ids.split()]] = at

        def learn(messages: Sequence[LabelledMessage], gold: IntArray) -> Predict:
            space, rarity, matrix = self._matrix(messages)
            upper = _svm().fit(matrix, family[gold])
            lower = {
                at: _svm().fit(matrix[family[gold] == at], gold[family[gold] == at]) for at in range(len(FAMILIES))
            }

            def predict(texts: Sequence[CleanText]) -> IntArray:
                new = space.transform(texts) @ sp.diags(rarity)
                return np.array([lower[at].predict(new[row])[0] for row, at in enumerate(upper.predict(new))])

            return predict

        return learn

    def self_trained(self) -> Learn:
        """Add the texts of others that a first model is surest of, with the service that it gives them."""

        def learn(messages: Sequence[LabelledMessage], gold: IntArray) -> Predict:
            texts = _cleaned(messages)
            space, rarity, matrix = self._matrix(messages)
            scores = _svm().fit(matrix, gold).decision_function(space.transform(self.unlabelled) @ sp.diags(rarity))
            margin = np.diff(np.sort(scores, axis=1)[:, -2:], axis=1).ravel()
            sure = np.flatnonzero(margin >= np.quantile(margin, 0.7))
            more = [self.unlabelled[at] for at in sure]
            both = np.r_[gold, scores[sure].argmax(axis=1)]
            return learn_services([*texts, *more], both, self.taxonomy, TrainingOptions(), self.lexicon)

        return learn

    def _matrix(self, messages: Sequence[LabelledMessage]) -> tuple[FeatureSpace, np.ndarray, sp.csr_matrix]:
        texts = _cleaned(messages)
        space = FeatureSpace.fit(texts, FeatureOptions(), self.lexicon)
        rarity = space.idf ** TrainingOptions().service_idf_power
        return space, rarity, space.transform(texts) @ sp.diags(rarity)


_memory: dict[str, CleanText] = {}


def _cleaned(messages: Sequence[LabelledMessage]) -> list[CleanText]:
    """Clean each message once: the variants do not differ in that."""
    keys = [f"{message.subject}\n{message.text}" for message in messages]
    new = {key: message for key, message in zip(keys, messages, strict=True) if key not in _memory}
    _memory.update(zip(new, clean_all(list(new.values())), strict=True))
    return [_memory[key] for key in keys]


_NO_PUNCTUATION = str.maketrans(dict.fromkeys('.,;:!?()«»"', " "))


def _mistyped(text: str, share: float, draw: random.Random) -> str:
    def one(word: str) -> str:
        if len(word) < 5 or draw.random() >= share:
            return word
        at = draw.randrange(len(word) - 1)
        return draw.choice([word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]])

    return " ".join(one(word) for word in text.split(" "))


def _svm(loss: str = "squared_hinge") -> LinearSVC:
    options = TrainingOptions()
    return LinearSVC(
        C=options.service_c, loss=loss, class_weight="balanced", intercept_scaling=30.0, dual=True, random_state=0,
        max_iter=20_000,
    )  # fmt: skip


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=0.01, class_weight="balanced", max_iter=500)


def variants(setting: Setting) -> dict[str, Learn]:
    """Return every variant by name, the default first."""

    def features(**changes: object) -> Learn:
        return setting.plain(TrainingOptions(features=FeatureOptions.model_validate(changes)))

    def heads(**changes: object) -> Learn:
        return setting.plain(TrainingOptions.model_validate(changes))

    without_services = Lexicon.of(
        {id_: concept.model_copy(update={"services": ()}) for id_, concept in setting.lexicon.concepts.items()}
    )
    return {
        "default": heads(),
        "without naive Bayes": heads(service_bayes=0),
        "without lexicon": setting.plain(TrainingOptions(), NO_LEXICON),
        "lexicon without its services": setting.plain(TrainingOptions(), without_services),
        "lexicon as definitions only": features(concepts=False),
        "without definitions": heads(definitions=False),
        "without words (stems, characters)": features(words=False),
        "without stems": features(stems=False),
        "without words and stems": features(words=False, stems=False),
        "without characters": features(char_max=0),
        "characters 3 to 5": features(char_min=3),
        "characters 2 to 4": features(char_max=4),
        "without pairs": features(pairs=False),
        "skip-pairs (reach 2)": features(reach=2),
        "skip-pairs (reach 3)": features(reach=3),
        "without subject line": features(subject=False),
        "words not read by their sound": features(sounds=False),
        "features seen once": features(min_documents=1),
        "features seen 3 times": features(min_documents=3),
        "typing errors in 10 % of words": setting.noisy(0.1),
        "copies without punctuation": setting.unpunctuated(),
        "classes weigh by frequency": heads(balanced=False),
        "idf power 1 (C 0.01)": heads(service_idf_power=1.0, service_c=0.01),
        "idf power 1.5 (C 0.001)": heads(service_idf_power=1.5, service_c=0.001),
        "C 0.0002": heads(service_c=0.0002),
        "C 0.0008": heads(service_c=0.0008),
        "flat, squared hinge, no definitions": setting.estimator(_svm),
        "flat, hinge, no definitions": setting.estimator(lambda: _svm("hinge")),
        "flat, logistic, no definitions": setting.estimator(_logistic),
        "hierarchical, no definitions": setting.hierarchical(),
    } | ({"self-training": setting.self_trained()} if setting.unlabelled else {})


def measured(
    name: str, learn: Learn, train: Sequence[LabelledMessage], dev: Sequence[LabelledMessage], ids: tuple[str, ...]
) -> str:
    """Return the row of one variant."""
    gold, gold_dev = (np.array([ids.index(message.service) for message in part]) for part in (train, dev))
    right = np.zeros(len(train), dtype=bool)
    for known, held in GroupKFold(5).split(gold, groups=[message.author for message in train]):
        predict = learn([train[at] for at in known], gold[known])
        right[held] = predict(_cleaned([train[at] for at in held])) == gold[held]
    found = learn(train, gold)(_cleaned(dev))
    low, high = wilson(int(np.sum(found == gold_dev)), len(dev))
    macro = f1_score(gold_dev, found, average="macro")
    share = np.mean(found == gold_dev)
    return f"| {name} | {right.mean():.3f} | {share:.3f} [{low:.3f}, {high:.3f}] | {macro:.3f} |"


def main() -> None:
    """Print a Markdown table of the variants."""
    corpus, lexicon, *unlabelled = map(Path, sys.argv[1:])
    messages = load_corpus([corpus])
    train, dev = ([message for message in messages if message.split == split] for split in ("train", "dev"))
    texts = [json.loads(line)["text"] for path in unlabelled for line in path.read_text(encoding="utf-8").splitlines()]
    taxonomy = Taxonomy.from_toml(corpus / "taxonomy.toml")
    cleaned = tuple(Cleaner().clean(Message(text=text)) for text in texts)
    setting = Setting(taxonomy, Lexicon.from_folder(lexicon), cleaned)
    names = list(variants(setting))
    print(f"{len(train)} messages of train, {len(dev)} of dev\n")
    print("| variant | held out: service | dev: service | dev: macro-F1 |\n|---|---|---|---|")
    rows = joblib.Parallel(n_jobs=-1, return_as="generator")(
        joblib.delayed(_row)(name, setting, train, dev) for name in names
    )
    for row in rows:
        print(row, flush=True)


def _row(name: str, setting: Setting, train: Sequence[LabelledMessage], dev: Sequence[LabelledMessage]) -> str:
    return measured(name, variants(setting)[name], train, dev, setting.taxonomy.ids)


if __name__ == "__main__":
    main()
