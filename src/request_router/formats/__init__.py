"""Bytes <-> values: files of messages in, decisions out. Knows no French and no label.

``reading`` finds the reader of a path; ``mail``, ``tables`` and ``jsonl`` are the readers; ``writing`` writes decisions.
Every reader yields :class:`~request_router.messages.Message` or :class:`~request_router.messages.Unreadable`, lazily.
"""

from request_router.formats.reading import ReadOptions, Record, find_sources, read_path, read_stream
from request_router.formats.writing import OUTPUT_FORMATS, Rejects, Writer, open_writer

__all__ = [
    "OUTPUT_FORMATS",
    "ReadOptions",
    "Record",
    "Rejects",
    "Writer",
    "find_sources",
    "open_writer",
    "read_path",
    "read_stream",
]
