"""Cases of behaviour: what a router must do whatever its average is (Ribeiro et al., *Beyond Accuracy*, ACL 2020).

Three kinds, read from TOML: minimal pairs (a danger, and the same words without one), invariances (a change that must not
change the level) and directions (an addition that may only raise).
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from request_router.errors import CorpusError
from request_router.evaluation.metrics import wilson
from request_router.evaluation.verdict import Measure
from request_router.taxonomy import Urgency

Decide = Callable[[str], Urgency]
"""Text of a message -> its urgency."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pair(_Value):
    """The same situation with a danger that is there, and without."""

    kind: str
    context: str
    """Why the calm one is calm: ``negation``, ``passe``, ``hypothese``, ``information``, ``idiome``, ``plaisanterie`` or
    ``rapporte``."""
    danger: str
    at_least: Urgency
    calm: str
    at_most: Urgency


class Invariance(_Value):
    """A change that says nothing of the danger."""

    kind: str
    change: str
    text: str
    changed: str
    urgency: Urgency


class Direction(_Value):
    """An addition that makes it worse."""

    kind: str
    text: str
    added: str
    at_least: Urgency


class Cases(_Value):
    """A suite."""

    pair: tuple[Pair, ...] = ()
    invariance: tuple[Invariance, ...] = ()
    direction: tuple[Direction, ...] = ()

    def __len__(self) -> int:
        return len(self.pair) + len(self.invariance) + len(self.direction)


class Failure(_Value):
    """A case that did not hold."""

    group: str
    expected: str
    decided: Urgency
    text: str


class BehaviourVerdict(_Value):
    """How many cases hold, by group."""

    cases: int
    groups: tuple[tuple[str, Measure], ...]
    """Name of the group and share of its cases that hold, in the order of the table."""
    failures: tuple[Failure, ...]

    def share(self, group: str) -> float:
        """Return the share of the cases of one group that hold, 0 to 1."""
        return dict(self.groups)[group].value


def load_cases(path: Path) -> Cases:
    """Read a suite.

    Raises
    ------
    CorpusError
        If the file is not a suite; the text says where.
    """
    try:
        return Cases.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise CorpusError(f"{path}: not a suite of behaviour cases ({error})") from error


# Changes that need no author: they are made of every danger of the pairs.
MADE: dict[str, Callable[[str], str]] = {
    "majuscules": str.upper,
    "sans accents": lambda text: "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    ),
    "URGENT !!!": lambda text: f"URGENT !!! {text} !!!",
    "emoji": lambda text: f"{text} 😡😡",
    "politesse": lambda text: f"Bonjour Madame, Monsieur,\n{text}\nVous remerciant par avance, bien cordialement.",
}


def judge_behaviour(cases: Cases, decide: Decide) -> BehaviourVerdict:
    """Ask a router for every case.

    Parameters
    ----------
    cases
        The suite.
    decide
        Any function from a text to an urgency.
    """
    outcomes: dict[str, list[bool]] = {}
    failures: list[Failure] = []
    for group, failure in _outcomes(cases, decide):
        outcomes.setdefault(group, []).append(failure is None)
        if failure is not None and failure not in failures:
            failures.append(failure)
    groups = tuple((group, _share(held)) for group, held in outcomes.items())
    return BehaviourVerdict(cases=len(cases), groups=groups, failures=tuple(failures))


def _share(held: list[bool]) -> Measure:
    low, high = wilson(sum(held), len(held))
    return Measure(value=round(sum(held) / len(held), 4), low=round(low, 4), high=round(high, 4), count=len(held))


def _outcomes(cases: Cases, decide: Decide) -> Iterator[tuple[str, Failure | None]]:
    """Yield each group with None where a case holds, and with what went wrong where it does not."""
    dangers: list[tuple[str, Urgency]] = []
    for pair in cases.pair:
        told, calm = decide(pair.danger), decide(pair.calm)
        missed = None if told >= pair.at_least else _failure("danger", f"≥ {pair.at_least}", told, pair.danger)
        raised = None if calm <= pair.at_most else _failure(pair.context, f"≤ {pair.at_most}", calm, pair.calm)
        yield "paires, les deux côtés", missed or raised
        yield "… le danger", missed
        yield "… sans danger", raised
        yield f"… {pair.context}", raised
        dangers.append((pair.danger, told))
    for case in cases.invariance:
        before, after = decide(case.text), decide(case.changed)
        held = before == after
        yield f"inchangé : {case.change}", None if held else _failure(case.change, f"= {before}", after, case.changed)
    for name, change in MADE.items():
        for text, before in dangers:
            after = decide(change(text))
            held = after == before
            yield f"inchangé, fabriqué : {name}", None if held else _failure(name, f"= {before}", after, change(text))
    for step in cases.direction:
        before, after = decide(step.text), decide(f"{step.text} {step.added}")
        held = after >= max(before, step.at_least)
        yield (
            "direction",
            None
            if held
            else _failure("direction", f"≥ {max(before, step.at_least)}", after, f"{step.text} {step.added}"),
        )


def _failure(group: str, expected: str, decided: Urgency, text: str) -> Failure:
    return Failure(group=group, expected=expected, decided=decided, text=text)


def behaviour_text(verdict: BehaviourVerdict, shown: int = 10) -> str:
    """Return the table that ``evaluate --behaviour`` prints, with the first failures."""
    lines = [f"Comportement : {verdict.cases} cas", "", f"{'groupe':<34}{'cas':>6}{'tenus':>8}   intervalle à 95 %"]
    for group, held in _sorted(verdict.groups):
        lines.append(
            f"{group:<34}{held.count:>6}{_number(held.value):>8}   [{_number(held.low)} ; {_number(held.high)}]"
        )
    if verdict.failures:
        lines += ["", f"Premiers échecs ({min(shown, len(verdict.failures))} sur {len(verdict.failures)})"]
        lines += [
            f"  {item.group}, attendu {item.expected}, décidé {item.decided} : {item.text[:150]}"
            for item in verdict.failures[:shown]
        ]
    return "\n".join(lines)


def _sorted(groups: Iterable[tuple[str, Measure]]) -> list[tuple[str, Measure]]:
    order = ("paires", "… le danger", "… sans danger", "…", "inchangé :", "inchangé, fabriqué", "direction")
    return sorted(groups, key=lambda row: next(at for at, start in enumerate(order) if row[0].startswith(start)))


def _number(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
