"""In which tone a message is written: calm, pressing or aggressive. It says nothing of a danger, and counts for none.

Facts are the tables; the mechanism counts. Shouting (capitals, exclamation marks) presses, it does not attack.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from request_router.decisions import Tone
from request_router.french.cleaning import CleanText
from request_router.french.context import CueIndex
from request_router.french.cues import cue_table
from request_router.french.tokens import Token

# Said to or of those who are written to: one is enough.
INSULTS = cue_table(
    "connard*", "connasse*", "encule*", "salaud*", "salope*", "ordure humaine", "fils de pute", "fdp", "batard*",
    "bande d' incapable*", "bande de vendu*", "bande de naze*", "bande de clown*", "bande de voleur*",
    "bande de branleur*", "bande de con*", "tocard*", "abruti*", "cretin*", "debile*", "imbecile*", "guignol*",
    "branleur*", "faineant*", "feignant*", "bon a rien", "bons a rien", "incapable*", "escroc*", "voleurs", "menteur*",
    "menteuse*", "crapule*", "racaille politique", "vous etes des", "allez vous faire", "allez tous vous", "va te faire",
    "allez au diable", "vous emmerde", "je vous chie", "ferme ta gueule", "vos gueules", "gros con", "sale con",
    "pauvre con", "pauvres cons", "tous pourris", "tous des", "honte a vous", "vous me degoutez", "vous nous degoutez",
    "nuls a chier", "bouffon*",
    # « bande d'incapables », « allez vous faire voir »
)  # fmt: skip
# A threat to those who are written to: one is enough.
THREATS = cue_table(
    "vous allez le regretter", "vous le regretterez", "vous allez voir", "vous allez payer", "ca va mal finir pour",
    "vais vous tuer", "vais vous buter", "vais te tuer", "vais tout casser", "je vais venir vous", "sais ou vous habitez",
    "vous retrouver", "vous faire la peau", "vous casser la", "tu vas voir", "t' es mort", "vous creverez", "crevez",
    # « vous allez le regretter »
)  # fmt: skip
# Contempt: two of them, or one that is shouted.
CONTEMPT = cue_table(
    "foutage de gueule", "vous vous foutez", "vous foutez de", "se fout de nous", "se foutent de nous",
    "se fout du monde", "se moque du monde", "vous moquez de", "vous vous moquez", "rien a foutre",
    "rien a faire de nous", "bordel", "putain", "merde", "n' importe quoi", "scandaleux", "scandale", "honteux",
    "honteuse", "lamentable", "minable", "pitoyable", "inadmissible", "inacceptable", "intolerable", "ras le bol",
    "ras-le-bol", "marre", "ras le cul", "degoutant", "ecoeurant", "revoltant", "nul", "nulle", "nuls", "la honte",
    "bravo les artistes", "merci pour rien", "a quoi vous servez", "a quoi servez -vous", "payes a rien",
    "payes a ne rien faire", "vous dormez", "reveillez -vous", "vous etes sourds", "bouger le cul", "bougez -vous",
    "remuez -vous", "plus jamais ma voix", "mafia",
    # « c'est du foutage de gueule »
)  # fmt: skip
# Who wants it soon: one is enough to be pressing.
PRESSING = cue_table(
    "urgent", "urgente", "urgence", "urgentissime", "tres urgent", "vite", "au plus vite", "le plus vite possible",
    "rapidement", "le plus rapidement", "dans les plus brefs delais", "des que possible", "sans delai", "immediatement",
    "tout de suite", "depechez -vous", "faites vite", "faites quelque chose", "aidez -moi", "aidez -nous", "au secours",
    "a l' aide", "je vous en supplie", "je vous en prie faites", "sos", "svp vite", "prioritaire", "en priorite",
    "ca presse", "presse", "derniere relance", "relance", "mise en demeure", "dernier avertissement", "troisieme mail",
    "troisieme message", "deuxieme mail", "deuxieme message", "quatrieme mail", "toujours pas de reponse",
    "toujours sans reponse", "sans reponse", "reste sans reponse", "restee sans reponse", "aucune reponse",
    "jamais repondu", "n' en peux plus", "n' en pouvons plus", "qu' attendez -vous", "combien de temps encore",
    "ca fait des mois", "j' exige", "nous exigeons", "exigeons", "je demande instamment",
    # « troisième mail sans réponse »
)  # fmt: skip

_SHOUTED_WORDS = 5
"""Words of four letters or more in capitals from which somebody shouts and does not just stress."""
_SHOUTED_SHARE = 0.3
_MARKS = 3
"""Exclamation marks in a row, or question and exclamation marks mixed, that press."""


_INDEX = CueIndex.of(insults=INSULTS, threats=THREATS, contempt=CONTEMPT, pressing=PRESSING)


def tone_of(text: CleanText) -> Tone:
    """Return the tone of a message: the rudest that its words show."""
    tokens = (*text.subject_tokens, *text.tokens)
    words = [token.folded for token in tokens]
    shouted = _is_shouted(tokens)
    said = _INDEX.spans(words)
    contempt = len(said["contempt"]) if "contempt" in said else 0
    if "insults" in said or "threats" in said or contempt >= 2 or (contempt and shouted):
        return Tone.AGRESSIF
    if shouted or contempt or "pressing" in said or _marks_in_a_row(words) >= _MARKS:
        return Tone.PRESSANT
    return Tone.CALME


def _is_shouted(tokens: Sequence[Token]) -> bool:
    long = [token.text for token in tokens if len(token.text) >= 4 and token.text.isalpha()]
    loud = sum(word.isupper() for word in long)
    return loud >= _SHOUTED_WORDS and loud >= _SHOUTED_SHARE * len(long)


def _marks_in_a_row(words: Sequence[str]) -> int:
    """Return the longest run of exclamation and question marks; a token may hold several."""
    longest = run = 0
    for before, word in pairwise(["", *words]):
        loud = word.strip("!?") == "" and word != "" and ("!" in word or before.strip("!?") == "")
        run = run + len(word) if loud else 0
        longest = max(longest, run)
    return longest
