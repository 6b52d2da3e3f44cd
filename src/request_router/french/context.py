"""In which context each token stands: said of here and now, or denied, over, imagined, reported, asked about, figurative.

The rows are facts about French (:mod:`request_router.french.cues`); the mechanism is here. A cue speaks for its clause (from
the cue to the next comma, conjunction or new subject), for its sentence, for the rest of it, or for its own words. After the
idea of ConText (Harkema et al., *J. Biomed. Inform.* 2009): cues, a direction and a termination, no parse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from request_router.french.cues import (
    AFFIRMING,
    ASKED,
    CLAUSE_ENDS,
    CONDITION,
    CONDITION_SUBJECTS,
    DOUBT,
    EXPLETIVE,
    HYPOTHETICAL,
    IDIOMS,
    JOKES,
    NE,
    NE_CLOSERS,
    NEEDS_NE,
    NEGATING,
    NOW,
    PAST,
    REFLEXIVE,
    RELAPSE,
    REPORTED,
    RESTRICTING,
    SANS_ENDS,
    SENTENCE_ENDS,
    SETTLING,
    SUBJECTS,
    Cue,
)
from request_router.french.tokens import Token


class Context(StrEnum):
    """How what a token names relates to here and now."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    PAST = "past"
    HYPOTHETICAL = "hypothetical"
    REPORTED = "reported"
    ASKED = "asked"
    """Asked about in general, taught, exercised."""
    FIGURATIVE = "figurative"
    """An idiom or a joke."""


Span = tuple[int, int]
"""Half-open places of a cue."""


