"""What the lexicon keeps when a word was never met: for each service, its commonest expression is taken out of training.

All messages that hold the word are left out of ``train`` and judged, once by a model with the lexicon, once without.
Usage: unseen_words.py CORPUS LEXICON
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import joblib
import numpy as np

from request_router import LabelledMessage, Taxonomy
from request_router.corpus import load_corpus
from request_router.evaluation.metrics import wilson
from request_router.french import CleanText, ConceptFinder, Lexicon
from request_router.french.lexicon import Run
from request_router.model.training import NO_LEXICON, TrainingOptions, clean_all, learn_services

_ENOUGH = 12
"""Messages with the word below which a share means nothing."""


def mentions(text: CleanText, finder: ConceptFinder) -> set[Run]:
    """Return the expressions of a message, as runs of stems."""
    return {mention.run for tokens in (text.subject_tokens, text.tokens) for mention in finder.mentions(tokens)}


def commonest(messages: list[LabelledMessage], found: list[set[Run]], lexicon: Lexicon, service: str) -> Run | None:
    """Return the commonest expression of a service's first concepts in the messages of that service."""
    expressions = {**lexicon.runs, **lexicon.literals}
    own = {
        run for run, ids in expressions.items() if any(lexicon.concepts[id_].services[:1] == (service,) for id_ in ids)
    }
    counts = Counter(
        run for message, runs in zip(messages, found, strict=True) if message.service == service for run in runs & own
    )
    return max(counts, key=lambda run: (counts[run], run)) if counts else None


def kept(
    run: Run,
    messages: list[LabelledMessage],
    texts: list[CleanText],
    found: list[set[Run]],
    taxonomy: Taxonomy,
    lexicon: Lexicon,
) -> tuple[int, int, int]:
    """Return (messages with the word, right with the lexicon, right without), none of them learnt from."""
    out = np.array([run in runs for runs in found])
    gold = np.array([taxonomy.ids.index(message.service) for message in messages])
    rest, held = np.flatnonzero(~out), np.flatnonzero(out)
    right = [
        int(
            np.sum(
                learn_services([texts[at] for at in rest], gold[rest], taxonomy, TrainingOptions(), known)(
                    [texts[at] for at in held]
                )
                == gold[held]
            )
        )
        for known in (lexicon, NO_LEXICON)
    ]
    return len(held), right[0], right[1]


def main() -> None:
    """Print a Markdown table, a row for each word and the total."""
    corpus, folder = map(Path, sys.argv[1:])
    messages = [message for message in load_corpus([corpus]) if message.split in ("train", "dev")]
    taxonomy, lexicon = Taxonomy.from_toml(corpus / "taxonomy.toml"), Lexicon.from_folder(folder)
    texts = clean_all(messages)
    finder = ConceptFinder(lexicon)
    found = [mentions(text, finder) for text in texts]
    words = {service: run for service in taxonomy.ids if (run := commonest(messages, found, lexicon, service))}
    enough = {service: run for service, run in words.items() if sum(run in runs for runs in found) >= _ENOUGH}
    rows = joblib.Parallel(n_jobs=-1)(
        joblib.delayed(kept)(run, messages, texts, found, taxonomy, lexicon) for run in enough.values()
    )
    print(
        "| service | stem never met in training | messages | right with lexicon | right without |\n|---|---|---|---|---|"
    )
    for (service, run), (count, with_it, without) in zip(enough.items(), rows, strict=True):
        print(f"| {service} | {' '.join(run)} | {count} | {with_it / count:.3f} | {without / count:.3f} |")
    count, with_it, without = (sum(column) for column in zip(*rows, strict=True))
    shares = [
        f"{share / count:.3f} [{', '.join(f'{edge:.3f}' for edge in wilson(share, count))}]"
        for share in (with_it, without)
    ]
    print(f"| all | | {count} | {shares[0]} | {shares[1]} |")


if __name__ == "__main__":
    main()
