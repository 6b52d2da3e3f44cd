"""Bytes -> text, in a fixed order: guessing by statistics is wrong on short French (see docs/decisions.md)."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(data: bytes) -> str:
    """Return the encoding of a French file: its byte order mark, else UTF-8 if valid, else windows-1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode bytes that belong to a person's message; never raises.

    Parameters
    ----------
    data
        The bytes.
    declared
        Charset that the file claims. ``us-ascii`` and ``iso-8859-1`` are claimed by default by old clients and believed
        only if nothing says otherwise; an unknown name counts as none.

    Returns
    -------
    str
        Every byte is represented: one that fits no encoding becomes U+FFFD.
    """
    name = encoding_of(data)
    if name != "cp1252" or declared is None:
        return data.decode(name, errors="replace")
    try:
        known = codecs.lookup(declared).name
    except LookupError:
        known = "cp1252"
    if known in {"iso8859-1", "ascii", "utf-8"}:
        known = "cp1252"
    try:
        return data.decode(known)
    except (UnicodeDecodeError, LookupError, AssertionError):
        # LookupError again: a codec such as "hex" exists but gives no text.
        return data.decode("cp1252", errors="replace")


def decode_lines(data: bytes) -> str:
    """Decode a file of lines; where it is not UTF-8 as a whole, line by line, so that one pasted line spoils no other."""
    name = encoding_of(data)
    if name != "cp1252":
        return data.decode(name, errors="replace")
    return "\n".join(line.decode(encoding_of(line), errors="replace") for line in data.split(b"\n"))


def looks_binary(head: bytes) -> bool:
    """Say whether the first bytes of a file cannot be text: a known signature, or more than 1 % of control bytes."""
    if head.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    if head.startswith(_SIGNATURES):
        return True
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return controls > max(len(head) // 100, 2)


# ZIP (xlsx, docx), old Office, PDF, PNG, JPEG, gzip, executables.
_SIGNATURES = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ\x90",
)
