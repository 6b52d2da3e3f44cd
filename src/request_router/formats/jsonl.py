"""JSON lines: one object a line, from a file or standard input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from request_router.formats.columns import ColumnMap, message_of_row
from request_router.formats.encoding import decode
from request_router.messages import Message, Unreadable


def read_jsonl(
    lines: Iterable[bytes], *, source: str, text: str | None, subject: str | None
) -> Iterator[Message | Unreadable]:
    """Yield a message for each line; the text's key is found as a table's column is, per line.

    Parameters
    ----------
    lines
        Raw lines; blank ones are passed over.
    source
        Name shown for them.
    text, subject
        Keys given by the user, or None to recognise the usual ones.
    """
    for position, line in enumerate(lines, start=1):
        content = decode(line).strip().strip("\ufeff")
        if not content:
            continue
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as error:
            yield _reject(source, position, f"JSON invalide : {error}", content)
            continue
        if isinstance(row, str):
            row = {"text": row}
        if not isinstance(row, dict):
            yield _reject(source, position, "la ligne n'est pas un objet JSON", content)
            continue
        cells = {str(key): _cell(value) for key, value in row.items()}
        columns = ColumnMap.recognise(list(cells), text=text, subject=subject)
        if columns is None:
            yield _reject(source, position, f"aucune clé de texte parmi : {', '.join(cells) or '(vide)'}", content)
            continue
        yield message_of_row(cells, columns, source=source, position=position)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _reject(source: str, position: int, reason: str, content: str) -> Unreadable:
    return Unreadable(source=source, position=position, reason=reason, excerpt=content[:200])
