"""Which dangers a text tells of, by which words, and whether they are there now.

The table is data (``dangers.toml``): kinds of danger, each with the expressions that ask for ``critique`` or ``haute``. An
expression speaks of a present danger only where every word of it stands in an affirmed, present context (see
:mod:`request_router.french.context`). The learnt heads read what is found here as evidence, the safety rules as a floor.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from request_router.french.context import Context, contexts
from request_router.french.cues import SENTENCE_ENDS
from request_router.french.mentions import one_error
from request_router.french.stems import stem
from request_router.french.tokens import Token, tokenize
from request_router.taxonomy import Urgency

GAP = "..."
"""In an expression: up to ``GAP_LENGTH`` words of the same sentence may stand here."""
GAP_LENGTH = 5
REACH = 15
"""Words between the first and the last part of an expression whose parts may stand in either order."""
_INFLECTED = 5
"""Letters from which a word matches its other forms."""
_MISSPELT = 7
"""Letters from which an unknown word matches with one spelling error."""
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class DangerKind:
    """A kind of danger."""

    id: str
    name: str
    """In French, for the agent."""
    help: tuple[str, ...]
    """Keys of the emergency numbers to show, the first one first."""


Part = tuple[tuple[str, bool], ...]
"""Words or sets in their order, each with whether a gap may stand before it."""


@dataclass(frozen=True, slots=True)
class DangerRule:
    """One expression of one kind of danger."""

    kind: str
    level: Urgency
    expression: str
    """As the table writes it."""
    parts: tuple[Part, ...]
    """To be found in one sentence, in any order."""

    @property
    def denies(self) -> bool:
        """True where the expression is itself a negation ("ne respire plus"), which a negated context does not undo."""
        return any(atom in _NEGATIONS for part in self.parts for atom, _ in part)


_NEGATIONS = frozenset(
    {"ne", "n'", "plus", "pas", "ni", "sans", "aucun", "aucune", "personne", "jamais", "manque", "introuvable"}
)


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger that a text names."""

    kind: str
    level: Urgency
    """What the expression asks for where it is present."""
    text: str
    """The citizen's words."""
    rule: str
    """The expression of the table that they matched."""
    context: Context

    @property
    def present(self) -> bool:
        """True if it is told of here and now; otherwise it is denied, over, imagined, reported or asked about."""
        return self.context is Context.AFFIRMED

    @property
    def gravity(self) -> tuple[bool, int]:
        """What a danger is ranked by: present ones first, then the level."""
        return self.present, self.level.rank


class DangerFinder:
    """Finds dangers in tokens. Immutable but for what it remembers of words: safe to share between threads.

    Parameters
    ----------
    known
        Folded words that are no misspelling of another, those met in training most often: "isolation" is not "insolation".
    """

    def __init__(self, known: Collection[str] = frozenset()) -> None:
        self._known = known
        self._remembered: dict[str, frozenset[str]] = {}

    def find(self, *texts: Sequence[Token]) -> tuple[Danger, ...]:
        """Return the dangers that some texts name, present ones first, then gravest first; one for each kind."""
        found: dict[str, Danger] = {}
        for tokens in texts:
            atoms = [
                self._atoms(token.folded) - (_WIRES if _is_son(tokens, at) else frozenset())
                for at, token in enumerate(tokens)
            ]
            marked: tuple[Context, ...] = ()
            for start, end, rules in _candidates(tokens, atoms):
                # Contexts cost more than the look-up, and most messages name no danger at all.
                marked = marked or contexts(tokens)
                for rule in rules:
                    danger = _danger(rule, tokens[start:end], atoms[start:end], marked[start:end])
                    if danger and (rule.kind not in found or danger.gravity > found[rule.kind].gravity):
                        found[rule.kind] = danger
        return tuple(sorted(found.values(), key=lambda danger: danger.gravity, reverse=True))

    def _atoms(self, word: str) -> frozenset[str]:
        """Return the words, beginnings and sets of the table that a folded word matches."""
        if (found := self._remembered.get(word)) is None:
            found = _matched(word) or (_meant(word) if word not in self._known else frozenset())
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = found
        return found


