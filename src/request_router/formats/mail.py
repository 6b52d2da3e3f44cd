"""Mail: .eml files, mbox exports, Maildir folders.

The standard library's ``compat32`` policy parses: the modern policy raises on headers that real mailboxes hold.
"""

from __future__ import annotations

import email
import email.header
import email.message
import email.utils
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from request_router.errors import InputError
from request_router.formats.encoding import decode
from request_router.formats.html import html_to_text
from request_router.messages import Message, Unreadable

_ATTACHMENT = re.compile(r"^\s*attachment", re.I)
_WORD = re.compile(r"\w")
_TEXTS = frozenset({"text/plain", "text/html"})
# A mail of an mbox starts so, after a blank line; a body may have a line "From la rue Haute…" that nobody escaped.
_FROM_LINE = re.compile(rb"^From \S+ .*\d{1,2}:\d{2}")


def read_eml(path: Path) -> Iterator[Message | Unreadable]:
    """Yield the one mail of an ``.eml`` file."""
    yield parse_mail(path.read_bytes(), source=str(path), position=1)


def read_mbox(path: Path) -> Iterator[Message | Unreadable]:
    """Yield the mails of an mbox file in their order.

    Raises
    ------
    InputError
        If the file does not begin like an mbox, or is empty.
    """
    with path.open("rb") as file:
        head = file.read(5)
    if not head:
        raise InputError(f"{path}: the file is empty, no mail to read")
    if head != b"From ":
        raise InputError(f"{path}: not an mbox file (it must begin with 'From '); a single mail is named .eml")
    with path.open("rb") as file:
        for position, data in enumerate(_mbox_mails(file), start=1):
            yield parse_mail(data, source=str(path), position=position)


def _mbox_mails(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Cut an mbox into its mails, the "From " line taken off and the ones escaped within given back."""
    mail: list[bytes] = []
    blank = True
    for line in lines:
        if blank and _FROM_LINE.match(line):
            if mail:
                yield b"".join(mail[1:])
            mail = [line]
        else:
            mail.append(line[1:] if line.startswith(b">From ") else line)
        blank = not line.strip()
    yield b"".join(mail[1:])


def is_maildir(path: Path) -> bool:
    """Say whether a folder is a Maildir: it holds ``cur`` and ``new``."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def read_maildir(path: Path) -> Iterator[Message | Unreadable]:
    """Yield the mails of a Maildir, by file name: delivery order, since names begin with the time of arrival."""
    files = sorted((*(path / "cur").iterdir(), *(path / "new").iterdir()), key=lambda file: file.name)
    for position, file in enumerate((file for file in files if file.is_file()), start=1):
        yield parse_mail(file.read_bytes(), source=str(path), position=position)


def parse_mail(data: bytes, *, source: str, position: int) -> Message | Unreadable:
    """Turn the bytes of one mail into a message, or into the reason why it cannot be.

    Plain text is preferred unless it is empty; an HTML part is then converted. Never raises.
    """
    try:
        mail = email.message_from_bytes(data)
        subject = _header(mail, "Subject")
        id_ = _header(mail, "Message-ID").strip(" <>") or f"{Path(source).name}:{position}"
        body = _body(mail)
    except Exception as error:  # the mail package raises whatever a broken mail makes it raise
        return _unreadable(data, source, position, f"mail malformé ({type(error).__name__})")
    if not mail.keys():
        return _unreadable(data, source, position, "aucun en-tête de mail", id_)
    unread = () if _WORD.search(body) else _other_kinds(mail)
    if unread and not _WORD.search(subject):
        return _unreadable(data, source, position, f"mail sans texte lisible (contenu : {', '.join(unread)})", id_)
    sender = _header(mail, "From")
    date = _date(mail)
    cells = (("date", date.isoformat() if date else ""), ("expediteur", sender), ("objet", subject))
    return Message(
        text=body, id=id_, subject=subject or None, channel="email", date=date, sender=sender or None,
        source=source, unread=unread, columns=cells,
    )  # fmt: skip


def _unreadable(data: bytes, source: str, position: int, reason: str, id_: str = "") -> Unreadable:
    return Unreadable(source=source, position=position, reason=reason, id=id_, excerpt=decode(data[:200]))


def _other_kinds(mail: email.message.Message) -> tuple[str, ...]:
    """Return the kinds of attachments and images of a mail, which a human would have to open."""
    parts = (part for part in mail.walk() if not part.is_multipart())
    return tuple(sorted({part.get_content_type() for part in parts if part.get_content_type() not in _TEXTS}))


def _header(mail: email.message.Message, name: str) -> str:
    """Return a header as text, RFC 2047 words and raw 8-bit bytes decoded."""
    raw = mail.get(name)
    if raw is None:
        return ""
    parts: list[str] = []
    try:
        for piece, charset in email.header.decode_header(raw):
            parts.append(piece if isinstance(piece, str) else decode(piece, charset))
    except (email.errors.HeaderParseError, ValueError, LookupError):
        parts = [str(raw)]
    text = "".join(parts)
    # A header with raw bytes comes with surrogates in place of the bytes.
    text = decode(text.encode("utf-8", "surrogateescape")) if _has_surrogates(text) else text
    return " ".join(text.split())


def _has_surrogates(text: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in text)


def _date(mail: email.message.Message) -> datetime | None:
    try:
        return email.utils.parsedate_to_datetime(str(mail.get("Date", "")))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _body(mail: email.message.Message) -> str:
    """Return the readable text of a mail: its plain parts, or its HTML parts where they hold much more."""
    plain: list[str] = []
    html: list[str] = []
    for part in mail.walk():
        kind = part.get_content_type()
        if part.is_multipart() or _ATTACHMENT.match(str(part.get("Content-Disposition", ""))):
            continue
        if kind == "text/plain":
            plain.append(_part_text(part))
        elif kind == "text/html":
            html.append(html_to_text(_part_text(part)))
    text, rich = ("\n".join(piece for piece in pieces if piece.strip()) for pieces in (plain, html))
    # "Ce message est au format HTML" and an antivirus footer are plain parts too.
    stand_in = len(_WORD.findall(text)) * 2 < len(_WORD.findall(rich))
    return rich if stand_in else text


def _part_text(part: email.message.Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return decode(data, charset).replace("\r\n", "\n").replace("\r", "\n")
