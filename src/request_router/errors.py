"""What can go wrong, as a tree.

::

    RouterError
    ├── InputError              an input cannot be read at all, or was asked for wrongly
    │   └── ColumnError         a table has no column that could hold the message
    ├── TaxonomyError           a list of services contradicts itself
    ├── LexiconError            a lexicon contradicts itself
    ├── CorpusError             labelled messages that training or evaluation cannot use
    └── ModelError              a model folder that must not be used
        ├── ModelNotFoundError  there is none under that name
        ├── ModelDamagedError   its files are not the ones that its manifest describes
        └── ModelVersionError   written in a format that this version does not read

A single message that cannot be read raises nothing: it becomes an
:class:`~request_router.messages.Unreadable` and the run goes on.
"""


class RouterError(Exception):
    """Anything that this library raises on purpose; its text is meant for the person at the keyboard."""


class InputError(RouterError):
    """An input that cannot be read at all, or an option that does not fit it."""


class ColumnError(InputError):
    """A table in which no column could be recognised as the message."""


class TaxonomyError(RouterError):
    """A list of services with a missing, doubled or malformed entry."""


class LexiconError(RouterError):
    """A lexicon with a malformed, empty or circular concept."""


class CorpusError(RouterError):
    """Labelled messages that are malformed, or too few to learn from."""


class ModelError(RouterError):
    """A model folder that must not be used."""


class ModelNotFoundError(ModelError):
    """No model under that name or path."""


class ModelDamagedError(ModelError):
    """Files that are missing, changed, or do not fit together."""


class ModelVersionError(ModelError):
    """A model written in a format, or for a text cleaning, that this version does not know."""
