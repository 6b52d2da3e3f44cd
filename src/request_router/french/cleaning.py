"""The chain that turns a message into what its author wrote today, as tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from request_router.french.quoted import split_quoted
from request_router.french.signature import cut_signature
from request_router.french.spelling import mend
from request_router.french.tokens import MAX_TOKENS, Token, tokenize
from request_router.messages import Message

# Raised by one whenever the same message would give other tokens: a model trained before is then refused, because its
# weights were learnt for tokens that it would no longer meet.
REVISION = 1

# Characters of a body that are looked at. Nobody reads a longer request either, and a 10 MB paste must not stop a run.
MAX_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Removed:
    """A part of the message that was set aside."""

    kind: str
    """``quoted``, ``signature`` or ``excess`` (beyond ``MAX_CHARACTERS`` or ``MAX_TOKENS``)."""
    text: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """What a citizen wrote today, mended and cut."""

    text: str
    subject: str
    tokens: tuple[Token, ...]
    """Tokens of the body."""
    subject_tokens: tuple[Token, ...]
    """Tokens of the subject line, reply and forward marks taken off."""
    removed: tuple[Removed, ...]
    sent: date | None = None
    """Day of the message, from which its deadlines count."""


@dataclass(frozen=True, slots=True)
class Cleaner:
    """The chain; its options are what a caller may switch off.

    The order has reasons: mending first, since a broken "Ã©crit" hides an attribution; quotations before the signature,
    since the quoted mail's own signature would otherwise be taken for the end; tokens last.
    """

    quotes: bool = True
    """Set quoted earlier mail aside."""
    signatures: bool = True
    """Set signatures, telephone lines and legal notices aside."""

    def clean(self, message: Message) -> CleanText:
        """Return what is new in a message; never empty when the message holds a word."""
        body, excess = message.text[:MAX_CHARACTERS], message.text[MAX_CHARACTERS:]
        parts = [mend(body)]
        removed = [Removed("excess", excess)] if excess.strip() else []
        if self.quotes:
            split = split_quoted(parts[0], message.subject)
            parts = [part for part in (split.new, split.forwarded) if part]
            removed += [Removed("quoted", split.quoted)] if split.quoted else []
        if self.signatures:
            # Part by part: the signature of an élu who forwards a complaint stands above the complaint.
            signed = [cut_signature(part) for part in parts]
            parts = [part.text for part in signed]
            removed += [Removed("signature", part.signature) for part in signed if part.signature]
        text = "\n\n".join(parts)
        tokens = tokenize(text)
        if len(tokens) == MAX_TOKENS and not excess.strip():
            removed.append(Removed("excess", text[len(text) // 2 :]))
        subject = bare_subject(message.subject or "")
        sent = message.date.date() if message.date else None
        return CleanText(text, subject, tokens, tokenize(subject), tuple(removed), sent)


def bare_subject(subject: str) -> str:
    """Return a subject line without "Re:", "TR :", "Fwd:" and list tags, which say nothing of the request."""
    subject = mend(subject.replace("\n", " "))
    subject = _TAGS.sub("", subject)
    while (mark := subject.partition(":"))[1] and mark[0].strip().lower() in _SUBJECT_MARKS:
        subject = mark[2].strip()
    return subject


_TAGS = re.compile(r"^(?:\[[^\]]*\]\s*)+")
_SUBJECT_MARKS = frozenset({"re", "ré", "rép", "rep", "tr", "fw", "fwd", "transf", "aw"})
