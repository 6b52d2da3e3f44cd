"""Words by which French tells that a thing is denied, over, imagined, reported, asked about or not meant literally.

Facts only; :mod:`request_router.french.context` says how far each speaks. A cue is a run of folded tokens, ``word*`` a
beginning. Beside each row, the sentence that it was written for.
"""

from __future__ import annotations

Cue = tuple[str, ...]


def cue_table(*rows: str) -> tuple[Cue, ...]:
    """Return cues as token sequences, longest first, so that "plus jamais de" wins over "jamais"."""
    return tuple(sorted((tuple(row.split()) for row in rows), key=len, reverse=True))


# From the cue to the end of its clause.
NEGATING = cue_table(
    "pas de", "pas d'", "pas du", "pas un", "pas une", "pas la moindre",
    # « il n'y a pas de fuite », « pas d'odeur de gaz »
    "aucun", "aucune", "nul", "nulle",
    # « aucun blessé »
    "sans",
    # « sans danger », « chute sans gravité »
    "ni",
    # « ni feu ni fumée »
    "rien de", "rien d'", "rien a",
    # « rien d'urgent », « rien de grave »
    "jamais eu", "jamais vu", "jamais ete",
    # « on n'a jamais eu d'incendie ici »
    "plus de", "plus d'", "plus aucun", "plus aucune",
    # « il n'y a plus d'odeur » (only after "ne": see NEEDS_NE)
    "personne n'", "personne ne",
    # « personne n'est blessé »
    "non",
    # « fuite non dangereuse »
    "hors de danger", "sains et saufs", "sain et sauf", "saine et sauve",
    # « ils sont sains et saufs »
)  # fmt: skip
# Between "ne" and its second word, and on to the end of the clause: « ça ne brûle pas », « le mur n'est pas tombé ».
NE = ("ne", "n'")
NE_CLOSERS = ("pas", "plus", "jamais", "rien", "aucun", "aucune", "personne", "guere", "point")
# "plus de" without "ne" is a quantity: « il y a plus de fumée que d'habitude ».
NEEDS_NE = cue_table("plus de", "plus d'")
# "ne … que" restricts and does not deny: « il n'y a que de la fumée et des flammes ».
RESTRICTING = ("que", "qu'")
# A negation that denies nothing: « j'ai peur qu'il ne tombe », « avant que le mur ne s'écroule », « sans que personne n'agisse ».
EXPLETIVE = cue_table(
    "avant que", "avant qu'", "a moins que", "a moins qu'", "peur que", "peur qu'", "crains que", "crains qu'",
    "crainte que", "crainte qu'", "plus que", "pire que",
)  # fmt: skip
# A denial of a denial: « il n'est pas exclu que ça brûle », « on ne peut pas nier la fuite », « sans aucun doute une fuite ».
AFFIRMING = cue_table(
    "pas exclu", "pas impossible", "pas nier", "sans doute", "sans aucun doute", "nul doute", "aucun doute",
    "pas de doute", "pas etonnant", "arrete pas", "arretent pas", "pas seulement", "pas que", "pas qu'",
    "non seulement", "sans arret", "sans cesse",
    "sans interruption", "sans raison", "sans prevenir", "pas fini", "sans surveillance", "sans parents", "sans lumiere",
    "sans protection", "sans manteau", "sans barriere", "sans personne", "sans adulte", "sans reponse", "sans chauffage",
    "sans electricite", "sans eau", "sans toit", "sans rien", "sans masque", "sans harnais", "sans casque", "sans frein*",
)  # fmt: skip

