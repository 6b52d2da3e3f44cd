"""Safety rules: words of a danger that is there now raise the urgency. They only raise, and never below the model.

The table is data (``dangers.toml``); an expression fires only where every word of it stands in an affirmed, present
context (see :mod:`request_router.french.context`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from request_router.french import CleanText, Context, Token, fold
from request_router.french.context import SENTENCE_ENDS, contexts
from request_router.taxonomy import Urgency

GAP = "..."
"""In an expression: up to ``GAP_LENGTH`` tokens of the same sentence may stand here."""
GAP_LENGTH = 5


@dataclass(frozen=True, slots=True)
class DangerRule:
    """One expression of one kind of danger."""

    kind: str
    level: Urgency
    expression: tuple[str, ...]
    """Folded tokens; ``word*`` matches any token that begins so, ``...`` a gap."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule that fired."""

    kind: str
    level: Urgency
    text: str
    """The citizen's words."""


def find_alarms(text: CleanText) -> tuple[Alarm, ...]:
    """Return the rules that fire on a message, gravest first, one for each kind of danger."""
    found: dict[str, Alarm] = {}
    for tokens in (text.subject_tokens, text.tokens):
        if not tokens:
            continue
        words = [token.folded for token in tokens]
        marked = contexts(tokens)
        for rule in _candidates(words):
            best = found.get(rule.kind)
            if best is not None and best.level >= rule.level:
                continue
            places = _match(rule.expression, words, marked)
            if places:
                found[rule.kind] = Alarm(rule.kind, rule.level, _written(tokens, places))
    return tuple(sorted(found.values(), key=lambda alarm: -alarm.level.rank))


def _written(tokens: tuple[Token, ...], places: list[int]) -> str:
    return " ".join(tokens[at].text for at in range(places[0], places[-1] + 1))


@lru_cache(maxsize=1)
def danger_rules() -> tuple[DangerRule, ...]:
    """Return the rules of the packed table, in its order."""
    table = tomllib.loads(resources.files("request_router.routing").joinpath("dangers.toml").read_text(encoding="utf-8"))
    return tuple(
        DangerRule(kind, Urgency(level), tuple(word if word == GAP else fold(word) for word in expression.split()))
        for kind, entry in table.items()
        for level in ("critique", "haute")
        for expression in entry.get(level, ())
    )


def _candidates(words: list[str]) -> list[DangerRule]:
    """Return the rules whose first word can be found at all: most messages have none of them."""
    present = set(words)
    prefixes = {word[:3] for word in present}
    return [
        rule
        for rule in danger_rules()
        if (rule.expression[0] in present or (rule.expression[0].endswith("*") and rule.expression[0][:3] in prefixes))
    ]


def _match(expression: tuple[str, ...], words: list[str], marked: tuple[Context, ...]) -> list[int]:
    """Return the places of the first affirmed match, or nothing.

    An expression that is itself a negation ("ne respire plus") is not undone by the one that it holds.
    """
    present = {Context.AFFIRMED, Context.NEGATED} if _NEGATIONS & set(expression) else {Context.AFFIRMED}
    for start in range(len(words)):
        places = _match_from(expression, words, start)
        if places and all(marked[at] in present for at in places):
            return places
    return []


_NEGATIONS = frozenset({"ne", "n'", "plus", "pas"})


def _match_from(expression: tuple[str, ...], words: list[str], start: int) -> list[int]:
    places: list[int] = []
    at, slack = start, 0
    for wanted in expression:
        if wanted == GAP:
            slack = GAP_LENGTH
            continue
        end = min(at + slack, len(words) - 1)
        while at <= end and not _same(words[at], wanted):
            if words[at] in SENTENCE_ENDS:
                return []
            at += 1
        if at > end:
            return []
        places.append(at)
        at, slack = at + 1, 0
    return places


def _same(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
