"""In which context each token stands: said of now, denied, over, or only imagined.

The rows are facts about French, each with the sentence that proved it; the mechanism is one pass over sentences. A cue
speaks for its clause (from the cue to the next comma, conjunction or end) or for its whole sentence, as its table says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from request_router.french.tokens import Token


class Context(StrEnum):
    """How what a token names relates to here and now."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    PAST = "past"
    HYPOTHETICAL = "hypothetical"


Cue = tuple[str, ...]


def _cues(*rows: str) -> tuple[Cue, ...]:
    """Return cues as folded token sequences, longest first, so that "plus jamais de" wins over "jamais"."""
    return tuple(sorted((tuple(row.split()) for row in rows), key=len, reverse=True))


# From the cue to the end of its clause.
NEGATING = _cues(
    "pas de",
    "pas d'",
    "pas du",  # « il n'y a pas de fuite », « pas d'odeur de gaz »
    "aucun",
    "aucune",  # « aucun blessé »
    "sans",  # « sans danger », « chute sans gravité »
    "ni",  # « ni feu ni fumée »
    "rien de",
    "rien d'",  # « rien d'urgent », « rien de grave »
    "jamais eu",
    "jamais vu",  # « on n'a jamais eu d'incendie ici »
    "plus de",
    "plus d'",
    "plus aucun",
    "plus aucune",  # « il n'y a plus d'odeur » (only after "ne": see _clause_contexts)
    "personne n'",
    "personne ne",  # « personne n'est blessé »
    "non",  # « fuite non dangereuse »
)
# Between "ne" and its second word, and on to the end of the clause: « ça ne brûle pas », « le mur n'est pas tombé ».
NE = ("ne", "n'")
NE_CLOSERS = ("pas", "plus", "jamais", "rien", "aucun", "aucune", "personne", "guere")
# "plus de" without "ne" is a quantity: « il y a plus de fumée que d'habitude ».
NEEDS_NE = _cues("plus de", "plus d'")

# For the whole sentence.
PAST_CUES = _cues(
    "a ete repare",
    "a ete reparee",
    "ont ete repares",
    "ont ete reparees",  # « la fuite a été réparée »
    "est repare",
    "est reparee",
    "sont repares",
    "ete enleve",
    "ete enlevee",
    "ete enleves",
    "ete retire",
    "ete retiree",
    "ete evacue",
    "ete evacuee",
    "ete securise",
    "ete securisee",
    "ete coupe",
    "ete coupee",
    "ete remplace",
    "ete remplacee",
    "est regle",
    "est reglee",
    "probleme regle",
    "est resolu",
    "fausse alerte",  # « c'est réglé, merci »
    "est intervenu",
    "est intervenue",
    "sont intervenus",
    "sont intervenues",
    "etait intervenu",  # « les pompiers sont intervenus »
    "l' annee derniere",
    "l' an dernier",
    "l' an passe",
    "l' annee passee",
    "le mois dernier",
    "la semaine derniere",
    "l' ete dernier",
    "l' hiver dernier",
    "a l' epoque",
    "autrefois",
    "dans le temps",
    "jadis",
    "il y a 0 ans",
    "il y a 00 ans",
    "il y a 0 mois",
    "il y a 00 mois",
    "il y a quelques annees",
    "il y a quelques mois",
    "il y a deux ans",
    "il y a trois ans",
    "il y a un an",
    "il y a dix ans",
    "il y a longtemps",
    "en 0000",
    "de 0000",
    "du siecle dernier",  # « l'incendie de 2019 »
)
HYPOTHETICAL_CUES = _cues(
    "si jamais",
    "au cas ou",
    "en cas de",
    "en cas d'",
    "et si",
    "le jour ou",  # « que faire en cas de fuite ? »
    "un jour",
    "un de ces jours",
    "tot ou tard",
    "va finir par",
    "vont finir par",
    "finira par",  # « un jour il y aura un mort »
    "faut -il attendre",
    "il faut attendre",
    "faut il attendre",
    "attendre qu'",
    "attend qu'",
    "attendez qu'",
    "attendre un accident",
    "attend un accident",
    "attend l' accident",
    "attendez l' accident",  # « on attend l'accident ? »
    "risque de",
    "risque d'",
    "risques de",
    "risques d'",
    "risquent de",
    "risquerait",
    "risquons",  # « ça risque de tomber »
    "pourrait",
    "pourraient",
    "aurait pu",
    "auraient pu",
    "j' ai peur qu'",
    "de peur",
    "peur que",
    "peur qu'",
    "que faire en cas",
    "que faire si",
    "conduite a tenir",
)
# For the whole sentence: what is staged is so before its word too, « le feu sera allumé pour l'exercice ».
STAGED = _cues("exercice", "exercices", "simulation")