# What is done to a danger that is over, after "a été", "est", "sont": « la fuite a été colmatée », « le but a été scellé ».
_MENDED = (
    "repare*", "rebouche*", "colmate*", "refait*", "remplace*", "change par", "enleve*", "retire*", "evacue*",
    "securise*",
    "maitrise*", "retrouve*", "rattrape*", "rendu*", "abattu*", "elague*", "scelle*", "soude*", "consolide*",
    "etaye*", "degage*", "deneige*", "sale par", "balise*", "neutralise*", "desamorce*", "depollue*", "desamiante*",
    "hospitalise* et va", "soigne*", "releve*", "recueilli*", "heberge*", "reloge*", "interpelle*", "arrete par",
    "condamne*", "juge*", "pris en charge", "prise en charge", "regle*", "resolu*", "retabli*", "revenu a la normale",
    "sauve*", "secouru*", "desincarcere*", "demoli*", "raccroche*", "rebranche*", "attrape*", "capture*", "rassure*",
    "remis*", "referme*", "recouvert*", "repose*",
)  # fmt: skip
_WAS = ("a ete", "ont ete", "avait ete", "est", "sont", "etait", "fut")
# A lamp that is out or a lift that has stopped is a fault, a fire that is out or a thief who was stopped is over:
# « le feu est éteint », « il a été arrêté », but « l'ascenseur est arrêté, je suis dedans ».
_STOPPED = cue_table(
    "ete arrete*", "ete eteint*", "ete coupe*", "ete debranche*", "feu est eteint", "feux sont eteints",
    "incendie est eteint", "flammes sont eteintes",
)  # fmt: skip
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# What moves by itself is not mended: « la porte s'est refermée, on est bloqués », « un singe s'est sauvé ».
REFLEXIVE = ("s'", "se")
# For the whole sentence.
_OVER = cue_table(
    "reparation faite", "a disparu depuis", "odeur a disparu", "odeur est partie", "fumee a disparu", "est tout sec",
    "tout est sec", "glace a fondu", "neige a fondu", "verglas a fondu", "tout a fondu", "s' etaient", "etait entree",
    "etait monte*", "etait tombe*", "courant est revenu",
    "eau est revenue", "est rouvert*", "lever du peril", "classe* sans suite", "ete enleve*", "ete retire*",
    "ete evacue*",
    "ete securise*", "ete remplace*", "ete maitrise*", "ete retrouve*", "ete rebouche*",
    "ete colmate*", "ete degage*", "ete abattu*", "ete elague*", "ete pris en charge", "ete prise en charge",
    "ete releve*", "ete soigne*", "ete heberge*", "est heberge*", "ete reloge*", "ete arrete par", "ete interpelle*",
    "est retrouve*", "avons retrouve*", "a retrouve*", "on a retrouve", "est rentre* chez", "est enfin rentre*",
    "n' a pas dure", "rassurez -vous", "rassurez vous", "est bien fixe*", "sont bien fixe*", "est bien attache*",
    # « la cage de but est bien fixée », « la coupure n'a pas duré »
    "va bien", "va mieux", "vont bien", "se porte bien", "s' en est sorti*", "s' en est remis*", "en est sorti*",
    "s' en est tire*", "s' est remis*", "s' est releve*",
    "sorti* de l' hopital", "est cicatrise*", "etait un essai", "etait qu' un", "etait juste", "c' etait le",
    "c' etait la",
    "a cru a", "a cru que", "on a cru", "j' ai cru", "a failli croire",
    # « la fuite a été réparée », « elle s'en est bien remise », « on a cru à une fusillade, c'était le mariage d'en face »
    "est regle*", "probleme regle*", "est resolu*", "est rentre dans l' ordre", "rentre dans l' ordre", "est termine*",
    "est clos*", "affaire classee", "c' est fini", "fausse alerte", "fausse alarme", "plus de peur que de mal", "ouf",
    # « c'est réglé, merci », « fausse alerte »
    "est intervenu*", "sont intervenu*", "etait intervenu*", "etaient intervenu*", "sont venus a bout", "ont eteint",
    "a eteint", "ont securise", "a securise", "ont fait le necessaire", "a fait le necessaire", "a repare", "ont repare",
    "a colmate", "a remplace", "ont remplace", "ont remis", "a ete remis*", "est passe* et c' est",
    # « les pompiers sont intervenus », « GRDF a réparé »
    "l' annee derniere", "l' an dernier", "l' an passe", "l' annee passee", "le mois dernier", "le mois passe",
    "la semaine derniere", "l' ete dernier", "l' hiver dernier", "l' automne dernier", "au printemps dernier",
    "a l' epoque", "autrefois", "dans le temps", "jadis", "naguere",
    "pendant la guerre", "quand j' etais", "quand j' avais", "dans mon enfance", "de mon temps", "dans les annees",
    "au siecle", "du siecle dernier", "il y a 0 ans", "il y a 00 ans", "il y a 0 mois", "il y a 00 mois",
    "il y a quelques annees", "il y a quelques mois", "il y a deux ans", "il y a trois ans", "il y a quatre ans",
    "il y a cinq ans", "il y a six ans", "il y a un an", "il y a dix ans", "il y a vingt ans", "il y a trente ans",
    "il y a plusieurs annees", "il y a des annees", "il y a deux mois", "il y a trois mois", "il y a six mois",
    "il y a longtemps", "il y a 00 jours", "il y a dix jours", "il y a quinze jours", "il y a une semaine",
    "il y a deux semaines", "il y a trois semaines", "il y a 0 semaines", "il y a un mois", "y a un mois", "y a 0 mois",
    "avant-hier", "y a 0 ans", "y a deux ans", "en 0000", "de 0000", "du 00 juillet 0000", "l' incendie de",
    "ete 0000", "hiver 0000", "juin 0000", "mai 0000",
    # « l'incendie de 2019 »
    "s' etait", "s' etaient", "avait fait", "avait ete", "avaient ete", "avait eu", "avait pris", "avait bu",
    "etait tombe*", "etaient tombe*", "avait mordu", "avait explose", "avait brule", "etait mort*", "avait cede",
    # « mon fils s'était fait mordre », « le mur avait cédé » : the pluperfect tells of what is behind
    "merci encore", "merci aux pompiers", "merci aux agents", "merci aux policiers", "remercie* les", "remercier les",
    "remercie* de ma part", "merci a l' agent", "merci au policier", "merci au pompier", "chapeau aux", "bravo aux",
    # « merci aux pompiers pour le feu de mardi »
)  # fmt: skip
PAST = cue_table(
    *map(" ".join, _OVER),
    *map(" ".join, _STOPPED),
    *(f"{was} {mended}" for was in _WAS for mended in _MENDED),
    *(f"{day} dernier" for day in _DAYS),  # « mardi dernier »
    *(f"en {month}" for month in _MONTHS),  # « j'ai fait un malaise au concert en mai »
    *(f"de {month}" for month in _MONTHS),  # « l'éboulement de novembre »
)
# A past cue that closes what the sentences before it told: « Fuite rue Haute. GRDF est passé, c'est réparé. »
SETTLING = cue_table(
    "est regle*", "probleme regle*", "est resolu*", "rentre dans l' ordre", "fausse alerte", "fausse alarme",
    "plus de peur que de mal", "ete repare*", "est repare*", "ete securise*", "ete eteint*", "feu est eteint",
    "incendie est eteint", "ete maitrise*", "ete retrouve*", "est retrouve*", "ont eteint", "a repare", "ont repare",
    "est termine*",
    "c' est fini", "va bien", "vont bien", "sains et saufs", "sain et sauf", "saine et sauve", "tout va bien",
    "plus rien a craindre", "ete pris en charge", "ete prise en charge", "s' en est remis*", "s' en est bien remis*",
    "s' en est tres bien remis*",
)  # fmt: skip
# Undoes a past cue of its sentence, from there on: « c'était réparé, mais ça recommence ».
RELAPSE = cue_table(
    "recommence", "recommencent", "mais", "a nouveau", "de nouveau", "encore", "toujours pas", "revenu", "revenue",
    "revient", "reviennent", "toujours", "continue", "continuent", "ce matin", "ce soir", "maintenant", "depuis",
    "il reste", "reste", "en ce moment", "l' autre", "aujourd'hui",
    # « le lampadaire a été remplacé le mois dernier, il y a des fils qui pendent »
    "il y a des", "il y a du", "y a des", "y a du", "y a plein", "je suis", "je vois", "nous sommes", "on est", "on voit",
    "en train de",
    # « dossier déjà vu en janvier : ne sent plus son bras »
    ":",
)  # fmt: skip

