"""Counts of a corpus, as a value and as a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from pydantic import BaseModel, ConfigDict

from request_router.corpus.habits import BatchHabits, habits_of, named_shares
from request_router.messages import LabelledMessage
from request_router.taxonomy import Taxonomy, Urgency


class CorpusStats(BaseModel):
    """What a corpus holds."""

    model_config = ConfigDict(frozen=True)

    messages: int
    splits: dict[str, int]
    authors: dict[str, int]
    channels: dict[str, int]
    services: dict[str, dict[str, int]]
    """Service id -> split -> messages; every service of the taxonomy, in its order."""
    urgencies: dict[str, dict[str, int]]
    """Level -> split -> messages, ``critique`` first."""
    with_also: int
    words_median: float
    words_max: int
    distinct_words: int
    named: dict[str, float]
    """Service id -> share of its messages that hold an obvious keyword of it, 0 to 1; services that occur."""
    batches: tuple[BatchHabits, ...]
    """In the order of the corpus."""


def describe(messages: Sequence[LabelledMessage], taxonomy: Taxonomy) -> CorpusStats:
    """Count a corpus."""
    lengths = [len(re.findall(r"\w+", message.text)) for message in messages]
    return CorpusStats(
        messages=len(messages),
        splits=dict(Counter(message.split for message in messages)),
        authors=dict(sorted(Counter(message.author for message in messages).items())),
        channels=dict(Counter(message.channel or "?" for message in messages).most_common()),
        services={id_: dict(Counter(m.split for m in messages if m.service == id_)) for id_ in taxonomy.ids},
        urgencies={
            level.value: dict(Counter(m.split for m in messages if m.urgency is level)) for level in reversed(Urgency)
        },
        with_also=sum(bool(message.also) for message in messages),
        words_median=float(median(lengths)) if lengths else 0.0,
        words_max=max(lengths, default=0),
        distinct_words=len({word.lower() for message in messages for word in re.findall(r"\w+", message.text)}),
        named=named_shares(messages, taxonomy),
        batches=tuple(habits_of(messages, taxonomy)),
    )


def stats_text(stats: CorpusStats) -> str:
    """Return the tables that ``corpus stats`` prints, in French."""
    splits = list(stats.splits)
    share = _comma(100 * stats.with_also / max(stats.messages, 1))
    named: dict[str, dict[str, int | str]]
    named = {id_: {**row, "nommé": _percent(stats.named.get(id_, 0))} for id_, row in stats.services.items()}
    lines = [
        f"{stats.messages} messages, {len(stats.authors)} lots, {stats.distinct_words} mots différents",
        f"longueur : médiane {stats.words_median:.0f} mots, maximum {stats.words_max} ; seconde demande : {share} %",
        "canaux : " + ", ".join(f"{name} {count}" for name, count in stats.channels.items()),
        "",
        *_table("service", [*splits, "nommé"], named),
        "",
        *_table("urgence", splits, stats.urgencies),
        "",
        *_batches(stats.batches),
    ]
    return "\n".join(lines)


def _table(title: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, int | str]]) -> list[str]:
    width = max(map(len, [title, *rows]))
    head = f"{title:<{width}}" + "".join(f"{column:>10}" for column in columns)
    return [
        head,
        *(f"{name:<{width}}" + "".join(f"{counts.get(c, 0):>10}" for c in columns) for name, counts in rows.items()),
    ]


def _batches(batches: Sequence[BatchHabits]) -> list[str]:
    """Return the table of batches: how much each writes, how many new words it brings, and what it repeats."""
    width = max([len(batch.author) for batch in batches] + [len("lot")])
    head = f"{'lot':<{width}}{'messages':>10}{'mots':>9}{'neufs/1000':>12}{'nommé':>8}   ouverture, fermeture les plus fréquentes"
    rows = [
        f"{batch.author or '?':<{width}}{batch.messages:>10}{batch.words:>9}{_comma(batch.new_stems):>12}"
        f"{_percent(batch.named):>8}   {_edge(batch.opening)} ; {_edge(batch.closing)}"
        for batch in batches
    ]
    return [head, *rows]


def _edge(edge: tuple[str, float]) -> str:
    return f"« {edge[0]} » {_percent(edge[1])}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _comma(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
