"""Sounds: what a word that nobody spells so sounds like, and the word that was meant.

« i respir plu », « la poubel », « lasenseur »: people who write as they speak are understood by reading aloud. A word that
training never met is read as the commonest of the known words that sound alike. A known word is never touched, nor another
form of one: "tombait" is not "tombée".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from request_router.french.stems import stem
from request_router.french.tokens import Token

# Letters of a folded word -> its sound, in this order. Capitals are sounds of their own: A "an", I "in", N "on", U "ou",
# W "oi", E "eu", S "ch", G "gu", Y as in "travail". Accents are gone by now, so that é, è and e are one.
_SPELLINGS = (
    # how it is written, what is heard, what proves it
    ("ph", "f", "farmacie"),
    ("[sc]h|sch", "S", "shien"),
    ("h", "", "opital"),
    # What is written at the end and not heard, and the end of an infinitive, which sounds like that of a participle.
    ("(?<=..)(?:[dtpsx]+|(?<=n)g)$", "", "plafon"),
    ("(?<=..)ez$", "e", "venié"),
    ("(?<=[aeo])(?:ill?|y)(?=e?$|[aeo])", "Y", "travaye"),
    ("(?<=[eo]u)ill?(?=e?$|[aeo])", "Y", "feuye"),
    # Not "ville", "mille" and "tranquille".
    ("(?<!v)(?<!^m)(?<!qu)i(?:ll|y)(?=e)", "iY", "fiye"),
    ("cqu?|ck|qu?", "k", "kartier"),
    ("s?c(?=[eiy])", "s", "asenseur"),
    ("c", "k", "kouteau"),
    ("ge(?=[aou])|g(?=[eiy])", "j", "danjer"),
    ("gu(?=[eiy])|g(?!n)", "G", "gerre"),
    ("gn", "ni", "montanie"),
    ("x(?=[aeiouy])", "ks", "aksident"),
    ("z", "s", "mezon"),
    ("(?<!s)ti(?=on|el|eu)", "si", "atension"),
    ("eaux?|aux?", "o", "panno"),
    ("oeu|eu", "E", "coeur"),
    ("oua|oi|oy|wa", "W", "voitur"),
    ("ou", "U", "kouto"),
    ("w", "v", "vagon"),
    ("(?<=i)en(?=s?t?$)", "I", "chyin"),
    ("(?:ai|ei|i|y|u)[nm](?![aeiouymnAEINUW])", "I", "etinsel"),
    ("[ae][nm](?![aeiouymnAEINUW])", "A", "ambulence"),
    ("o[nm](?![aeiouymnAEINUW])", "N", "ponpier"),
    ("ai|ei", "e", "meson"),
    ("y", "i", "gimnase"),
    (r"(.)\1+", r"\1", "tere"),
    # The mute e, and é as well, which has lost its accent: "tombe", "tombé" and "tomber" are one, as they are for a stem.
    ("(?<=..)(?:er|e)+$", "", "respir"),
)
_READ = tuple((re.compile(written), heard) for written, heard, _ in _SPELLINGS)
_VOWELS = frozenset("aeiouAEINUW")
# Shorter words sound like too many others.
_SHORTEST = 4
# « larbre », « jarive », « dimeuble »: what elision would part. Not "m" or "s": "marbre" is no tree.
_ELIDED = frozenset("ldj")
_PLAIN = re.compile(r"[a-z]+")


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Return what a folded word sounds like, roughly; spellings of one word meet, and so do its inflections.

    In the manner of Soundex and its kin (Knuth, TAOCP 3, 6), with the spelling of French. "respire" and "respir" are
    one, "quartier" and "kartie" too.
    """
    for written, heard in _READ:
        word = written.sub(heard, word)
    return word


@dataclass(frozen=True)
class Ear:
    """Reads words that training never met as known words that sound alike. Safe to share between threads."""

    known: frozenset[str] = frozenset()
    """Folded words, which are words whatever they sound like."""
    meant: Mapping[str, str] = field(default_factory=dict)
    """Sound -> the known word that was met most often among those that sound so."""
    _stems: frozenset[str] = field(init=False, repr=False, compare=False)
    _heard: dict[str, Token] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stems", frozenset(map(stem, self.known)))

    @classmethod
    def taught(cls, counts: Mapping[str, int], listed: Iterable[str] = ()) -> Ear:
        """Return an ear that knows folded words: those met, each with its number of messages, and those of a list."""
        known = dict.fromkeys(listed, 0) | dict(counts)
        meant: dict[str, str] = {}
        for word in sorted(known, key=lambda word: (-known[word], word)):
            if len(word) >= _SHORTEST and _PLAIN.fullmatch(word):
                for key in _keys(word):
                    meant.setdefault(key, word)
        return cls(frozenset(known), meant)

    def read(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """Return the tokens, each unknown word folded as the word that was meant; what was written stays as written."""
        return tuple(self._token(token) for token in tokens)

    def _token(self, token: Token) -> Token:
        # A capital begins a name, which means nothing but itself.
        if token.folded in self.known or not token.text.islower():
            return token
        if (found := self._heard.get(token.text)) is None:
            if len(self._heard) >= _REMEMBERED:
                self._heard.clear()
            found = self._heard[token.text] = Token(token.text, self._word(token.folded))
        return found

    def _word(self, word: str) -> str:
        if len(word) < _SHORTEST or not _PLAIN.fullmatch(word) or word != stem(word) in self._stems:
            return word
        candidates = [self.meant.get(key) for key in _keys(word)]
        if word[0] in _ELIDED and len(word) > _SHORTEST:
            candidates += [self.meant.get(key) for key in _keys(word[1:]) if key[0] in _VOWELS]
        return next((found for found in candidates if found), word)


_REMEMBERED = 100_000


def _keys(word: str) -> Iterable[str]:
    """Yield the sound of a word, then the same without its mute e's: « dpui », « carfour »."""
    heard = sound(word)
    yield heard
    bare = heard.replace("e", "")
    if len(bare) >= _SHORTEST - 1:
        yield bare
