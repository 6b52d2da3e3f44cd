"""Safety rules: words of a danger that is there now raise the urgency. They only raise, and never below the model.

The table is data (``dangers.toml``); an expression fires only where every word of it stands in an affirmed, present
context (see :mod:`request_router.french.context`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from request_router.french import Context, Token, fold
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
    present: bool
    """False where the danger is denied, past or imagined: it then raises nothing, and a human is told."""


def find_alarms(*texts: tuple[Token, ...]) -> tuple[Alarm, ...]:
    """Return the rules that fire on some texts, present dangers first, then gravest first; one for each kind of danger."""
    found: dict[str, Alarm] = {}
    for tokens in texts:
        words = [token.folded for token in tokens]
        matches = [
            (rule, places) for rule, start in _starts(words) if (places := _match(rule.expression, words, start))
        ]
        # Contexts cost more than the look-up, and most messages name no danger at all.
        marked = contexts(tokens) if matches else ()
        for rule, places in matches:
            alarm = Alarm(rule.kind, rule.level, _written(tokens, places), _is_present(rule, places, marked))
            best = found.get(rule.kind)
            if best is None or _gravity(alarm) > _gravity(best):
                found[rule.kind] = alarm
    return tuple(sorted(found.values(), key=_gravity, reverse=True))


def _gravity(alarm: Alarm) -> tuple[bool, int]:
    return alarm.present, alarm.level.rank


def _is_present(rule: DangerRule, places: list[int], marked: tuple[Context, ...]) -> bool:
    """Say whether a danger is told of here and now.

    An expression that is itself a negation ("ne respire plus") is not undone by the one that it holds.
    """
    present = {Context.AFFIRMED, Context.NEGATED} if _NEGATIONS & set(rule.expression) else {Context.AFFIRMED}
    return all(marked[at] in present for at in places)


_NEGATIONS = frozenset({"ne", "n'", "plus", "pas"})


def _written(tokens: tuple[Token, ...], places: list[int]) -> str:
    return " ".join(tokens[at].text for at in range(places[0], places[-1] + 1))


@lru_cache(maxsize=1)
def danger_rules() -> tuple[DangerRule, ...]:
    """Return the rules of the packed table, in its order."""
    table = tomllib.loads(
        resources.files("request_router.routing").joinpath("dangers.toml").read_text(encoding="utf-8")
    )
    return tuple(
        DangerRule(kind, Urgency(level), tuple(word if word == GAP else fold(word) for word in expression.split()))
        for kind, entry in table.items()
        for level in ("critique", "haute")
        for expression in entry.get(level, ())
    )


@lru_cache(maxsize=1)
def _by_first_word() -> tuple[dict[str, list[DangerRule]], list[DangerRule]]:
    """Return the rules by their first word, and those whose first word is a beginning."""
    whole: dict[str, list[DangerRule]] = {}
    beginnings: list[DangerRule] = []
    for rule in danger_rules():
        first = rule.expression[0]
        if first.endswith("*"):
            beginnings.append(rule)
        else:
            whole.setdefault(first, []).append(rule)
    return whole, beginnings


def _starts(words: list[str]) -> Iterator[tuple[DangerRule, int]]:
    """Yield each rule with each place at which its first word stands."""
    whole, beginnings = _by_first_word()
    for start, word in enumerate(words):
        for rule in whole.get(word, ()):
            yield rule, start
        for rule in beginnings:
            if _same(word, rule.expression[0]):
                yield rule, start


def _match(expression: tuple[str, ...], words: list[str], start: int) -> list[int]:
    """Return the places of an expression that begins at ``start``, or nothing; it never crosses a sentence."""
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
