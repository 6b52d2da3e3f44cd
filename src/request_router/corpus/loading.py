"""Read labelled messages from JSON lines."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from request_router.errors import CorpusError, InputError
from request_router.messages import LabelledMessage


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """One line of a corpus file: a labelled message, or what is wrong with the line."""

    path: Path
    number: int
    """Counted from 1."""
    message: LabelledMessage | None
    fault: str = ""

    @property
    def place(self) -> str:
        """File and line, as editors open them."""
        return f"{self.path}:{self.number}"


_FIELDS = frozenset(LabelledMessage.model_fields)


def corpus_files(paths: Iterable[Path]) -> list[Path]:
    """Return the ``.jsonl`` files of paths and folders, sorted within a folder.

    Raises
    ------
    InputError
        If a path does not exist or a folder holds no ``.jsonl`` file.
    """
    found: list[Path] = []
    for path in paths:
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not files or not all(file.is_file() for file in files):
            raise InputError(f"{path}: no such corpus; give .jsonl files or a folder of them")
        found += files
    return found


def read_lines(paths: Iterable[Path]) -> Iterator[CorpusLine]:
    """Yield every line that is not blank, good or not.

    Raises
    ------
    InputError
        If a file cannot be read at all.
    """
    for path in corpus_files(paths):
        try:
            content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error
        for number, line in enumerate(content.split(b"\n"), start=1):
            if line.strip():
                yield _parsed(path, number, line)


def _parsed(path: Path, number: int, line: bytes) -> CorpusLine:
    try:
        row: Any = json.loads(line.decode("utf-8"))
        if not isinstance(row, dict):
            return CorpusLine(path, number, None, "not a JSON object")
        # Further fields of a town's own export are none of our business; ours must be right.
        known = {key: value for key, value in row.items() if key in _FIELDS}
        known["id"] = str(known.get("id", f"{path.stem}:{number}"))
        message = LabelledMessage.model_validate(known)
    except (ValueError, RecursionError) as error:
        return CorpusLine(path, number, None, _fault(error))
    return CorpusLine(path, number, message)


def _fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
    if isinstance(error, UnicodeDecodeError):
        return f"not valid UTF-8: {error}"
    return f"not valid JSON: {error}"


def load_corpus(paths: Iterable[Path]) -> list[LabelledMessage]:
    """Return all labelled messages.

    Raises
    ------
    InputError
        If a path cannot be read.
    CorpusError
        If a line is no labelled message, or there is none at all; the text names the first line.
    """
    messages: list[LabelledMessage] = []
    for line in read_lines(paths):
        if line.message is None:
            raise CorpusError(f"{line.place}: {line.fault}; 'request-router corpus check' lists all such lines")
        messages.append(line.message)
    if not messages:
        raise CorpusError("no labelled message in the given corpus")
    return messages
