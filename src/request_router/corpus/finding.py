"""What a check of a corpus says."""

from __future__ import annotations

from dataclasses import dataclass

from request_router.messages import LabelledMessage


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a line, a batch or the corpus."""

    place: str
    """File and line, or the name of the batch."""
    kind: str
    """Of a line: ``ligne``, ``etiquette``, ``vide``, ``doublon``, ``quasi-doublon``, ``recoupement``, ``personnel``, ``paire``;
    of a batch: ``ouverture``, ``fermeture``, ``vocabulaire``; of the corpus: ``mot-cle``.
    """
    detail: str

    def __str__(self) -> str:
        return f"{self.place}: {self.kind}: {self.detail}"


Placed = tuple[str, LabelledMessage]
