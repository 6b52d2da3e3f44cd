"""Safety rules: a danger that is told of here and now raises the urgency, and the agent sees whom to call.

Rules only raise. Which words name which danger is a fact about French (:mod:`request_router.french.dangers`); what follows
from it is decided here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from request_router.decisions import DangerFound, EmergencyNumber
from request_router.french import Danger, danger_kinds
from request_router.privacy import mask
from request_router.taxonomy import Urgency


def least_urgency(dangers: Sequence[Danger]) -> Urgency:
    """Return the level below which present dangers do not let a message fall; ``basse`` where there is none."""
    return max((danger.level for danger in dangers if danger.present), default=Urgency.BASSE)


def gravest(dangers: Sequence[Danger]) -> DangerFound | None:
    """Return the danger to show: present before denied or imagined, then the gravest; None where none asks for anything."""
    named = [danger for danger in dangers if danger.level > Urgency.BASSE]
    if not named:
        return None
    danger = max(named, key=lambda item: item.gravity)
    kind = danger_kinds()[danger.kind]
    return DangerFound(
        kind=kind.id,
        name=kind.name,
        expression=mask(danger.text),
        context=danger.context.value,
        rule=danger.rule,
        numbers=tuple(emergency_numbers()[key] for key in kind.help),
    )


@lru_cache(maxsize=1)
def emergency_numbers() -> dict[str, EmergencyNumber]:
    """Return the numbers of ``secours.toml`` by their key; the file gives a source and a date for each."""
    raw = tomllib.loads(resources.files("request_router.routing").joinpath("secours.toml").read_text(encoding="utf-8"))
    return {key: EmergencyNumber(number=row["number"], name=row["name"]) for key, row in raw.items()}
