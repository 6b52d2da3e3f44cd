"""What the lexicon keeps of words that were never met: the commonest expression of a concept is taken out of training.

For each service up to three concepts whose commonest expression is neither rare nor half of what the service has. All
messages that hold it are left out of what is learnt from; those of the concept's own services, for which the expression
speaks, are judged once by a model with the lexicon, once without.
Usage: unseen_words.py CORPUS LEXICON
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np

from request_router import LabelledMessage, Taxonomy
from request_router.corpus import load_corpus
from request_router.evaluation.metrics import wilson
from request_router.french import CleanText, ConceptFinder, Lexicon
from request_router.french.lexicon import Run
from request_router.model.training import NO_LEXICON, TrainingOptions, clean_all, learn_services

_ENOUGH = 10
"""Messages with the word below which a share means nothing."""
_TOO_MANY = 0.25
"""Share of a service's messages above which taking a word away takes the service away."""
_CONCEPTS = 3
"""Concepts of each service."""
_SHORT = 25
"""Words of a short message, in which one word weighs."""

Right = tuple[np.ndarray, np.ndarray, np.ndarray]


def mentions(text: CleanText, finder: ConceptFinder) -> set[Run]:
    """Return the expressions of a message, as runs of stems."""
    return {mention.run for tokens in (text.subject_tokens, text.tokens) for mention in finder.mentions(tokens)}


def commonest(messages: list[LabelledMessage], found: list[set[Run]], lexicon: Lexicon) -> dict[str, Run]:
    """Return the commonest expression of up to three concepts of each service: concept -> expression."""
    expressions = {**lexicon.runs, **lexicon.literals}
    sizes = Counter(message.service for message in messages)
    chosen: dict[str, Run] = {}
    for service, size in sizes.items():
        counts = Counter(
            run for message, runs in zip(messages, found, strict=True) if message.service == service for run in runs
        )
        taken: Counter[str] = Counter()
        for run, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            own = [
                id_
                for id_ in expressions[run]
                if lexicon.concepts[id_].services[:1] == (service,) and id_ not in chosen
            ]
            if own and _ENOUGH <= count <= _TOO_MANY * size and taken[service] < _CONCEPTS:
                chosen[own[0]] = run
                taken[service] += 1
    return chosen


def kept(
    concept: str,
    run: Run,
    messages: list[LabelledMessage],
    texts: list[CleanText],
    found: list[set[Run]],
    taxonomy: Taxonomy,
    lexicon: Lexicon,
) -> Right:
    """Return, for each judged message, its number of words, and whether it is right with the lexicon and without."""
    own = lexicon.concepts[concept].services
    holds = np.array([run in runs for runs in found])
    judged = np.flatnonzero(holds & np.array([message.service in own for message in messages]))
    gold = np.array([taxonomy.ids.index(message.service) for message in messages])
    rest = np.flatnonzero(~holds)

    def right(known: Lexicon) -> np.ndarray:
        decide = learn_services([texts[at] for at in rest], gold[rest], taxonomy, TrainingOptions(), known)
        return np.asarray(decide([texts[at] for at in judged]) == gold[judged])

    lengths = np.array([sum(token.is_word for token in texts[at].tokens) for at in judged])
    return lengths, right(lexicon), right(NO_LEXICON)


def share(right: np.ndarray) -> str:
    """Return a share with its 95 % interval."""
    low, high = wilson(int(right.sum()), len(right))
    return f"{right.mean():.3f} [{low:.3f}, {high:.3f}]"


def total(name: str, rows: Sequence[Right], longest: float = np.inf) -> str:
    """Return the line of all concepts together, with how many messages only one of the two models has right."""
    lengths, with_it, without = (np.concatenate(column) for column in zip(*rows, strict=True))
    kept = lengths <= longest
    gained, lost = int((with_it & ~without & kept).sum()), int((~with_it & without & kept).sum())
    return f"| {name} | | {int(kept.sum())} | {share(with_it[kept])} | {share(without[kept])} | +{gained} -{lost} |"


def main() -> None:
    """Print a Markdown table, a row for each word and the totals."""
    corpus, folder = map(Path, sys.argv[1:])
    messages = [message for message in load_corpus([corpus]) if message.split in ("train", "dev")]
    taxonomy, lexicon = Taxonomy.from_toml(corpus / "taxonomy.toml"), Lexicon.from_folder(folder)
    texts = clean_all(messages)
    finder = ConceptFinder(lexicon)
    found = [mentions(text, finder) for text in texts]
    chosen = commonest(messages, found, lexicon)
    rows = joblib.Parallel(n_jobs=-1)(
        joblib.delayed(kept)(concept, run, messages, texts, found, taxonomy, lexicon) for concept, run in chosen.items()
    )
    print("| concept | never met in training | messages | right with lexicon | right without | only one right |")
    print("|---|---|---|---|---|---|")
    for (concept, run), row in zip(chosen.items(), rows, strict=True):
        print(total(concept, [row]).replace("| |", f"| {' '.join(run)} |", 1))
    print(total("all", rows))
    print(total(f"all, at most {_SHORT} words", rows, _SHORT))


if __name__ == "__main__":
    main()
