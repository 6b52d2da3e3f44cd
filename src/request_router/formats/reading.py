"""Find the reader of a path, and read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from request_router.errors import InputError
from request_router.formats.encoding import encoding_of
from request_router.formats.jsonl import read_jsonl
from request_router.formats.mail import is_maildir, read_eml, read_maildir, read_mbox
from request_router.formats.tables import read_csv, read_xlsx
from request_router.messages import Message, Unreadable

Record = Message | Unreadable
STDIN = "-"
# What file managers leave in every folder.
_LITTER = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a user may say about the inputs."""

    text_column: str | None = None
    """Column or key that holds the message; None to recognise the usual names."""
    subject_column: str | None = None
    """Column or key that holds the subject; None to recognise the usual names."""


def _csv(path: Path, options: ReadOptions) -> Iterator[Record]:
    return read_csv(path, text=options.text_column, subject=options.subject_column)


def _xlsx(path: Path, options: ReadOptions) -> Iterator[Record]:
    return read_xlsx(path, text=options.text_column, subject=options.subject_column)


def _jsonl(path: Path, options: ReadOptions) -> Iterator[Record]:
    if not path.stat().st_size:
        raise InputError(f"{path}: the file is empty, no line to read")
    with path.open("rb") as file:
        # PowerShell writes UTF-16, whose line ends are not single bytes.
        wide = encoding_of(file.read(4)).startswith("utf-16")
        file.seek(0)
        lines: Iterable[bytes] = file.read().decode("utf-16", "replace").encode().split(b"\n") if wide else file
        yield from read_jsonl(lines, source=str(path), text=options.text_column, subject=options.subject_column)


READERS: dict[str, Callable[[Path, ReadOptions], Iterator[Record]]] = {
    ".eml": lambda path, _: read_eml(path),
    ".mbox": lambda path, _: read_mbox(path),
    ".mbx": lambda path, _: read_mbox(path),
    ".csv": _csv,
    ".tsv": _csv,
    ".xlsx": _xlsx,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
}
"""Ending of a file -> its reader."""


def find_sources(paths: Iterable[str]) -> list[str]:
    """Expand folders into the files to read, in the order given, names sorted within a folder.

    A Maildir stays one source; in any other folder every file is taken, sub-folders included, but for hidden ones: a file
    of an unknown ending becomes a reject, so that a message saved as ``.msg`` is not passed over in silence. The same file
    reached by two paths is taken once.

    Raises
    ------
    InputError
        If a path does not exist, a file has an unknown ending, or a folder holds nothing to read.
    """
    found: list[str] = []
    for name in paths:
        path = Path(name)
        if name == STDIN:
            found.append(STDIN)
        elif path.is_dir() and not is_maildir(path):
            files = _files_below(path)
            if not any(file.is_dir() or file.suffix.lower() in READERS for file in files):
                raise InputError(f"{path}: nothing to read in this folder (endings read: {', '.join(READERS)})")
            found += map(str, files)
        elif path.is_dir() or (path.is_file() and path.suffix.lower() in READERS):
            found.append(name)
        elif path.is_file():
            raise InputError(f"{path}: unknown ending '{path.suffix}' (endings read: {', '.join(READERS)})")
        else:
            raise InputError(f"{path}: no such file or folder")
    return list(dict.fromkeys(found))


def _files_below(folder: Path) -> list[Path]:
    maildirs = sorted(below for below in folder.rglob("*") if below.is_dir() and is_maildir(below))
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.name.lower() not in _LITTER
        and not any(maildir in file.parents for maildir in maildirs)
    )
    return files + maildirs


def read_path(name: str, options: ReadOptions = ReadOptions()) -> Iterator[Record]:
    """Yield the messages of a file or Maildir, lazily.

    Raises
    ------
    InputError
        If the file as a whole cannot be read; single messages that cannot are yielded as ``Unreadable``.
    """
    path = Path(name)
    try:
        if path.is_dir():
            yield from read_maildir(path)
        elif path.suffix.lower() not in READERS:
            reason = f"unknown ending '{path.suffix}' (endings read: {', '.join(READERS)})"
            yield Unreadable(source=str(path), position=1, reason=reason)
        else:
            yield from READERS[path.suffix.lower()](path, options)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error


def read_stream(lines: Iterable[bytes], options: ReadOptions = ReadOptions()) -> Iterator[Record]:
    """Yield the messages of JSON lines on standard input."""
    return read_jsonl(lines, source=STDIN, text=options.text_column, subject=options.subject_column)
