"""Message -> CleanText: what the citizen wrote today, mended and cut into tokens.

``cleaning`` is the ordered chain; ``quoted`` and ``signature`` are tables of what mail clients and people add;
``spelling`` mends and folds letters; ``tokens`` cuts words; ``sounds`` reads a word that nobody spells so by what it sounds
like; ``stems`` brings inflected forms together; ``segments`` cuts sentences; ``context`` says in which context a token
stands, by the ``cues`` of the language; ``dangers`` finds what may hurt somebody, ``fields`` which words tell of the same
thing, ``deadlines`` until when, ``tone`` how it is said; ``lexicon`` holds the concepts of the field, ``mentions`` finds them.
"""

from request_router.french.cleaning import REVISION, Cleaner, CleanText, Removed
from request_router.french.context import Context
from request_router.french.dangers import Danger, DangerFinder, DangerKind, danger_kinds
from request_router.french.deadlines import Deadline, find_deadline
from request_router.french.fields import fields, fields_in
from request_router.french.lexicon import Concept, Lexicon
from request_router.french.mentions import ConceptFinder, Mention
from request_router.french.segments import Segment, passages, segments
from request_router.french.sounds import Ear
from request_router.french.spelling import fold
from request_router.french.stems import FUNCTION_WORDS, stem
from request_router.french.tokens import Token, tokenize
from request_router.french.tone import tone_of

__all__ = [
    "FUNCTION_WORDS",
    "REVISION",
    "CleanText",
    "Cleaner",
    "Concept",
    "ConceptFinder",
    "Context",
    "Danger",
    "DangerFinder",
    "DangerKind",
    "Deadline",
    "Ear",
    "Lexicon",
    "Mention",
    "Removed",
    "Segment",
    "Token",
    "danger_kinds",
    "fields",
    "fields_in",
    "find_deadline",
    "fold",
    "passages",
    "segments",
    "stem",
    "tokenize",
    "tone_of",
]
