"""Tables: .csv in the dialects of French exports, and .xlsx."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

import python_calamine

from request_router.errors import ColumnError, InputError
from request_router.formats.columns import ColumnMap, message_of_row
from request_router.formats.encoding import decode_lines, looks_binary
from request_router.messages import Message, Unreadable

_DELIMITERS = (";", ",", "\t")
_HEADER_SEARCH = 10
"""Rows in which an XLSX header is looked for: exports put a title or a logo above it."""
_USUAL_SHARE = 0.3
"""Share of the rows that must have an odd length for it to be the export's habit and not an accident."""
Row = tuple[int, list[str]]


def read_csv(path: Path, *, text: str | None, subject: str | None) -> Iterator[Message | Unreadable]:
    """Yield the rows of a CSV: comma, semicolon or tab; UTF-8, UTF-16 or windows-1252.

    Raises
    ------
    InputError
        If the file is empty or binary, or a quotation mark in it is never closed.
    ColumnError
        If no column can be the message; the text lists the columns.
    """
    data = path.read_bytes()
    if not data.strip():
        raise InputError(f"{path}: the file is empty, no row to read")
    if looks_binary(data[:4096]):
        raise InputError(f"{path}: this is a binary file, not a CSV; is it an Excel file (.xlsx) under another name?")
    content = decode_lines(data)
    # The default limit of 131,072 characters a cell would stop the run at a pasted e-mail thread.
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    delimiter = _delimiter(content)
    rows = list(enumerate(csv.reader(StringIO(content, newline=""), delimiter=delimiter), start=1))
    _refuse_open_quote(path, content, delimiter)
    # Excel writes the separator in a first line of its own; exports leave blank lines above the header.
    start = next((at for at, (_, row) in enumerate(rows) if any(row) and not row[0].startswith("sep=")), None)
    if start is None:
        raise InputError(f"{path}: the file holds no header, no row to read")
    yield from _read_rows(rows[start:], path, text=text, subject=subject)


def _refuse_open_quote(path: Path, content: str, delimiter: str) -> None:
    """Refuse a file whose last cell is never closed: every row below the quotation mark would be taken for its text.

    Raises
    ------
    InputError
        With the line at which the cell starts.
    """
    if content.count('"') % 2 == 0:
        return
    strict = csv.reader(StringIO(content, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for _ in strict:
            line = strict.line_num + 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise InputError(
                f"{path}: a quotation mark opened at line {line} is never closed; close it there"
            ) from error


def read_xlsx(path: Path, *, text: str | None, subject: str | None) -> Iterator[Message | Unreadable]:
    """Yield the rows of every sheet that has a header with a message column; the other filled sheets are unreadable.

    Raises
    ------
    InputError
        If the file is no workbook, is protected, or is empty.
    ColumnError
        If no sheet has a column that can be the message.
    """
    if not path.stat().st_size:
        raise InputError(f"{path}: the file is empty, no row to read")
    try:
        with python_calamine.load_workbook(path) as book:
            sheets = [
                (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
            ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(f"{path}: not a readable Excel file ({error}); save it again as .xlsx or .csv") from error
    filled = [(name, rows) for name, rows in sheets if any(_cell(value) for row in rows for value in row)]
    if not filled:
        raise InputError(f"{path}: the workbook is empty, no row to read")
    starts = [(name, rows, _header_row(rows, text=text, subject=subject)) for name, rows in filled]
    if all(start is None for _, _, start in starts):
        raise _no_column(path, [_cell(value) for value in filled[0][1][0]], text=text, subject=subject)
    for name, rows, start in starts:
        if start is None:
            reason = f"la feuille « {name} » n'a pas de colonne de message : non lue"
            yield Unreadable(source=str(path), position=1, reason=reason)
        else:
            numbered = [(at, [_cell(value) for value in row]) for at, row in enumerate(rows[start:], start=start + 1)]
            yield from _read_rows(numbered, path, text=text, subject=subject)


def _header_row(rows: Sequence[Sequence[Any]], *, text: str | None, subject: str | None) -> int | None:
    for at, row in enumerate(rows[:_HEADER_SEARCH]):
        names = [_cell(value) for value in row]
        if at and sum(bool(_cell(value)) for value in rows[at - 1]) > 1:
            # Above a header stand titles, one cell each; a filled row above says that this is data.
            return None
        if ColumnMap.recognise([name for name in names if name], text=text, subject=subject):
            return at
    return None


def _read_rows(
    rows: Sequence[Row], path: Path, *, text: str | None, subject: str | None
) -> Iterator[Message | Unreadable]:
    """Yield messages from numbered rows, the first of which is the header; blank rows are passed over.

    A row that is longer or shorter than the header is unreadable, since a delimiter or a line break without quotes cut its
    text, unless the export writes a good part of its rows so.
    """
    header = _unique(rows[0][1])
    columns = ColumnMap.recognise(header, text=text, subject=subject)
    if columns is None:
        raise _no_column(path, header, text=text, subject=subject)
    filled = [(position, row) for position, row in rows[1:] if any(cell.strip() for cell in row)]
    lengths = Counter(len(row) for _, row in filled)
    for position, row in filled:
        usual = len(row) == len(header) or lengths[len(row)] >= max(_USUAL_SHARE * len(filled), 2)
        if not usual or any(cell.strip() for cell in row[len(header) :]):
            reason = f"la ligne a {len(row)} cellules, l'en-tête {len(header)} : texte coupé, guillemets absents ?"
            yield Unreadable(source=str(path), position=position, reason=reason, excerpt=" | ".join(row)[:200])
            continue
        cells = dict(zip(header, [*row, *[""] * len(header)], strict=False))
        yield message_of_row(cells, columns, source=str(path), position=position)


def _no_column(path: Path, header: Sequence[str], *, text: str | None, subject: str | None) -> ColumnError:
    seen = ", ".join(f"'{name}'" for name in header if name) or "none"
    asked = f"no column '{text or subject}'" if text or subject else "no column looks like the message"
    return ColumnError(f"{path}: {asked}; columns found: {seen}. Name it with --text-column (and --subject-column).")


def _delimiter(content: str) -> str:
    """Return the delimiter that appears most in the header line, outside quotes; semicolons win ties."""
    header = next((line for line in StringIO(content) if line.strip() and not line.startswith("sep=")), "")
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _unique(header: Sequence[str]) -> list[str]:
    """Give every column a name of its own: "colonne 3" where it has none, "objet (2)" where it is taken."""
    names: list[str] = []
    for at, cell in enumerate(header, start=1):
        name = cell.strip().strip("\ufeff") or f"colonne {at}"
        count = 1
        unique = name
        while unique in names:
            count += 1
            unique = f"{name} ({count})"
        names.append(unique)
    return names


def _cell(value: Any) -> str:
    """Return a cell as a person sees it: whole numbers without ``.0``, dates in ISO form."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else str(value)
