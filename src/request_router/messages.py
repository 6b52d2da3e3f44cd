"""What comes in: a message, a labelled message, or the reason why one could not be read."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from request_router.taxonomy import Urgency


class Message(BaseModel):
    """One message of a citizen, as its file gave it: nothing cleaned yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    """Body as plain text, quoted mail and signature included."""
    id: str = ""
    """The row's own id, a Message-ID, or file and position; empty when a caller gave none."""
    subject: str | None = None
    channel: str | None = None
    """Where it was sent: ``email``, ``form``, ``letter``, ``social``, ``sms``, ``phone_note``, or a town's own word."""
    date: datetime | None = None
    sender: str | None = None
    source: str = ""
    """File that it came from; empty when given by a caller."""
    unread: tuple[str, ...] = ()
    """Kinds of content that only a human can open, where there was no text to read: ``application/pdf``."""
    columns: tuple[tuple[str, str], ...] = ()
    """The cells of its row, in file order: carried to the output, never read."""


class LabelledMessage(Message):
    """A message with the labels that a reader gave it."""

    service: str
    also: tuple[str, ...] = ()
    """Services of further, separate requests in the same message; at most two."""
    urgency: Urgency
    split: str = "train"
    author: str = ""
    """Writing batch; batches, not messages, are what must not straddle two splits."""

    def unlabelled(self) -> Message:
        """Return the message as a router may see it."""
        return Message.model_validate({name: getattr(self, name) for name in Message.model_fields})


class Unreadable(BaseModel):
    """A message that could not be read: written to the rejects, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    position: int
    """Place in the file, counted from 1: a row, a line or a mail."""
    reason: str
    id: str = ""
    """Id of the message where one could still be seen."""
    excerpt: str = ""
    """First characters as found, for whoever must look for it; at most 200."""
