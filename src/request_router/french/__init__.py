"""Message -> CleanText: what the citizen wrote today, mended and cut into tokens.

``cleaning`` is the ordered chain; ``quoted`` and ``signature`` are tables of what mail clients and people add;
``spelling`` mends and folds letters; ``tokens`` cuts words; ``segments`` cuts sentences;
``context`` says in which context a token stands.
"""

from request_router.french.cleaning import REVISION, Cleaner, CleanText, Removed
from request_router.french.context import Context
from request_router.french.segments import Segment, segments
from request_router.french.spelling import fold
from request_router.french.tokens import Token, tokenize

__all__ = ["REVISION", "CleanText", "Cleaner", "Context", "Removed", "Segment", "Token", "fold", "segments", "tokenize"]
