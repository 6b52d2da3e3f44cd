"""Earlier mail under, above or inside today's: find where it starts, keep what is new.

The rows of the tables are facts about mail clients, each with the line that proved it. The mechanism is one pass: the
first line that opens quoted mail ends what is new, ``>`` lines are dropped wherever they stand, and the header
block of a forward is taken off while the forwarded text stays, because a forwarded complaint is the request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

_DATE = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}"
    r"|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:er)?\s+(?:janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec)\w*\.?\s+\d{2,4}"
    r"|\d{1,2}\s*(?:h|:)\s*\d{2})"
)

# Lines that introduce a quotation, the client's own wording. An attribution must carry a date, an hour or an address:
# "Le syndic de la résidence a écrit :" is a citizen telling a story.
# No client writes an object pronoun: "Le 12 mars à 10h00 le syndic nous a écrit :" is one too.
# Clients wrap the dated one over up to three lines.
# Gmail, Thunderbird, Apple Mail, Outlook on phones: "Le mar. 3 juin 2025 à 10:12, Mairie <mairie@example.fr> a écrit :"
DATED_ATTRIBUTION = re.compile(
    rf"^(?:le|on)\b.{{0,40}}{_DATE}.{{0,160}}(?<!nous )(?<!vous )(?<!m['’])(?<!lui )(?:a\s+écrit|a\s+ecrit|wrote)\s*:?\s*$",
    re.I,
)
# A date, even with an hour, also opens a story ("Le 3 juin à 10h30, mon voisin a écrit :"): it needs an address, or ">"
# lines below.
_ADDRESS = re.compile(r"@")
_HOUR_OR_ADDRESS = re.compile(r"@|\d{1,2}\s*(?:h|:)\s*\d{2}")
# Yahoo, La Poste: "Mairie <mairie@example.fr> a écrit :"
ADDRESSED_ATTRIBUTION = re.compile(
    r"^.{0,60}[<(\[][\w.+-]+@[\w.-]+[>)\]].{0,40}(?:a\s+écrit|a\s+ecrit|wrote)\s*:\s*$", re.I
)

# Lines that separate, whatever follows.
SEPARATORS = (
    re.compile(
        r"^[-_\s]{2,}\s*message\s+(?:d['’]origine|original|initial|précédent)\s*[-_\s]*$", re.I
    ),  # Outlook, Samsung
    re.compile(
        r"^-{2,}\s*(?:mail|courriel)\s+(?:d['’]origine|original)\s*-*$", re.I
    ),  # Orange, SFR: "----- Mail original -----"
    re.compile(r"^-{2,}\s*original message\s*-{2,}$", re.I),  # phones set to English
)
# Outlook on the web draws a rule above "De :"; web forms draw it anywhere.
RULE = re.compile(r"^_{20,}$")

# Lines that open a forward: what follows is the citizen's text.
FORWARDS = (
    re.compile(
        r"^-{2,}\s*(?:forwarded message|message transféré|message transfere|mail transféré)\s*-*$", re.I
    ),  # Gmail, Thunderbird, Orange
    re.compile(r"^(?:début du message (?:réexpédié|transféré)|begin forwarded message)\s*:?\s*$", re.I),  # Apple Mail
)

# "De : … / Envoyé : … / À : … / Objet : …": Outlook writes no other mark. Three different keys in a row make a block;
# two would take "Objet : … / Date : …" at the top of a typed letter.
HEADER_LINE = re.compile(
    r"^\*?(de|from|envoyé|envoye|sent|date|à|a|to|pour|cc|copie à|objet|sujet|subject|répondre à|reply-to)\s*\*?\s*:\s*\*?\s*\S?",
    re.I,
)
_SENT = re.compile(r"^\*?(?:envoyé|envoye|sent|date|le)\s*\*?\s*:", re.I)
# Only a mail client says "Envoyé", or puts RE: before the subject.
_CLIENT_ONLY = re.compile(
    r"^\*?(?:envoyé|envoye|sent)\s*\*?\s*:|^\*?(?:objet|sujet|subject)\s*\*?\s*:\s*(?:re|tr|fwd?)\s*:", re.I
)
_FORM_FIELD = re.compile(r"^(?:message|texte|contenu|demande|description|commentaire)\s*:", re.I)
_FROM = re.compile(r"^\*?(?:de|from)\s*\*?\s*:", re.I)

FORWARD_SUBJECT = re.compile(r"^\s*(?:\[[^\]]*\]\s*)*(?:tr|fw|fwd|transf)\s*:", re.I)
REPLY_SUBJECT = re.compile(r"^\s*(?:\[[^\]]*\]\s*)*(?:re|ré|rép|aw)\s*:", re.I)
# Words that a body has before it says anything: what is left of a cut must hold more than these.
_GREETING_WORDS = """
bonjour bonsoir madame monsieur mesdames messieurs mme m le la maire cher chère formulaire contact nouveau
"""
_GREETINGS = frozenset(_GREETING_WORDS.split())
REPLY_MARK = re.compile(r"^\s*>")
_MARKED = re.compile(r"^\s*>\s?")


@dataclass(frozen=True, slots=True)
class Split:
    """Lines of a body by whose they are."""

    new: str
    """What the sender of this mail wrote."""
    forwarded: str
    """What somebody else wrote and the sender passes on; a request like any other."""
    quoted: str
    """Earlier mail and the lines that clients add."""


def split_quoted(body: str, subject: str | None = None) -> Split:
    r"""Tell what is new in a body from the earlier mail that a client quoted in it.

    Fails safe: a body in which nothing new is left keeps everything, and a forward keeps the forwarded text.

    Parameters
    ----------
    body
        Plain text, lines ended by ``\n``.
    subject
        The message's own subject; "TR:" or "Fwd:" marks a forward where the client drew no line.
    """
    lines = body.split("\n")
    forwarded = bool(subject and FORWARD_SUBJECT.match(subject))
    replied = bool(subject and REPLY_SUBJECT.match(subject))
    bare = [_MARKED.sub("", line) for line in lines]
    if forwarded or any(row.match(line.strip()) for row in FORWARDS for line in bare):
        # Some clients mark the forwarded mail like a quotation.
        lines, forwarded = bare, True
    elif not replied and not _is_answer(lines):
        # Nothing is answered here: a citizen marked his own lines.
        lines = bare
    kept: dict[bool, list[str]] = {False: [], True: []}
    dropped: list[str] = []
    below = False
    at = 0
    while at < len(lines):
        mark = _mark(lines, at, forwarded=forwarded)
        if mark is None:
            kept[below].append(lines[at])
            at += 1
            continue
        forwarded = forwarded or mark.forwards
        below = below or (forwarded and not REPLY_MARK.match(lines[at]))
        end = len(lines) if mark.ends else at + mark.size
        dropped += lines[at:end]
        at = end
    new, passed_on = ("\n".join(kept[part]).strip() for part in (False, True))
    if not _says_something(new + " " + passed_on):
        return Split(new=_unquoted(body), forwarded="", quoted="")
    return Split(new=new, forwarded=passed_on, quoted="\n".join(dropped).strip())


def _is_answer(lines: list[str]) -> bool:
    """Say whether some line shows that an earlier mail stands in this body."""
    return any(
        _attribution(lines, at)
        or _header_block(lines, at)
        or any(row.match(lines[at].strip()) for row in SEPARATORS[:3])
        for at in range(len(lines))
    )


def _says_something(text: str) -> bool:
    return any(word not in _GREETINGS for word in re.findall(r"\w+", text.lower()))


@dataclass(frozen=True, slots=True)
class _Mark:
    """Lines of a client's making at some place of a body."""

    size: int
    """How many lines the mark itself takes."""
    ends: bool = False
    """True if everything after it is earlier mail too."""
    forwards: bool = False
    """True if what follows is a forwarded message."""


