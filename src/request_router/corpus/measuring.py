"""Labelled messages -> a verdict on a router: the library's twin of ``request-router evaluate``."""

from __future__ import annotations

from collections.abc import Sequence

from request_router.errors import CorpusError
from request_router.evaluation import Verdict, compare_baselines, judge
from request_router.messages import LabelledMessage
from request_router.routing import Router

DEFAULT_SPLIT = "dev"


def measure(router: Router, messages: Sequence[LabelledMessage], *, split: str | None = None, jobs: int = 1) -> Verdict:
    """Route the messages of one split and judge the decisions, beside baselines trained on the ``train`` split.

    Parameters
    ----------
    router
        What is measured.
    messages
        A whole corpus, or a town's own labelled messages.
    split
        Part to measure on; ``dev`` if None and there is one, else everything.
    jobs
        Processes, see :meth:`Router.route_many`.

    Raises
    ------
    CorpusError
        If the split is empty, or its labels are none of the model's.
    """
    splits = sorted({message.split for message in messages})
    if split is None:
        split = DEFAULT_SPLIT if DEFAULT_SPLIT in splits else ""
    chosen = [message for message in messages if not split or message.split == split]
    if not chosen:
        raise CorpusError(f"no message of the split '{split}' (splits found: {', '.join(splits)})")
    # Baselines may learn only from what is not measured on.
    train = [message for message in messages if message.split == "train"] if split not in ("", "train") else []
    ids = router.taxonomy.ids
    decisions = list(router.route_many((message.unlabelled() for message in chosen), jobs=jobs))
    return judge(decisions, chosen, ids, split=split, baselines=compare_baselines(train, chosen, ids))
