"""Until when: "demain", "avant le 12", "dans trois jours", "J-2", counted in French working days from the message's date.

The rows are how people write a deadline; the mechanism turns each into a day. What is over ("vendredi dernier", "depuis
lundi") or comes back ("tous les jeudis") is no deadline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from request_router.french.spelling import unaccented

NEAR = 3
"""Working days within which the annotation guide asks for ``haute``."""
_LOOK_AHEAD = 120
"""Days after which a day and month without a year is taken for a past one."""

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10, "quinze": 15,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deadline:
    """The nearest day until which a message asks for something."""

    text: str
    """The citizen's words."""
    day: date | None
    """None where the message has no date of its own to count from."""
    working_days: int | None
    """French working days left, 0 for today; None where the day is not known."""
    near: bool
    """True within :data:`NEAR` working days; where the day is not known, by the words ("demain", "vendredi")."""


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    days: int
    """Calendar days ahead where no date is known, or as the words alone tell."""
    day: date | None


_ITEM = r"(?:\d{1,3}|" + "|".join(NUMBERS) + ")"
_DAY = r"(?P<weekday>" + "|".join(WEEKDAYS) + ")"
_MONTH = "(?P<month>" + "|".join((*MONTHS, "janv", "fev", "avr", "juil", "sept", "oct", "nov", "dec")) + r")\.?"
# What makes of a day a term: « avant vendredi », « pour le 12 », « au plus tard lundi ».
_TERM = r"(?:avant|pour|d'ici|d ici|jusqu'au?|jusqu'a|jusque|des|au plus tard|limite|dernier delai|delai|expire|echeance|reponse)"
# What makes of a day one that comes: « je pars vendredi », « le mariage a lieu samedi ».
_COMING = (
    r"(?:par[st]|partons|partent|decolle|vol|avion|voyage|rendez-vous|rdv|rentree|mariage|obseques|enterrement|audience|"
    r"convo\w+|expuls\w+|coup(?:e|er|ure)|ferm\w+|lieu|commence|arriv\w+|demenag\w+|emmenag\w+|operation|examen|concours|"
    r"livr\w+|match|tournoi|fete|ecole|classe|reunion|huissier|accouch\w+|hospitalis\w+|sort\w*|faut|besoin|doi[st]|devons)"
)


def find_deadline(text: str, sent: date | None) -> Deadline | None:
    """Return the nearest deadline that a text names, None if it names none.

    Parameters
    ----------
    text
        The message as written.
    sent
        Day of the message; without it only the words tell how near a deadline is.
    """
    found = min(_all(unaccented(text), text, sent), key=lambda item: item.days, default=None)
    if found is None:
        return None
    if sent is None or found.day is None:
        return Deadline(found.text, None, None, found.days <= NEAR)
    left = working_days(sent, found.day)
    # « avant vendredi » leaves the days up to Thursday.
    left = max(left - found.text.lower().startswith("avant"), 0)
    return Deadline(found.text, found.day, left, left <= NEAR)


def working_days(start: date, end: date) -> int:
    """Return the French working days after ``start`` up to ``end``: Saturdays, Sundays and public holidays are none."""
    day = timedelta(days=1)
    return int(np.busday_count(start + day, end + day, holidays=_holidays(start.year, end.year)))


@lru_cache(maxsize=64)
def _holidays(first: int, last: int) -> list[date]:
    """Return the national public holidays of some years; Alsace-Moselle and overseas have more."""
    import holidays

    return sorted(holidays.country_holidays("FR", years=range(first, last + 1)))


def _all(plain: str, written: str, sent: date | None) -> Iterator[_Found]:
    for pattern, ahead in _PATTERNS:
        for match in pattern.finditer(plain):
            if _is_over(plain, match):
                continue
            days = ahead(match, sent)
            if days is not None and days >= 0:
                yield _Found(
                    written[match.start() : match.end()].strip(), days, sent + timedelta(days=days) if sent else None
                )


# « depuis lundi », « vendredi dernier », « tous les jeudis », « votre mail du 3 mars » : no term of the citizen's.
_BEFORE = re.compile(
    r"(?:depuis|depuis le|tous les|chaque|il y a|y a|des|les|du|hier|mail du|courrier du|mon mail|apres)\s*$"
)
_AFTER = re.compile(r"\s*(?:dernier|derniere|passe|passee|0|soir on a|matin on a|j'ai|nous avons)\b")


def _is_over(plain: str, match: re.Match[str]) -> bool:
    return bool(_BEFORE.search(plain[max(0, match.start() - 14) : match.start()]) or _AFTER.match(plain[match.end() :]))


