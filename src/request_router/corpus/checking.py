"""What is wrong with labelled messages, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from request_router.corpus.copies import copies
from request_router.corpus.finding import Finding, Placed
from request_router.corpus.habits import batch_habits
from request_router.corpus.loading import CorpusLine
from request_router.french import fold
from request_router.messages import LabelledMessage
from request_router.privacy import find_personal
from request_router.taxonomy import Taxonomy, Urgency

_SPLITS = ("train", "dev", "blind")

# Numbers that the regulator (Arcep) keeps for fiction, and the domains that RFC 2606 keeps for examples.
_FICTION = re.compile(
    r"^(?:(?:\+|00)33|0)\s?(?:1\W?99\W?00|2\W?61\W?91|3\W?53\W?01|4\W?65\W?71|5\W?36\W?49|6\W?39\W?98)|@(?:[\w-]+\.)*example\.(?:fr|org|com|net)$",
    re.I,
)

_THREAT = re.compile(r"\b(?:menac|tuer|mort|arme|fusil|feu|brul|couteau|bombe|suicid|peau)")


def check_corpus(lines: Iterable[CorpusLine], taxonomy: Taxonomy) -> list[Finding]:
    """Return every fault of a corpus, in the order of its lines.

    Parameters
    ----------
    lines
        From :func:`request_router.corpus.read_lines`.
    taxonomy
        The labels that are allowed.
    """
    findings: list[Finding] = []
    placed: list[Placed] = []
    for line in lines:
        if line.message is None:
            findings.append(Finding(line.place, "ligne", line.fault))
        else:
            placed.append((line.place, line.message))
            findings += _label_faults(line.place, line.message, taxonomy)
            findings += _text_faults(line.place, line.message)
    findings += _doubled_ids(placed)
    findings += copies(placed)
    findings += _straddling_authors(placed)
    findings += batch_habits(placed, taxonomy)
    return findings


def _label_faults(place: str, message: LabelledMessage, taxonomy: Taxonomy) -> Iterator[Finding]:
    for id_ in (message.service, *message.also):
        if id_ not in taxonomy:
            yield Finding(place, "etiquette", f"service inconnu « {id_} »")
    if message.split not in _SPLITS:
        yield Finding(place, "etiquette", f"partie inconnue « {message.split} » (connues : {', '.join(_SPLITS)})")
    if message.service in message.also:
        yield Finding(place, "paire", "le service est aussi dans « also »")
    if len(set(message.also)) != len(message.also) or len(message.also) > 2:
        yield Finding(place, "paire", f"« also » a des doublons ou plus de deux services : {', '.join(message.also)}")
    at_cabinet = message.service == "cabinet" and message.urgency is Urgency.CRITIQUE and not message.also
    # A threat against an élu, or despair, is the only danger that is written to the cabinet alone.
    if at_cabinet and not _THREAT.search(fold(message.text)):
        yield Finding(place, "paire", "cabinet et critique sans menace : qui agit sur le terrain ?")


def _text_faults(place: str, message: LabelledMessage) -> Iterator[Finding]:
    if not re.search(r"\w", message.text):
        yield Finding(place, "vide", "le texte ne contient aucun mot")
    whole = f"{message.subject or ''}\n{message.text}"
    for item in find_personal(whole):
        value = whole[item.start : item.end]
        if not _FICTION.search(value):
            yield Finding(place, "personnel", f"{item.kind} qui a l'air vrai : {value}")


def _doubled_ids(placed: Sequence[Placed]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for place, message in placed:
        if message.id in first:
            yield Finding(place, "doublon", f"même identifiant « {message.id} » que {first[message.id]}")
        first.setdefault(message.id, place)


def _straddling_authors(placed: Sequence[Placed]) -> Iterator[Finding]:
    """Yield batches that stand in two splits: their author's habits would leak."""
    split_of: dict[str, tuple[str, str]] = {}
    for place, message in placed:
        if not message.author:
            continue
        split, first = split_of.setdefault(message.author, (message.split, place))
        if split != message.split:
            yield Finding(place, "etiquette", f"le lot « {message.author} » est aussi en « {split} » ({first})")
