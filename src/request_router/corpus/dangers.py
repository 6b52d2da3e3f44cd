"""Dangers that messages name, by kind: how many are there now, and how many are past, feared or only shouted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from request_router.french import Cleaner, DangerFinder, danger_kinds
from request_router.messages import LabelledMessage
from request_router.taxonomy import Urgency


def dangers(messages: Sequence[LabelledMessage]) -> dict[str, tuple[int, int]]:
    """Count the messages that name a danger of the table of dangers.

    Returns
    -------
    dict
        Kind of danger -> messages labelled ``critique``, messages labelled otherwise; most critical first. A message that
        names several kinds counts for each.
    """
    cleaner, finder = Cleaner(), DangerFinder()
    now: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for message in messages:
        text = cleaner.clean(message)
        kinds = {danger.kind for danger in finder.find(text.subject_tokens, text.tokens)}
        (now if message.urgency is Urgency.CRITIQUE else other).update(kinds)
    return {kind: (now[kind], other[kind]) for kind in sorted(danger_kinds(), key=lambda kind: (-now[kind], kind))}


def dangers_text(found: dict[str, tuple[int, int]]) -> str:
    """Return the table that ``corpus stats --lexicon`` prints, in French."""
    width = max(map(len, found), default=0)
    rows = [f"{kind:<{width}}{now:>10}{other:>8}" for kind, (now, other) in found.items()]
    head = f"{'danger nommé':<{max(width, 12)}}  critique  autres"
    return "\n".join(
        [head, *rows, f"{sum(now > 0 for now, _ in found.values())} sortes de danger parmi les « critique »"]
    )
