"""Which column of a table is what: the usual names of exports, as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from request_router.messages import Message

# Folded names, the surest first: where a table has both "message" and "objet", the first is the body.
# "objet" and "description" are titles in some exports and bodies in others; each list is tried in its order.
TEXT_NAMES = (
    "text", "texte", "message", "contenu", "corps", "body", "corps_du_message", "texte_du_message", "content", "demande",
    "description", "description_de_la_demande", "votre_message", "votre_demande", "commentaire", "commentaires",
    "verbatim", "signalement", "reclamation", "observation", "observations", "libelle_demande", "msg", "question",
)  # fmt: skip
SUBJECT_NAMES = ("subject", "objet", "sujet", "titre", "title", "objet_de_la_demande", "intitule", "motif")
ID_NAMES = (
    "id",
    "identifiant",
    "numero",
    "no",
    "n",
    "num",
    "reference",
    "ref",
    "ticket",
    "message_id",
    "uuid",
    "id_demande",
)
CHANNEL_NAMES = ("channel", "canal", "origine", "source_demande")
DATE_NAMES = (
    "date",
    "date_reception",
    "date_de_reception",
    "recu_le",
    "date_demande",
    "date_creation",
    "created_at",
    "horodateur",
)
SENDER_NAMES = ("sender", "expediteur", "from", "de", "email", "courriel", "auteur")

_DATE_FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
_ACCENTS = str.maketrans("àâäéèêëîïôöùûüç°", "aaaeeeeiioouuuco")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower().translate(_ACCENTS)).strip("_")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Names of the columns as the file writes them; None where the file has no such column."""

    text: str
    subject: str | None
    id: str | None
    channel: str | None
    date: str | None
    sender: str | None

    @classmethod
    def recognise(
        cls, names: Sequence[str], *, text: str | None = None, subject: str | None = None
    ) -> ColumnMap | None:
        """Match column names, case, accents and punctuation aside.

        Parameters
        ----------
        names
            Header of the table.
        text, subject
            Columns named by the user; they win, and match like any other.

        Returns
        -------
        ColumnMap or None
            None if no column can be the message, or if a named one does not exist.
        """
        by_plain = {_plain(name): name for name in reversed(names)}

        def find(candidates: Sequence[str]) -> str | None:
            return next((by_plain[name] for name in candidates if name in by_plain), None)

        wanted_subject = find([_plain(subject)]) if subject is not None else find(SUBJECT_NAMES)
        if subject is not None and wanted_subject is None:
            return None
        wanted_text = find([_plain(text)]) if text is not None else find(TEXT_NAMES)
        if wanted_text is None and text is None:
            # A table whose only wording is its "Objet" holds short requests there.
            wanted_text, wanted_subject = wanted_subject, None
        if wanted_text is None:
            return None
        return cls(
            text=wanted_text,
            subject=wanted_subject if wanted_subject != wanted_text else None,
            id=find(ID_NAMES),
            channel=find(CHANNEL_NAMES),
            date=find(DATE_NAMES),
            sender=find(SENDER_NAMES),
        )


def message_of_row(cells: Mapping[str, str], columns: ColumnMap, *, source: str, position: int) -> Message:
    """Turn one row into a message; an empty one too, since its row must not vanish from the agent's table."""

    def cell(name: str | None) -> str:
        return cells.get(name, "").strip() if name else ""

    return Message(
        text=cell(columns.text),
        id=cell(columns.id) or f"{source.rsplit('/', 1)[-1]}:{position}",
        subject=cell(columns.subject) or None,
        channel=cell(columns.channel) or None,
        date=parse_date(cell(columns.date)),
        sender=cell(columns.sender) or None,
        source=source,
        columns=tuple(cells.items()),
    )


def parse_date(value: str) -> datetime | None:
    """Read an ISO or French day-first date; None where it is neither."""
    if not value:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(value, form)
        except ValueError:
            continue
    return None