_Ahead = Callable[[re.Match[str], date | None], int | None]


def _fixed(days: int) -> _Ahead:
    return lambda match, sent: days


def _number(written: str) -> int:
    return NUMBERS.get(written) or int(written)


def _in_units(match: re.Match[str], sent: date | None) -> int:
    unit = match["unit"]
    count = _number(match["count"])
    return (
        count // 24
        if unit.startswith(("h", "min"))
        else count * (7 if unit.startswith("sem") else 30 if unit[0] == "m" else 1)
    )


def _weekday(match: re.Match[str], sent: date | None) -> int:
    # Of an unknown week the day is three working days ahead at most on average: the guide's "travel on Friday" is ``haute``.
    if sent is None:
        return NEAR
    ahead = (WEEKDAYS.index(match["weekday"]) - sent.weekday()) % 7
    return ahead or 7


def _day_of_month(match: re.Match[str], sent: date | None) -> int | None:
    """Return the days to "le 12", "le 12 mars" or "12/03"; None where it is past, or cannot be placed."""
    if sent is None:
        return None
    groups = match.groupdict()
    number, named, numeral = int(groups["day"]), groups.get("month"), groups.get("number")
    for ahead in range(_LOOK_AHEAD):
        day = sent + timedelta(days=ahead)
        right_month = (
            day.month == int(numeral)
            if numeral
            else not named or MONTHS[day.month - 1].startswith(named[:4].rstrip("."))
        )
        if day.day == number and right_month:
            return ahead
    return None


def _rest_of_week(match: re.Match[str], sent: date | None) -> int:
    return NEAR if sent is None else max(4 - sent.weekday(), 0)


# Each row with the sentence that it was written for.
_PATTERNS: tuple[tuple[re.Pattern[str], _Ahead], ...] = tuple(
    (re.compile(rf"(?<![\w'-]){pattern}(?!\w)"), ahead)
    for pattern, ahead in (
        (
            r"(?:aujourd'hui meme|avant ce soir|d'ici ce soir|pour ce soir|dans la journee|dans l'heure)",
            _fixed(0),
        ),  # « avant ce soir »
        (
            r"(?:ce soir|cet apres[- ]midi|cet aprem|ce midi|cette nuit|tout a l'heure)",
            _fixed(0),
        ),  # « y a match cet après-midi »
        (r"(?:apres[- ]demain|j-2|sous 48 ?h(?:eures)?)", _fixed(2)),  # « on part après-demain »
        (r"(?<!apres )(?<!apres-)demain(?: matin| soir| midi)?", _fixed(1)),  # « il me le faut demain »
        (r"(?:j-1|sous 24 ?h(?:eures)?)", _fixed(1)),
        (r"j-(?P<count>\d{1,2})(?P<unit>)", lambda match, sent: int(match["count"])),  # « J-2 avant le départ »
        (
            rf"(?:dans|sous|d'ici|encore) (?P<count>{_ITEM}) ?(?P<unit>jours?|j|heures?|h|minutes?|min|semaines?|mois)",
            _in_units,
        ),
        # « dans trois jours »
        (rf"{_TERM} (?:le |la |ce |a )?{_DAY}(?: \d\d?)?", _weekday),  # « avant vendredi »
        (rf"{_DAY} (?:prochain|qui vient|au plus tard|dernier delai)", _weekday),  # « vendredi prochain »
        (rf"{_COMING}[^.!?;\n]{{0,40}}?(?<!\ble )(?<!\bles )\b{_DAY}", _weekday),  # « passeport : je pars vendredi »
        (rf"ce {_DAY}", _weekday),  # « ce samedi »
        (r"(?:ce week[- ]?end|ce we)", _rest_of_week),
        (r"(?:la semaine prochaine|semaine prochaine)", _fixed(7)),
        (rf"{_TERM} (?:le )?(?P<day>\d{{1,2}})(?:er)? {_MONTH}", _day_of_month),  # « avant le 12 mars »
        (r"le (?P<day>\d{1,2})(?:er)? " + _MONTH, _day_of_month),  # « le mariage est le 12 juin »
        (
            rf"{_TERM} (?:le )?(?P<day>\d{{1,2}})(?:er)?(?! ?(?:[\d/]|h|eur|€|%|ans|jours|mois|personnes|rue|avenue|heures))",
            _day_of_month,
        ),
        # « avant le 12 »
        (
            rf"(?:{_TERM} |le )(?:le )?(?P<day>\d{{1,2}})/(?P<number>\d{{1,2}})(?:/\d{{2,4}})?",
            _day_of_month,
        ),  # « avant le 12/03 »
    )
)