# Before a past cue of its sentence they keep what stands before it present: « depuis cet après-midi ça sent le gaz là où ils ont
# rebouché la semaine dernière ».
NOW = cue_table(
    "depuis", "ce matin", "ce soir", "cet apres midi", "cet apres-midi", "cette nuit", "maintenant", "en ce moment",
    "aujourd'hui", "a l' instant", "vient de", "viennent de", "en train de",
)  # fmt: skip

# From the cue to the end of the sentence.
HYPOTHETICAL = cue_table(
    "si jamais", "au cas ou", "et si", "le jour ou", "imaginez", "imagine", "imaginons", "supposons", "admettons",
    # « si jamais le mur tombe »
    "un jour", "un de ces jours", "tot ou tard", "va finir par", "vont finir par", "finira par", "finira bien", "finira",
    "finir par", "il y aura", "y aura", "va y avoir",
    # « un jour il y aura un mort »
    "faut -il attendre", "il faut attendre", "faut il attendre", "attendre qu'", "attend qu'", "attendez qu'",
    "attendez -vous", "attendre un accident", "attend un accident", "attend l' accident", "attendez l' accident",
    "attendre l' accident", "attend un drame", "attendez un drame", "attendre un drame", "attend un mort",
    "attendre un mort", "attendez un mort", "attend le drame", "attendons un", "attendre le drame", "avant qu'",
    "avant que",
    # « on attend l'accident ? », « agissez avant que quelqu'un tombe »
    "risque de", "risque d'", "risques de", "risques d'", "risquent de", "risquerait", "risqueraient", "risquons",
    "pourrait", "pourraient", "pourrions", "aurait pu", "auraient pu", "serait", "seraient", "tomberait",
    "devait un jour",
    # « ça risque de tomber », « il pourrait y avoir un blessé »
    "j' ai peur qu'", "j' ai peur que", "de peur", "peur que", "peur qu'", "crains que", "crains qu'", "crainte d'",
    "crainte de", "redoute", "en prevision", "a l' avenir", "eventuel", "eventuelle", "eventuels", "potentiel",
    "potentielle", "faillir", "a deux doigts de", "si c' etait", "comme si",
    # « j'ai peur qu'il tombe »
)  # fmt: skip
# "si" opens a condition up to the comma, but not after a word of doubt: « si quelqu'un tombe », « je ne sais pas si ça fuit ».
CONDITION = ("si", "s'")
DOUBT = frozenset(
    {"sais", "sait", "savoir", "demande", "demandons", "voir", "comme", "meme", "aussi", "ignore", "oui", "dire"}
)
CONDITION_SUBJECTS = frozenset(
    {"il", "ils", "elle", "elles", "on", "un", "une", "quelqu'un", "quelqu'", "le", "la", "les", "l'", "ca", "cela", "je", "j'",
     "vous", "nous", "mon", "ma", "y", "tout", "des", "ce", "c'"}
)  # fmt: skip

