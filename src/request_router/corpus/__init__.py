"""Labelled messages.

``loading`` reads them; ``checking`` says what is wrong with them, with ``copies`` and ``habits``; ``describing`` counts
them; ``curve`` says what more of them would bring; ``measuring`` judges a router by them.
"""

from request_router.corpus.checking import check_corpus
from request_router.corpus.describing import CorpusStats, describe
from request_router.corpus.finding import Finding
from request_router.corpus.loading import CorpusLine, load_corpus, read_lines

__all__ = ["CorpusLine", "CorpusStats", "Finding", "check_corpus", "describe", "load_corpus", "read_lines"]
