"""Letters: mend what encodings broke, and fold what people write differently for the same word."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import ftfy

_FIXES = ftfy.TextFixerConfig(
    # Only what encodings break. HTML entities are unescaped by the readers that know the text to be HTML.
    unescape_html=False,
    uncurl_quotes=True,
    fix_latin_ligatures=True,
    remove_terminal_escapes=True,
    fix_line_breaks=True,
    normalization="NFC",
    explain=False,
)

# Three equal letters in a row are emphasis, never French spelling: "urgeeeent", "!!!!!!" (two are spelling: "année").
_STRETCHED = re.compile(r"(\D)\1{2,}", re.DOTALL)
# Zero-width and directional marks that mobile keyboards and Word leave inside words; a soft hyphen splits "lampa\xaddaire".
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# NUL and the other controls that no keyboard makes part words; the C1 ones may yet be halves of a broken letter.
_C0 = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_C1 = re.compile(r"[\x80-\x9f]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_DIGIT = re.compile(r"\d")
# NFKD leaves these whole.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"})


def mend(text: str) -> str:
    """Repair mojibake ("Ã©" is "é"), drop invisible and control characters, tidy blanks; the wording stays.

    Idempotent. Never longer than its input by more than the characters that ftfy composes.
    """
    text = ftfy.fix_text(_C0.sub(" ", text), _FIXES)
    text = _C1.sub(" ", _INVISIBLE.sub("", text))
    text = _BLANKS.sub(" ", text).replace(" \n", "\n").replace("\n ", "\n")
    return _EMPTY_LINES.sub("\n\n", text).strip()


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return the form under which spellings of a word meet: lower case, no accents, digits as ``0``.

    "Éclairage", "ECLAIRAGE" and "eclairage" are one; "12h30" and "18h15" are both "00h00": which hour it is says
    nothing about the service, that it is an hour does.
    """
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_LIGATURES))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _DIGIT.sub("0", _STRETCHED.sub(r"\1", bare))


def unaccented(text: str) -> str:
    """Return a text in lower case without accents, letter for letter: places in it are places in the text.

    Unlike :func:`fold` it keeps digits, which a date needs.
    """
    return "".join(_bare_letter(letter) for letter in text)


@lru_cache(maxsize=4096)
def _bare_letter(letter: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter.lower()) if not unicodedata.combining(part))
    return "'" if letter in "’ʼ`" else bare if len(bare) == 1 else letter
