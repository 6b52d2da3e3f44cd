"""Habits of the writing batches: a corpus by one hand repeats openings, closings and keywords, and stops finding new words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from request_router.corpus.finding import Finding, Placed
from request_router.french import fold, stem
from request_router.messages import LabelledMessage
from request_router.taxonomy import Taxonomy

_ENOUGH = 50
"""Messages below which shares of a batch mean nothing."""
_EDGE = 3
"""Words of an opening or a closing."""
MOST_ALIKE = 0.10
"""Share of a batch's messages that may open, or close, with the same words."""
MOST_NAMED = 0.5
"""Share of all messages that may name their service outright."""
LEAST_NEW = 5.0
"""New word stems in 1,000 words of a batch below which it teaches no vocabulary."""


@dataclass(frozen=True, slots=True)
class BatchHabits:
    """How one batch writes."""

    author: str
    messages: int
    words: int
    new_stems: float
    """Stems that no earlier batch holds, per 1,000 words."""
    opening: tuple[str, float]
    """Commonest first three words, and the share of messages that open so, 0 to 1."""
    closing: tuple[str, float]
    named: float
    """Share of the messages that name their service outright, 0 to 1."""


def habits_of(messages: Sequence[LabelledMessage], taxonomy: Taxonomy) -> list[BatchHabits]:
    """Return the habits of each batch, in the order of the corpus."""
    batches: dict[str, list[LabelledMessage]] = defaultdict(list)
    for message in messages:
        batches[message.author].append(message)
    met: set[str] = set()
    found: list[BatchHabits] = []
    for author, batch in batches.items():
        texts = [re.findall(r"\w+", fold(message.text)) for message in batch]
        stems = {stem(word) for text in texts for word in text}
        words = sum(map(len, texts))
        long = [text for text in texts if len(text) > _EDGE]
        found.append(
            BatchHabits(
                author=author,
                messages=len(batch),
                words=words,
                new_stems=1000 * len(stems - met) / max(words, 1),
                opening=_commonest([text[:_EDGE] for text in long]),
                closing=_commonest([text[-_EDGE:] for text in long]),
                named=sum(names_service(message, taxonomy) for message in batch) / len(batch),
            )
        )
        met |= stems
    return found


def _commonest(edges: Sequence[Sequence[str]]) -> tuple[str, float]:
    # A telephone number or a date at the end is no habit of style.
    telling = [" ".join(edge) for edge in edges if not all(part.isdigit() for part in edge)]
    if not telling:
        return "", 0.0
    edge, count = Counter(telling).most_common(1)[0]
    return edge, count / len(edges)


def names_service(message: LabelledMessage, taxonomy: Taxonomy) -> bool:
    """Say whether a message holds an obvious keyword of its own service; False where the taxonomy lists none."""
    if message.service not in taxonomy:
        return False
    words = _plain(f"{message.subject or ''} {message.text}")
    return any(pattern.search(words) for pattern in _patterns(taxonomy[message.service].keywords))


@lru_cache(maxsize=256)
def _patterns(keywords: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b{_plain(keyword)}(?:s|es|x)?\b") for keyword in keywords)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def named_shares(messages: Sequence[LabelledMessage], taxonomy: Taxonomy) -> dict[str, float]:
    """Return the share of each service's messages that name it outright, for the services that occur."""
    named: dict[str, list[bool]] = defaultdict(list)
    for message in messages:
        named[message.service].append(names_service(message, taxonomy))
    return {id_: sum(named[id_]) / len(named[id_]) for id_ in taxonomy.ids if id_ in named}


def batch_habits(placed: Sequence[Placed], taxonomy: Taxonomy) -> Iterator[Finding]:
    """Yield the habits that a model would learn in the place of the matter."""
    messages = [message for _, message in placed]
    for place, batch in enumerate(habits_of(messages, taxonomy)):
        if batch.messages < _ENOUGH:
            continue
        where = f"lot {batch.author or '?'}"
        for kind, (edge, share) in (("ouverture", batch.opening), ("fermeture", batch.closing)):
            if share > MOST_ALIKE:
                yield Finding(where, kind, f"{share:.0%} des messages : « {edge} » (au plus {MOST_ALIKE:.0%})")
        # The first batch finds every word new.
        if place and batch.new_stems < LEAST_NEW:
            told = f"{batch.new_stems:.1f} racines nouvelles pour 1 000 mots (au moins {LEAST_NEW:.0f})"
            yield Finding(where, "vocabulaire", told)
    named = sum(names_service(message, taxonomy) for message in messages) / max(len(messages), 1)
    if len(messages) >= _ENOUGH and named > MOST_NAMED:
        told = f"{named:.0%} des messages nomment leur service par un mot évident (au plus {MOST_NAMED:.0%})"
        yield Finding("corpus", "mot-cle", told)