# For the whole sentence: what others said, wrote or showed, elsewhere or long ago.
REPORTED = cue_table(
    "le maire a dit", "le maire a declare", "le maire a promis", "la maire a dit", "l' adjoint a dit", "vous avez dit",
    "vous avez declare", "vous disiez", "vous aviez dit", "vous avez promis", "selon le maire", "d' apres le maire",
    # « le maire a dit que le mur allait tomber »
    "dans le journal", "le journal disait", "le journal dit", "le journal parle", "un article", "l' article", "la presse",
    "aux infos", "a la tele", "a la television", "a la radio", "le reportage", "un reportage", "documentaire", "le film",
    "un film", "dans un film", "comme dans", "une serie", "un roman", "le roman", "ce livre", "un livre",
    "une piece de theatre",
    "l' exposition", "une exposition", "une expo", "sur netflix", "une chanson", "faits divers",
    "fait divers",
    # « j'ai vu le documentaire sur l'incendie »
    "la rumeur", "une rumeur", "des rumeurs", "le bruit court", "on raconte", "on racontait", "il paraitrait", "legende",
    "il parait qu' a", "dans une autre commune", "dans la commune voisine", "dans une ville voisine",
    "ailleurs en france", "a l' etranger", "comme a",
    # « on raconte qu'il ne répond plus, c'est faux »
    "c' est faux", "il n' en est rien", "de l' intox", "fake",
)  # fmt: skip