# Fixed expressions whose words name a danger elsewhere; only their own tokens are marked, as imagined.
IDIOMS = _cues(
    "feu d' artifice",
    "feux d' artifice",
    "feu de joie",
    "cessez le feu",
    "coup de feu en cuisine",
    "tout feu tout flamme",
    "detecteur de fumee",
    "detecteurs de fumee",
    "detecteur de gaz",
    "alarme incendie",
    "extincteur",
    "porte coupe feu",
    "fuite des cerveaux",
    "fuite en avant",
    "mort de rire",
    "mort de fatigue",
    "mort de froid dans la salle",
    "bouteille de gaz",
    "bouteilles de gaz",
    "compteur de gaz",
    "compteur gaz",
    "facture de gaz",
)

SENTENCE_ENDS = frozenset({".", "!", "?", ";", "\n", "…", "..."})
CLAUSE_ENDS = frozenset({",", ":", "(", ")", "mais", "et", "cependant", "pourtant", "car", "donc", "-", "–", "—"})


# People leave out the full stop: « je n'en peux plus mon mari me frappe ».
SUBJECTS = frozenset({"mon", "ma", "mes", "je", "j'", "il", "elle", "ils", "elles", "on"})


def contexts(tokens: Sequence[Token]) -> tuple[Context, ...]:
    """Return the context of each token.

    Where several hold, what is imagined wins over what is past, and that over a negation.
    """
    marked: list[Context] = []
    for start, end in _sentences(tokens):
        words = [token.folded for token in tokens[start:end]]
        if _place(words, STAGED) is not None:
            marked += [Context.HYPOTHETICAL] * len(words)
            continue
        stretch = [Context.PAST] * len(words) if _place(words, PAST_CUES) is not None else _clause_contexts(words)
        # What is imagined follows its cue: « le balcon menace de s'effondrer, un passant risque d'être tué ».
        imagined = _place(words, HYPOTHETICAL_CUES)
        if imagined is not None:
            stretch[imagined:] = [Context.HYPOTHETICAL] * (len(words) - imagined)
        marked += stretch
    folded = [token.folded for token in tokens]
    present = set(folded)
    for idiom in (row for row in IDIOMS if present.issuperset(row)):
        for at in range(len(folded)):
            if _starts(folded, at, idiom):
                marked[at : at + len(idiom)] = [Context.HYPOTHETICAL] * len(idiom)
    return tuple(marked)


def _sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of sentences; together they cover every token once."""
    start = 0
    for at, token in enumerate(tokens):
        if token.folded in SENTENCE_ENDS:
            yield start, at + 1
            start = at + 1
    if start < len(tokens):
        yield start, len(tokens)


def _place(words: list[str], cues: tuple[Cue, ...]) -> int | None:
    """Return the first place at which one of the cues starts, None if there is none."""
    present = set(words)
    places = (at for cue in cues if present.issuperset(cue) for at in range(len(words)) if _starts(words, at, cue))
    return min(places, default=None)


def _starts(words: list[str], at: int, cue: Cue) -> bool:
    return words[at] == cue[0] and tuple(words[at : at + len(cue)]) == cue


def _clause_contexts(words: list[str]) -> list[Context]:
    """Mark the negated stretches of one sentence."""
    marked = [Context.AFFIRMED] * len(words)
    ne_open = False
    for at, word in enumerate(words):
        if word in CLAUSE_ENDS and word != "et":
            ne_open = False
        if word in NE:
            ne_open = True
        needs_ne = any(_starts(words, at, cue) for cue in NEEDS_NE)
        closes_ne = ne_open and word in NE_CLOSERS
        if closes_ne or (not needs_ne and any(_starts(words, at, cue) for cue in NEGATING)):
            for place in range(at, _clause_end(words, at + 1)):
                marked[place] = Context.NEGATED
            ne_open = False
    return marked


def _clause_end(words: list[str], start: int) -> int:
    """Return where the clause that runs at ``start`` ends: at a mark, a conjunction, or a new subject."""
    for at in range(start, len(words)):
        if words[at] in CLAUSE_ENDS or words[at] in SENTENCE_ENDS or words[at] in SUBJECTS:
            return at
    return len(words)
