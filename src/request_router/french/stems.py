"""Stems: what inflected forms of a word share; and the words that carry grammar and no matter."""

from __future__ import annotations

import re
from functools import lru_cache

_FUNCTION_WORDS = """
a au aux avec c' ce ces cet cette d' dans de des du elle elles en est et eu il ils j' je l' la le les leur leurs lui m' ma mais
me mes mon n' ne nos notre nous on ont ou par pas pour plus qu' que qui s' sa se ses si son sont sur t' ta te tes ton tu un une
vos votre vous y ai as avez avons etait ete etre suis sera -t-il -t-on -vous -je -il
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Left out where matter is compared, so that "panne de la lampe" puts "panne" beside "lampe"."""


_KEPT_PLURAL = re.compile(r"[a-z][aiou][sx]$")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the Snowball French stem of a folded word, plurals in -ous, -eux and -aux included.

    Snowball keeps a final "s" or "x" after most vowels, so that "trous" and "trou" would be two words.
    """
    import Stemmer

    if _KEPT_PLURAL.search(word):
        word = word[:-1]

    # A Stemmer object keeps a cache that is not safe between threads: one per call costs a microsecond, once per word.
    return str(Stemmer.Stemmer("french").stemWord(word)) or word