# For the whole sentence: asked about, taught, exercised, planned.
ASKED = cue_table(
    "que faire en cas", "que faire si", "que faut -il faire", "que doit -on faire", "que doit on faire", "comment reagir",
    "qui appeler en cas", "qui prevenir en cas", "quelle est la procedure", "quelles sont les consignes",
    "quels sont les gestes", "en cas de", "en cas d'", "conduite a tenir", "a qui signaler un*", "comment signaler un*",
    "comment declarer",
    # « que faire en cas de fuite de gaz ? »
    "exercice", "exercices", "simulation", "faux blesses", "mannequin", "une formation", "la formation", "formation a",
    "formation aux",
    "formation de", "initiation", "stage de", "un atelier", "conference", "sensibilisation", "prevention", "journee de",
    "semaine de", "secourisme", "gestes qui sauvent", "premiers secours", "psc0", "reunion publique",
    "reunion d' information", "plan communal", "pcs", "dicrim", "brochure", "depliant", "une affiche", "l' affiche",
    "des affiches",
    "les affiches", "vos affiches", "memo",
    "memoire", "etude sur", "statistiques", "chiffres", "combien d'", "combien de",
    # « exercice incendie jeudi », « formation aux premiers secours »
    "coordonnees", "ou se procurer", "ou trouver", "ou trouve", "existe -t -il", "est -ce que la mairie",
    "la mairie organise", "mairie organise", "la commune prend", "la ville prend", "est -il prevu", "est -il obligatoire",
    "obligatoire*", "a -t -on le droit", "a t on le droit", "faut -il declarer", "faut -il une autorisation",
    "faut il une autorisation", "indemnis*", "declaration de sinistre", "arrete de catastrophe", "reglement sur",
    "registre canicule", "registre des personnes", "inscrire sur", "inscrire au", "inscription au",
    # « comment l'inscrire sur le registre canicule ? »
)  # fmt: skip

# What is meant as a joke, in its own sentence and in those before: « AU FEU !!! Non je rigole. »
JOKES = cue_table(
    "je rigole", "je plaisante", "c' est une blague", "poisson d' avril", "plus serieusement", "treve de plaisanterie",
    "blague a part", "je blague", "rangez le gign", "humour", "il plaisante", "elle plaisante", "pour rire",
)  # fmt: skip

