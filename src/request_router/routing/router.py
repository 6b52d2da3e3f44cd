"""The story of a message: clean, score, decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import joblib

from request_router.decisions import Alternative, DeadlineFound, Decision, Explanation, Scores
from request_router.errors import InputError, ModelDamagedError
from request_router.french import Cleaner, CleanText, Danger, find_deadline, tokenize, tone_of
from request_router.messages import Message
from request_router.model import Contribution, Model, load_model
from request_router.model.artifact import find_model
from request_router.privacy import mask
from request_router.routing.explanation import evidence_of, explain
from request_router.routing.policy import RoutingPolicy
from request_router.routing.review import review_reasons
from request_router.routing.safety import gravest
from request_router.routing.urgency import judge_urgency
from request_router.taxonomy import Taxonomy

# Messages that go to a process at once: enough that starting costs nothing, few enough that results come early.
_BATCH = 256


class Router:
    """Routes messages by one model. Immutable once made: one router may serve any number of threads.

    Parameters
    ----------
    model
        What scores.
    policy
        Thresholds; by default those that the model carries.

    Raises
    ------
    ModelDamagedError
        If the model's policy is not one that this version can read.
    """

    def __init__(self, model: Model, policy: RoutingPolicy | None = None) -> None:
        self._model = model
        self._cleaner = Cleaner()
        try:
            self._policy = policy or RoutingPolicy.model_validate(model.policy)
        except ValueError as error:
            raise ModelDamagedError(f"{model.label}: its policy cannot be used ({error})") from error

    @classmethod
    def load(cls, name: str | Path | None = None) -> Router:
        """Load a model and return its router.

        Parameters
        ----------
        name
            Name of a packed model, or a folder; the embedded default if None.

        Raises
        ------
        ModelNotFoundError, ModelVersionError, ModelDamagedError
            See :func:`request_router.model.load_model`.
        """
        return cls(load_model(find_model(name)))

    @property
    def model(self) -> Model:
        """The model that scores."""
        return self._model

    @property
    def policy(self) -> RoutingPolicy:
        """The thresholds in force."""
        return self._policy

    @property
    def taxonomy(self) -> Taxonomy:
        """The services among which this router chooses."""
        return self._model.taxonomy

    def route(self, message: str | Message) -> Decision:
        """Decide the service and the urgency of one message.

        Parameters
        ----------
        message
            The text, or a :class:`~request_router.messages.Message`.

        Returns
        -------
        Decision
            Always: a text with nothing to read in it goes to the default service and to a human.
        """
        message = _as_message(message)
        text = self._cleaner.clean(message)
        dangers = self._model.dangers(text)
        contributions = self._model.contributions(text, dangers)
        return self._decide(message, text, self._model.scores(text, contributions), contributions, dangers)

    def route_many(self, messages: Iterable[str | Message], *, jobs: int = 1) -> Iterator[Decision]:
        """Decide many messages, lazily and in their order; each decision equals that of :meth:`route`.

        Parameters
        ----------
        messages
            Read as they are needed.
        jobs
            Processes; 1 works in this one, -1 takes one per core. More than one needs a model loaded from a folder.

        Raises
        ------
        InputError
            If ``jobs`` is 0, or more than one process is asked of a model that was never saved.
        """
        if isinstance(messages, str):
            raise TypeError("route_many takes messages; for a single text call route")
        if jobs == 0:
            raise InputError("jobs is 0: give 1 for this process, 2 or more, or -1 for one per core")
        if jobs == 1:
            yield from map(self.route, messages)
            return
        folder = self._model.folder
        if folder is None:
            raise InputError(f"jobs is {jobs}, but this model has no folder for other processes to load: save it first")
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs")
        work = joblib.delayed(_route_batch)
        key = (str(folder.resolve()), self._model.fingerprint, self._policy)
        for decisions in parallel(work(*key, batch) for batch in _batches(messages)):
            yield from decisions

    def explain(self, message: str | Message) -> Explanation:
        """Return every word's exact share in the score of the service that :meth:`route` chooses."""
        message = _as_message(message)
        text = self._cleaner.clean(message)
        service = self.route(message).service
        return explain(text, self._model.contributions(text, self._model.dangers(text)), self._model, service)

    def _decide(
        self,
        message: Message,
        text: CleanText,
        scores: Scores,
        contributions: Sequence[Contribution],
        found: Sequence[Danger],
    ) -> Decision:
        taxonomy, services = self.taxonomy, scores.services
        ranked = services.argsort(kind="stable")[::-1]
        chosen = int(ranked[0]) if scores.words else taxonomy.ids.index(taxonomy.default)
        service = taxonomy.ids[chosen]
        # What was cut off as a signature or for length may still be the citizen's: a danger named there counts too.
        aside = self._dangers_in(text, lambda kind: kind != "quoted")
        quoted = self._dangers_in(text, lambda kind: kind == "quoted")
        urgency = judge_urgency(scores, self._policy, found, aside, quoted)
        reasons = review_reasons(message, text, scores, self._policy, urgency)
        return Decision(
            id=message.id,
            source=message.source,
            service=service,
            service_name=taxonomy[service].name,
            also=tuple(taxonomy.ids[at] for at in self._policy.also(scores.further, chosen)) if scores.words else (),
            urgency=urgency.decided,
            danger=gravest(urgency.dangers),
            deadline=_deadline(text),
            tone=tone_of(text),
            service_confidence=_probability(services[chosen]),
            urgency_confidence=_probability(scores.urgency[urgency.decided.rank]),
            alternatives=tuple(
                Alternative(service=taxonomy.ids[at], confidence=_probability(services[at])) for at in ranked[:3]
            ),
            needs_review=bool(reasons),
            review_reasons=reasons,
            evidence=evidence_of(
                contributions, self._model, service, urgency.decided, urgency.dangers, urgency.passage
            ),
            model=self._model.label,
        )

    def _dangers_in(self, text: CleanText, wanted: Callable[[str], bool]) -> tuple[Danger, ...]:
        """Return the dangers named in what was set aside."""
        streams = [tokenize(part.text) for part in text.removed if wanted(part.kind)]
        return self._model.scorer.reader.dangers(*streams) if streams else ()


def _as_message(message: str | Message) -> Message:
    if isinstance(message, str):
        return Message(text=message)
    if isinstance(message, Message):
        return message
    raise TypeError(f"a message is a str or a Message, not {type(message).__name__}")


def _deadline(text: CleanText) -> DeadlineFound | None:
    found = find_deadline(f"{text.subject}\n{text.text}", text.sent)
    if found is None:
        return None
    return DeadlineFound(expression=mask(found.text), day=found.day, working_days=found.working_days, near=found.near)


def _probability(value: float) -> float:
    return round(min(max(float(value), 0.0), 1.0), 4)


def _batches(messages: Iterable[str | Message]) -> Iterator[list[str | Message]]:
    source = iter(messages)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _route_batch(folder: str, fingerprint: str, policy: RoutingPolicy, batch: list[str | Message]) -> list[Decision]:
    """Route in another process, which loads the model once."""
    return [*map(_worker_router(folder, fingerprint, policy).route, batch)]


@lru_cache(maxsize=1)
def _worker_router(folder: str, fingerprint: str, policy: RoutingPolicy) -> Router:
    model = load_model(Path(folder))
    if model.fingerprint != fingerprint:
        raise ModelDamagedError(f"{folder}: the model changed while messages were being routed; run again")
    return Router(model, policy)