# « mon fils » is a child, « des fils » hang from a lamp.
_WIRES = frozenset({"@fil", "@coffret"})
_OF_ONE = frozenset({"mon", "ton", "son", "notre", "votre", "leur", "le", "un", "du", "au", "petit"})


def _is_son(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].folded == "fils" and at > 0 and tokens[at - 1].folded in _OF_ONE


def _danger(
    rule: DangerRule, tokens: Sequence[Token], atoms: Sequence[frozenset[str]], marked: Sequence[Context]
) -> Danger | None:
    """Return the danger that a rule finds in one sentence: in its present words where they suffice, in all otherwise."""
    told = {Context.AFFIRMED, Context.NEGATED} if rule.denies else {Context.AFFIRMED}
    live = [found if context in told else frozenset[str]() for found, context in zip(atoms, marked, strict=True)]
    places = _places(rule.parts, live)
    present = places is not None
    if places is None:
        places = _places(rule.parts, atoms)
    if places is None:
        return None
    context = Context.AFFIRMED if present else next(marked[at] for at in places if marked[at] not in told)
    text = " ".join(tokens[at].text for at in range(places[0], places[-1] + 1))
    return Danger(rule.kind, rule.level, text, rule.expression, context)


def _candidates(
    tokens: Sequence[Token], atoms: Sequence[frozenset[str]]
) -> Iterator[tuple[int, int, list[DangerRule]]]:
    """Yield each sentence (start, end) in which all words of some rules occur, with those rules."""
    by_first_atom = _table().by_first_atom
    start = 0
    for at in range(len(tokens) + 1):
        if at < len(tokens) and tokens[at].folded not in SENTENCE_ENDS:
            continue
        present = frozenset[str]().union(*atoms[start:at])
        rules = [rule for atom in sorted(present) for needed, rule in by_first_atom.get(atom, ()) if needed <= present]
        if rules:
            yield start, at, rules
        start = at + 1


def _places(parts: Sequence[Part], atoms: Sequence[frozenset[str]]) -> list[int] | None:
    """Return the sorted places of an expression's words, None if it is not there."""
    for start in range(len(atoms)):
        first = _run(parts[0], atoms, start)
        if not first:
            continue
        places = list(first)
        for part in parts[1:]:
            runs = (
                run
                for at in range(max(0, first[0] - REACH), min(len(atoms), first[-1] + REACH + 1))
                if (run := _run(part, atoms, at)) and not set(run) & set(places)
            )
            nearest = min(runs, key=lambda run: abs(run[0] - first[0]), default=None)
            if nearest is None:
                break
            places += nearest
        else:
            return sorted(places)
    return None


def _run(part: Part, atoms: Sequence[frozenset[str]], start: int) -> list[int]:
    """Return the places of the words of one part that begins at ``start``, or nothing."""
    places: list[int] = []
    at = start
    for wanted, gap in part:
        end = min(at + (GAP_LENGTH if gap else 0), len(atoms) - 1)
        while at <= end and wanted not in atoms[at]:
            at += 1
        if at > end:
            return []
        places.append(at)
        at += 1
    return places


@dataclass(frozen=True, slots=True)
class _Table:
    kinds: dict[str, DangerKind]
    rules: tuple[DangerRule, ...]
    by_first_atom: dict[str, list[tuple[frozenset[str], DangerRule]]]
    exact: dict[str, frozenset[str]]
    stems: dict[str, frozenset[str]]
    beginnings: dict[str, tuple[str, ...]]
    """First two letters -> the beginnings, with their star."""
    long_words: dict[str, tuple[str, ...]]
    """First letter -> words long enough to be met misspelt."""


