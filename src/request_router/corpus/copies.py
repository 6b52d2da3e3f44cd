"""Messages that stand in a corpus twice, and messages of one split that another split gives away."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from request_router.corpus.finding import Finding, Placed
from request_router.french import fold
from request_router.messages import LabelledMessage

# Two messages are taken for one when the shorter stands half in the longer, or, where it is too short for that to mean
# anything ("un trou dans la rue"), when they share half of all that they hold.
_NEAR = 0.5
_SHINGLE = 3
_LONG_ENOUGH = 12
_COMMON = 40
"""Runs found in more messages than this are formulas ("je vous prie d'agréer") and tell nothing."""

_LEAK = 0.3
"""Share of the five-word runs of the shorter of two messages of different splits from which one gives the other away."""
_LEAK_RUN = 5
_LEAK_LEAST = 3
"""Shared five-word runs below which the share means nothing: seven words in a row are a turn of phrase."""

Run = tuple[str, ...]


def copies(placed: Sequence[Placed]) -> Iterator[Finding]:
    """Yield exact and near copies of an earlier message, and overlaps between splits.

    Parameters
    ----------
    placed
        Messages with their place, in the order of the corpus.
    """
    words = [tuple(re.findall(r"\w+", fold(message.text))) for _, message in placed]
    exact: dict[Run, int] = {}
    doubled: set[int] = set()
    for at, (place, message) in enumerate(placed):
        if words[at] and words[at] in exact:
            yield Finding(place, "doublon", _same_as(placed, exact[words[at]], message))
            doubled.add(at)
        exact.setdefault(words[at], at)
    near: set[tuple[int, int]] = set()
    for at, other, share in _overlaps(words, _SHINGLE):
        if share >= _NEAR and not doubled & {at, other}:
            near.add((at, other))
            yield Finding(
                placed[at][0], "quasi-doublon", f"{_same_as(placed, other, placed[at][1])} ({share:.0%} en commun)"
            )
    for at, other, share in _overlaps(words, _LEAK_RUN, least=_LEAK_LEAST):
        (place, message), (first, original) = placed[at], placed[other]
        leaks = share >= _LEAK and message.split != original.split
        if leaks and (at, other) not in near and not doubled & {at, other}:
            what = f"{share:.0%} des suites de cinq mots communes avec {first}"
            yield Finding(place, "recoupement", f"{what}, fuite de « {original.split} » vers « {message.split} »")


def _overlaps(words: Sequence[Run], size: int, least: int = 1) -> Iterator[tuple[int, int, float]]:
    """Yield (message, earlier message, share of the runs that they have in common), 0 to 1."""
    places: dict[Run, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for at, text in enumerate(words):
        runs = {text[i : i + size] for i in range(len(text) - size + 1)}
        sizes.append(len(runs))
        shared: dict[int, int] = defaultdict(int)
        for run in runs:
            for other in places[run] if len(places[run]) <= _COMMON else ():
                shared[other] += 1
            places[run].append(at)
        for other, count in shared.items():
            smaller = min(len(runs), sizes[other])
            whole = smaller if smaller >= _LONG_ENOUGH else len(runs) + sizes[other] - count
            if count >= least:
                yield at, other, count / whole


def _same_as(placed: Sequence[Placed], other: int, message: LabelledMessage) -> str:
    place, original = placed[other]
    leak = f", fuite de « {original.split} » vers « {message.split} »" if original.split != message.split else ""
    return f"même texte que {place}{leak}"
