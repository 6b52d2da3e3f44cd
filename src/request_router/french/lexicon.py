"""The lexicon: concepts of the field and the expressions by which people mean them.

A concept is a feature to learn from, never a rule that decides. An expression of several content words is compared as a run of
stems without the words that carry only grammar, so one row stands for its inflections, its accents and its small words: "trou
dans la chaussée" is also "trous des chaussées". An expression with a single content word is compared as written, plurals
aside: by its stem alone "voyante" would be "voie", and "à la rue" would be every street.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from request_router.errors import LexiconError
from request_router.french.stems import FUNCTION_WORDS, stem
from request_router.french.tokens import Token, tokenize

Run = tuple[str, ...]
"""What is compared of an expression, word by word."""

_JOINTS = re.compile(r"[-'/.]")


class Concept(BaseModel):
    """One thing that people write about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    services: tuple[str, ...] = ()
    """Services that it may belong to, the likeliest first; none for tone, deadlines and the like."""
    is_a: str = ""
    """Id of the broader concept; empty if there is none."""
    danger: str = ""
    """Kind of danger that the thing is, if it is one."""
    expressions: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Concepts by id, and what matching needs of their expressions."""

    concepts: Mapping[str, Concept]
    """``file.key`` -> concept, sorted by id."""
    runs: Mapping[Run, tuple[str, ...]]
    """Stems of two content words or more -> ids of the concepts that they may mean."""
    literals: Mapping[Run, tuple[str, ...]]
    """All words of an expression with one content word, plurals taken off -> ids of the concepts that it may mean."""
    words: Mapping[str, str]
    """Folded word of an expression -> its stem; what a misspelt word is compared with."""

    @classmethod
    def of(cls, concepts: Mapping[str, Concept]) -> Lexicon:
        """Compile concepts.

        Raises
        ------
        LexiconError
            If ``is_a`` names an unknown concept or runs in a circle, or an expression holds only grammar.
        """
        runs: dict[Run, dict[str, None]] = {}
        literals: dict[Run, dict[str, None]] = {}
        words: dict[str, str] = {}
        for id_, concept in sorted(concepts.items()):
            for expression in concept.expressions:
                tokens = tokenize(expression)
                content = [word for word, _ in content_words(tokens)]
                if not any(letter.isalpha() for word in content for letter in word):
                    raise LexiconError(
                        f"{id_}: '{expression}' holds only grammar or digits, nothing to recognise it by"
                    )
                words |= {word: stem(word) for word in content}
                if len(content) > 1:
                    runs.setdefault(tuple(map(stem, content)), {})[id_] = None
                else:
                    literals.setdefault(tuple(singular(word) for word, _ in all_words(tokens)), {})[id_] = None
        lexicon = cls(dict(sorted(concepts.items())), _frozen(runs), _frozen(literals), words)
        for id_ in concepts:
            lexicon.broader(id_)
        return lexicon

    @classmethod
    def from_folder(cls, folder: Path) -> Lexicon:
        """Read every ``*.toml`` of a folder; a concept's id is ``file.key``.

        Raises
        ------
        LexiconError
            If there is no such file, one is not TOML or a concept is malformed; the text says which.
        """
        files = sorted(folder.glob("*.toml")) if folder.is_dir() else [folder] if folder.is_file() else []
        if not files:
            raise LexiconError(f"{folder}: no lexicon there; give a .toml file of concepts, or a folder of them")
        concepts: dict[str, Concept] = {}
        for file in files:
            try:
                table = tomllib.loads(file.read_text(encoding="utf-8"))
                concepts |= {f"{file.stem}.{key}": _concept(file.stem, value) for key, value in table.items()}
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                raise LexiconError(f"{file}: cannot be read as TOML ({error})") from error
            except ValidationError as error:
                faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
                raise LexiconError(f"{file}: {faults}") from error
        return cls.of(concepts)

    @property
    def expressions(self) -> int:
        """Number of expressions that differ for the comparison."""
        return len(self.runs) + len(self.literals)

    def broader(self, concept: str) -> Iterator[str]:
        """Return the ids of the ever broader concepts of one, nearest first.

        Raises
        ------
        LexiconError
            If one is unknown, or they run in a circle.
        """
        found: list[str] = []
        at = self.concepts[concept].is_a
        while at:
            if at not in self.concepts:
                raise LexiconError(f"{concept}: is_a names '{at}', which is no concept of the lexicon")
            if at == concept or at in found:
                raise LexiconError(f"{concept}: its chain of is_a runs in a circle at '{at}'")
            found.append(at)
            at = self.concepts[at].is_a
        return iter(found)

    def to_json(self) -> dict[str, Any]:
        """Return the plain value that :meth:`from_json` reads as this lexicon."""
        return {id_: concept.model_dump(exclude_defaults=True) for id_, concept in self.concepts.items()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Lexicon:
        """Rebuild a lexicon.

        Raises
        ------
        ValueError, LexiconError
            If the value is none.
        """
        return cls.of({id_: Concept.model_validate(concept) for id_, concept in value.items()})


def _concept(file: str, value: Any) -> Concept:
    concept = Concept.model_validate(value)
    local = concept.is_a and "." not in concept.is_a
    return concept.model_copy(update={"is_a": f"{file}.{concept.is_a}"}) if local else concept


def _frozen(table: Mapping[Run, Mapping[str, None]]) -> dict[Run, tuple[str, ...]]:
    return {run: tuple(ids) for run, ids in table.items()}


def all_words(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Yield the folded words with the place of their token; "nid-de-poule" gives three."""
    for place, token in enumerate(tokens):
        if token.is_word:
            for part in _JOINTS.split(token.folded):
                if part:
                    yield part, place


def content_words(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Yield those words that carry matter; "nid-de-poule" gives two."""
    for word, place in all_words(tokens):
        if word not in FUNCTION_WORDS and f"{word}'" not in FUNCTION_WORDS:
            yield word, place


def singular(word: str) -> str:
    """Return a folded word without the ending of a plural; "plus" and "pass" have none."""
    plural = len(word) > 3 and word[-1] in "sx" and word[-2] != "s" and word not in FUNCTION_WORDS
    return word[:-1] if plural else word
