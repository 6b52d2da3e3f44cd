"""Find personal data that a pattern can prove, and mask it.

Names and addresses have no pattern and are not found; the README says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MASK = "[{kind}]"


@dataclass(frozen=True, slots=True)
class Personal:
    """One piece of personal data."""

    kind: str
    """``courriel``, ``telephone``, ``iban``, ``nir`` or ``plaque``."""
    start: int
    end: int


def _iban_ok(text: str) -> bool:
    """ISO 13616: the rearranged digits leave 1 modulo 97."""
    bare = re.sub(r"\W", "", text).upper()
    return int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def _nir_ok(text: str) -> bool:
    """INSEE: the two last digits complete the first thirteen to a multiple of 97; Corsica counts as 19 and 18."""
    bare = re.sub(r"\W", "", text).upper().replace("2A", "19").replace("2B", "18")
    return 97 - int(bare[:13]) % 97 == int(bare[13:])


def _always(_: str) -> bool:
    return True


_IBAN = re.compile(r"\bFR\d{2}(?:[ .]?[0-9A-Z]{4}){5}[ .]?[0-9A-Z]{3}\b", re.I)
_NIR = re.compile(
    r"\b[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}\b", re.I
)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
# Metropolitan and overseas, national or international writing: 06 12 34 56 78, +262 692 12 34 56, 06.12.34.56.78
_PHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)(?:33|262|508|590|594|596|681|687|689)[ .-]?(?:\(0\)[ .-]?)?\d|0\d)(?:[ .-]?\d{2,3}){3,4}(?!\d)"
)
_PLATE = re.compile(r"\b[A-HJ-NP-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NP-TV-Z]{2}\b")

# Longest first: an IBAN and a NIR hold runs of digits that look like telephones.
PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("iban", _IBAN, _iban_ok),
    ("nir", _NIR, _nir_ok),
    ("courriel", _MAIL, _always),
    ("telephone", _PHONE, _always),
    ("plaque", _PLATE, _always),
)


def find_personal(text: str) -> Iterator[Personal]:
    """Yield the personal data of a text by place, none overlapping another."""
    found: list[Personal] = []
    for kind, pattern, valid in PATTERNS:
        for match in pattern.finditer(text):
            free = all(match.end() <= other.start or match.start() >= other.end for other in found)
            if free and valid(match[0]):
                found.append(Personal(kind, match.start(), match.end()))
    yield from sorted(found, key=lambda item: item.start)


def mask(text: str) -> str:
    """Return the text with each piece of personal data replaced by its kind, e.g. ``[telephone]``."""
    parts: list[str] = []
    at = 0
    for item in find_personal(text):
        parts += [text[at : item.start], MASK.format(kind=item.kind)]
        at = item.end
    return "".join([*parts, text[at:]])
