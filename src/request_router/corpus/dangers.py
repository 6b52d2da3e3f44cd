"""Dangers that messages name, by kind: how many are there now, and how many are past, feared or only shouted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from request_router.french import Cleaner, ConceptFinder, Lexicon
from request_router.messages import LabelledMessage
from request_router.taxonomy import Urgency


def dangers(messages: Sequence[LabelledMessage], lexicon: Lexicon) -> dict[str, tuple[int, int]]:
    """Count the messages that mention a danger of the lexicon.

    Returns
    -------
    dict
        Kind of danger -> messages labelled ``critique``, messages labelled otherwise; most critical first. A message that
        mentions several kinds counts for each.
    """
    cleaner, finder = Cleaner(), ConceptFinder(lexicon)
    now: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for message in messages:
        text = cleaner.clean(message)
        kinds = {
            lexicon.concepts[id_].danger
            for tokens in (text.subject_tokens, text.tokens)
            for mention in finder.mentions(tokens)
            for id_ in mention.concepts
        } - {""}
        (now if message.urgency is Urgency.CRITIQUE else other).update(kinds)
    ranked = sorted(now.keys() | other.keys(), key=lambda kind: (-now[kind], kind))
    return {kind: (now[kind], other[kind]) for kind in ranked}


def dangers_text(found: dict[str, tuple[int, int]]) -> str:
    """Return the table that ``corpus stats --lexicon`` prints, in French."""
    width = max(map(len, found), default=0)
    rows = [f"{kind:<{width}}{now:>10}{other:>8}" for kind, (now, other) in found.items()]
    head = f"{'danger nommé':<{max(width, 12)}}  critique  autres"
    return "\n".join(
        [head, *rows, f"{sum(now > 0 for now, _ in found.values())} sortes de danger parmi les « critique »"]
    )