def _mark(lines: list[str], at: int, *, forwarded: bool) -> _Mark | None:
    """Return the mark that stands at a line, surest first; None if the line is the citizen's."""
    line = lines[at].strip()
    if REPLY_MARK.match(line):
        return _Mark(1)
    if any(row.match(line) for row in FORWARDS):
        return _Mark(1 + _header_size(lines, at + 1), forwards=True)
    if size := _header_block(lines, at):
        return _Mark(size, ends=not forwarded)
    if size := _attribution(lines, at):
        # Interleaved answers: people write under each quoted paragraph, so only the ">" lines go.
        return _Mark(size, ends=not any(REPLY_MARK.match(row) for row in lines[at + size :]))
    if RULE.match(line):
        return _Mark(1) if _header_block(lines, at + 1) else None
    if any(row.match(line) for row in SEPARATORS):
        return _Mark(1, ends=not forwarded and not _header_block(lines, at + 1))
    return None


def _attribution(lines: list[str], at: int) -> int:
    """Return how many lines from ``at`` form an attribution, 0 if none."""
    if ADDRESSED_ATTRIBUTION.match(lines[at].strip()):
        return 1
    for size in (1, 2, 3):
        wrapped = [line.strip() for line in lines[at : at + size]]
        line = " ".join(wrapped)
        if all(wrapped) and DATED_ATTRIBUTION.match(line) and (_ADDRESS.search(line) or _is_quoted(lines, at + size)):
            return size
    return 0


def _is_quoted(lines: list[str], at: int) -> bool:
    """Say whether the next line that is not blank carries a reply mark."""
    following = next((line for line in lines[at:] if line.strip()), "")
    return REPLY_MARK.match(following) is not None


def _header_block(lines: list[str], at: int) -> int:
    """Return the length of a "De : / Envoyé : / À : / Objet :" block at ``at``, 0 if there is none."""
    if at >= len(lines) or not _FROM.match(lines[at].strip()):
        return 0
    size = _header_size(lines, at)
    block = [line.strip() for line in lines[at : at + size]]
    keys = {match[1].lower() for line in block if (match := HEADER_LINE.match(line))}
    # A web form writes "De : / Date : / Objet :" too, but no hour and no address; and its own message comes as a field.
    is_mail = any(
        _HOUR_OR_ADDRESS.search(line) or _CLIENT_ONLY.match(line) for line in block
    ) and not _FORM_FIELD.match(next((line.strip() for line in lines[at + size :] if line.strip()), ""))
    return size if len(keys) >= 3 and is_mail and any(_SENT.match(line) for line in block) else 0


def _header_size(lines: list[str], at: int) -> int:
    """Count the header lines from ``at``, blank ones before them included; a blank line ends them."""
    blank = len(list(takewhile(lambda line: not line.strip(), lines[at : at + 3])))
    filled = takewhile(lambda line: HEADER_LINE.match(line.strip()) is not None, lines[at + blank : at + 14])
    size = len(list(filled))
    return blank + size if size else 0


def _unquoted(body: str) -> str:
    """Give back a body without its ``>`` marks and header lines, for when nothing else is left to read."""
    lines = [re.sub(r"^(?:\s*>)+\s?", "", line) for line in body.split("\n")]
    marks = (*FORWARDS, *SEPARATORS, RULE, DATED_ATTRIBUTION, ADDRESSED_ATTRIBUTION)
    useful = [line for line in lines if not any(row.match(line.strip()) for row in marks)]
    text = "\n".join(line for line in useful if not HEADER_LINE.match(line.strip())).strip()
    return text or body.strip()
