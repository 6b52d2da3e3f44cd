"""What follows a message: sign-off and signature, lines that a telephone adds, legal notices.

A signature is never a request (annotation guide, boundary rule 5), yet it names services: "Ludothèque", "Infirmière".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from request_router.privacy import find_personal

# Lines that an application adds by itself, each with its sender.
APPLICATION_LINES = (
    re.compile(
        r"^envoyé (?:de|depuis|à partir de|avec|via)"
        r" (?:mon|ma|un|outlook|yahoo|proton|orange|gmail|la messagerie|l['’])\b.{0,60}$",
        re.I,
    ),
    re.compile(
        r"^envoyé (?:de|depuis) \w+(?: \w+)? (?:pour|mobile|mail).{0,40}$", re.I
    ),  # "Envoyé depuis Proton Mail pour Android"
    re.compile(r"^(?:sent from|get outlook for|obtenir outlook pour|télécharger outlook pour)\b.{0,60}$", re.I),
    re.compile(r"^(?:garanti sans virus|l['’]absence de virus dans ce courrier|sans virus)\b.{0,80}$", re.I),  # Avast
    re.compile(r"^(?:me |se )(?:désabonner|désinscrire)\b(?! (?:mon|ma|mes|de la cantine)).{0,60}$", re.I),
    re.compile(r"^voir (?:ce message )?dans (?:le|votre) navigateur.{0,40}$", re.I),
    re.compile(r"^provenance : (?:courrier|mail)\b.{0,40}$", re.I),  # Windows Mail
)

# First words of notices that run to the end of the mail.
NOTICES = (
    re.compile(
        r"^(?:ce|le présent) (?:message|mail|courriel|e-mail)\b.{0,80}\b(?:confidentiel|destinataire|exclusi)",
        re.I,
    ),
    re.compile(r"^les informations contenues dans (?:ce|cet|le présent) (?:message|mail|courriel|e-mail)\b", re.I),
    re.compile(r"^(?:pensez à l['’]environnement|avant d['’]imprimer|n['’]imprimez ce)", re.I),
    re.compile(
        r"^(?:\*+\s*)?(?:avertissement|disclaimer|confidentialité)\s*:\s*(?:ce|le présent) (?:message|mail|courriel|e-mail)",
        re.I,
    ),
)

# Ways to end a letter; what stands after one on the same line decides whether it is one ("merci d'avance de réparer…" is not).
SIGN_OFF = re.compile(
    r"^(?:(?:avec )?(?:tous )?mes (?:respects|hommages|remerciements)"
    r"|(?:bien |très |avec mes )?(?:cordialement|cdlt|cdt|sincèrement|respectueusement|amicalement|bien à vous|salutations)"
    r"|(?:mes |nos )?(?:sincères |meilleures |respectueuses |cordiales |républicaines )?salutations(?: \w+)*"
    r"|(?:je vous prie|nous vous prions|veuillez|recevez|dans l['’]attente).{0,160}"
    r"(?:salutations|sentiments|considération|respects?|hommages)\b.{0,30}"
    r"|(?:en vous remerciant|merci d['’]avance|par avance merci|d['’]avance merci|bonne (?:journée|soirée|réception))"
    r")(?: (?:à vous|et merci|à tous))?\s*[,.!]*$",
    re.I,
)
DELIMITER = re.compile(r"^--\s?$")
# A postscript is the citizen's text again, wherever it stands: "PS : et la lampe aussi".
POSTSCRIPT = re.compile(r"^\s*(?:p\.?\s?s\.?|n\.?b\.?|post[- ]scriptum)\s*[:.\-—]", re.I)

# Words that a name, an address or a job title does not have: with one of them a line is a sentence of the citizen's.
# Capitals count: "Les Petits Pas" is a nursery.
_SENTENCE_WORDS = re.compile(
    r"\b(?:(?i:je|j['’]|on|il|elle|ils|elles|nous|vous|ça|ca|c['’]est|y a|svp|merci)|est|sont|ont|a été|aussi|pas|que|qui|mais"
    r"|(?i:autre chose|urgent|danger|fuite|gaz|feu|cassée?s?|panne|trou|fils?|menaces?))\b"
)
_TITLE = re.compile(
    r"\b(?:adjointe?|conseill[eè]re?|maire|présidente?|directeur|directrice|secrétaire|responsable|gérante?|déléguée?)\b",
    re.I,
)
_NAME = re.compile(r"^(?:(?:M|Mme|Mlle|Dr|Me)\.? )?[A-ZÀ-Ý][\w'’-]*\.? [A-ZÀ-Ý]")
_MIN_WORDS_ABOVE = 8
_MIN_WORDS_LEFT = 3
"""Fewer words than that ("Bonjour,") are no message: nothing is cut then."""
_MAX_SIGNATURE_LINES = 8
_MAX_SIGNATURE_WIDTH = 70


@dataclass(frozen=True, slots=True)
class Signed:
    """A text and the signature that was under it."""

    text: str
    signature: str


def cut_signature(text: str) -> Signed:
    """Separate a text from its sign-off, signature, telephone line and legal notice.

    Fails safe: a text that would be left without a word keeps everything; a postscript is kept.
    """
    lines = text.split("\n")
    body = _without_applications(lines)
    end = _signature_start(body)
    postscript = _postscript(body[end:])
    kept = "\n".join([*body[:end], *postscript]).strip()
    left = _words([kept])
    if not left or left < _MIN_WORDS_LEFT <= _words(lines):
        return Signed(text=text.strip(), signature="")
    gone = [line for line in lines if line.strip() and line not in body] + [
        x for x in body[end:] if x not in postscript
    ]
    return Signed(text=kept, signature="\n".join(gone).strip())


def _words(lines: list[str]) -> int:
    return len(re.findall(r"\w+", " ".join(lines)))


def _without_applications(lines: list[str]) -> list[str]:
    """Drop the lines of telephones anywhere, and everything from a legal notice on."""
    kept: list[str] = []
    for line in lines:
        bare = line.strip(" *_>")
        if any(row.search(bare) for row in NOTICES) and _words(kept) >= _MIN_WORDS_ABOVE:
            # At the top it is a gateway's banner, and the mail stands below it.
            break
        if not any(row.match(bare) for row in APPLICATION_LINES):
            kept.append(line)
    return kept


def _signature_start(lines: list[str]) -> int:
    """Return the index of the first line of the signature, ``len(lines)`` if there is none."""
    for at, line in enumerate(lines):
        # "-- " is the one mark that a standard defines (RFC 3676, 4.3); some clients strip its blank.
        if DELIMITER.match(line) and len(lines) - at <= _MAX_SIGNATURE_LINES + 4:
            return at
        if SIGN_OFF.match(line.strip()) and _looks_signed(lines[at + 1 :]):
            return at
    return _bare_signature_start(lines)


def _bare_signature_start(lines: list[str]) -> int:
    """Return where a signature without a sign-off starts, ``len(lines)`` if there is none.

    It must be the last paragraph, hold a title, a telephone or an address, and stand under a real message: "Lampe cassée,
    place Carnot" alone is a request.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled:
        return len(lines)
    start = filled[-1]
    while start > 0 and lines[start - 1].strip():
        start -= 1
    block = "\n".join(lines[start : filled[-1] + 1])
    is_contact = _NAME.match(lines[start].strip()) and (_TITLE.search(block) or next(find_personal(block), None))
    if _words(lines[:start]) >= _MIN_WORDS_ABOVE and "\n" in block and is_contact and _looks_signed(lines[start:]):
        return start
    return len(lines)


def _looks_signed(after: list[str]) -> bool:
    """Say whether all that follows a sign-off is a signature: few, short lines without a sentence, or a postscript."""
    rows: list[str] = []
    for line in after:
        if POSTSCRIPT.match(line):
            break
        if line.strip():
            rows.append(line.strip())
    return len(rows) <= _MAX_SIGNATURE_LINES and all(
        len(row) <= _MAX_SIGNATURE_WIDTH and not row.endswith(("?", "!")) and not _SENTENCE_WORDS.search(row)
        for row in rows
    )


def _postscript(lines: list[str]) -> list[str]:
    """Return the lines from the first postscript on."""
    for at, line in enumerate(lines):
        if POSTSCRIPT.match(line):
            return lines[at:]
    return []