# Fixed expressions whose words name a danger elsewhere; only their own tokens are marked.
IDIOMS = cue_table(
    "feu d' artifice", "feux d' artifice", "feu de joie", "mis le feu a la place", "mis le feu a la piste",
    "mettre le feu a la piste", "mis le feu a la soiree", "feu de la saint-jean", "feux de la saint-jean",
    "cessez le feu", "ambiance de feu", "de rire", "mort ou quoi", "barre de hauteur", "tout feu tout flamme",
    "le feu vert a", "le feu vert de", "le feu vert du", "le feu vert pour",
    "feu vert pour", "votre feu vert", "son feu vert", "feu vert du", "feu rouge", "feu orange", "feux rouges",
    "feux tricolores", "feu tricolore", "feu pieton", "mis le feu a la salle", "mis le feu au concert", "feu sacre",
    "pot-au-feu", "feux follets", "bapteme du feu", "feu de camp", "enflamme*", "brule-pourpoint", "brule les etapes",
    "torchon brule", "brule d' impatience", "brulent d' impatience", "detecteur de fumee", "detecteurs de fumee",
    "detecteur de gaz", "alarme incendie", "extincteur", "extincteurs", "porte coupe feu", "porte coupe-feu",
    "partie en fumee", "parti en fumee", "ecran de fumee", "partis en fumee", "usine a gaz", "gaz a effet",
    "eau dans le gaz", "gaz de schiste", "gaz naturel", "compteur de gaz", "compteur gaz", "facture de gaz",
    "chaudiere gaz", "fuite des cerveaux", "fuite en avant", "fuite des commerces", "fuite des habitants", "mort de rire",
    "morts de rire", "morte de rire", "mort de fatigue", "morte de honte", "mort de honte", "mort de peur",
    "lettre morte", "angle mort", "point mort", "temps mort", "eau morte", "bras mort", "nature morte", "peine perdue",
    "vie ou de mort", "ville morte", "rue morte", "tuer le commerce", "tue le commerce", "tuer le centre",
    "tue le centre", "tuer les commerces", "tue les commerces", "tuer le temps", "tue-tete", "ma femme va me tuer",
    "mon mari va me tuer", "me tue la sante", "bombe de peinture", "bombes de peinture", "bombe a retardement",
    "bombe anti", "bombe aerosol", "explosion des prix", "explosion des tarifs", "explosion du prix",
    "explosion demographique", "prix explosent", "prix explose", "facture explose", "factures explosent",
    "explose le budget", "explose mon budget", "explosent les compteurs", "exploser le budget", "taxe qui explose",
    "tombe a l' eau", "tombee a l' eau", "tomber a l' eau", "noye sous", "noyee sous", "noyes sous", "noyer le poisson",
    "inonde de", "inondes de", "inondee de", "la tete sous l' eau", "avalanche de", "deluge de", "tempete dans un verre",
    "pluie de", "torrent de", "vague de", "tombe des nues", "tombe bien", "tombe mal", "tombe en panne", "tombe malade",
    "laisse tomber", "laisser tomber", "nuit tombe", "tombe amoureux", "a couteaux tires", "couteaux tires",
    "coup de massue", "coup de fil", "coups de fil", "coup de main", "coups de main", "coup de balai", "coup de gueule",
    "coup de coeur",
    "coup de peinture", "coup de jeune", "coup dur", "coup de frein", "arme a double tranchant", "armee de",
    "tir a l' arc", "stand de tir", "tir groupe", "fusil a peinture", "fusil d' epaule", "agression visuelle",
    "agression pour les yeux", "agression sonore", "attaque a la racine", "suicide politique", "suicide commercial",
    "suicide financier", "prise d' otage", "pris en otage", "pris en otages", "prend en otage", "prennent en otage",
    "cadeau empoisonne", "empoisonne la vie", "empoisonne ma vie", "empoisonne notre vie", "air empoisonne",
    "crise cardiaque en recevant", "crise cardiaque en voyant", "crise cardiaque en ouvrant", "frole la mort",
    "frole la crise", "creve de", "creve le coeur", "pneu creve", "bloque dans les bouchons", "accident de parcours",
    "jeu d' enfant", "enfant de la ville", "sur les rails", "sur le fil", "au fil", "fil d' actualite", "fil rouge",
    "fil de l' eau", "au bord du gouffre", "gouffre financier", "trou dans le budget", "trou de memoire", "trou normand",
    "pied du mur", "mur de berlin", "droit dans le mur", "tete contre les murs", "etouffe les", "ventes s' effondrent",
    "prix s' effondre", "cours s' effondrent", "biodiversite s' effondre", "effondrement de la biodiversite",
    "terrain glissant", "pente glissante", "chute libre", "chute des ventes", "chute de la natalite",
    "chute des inscriptions", "disparition de la boulangerie", "disparition des commerces", "disparition des haies",
    "disparition des services", "disparition du marche", "disparition de la derniere", "toxique pour la democratie",
    "ambiance toxique", "electrise l' ambiance", "electrise la salle", "court-circuite", "asphyxie les commerces",
    "asphyxie financiere", "asphyxie le centre", "etrangle les", "saigner les", "saigne les contribuables", "sang neuf",
    "sang froid", "prise de sang", "don du sang", "dons du sang", "collecte de sang", "mon sang", "bon sang",
    "saut dans le vide", "tourne dans le vide", "sauter au plafond", "sauter le repas", "saute aux yeux",
    "sauter de joie",
)  # fmt: skip

# "sans" denies the noun that follows it, and no more: « un bidon sans étiquette s'est renversé ».
SANS_ENDS = frozenset({"s'", "se", "est", "sont", "a", "ont", "qui", "dont"})
SENTENCE_ENDS = frozenset({".", "!", "?", ";", "\n", "…", "..."})
CLAUSE_ENDS = frozenset({",", ":", "(", ")", "mais", "et", "cependant", "pourtant", "car", "donc", "-", "–", "—"})
# People leave out the full stop: « je n'en peux plus mon mari me frappe ».
SUBJECTS = frozenset({"mon", "ma", "mes", "je", "j'", "il", "elle", "ils", "elles", "on", "ca", "c'"})
