"""Labelled messages: ``loading`` reads them, ``checking`` finds what is wrong with them, ``describing`` counts them."""

from request_router.corpus.checking import Finding, check_corpus
from request_router.corpus.describing import CorpusStats, describe
from request_router.corpus.loading import CorpusLine, load_corpus, read_lines

__all__ = ["CorpusLine", "CorpusStats", "Finding", "check_corpus", "describe", "load_corpus", "read_lines"]
