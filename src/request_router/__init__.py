"""request-router: sorts the messages that French citizens send to their town hall, by service and by urgency.

>>> from request_router import Router
>>> decision = Router.load().route("Ça sent le gaz dans la cage d'escalier de l'école")
>>> decision.urgency.value
'critique'

Names are imported when first asked for, so that ``import request_router`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from request_router.decisions import Alternative, Decision, Evidence, Explanation
    from request_router.errors import (
        ColumnError,
        CorpusError,
        InputError,
        LexiconError,
        ModelDamagedError,
        ModelError,
        ModelNotFoundError,
        ModelVersionError,
        RouterError,
        TaxonomyError,
    )
    from request_router.messages import LabelledMessage, Message, Unreadable
    from request_router.routing.learning import train
    from request_router.routing.router import Router
    from request_router.taxonomy import Service, Taxonomy, Urgency

__version__ = "0.1.0"

_HOMES = {
    "Alternative": "decisions",
    "ColumnError": "errors",
    "CorpusError": "errors",
    "Decision": "decisions",
    "Evidence": "decisions",
    "Explanation": "decisions",
    "InputError": "errors",
    "LabelledMessage": "messages",
    "LexiconError": "errors",
    "Message": "messages",
    "ModelDamagedError": "errors",
    "ModelError": "errors",
    "ModelNotFoundError": "errors",
    "ModelVersionError": "errors",
    "Router": "routing.router",
    "RouterError": "errors",
    "Service": "taxonomy",
    "Taxonomy": "taxonomy",
    "TaxonomyError": "errors",
    "Unreadable": "messages",
    "Urgency": "taxonomy",
    "train": "routing.learning",
}

__all__ = [
    "Alternative",
    "ColumnError",
    "CorpusError",
    "Decision",
    "Evidence",
    "Explanation",
    "InputError",
    "LabelledMessage",
    "LexiconError",
    "Message",
    "ModelDamagedError",
    "ModelError",
    "ModelNotFoundError",
    "ModelVersionError",
    "Router",
    "RouterError",
    "Service",
    "Taxonomy",
    "TaxonomyError",
    "Unreadable",
    "Urgency",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'request_router' has no attribute '{name}'")
    return getattr(import_module(f"request_router.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