def danger_kinds() -> dict[str, DangerKind]:
    """Return the kinds of the packed table by their id, in its order."""
    return _table().kinds


def danger_rules() -> tuple[DangerRule, ...]:
    """Return the rules of the packed table, in its order."""
    return _table().rules


_LEVELS = {"critique": Urgency.CRITIQUE, "haute": Urgency.HAUTE, "signe": Urgency.BASSE}
"""What the rows of a kind ask for; a sign asks for nothing by itself."""


@lru_cache(maxsize=1)
def _table() -> _Table:
    raw: dict[str, Any] = tomllib.loads(
        resources.files("request_router.french").joinpath("dangers.toml").read_text(encoding="utf-8")
    )
    sets: dict[str, list[str]] = raw.pop("sets")
    rules = tuple(
        DangerRule(kind, level, expression, _parts(expression))
        for kind, entry in raw.items()
        for row, level in _LEVELS.items()
        for expression in entry.get(row, ())
    )
    index: dict[str, list[tuple[frozenset[str], DangerRule]]] = {}
    for rule in rules:
        needed = frozenset(atom for part in rule.parts for atom, _ in part)
        index.setdefault(rule.parts[0][0][0], []).append((needed, rule))
    written = {atom for rule in rules for part in rule.parts for atom, _ in part}
    meanings: dict[str, set[str]] = {atom: {atom} for atom in written if atom[0] != "@"}
    for name, words in sets.items():
        for word in words:
            meanings.setdefault(word, set()).add(f"@{name}")
    whole = {word: frozenset(atoms) for word, atoms in meanings.items() if not word.endswith("*")}
    inflected = [word for word in whole if len(word) >= _INFLECTED]
    return _Table(
        kinds={id_: DangerKind(id_, entry["nom"], tuple(entry["secours"])) for id_, entry in raw.items()},
        rules=rules,
        by_first_atom=index,
        exact=whole,
        stems=_gathered((stem(word), whole[word]) for word in inflected),
        beginnings={
            key: tuple(word for word in meanings if word.endswith("*") and word[:2] == key)
            for key in {word[:2] for word in meanings if word.endswith("*")}
        },
        long_words={
            letter: tuple(word for word in whole if word[0] == letter and len(word) >= _MISSPELT)
            for letter in {word[0] for word in whole}
        },
    )


def _gathered(pairs: Iterable[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    gathered: dict[str, frozenset[str]] = {}
    for key, atoms in pairs:
        gathered[key] = gathered.get(key, frozenset()) | atoms
    return gathered


def _parts(expression: str) -> tuple[Part, ...]:
    """Return the parts of an expression as the table writes it."""
    parts: list[Part] = []
    for piece in expression.split(" + "):
        words: list[tuple[str, bool]] = []
        gap = False
        for written in piece.split():
            if written == GAP:
                gap = True
                continue
            # A beginning, a set and an elision ("l'") stand for themselves; a word is cut as the citizen's words are.
            whole = written[0] == "@" or written.endswith(("*", "'"))
            names = [written] if whole else [token.folded for token in tokenize(written)]
            for name in names:
                words.append((name, gap))
                gap = False
        parts.append(tuple(words))
    return tuple(parts)


def _matched(word: str) -> frozenset[str]:
    """Return what of the table a folded word matches as written or in another form."""
    table = _table()
    atoms = set(table.exact.get(word, ()))
    atoms |= {start for start in table.beginnings.get(word[:2], ()) if word.startswith(start[:-1])}
    if len(word) >= _INFLECTED:
        atoms |= table.stems.get(stem(word), frozenset())
    return frozenset(atoms)


def _meant(word: str) -> frozenset[str]:
    """Return what of the table a folded word matches with one spelling error."""
    if len(word) < _MISSPELT:
        return frozenset()
    table = _table()
    return frozenset[str]().union(
        *(table.exact[meant] for meant in table.long_words.get(word[0], ()) if one_error(word, meant))
    )