@dataclass(frozen=True, slots=True)
class CueIndex:
    """Cues of several tables by their first word, so that one pass over a text finds them all."""

    whole: dict[str, list[tuple[Cue, str]]]
    beginnings: dict[str, list[tuple[Cue, str]]]
    """By the first three letters of a first word that is a beginning."""

    @classmethod
    def of(cls, **tables: tuple[Cue, ...]) -> CueIndex:
        """Return the index of some tables, each with its name; a table's own order (longest first) stays."""
        whole: defaultdict[str, list[tuple[Cue, str]]] = defaultdict(list)
        beginnings: defaultdict[str, list[tuple[Cue, str]]] = defaultdict(list)
        for name, cues in tables.items():
            for cue in cues:
                (beginnings[cue[0][:3]] if cue[0].endswith("*") else whole[cue[0]]).append((cue, name))
        return cls(dict(whole), dict(beginnings))

    def spans(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Return where the cues of each table stand in some folded words: the longest at each place, in their order."""
        found: dict[str, list[Span]] = defaultdict(list)
        for at, word in enumerate(words):
            for cue, name in (*self.whole.get(word, ()), *self.beginnings.get(word[:3], ())):
                if _starts(words, at, cue) and (name not in found or found[name][-1][0] != at):
                    found[name].append((at, at + len(cue)))
        return dict(found)


_INDEX = CueIndex.of(
    negating=NEGATING, needs_ne=NEEDS_NE, expletive=EXPLETIVE, affirming=AFFIRMING, past=PAST, settling=SETTLING,
    relapse=RELAPSE, now=NOW, hypothetical=HYPOTHETICAL, reported=REPORTED, asked=ASKED, jokes=JOKES, idioms=IDIOMS,
)  # fmt: skip


def contexts(tokens: Sequence[Token]) -> tuple[Context, ...]:
    """Return the context of each token.

    Where several hold, the later of the list wins: a negation, then what is over, imagined, reported, asked about, figurative.
    """
    words = [token.folded for token in tokens]
    spans = _INDEX.spans(words)
    marked = [Context.AFFIRMED] * len(words)
    sentences = list(_sentences(words))
    for number, (start, end) in enumerate(sentences):
        own = {name: [(a - start, b - start) for a, b in found if start <= a < end] for name, found in spans.items()}
        marked[start:end] = _sentence_contexts(words[start:end], own)
        if own.get("settling"):
            told = [span for span in sentences[:number] if any(word[0].isalnum() for word in words[slice(*span)])]
            _mark(marked, range(told[-_SETTLED_SENTENCES:][0][0] if told else start, start), Context.PAST)
        if own.get("jokes"):
            _mark(marked, range(end), Context.FIGURATIVE)
    for start, end in spans.get("idioms", ()):
        _mark(marked, range(start, end), Context.FIGURATIVE)
    return tuple(marked)


_SETTLED_SENTENCES = 2
"""Sentences before it that "c'est réglé" closes."""


def _mark(marked: list[Context], places: Iterable[int], context: Context) -> None:
    for at in places:
        marked[at] = context


def _sentence_contexts(words: Sequence[str], spans: dict[str, list[Span]]) -> list[Context]:
    """Return the contexts of one sentence, the weakest cues first."""
    marked = _clause_contexts(words, spans)
    # « le mois dernier » is over, « depuis le mois dernier » is not.
    past = [
        start
        for start, _ in spans.get("past", ())
        if "depuis" not in words[max(0, start - 2) : start]
        and not set(words[max(0, start - 1) : start]) & set(REFLEXIVE)
    ]
    if past:
        # What comes back is there again: « c'était réparé, mais ça fuit encore ».
        relapse = next((start for start, _ in spans.get("relapse", ()) if start > past[0]), len(words))
        said_now = any(start < past[0] for start, _ in spans.get("now", ()))
        _mark(marked, range(past[0] if said_now else 0, relapse), Context.PAST)
    for start, end in _conditions(words):
        _mark(marked, range(start, end), Context.HYPOTHETICAL)
    # What is imagined follows its cue: « le balcon menace de s'effondrer, un passant risque d'être tué ».
    if imagined := spans.get("hypothetical"):
        _mark(marked, range(imagined[0][0], len(words)), Context.HYPOTHETICAL)
    for name, context in (("reported", Context.REPORTED), ("asked", Context.ASKED)):
        # « ce n'est pas un exercice »
        if any(marked[start] is not Context.NEGATED for start, _ in spans.get(name, ())):
            _mark(marked, range(len(words)), context)
    return marked


def _sentences(words: Sequence[str]) -> Iterator[Span]:
    """Yield the half-open spans of sentences; together they cover every token once."""
    start = 0
    for at, word in enumerate(words):
        if word in SENTENCE_ENDS:
            yield start, at + 1
            start = at + 1
    if start < len(words):
        yield start, len(words)


_EXPLETIVE_REACH = 8
"""Words after « avant que » in which a "ne" denies nothing."""


def _clause_contexts(words: Sequence[str], spans: dict[str, list[Span]]) -> list[Context]:
    """Mark the negated stretches of one sentence."""
    marked = [Context.AFFIRMED] * len(words)
    spared = {at for start, end in spans.get("affirming", ()) for at in range(start, end)}
    expletive = {at for start, _ in spans.get("expletive", ()) for at in range(start, start + _EXPLETIVE_REACH)}
    negating = {start for start, _ in spans.get("negating", ())}
    needs_ne = {start for start, _ in spans.get("needs_ne", ())}
    ne: int | None = None
    for at, word in enumerate(words):
        if word in CLAUSE_ENDS and word != "et":
            ne = None
        if word in NE and at not in expletive:
            ne = at
        # « il n'y a que de la fumée », « ça ne tient plus que par un fil »: restricted, not denied.
        if word in RESTRICTING or (word in NE_CLOSERS and words[at + 1 : at + 2] and words[at + 1] in RESTRICTING):
            ne = None
            continue
        if at in spared:
            continue
        if ne is not None and word in NE_CLOSERS:
            # « la rivière ne déborde pas » denies what stands between the two words, and what follows.
            _mark(marked, range(ne, _clause_end(words, at + 1)), Context.NEGATED)
            ne = None
        elif at in negating and at not in needs_ne:
            end = _clause_end(words, at + 1)
            if word == "sans":
                end = next((place for place in range(at + 1, end) if words[place] in SANS_ENDS), end)
            _mark(marked, range(at, end), Context.NEGATED)
            ne = None
    return marked


def _clause_end(words: Sequence[str], start: int) -> int:
    """Return where the clause that runs at ``start`` ends: at a mark, a conjunction, or a new subject."""
    for at in range(start, len(words)):
        if words[at] in CLAUSE_ENDS or words[at] in SENTENCE_ENDS or words[at] in SUBJECTS:
            return at
    return len(words)


def _conditions(words: Sequence[str]) -> Iterator[Span]:
    """Yield the spans that "si" makes a condition: « si quelqu'un tombe, … »."""
    for at, word in enumerate(words[:-1]):
        if word in CONDITION and words[at + 1] in CONDITION_SUBJECTS and not DOUBT & set(words[max(0, at - 2) : at]):
            yield at, next((place for place in range(at + 2, len(words)) if words[place] in {",", ":"}), len(words))


def _starts(words: Sequence[str], at: int, cue: Cue) -> bool:
    return len(cue) <= len(words) - at and all(
        word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
        for word, wanted in zip(words[at : at + len(cue)], cue, strict=True)
    )
