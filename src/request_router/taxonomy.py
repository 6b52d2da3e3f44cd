"""The labels: services, which are data that a town can change, and urgency levels, which are code."""

from __future__ import annotations

import json
import re
import tomllib
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from request_router.errors import TaxonomyError

SERVICE_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Urgency(StrEnum):
    """How soon somebody must act; ordered, so that ``Urgency.HAUTE < Urgency.CRITIQUE``.

    The levels are code and not data because safety rules hang on them.
    """

    BASSE = "basse"
    NORMALE = "normale"
    HAUTE = "haute"
    CRITIQUE = "critique"

    @property
    def rank(self) -> int:
        """Place on the scale, 0 (``basse``) to 3 (``critique``)."""
        return _RANKS[self]

    @classmethod
    def of_rank(cls, rank: int) -> Urgency:
        """Return the level at a place of the scale, 0 to 3."""
        return _LEVELS[rank]

    # A StrEnum would compare the letters; on this scale the rank is the only order that means anything.
    def __lt__(self, other: str) -> bool:
        return self.rank < Urgency(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Urgency(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Urgency(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Urgency(other).rank


_LEVELS = (Urgency.BASSE, Urgency.NORMALE, Urgency.HAUTE, Urgency.CRITIQUE)
_RANKS = {level: rank for rank, level in enumerate(_LEVELS)}


class Service(BaseModel):
    """One municipal service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """Stable identifier: lower-case letters, digits and ``_``, starting with a letter, at most 60 characters."""
    name: str
    """Name shown to people; may change without retraining."""
    holds: str = ""
    """What the service answers for, in a sentence."""
    keywords: tuple[str, ...] = ()
    """Words that name the service outright; ``corpus check`` holds that messages do without them often enough."""
    borders: tuple[str, ...] = ()
    """Ids of services from which a rule of the annotation guide separates it, each pair named once; for ``corpus stats``."""
    default: bool = False
    """True for the one service that receives a message with nothing to read in it."""

    @field_validator("id")
    @classmethod
    def _stable_id(cls, value: str) -> str:
        if not SERVICE_ID.fullmatch(value):
            raise ValueError(f"'{value}' is no service id: use lower-case letters, digits and '_', e.g. 'voirie'")
        return value

    @field_validator("name")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the name is empty")
        return value.strip()


class Taxonomy(BaseModel):
    """The services among which a model chooses, in the order of its columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    services: tuple[Service, ...]

    @field_validator("services")
    @classmethod
    def _usable(cls, services: tuple[Service, ...]) -> tuple[Service, ...]:
        if len(services) < 2:
            raise ValueError(f"{len(services)} service given, at least 2 are needed to choose between")
        ids = [service.id for service in services]
        if doubled := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
            raise ValueError(f"service ids given twice: {', '.join(doubled)}")
        if (defaults := sum(service.default for service in services)) > 1:
            raise ValueError(f"{defaults} services are marked 'default', at most one can be")
        return services

    @classmethod
    def from_toml(cls, path: Path) -> Taxonomy:
        """Read a taxonomy file; see :meth:`from_text`.

        Raises
        ------
        TaxonomyError
            If the file is missing, is not TOML, or describes an unusable list; the message says which line or id.
        """
        try:
            return cls.from_text(path.read_text(encoding="utf-8"), origin=str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise TaxonomyError(f"{path}: cannot read the list of services ({error})") from error

    @classmethod
    def from_text(cls, toml: str, *, origin: str) -> Taxonomy:
        """Read ``[[services]]`` tables with ``id``, ``name`` and optionally ``holds`` and ``default``.

        Parameters
        ----------
        toml
            The file's text.
        origin
            Named in errors.

        Raises
        ------
        TaxonomyError
            If the text is not TOML, or describes an unusable list.
        """
        try:
            return cls.model_validate(tomllib.loads(toml))
        except tomllib.TOMLDecodeError as error:
            raise TaxonomyError(f"{origin}: not valid TOML: {error}") from error
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise TaxonomyError(f"{origin}: {faults}") from error

    def to_toml(self) -> str:
        """Return the text that :meth:`from_text` reads as this very taxonomy."""
        # A JSON string is a TOML basic string; only DEL is written otherwise, and no name has one.
        lines = [f"title = {json.dumps(self.title, ensure_ascii=False)}"]
        for service in self.services:
            lines += ["", "[[services]]"]
            lines += [
                f"{key} = {json.dumps(value, ensure_ascii=False)}"
                for key, value in service
                if value not in ("", False, ())
            ]
        return "\n".join(lines) + "\n"

    @property
    def ids(self) -> tuple[str, ...]:
        """Service ids in column order."""
        return tuple(service.id for service in self.services)

    @cached_property
    def _by_id(self) -> dict[str, Service]:
        return {service.id: service for service in self.services}

    def __contains__(self, service_id: object) -> bool:
        return service_id in self._by_id

    def __getitem__(self, service_id: str) -> Service:
        """Return the service of that id; ``KeyError`` if it is not one of this list."""
        return self._by_id[service_id]

    @property
    def default(self) -> str:
        """Id that receives a message with nothing to read: the marked service, else the last of the list."""
        return next((service.id for service in self.services if service.default), self.services[-1].id)
