"""The same router over whole files: read, route, write, count."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from request_router.decisions import Decision
from request_router.errors import InputError
from request_router.formats import (
    OUTPUT_FORMATS,
    ReadOptions,
    Record,
    Rejects,
    Writer,
    find_sources,
    open_writer,
    read_path,
    read_stream,
)
from request_router.messages import Message, Unreadable
from request_router.routing import Router
from request_router.taxonomy import Urgency

_CRITIQUE_SHOWN = 20
_OPENING = 110
_REJECTS_OF_STREAM = "request-router.rejects.jsonl"


@dataclass
class Summary:
    """What a run did; grows while it runs."""

    messages: int = 0
    rejected: int = 0
    to_review: int = 0
    services: Counter[str] = field(default_factory=Counter)
    """French name of the service -> messages."""
    urgencies: Counter[Urgency] = field(default_factory=Counter)
    critique: list[tuple[Message, Decision]] = field(default_factory=list)
    output: str = ""
    alerts: str = ""
    """File of the ``critique`` messages; empty when none was asked for."""
    doubled_ids: list[str] = field(default_factory=list)
    """Ids that a second message carries too; both are classified."""
    _ids: set[str] = field(default_factory=set, repr=False)
    rejects: str = ""
    """File of the rejects; empty when there is none."""

    def add(self, message: Message, decision: Decision) -> None:
        """Count one decision."""
        self.messages += 1
        self.to_review += decision.needs_review
        self.services[decision.service_name] += 1
        self.urgencies[decision.urgency] += 1
        if decision.id in self._ids:
            self.doubled_ids.append(decision.id)
        self._ids.add(decision.id)
        if decision.urgency is Urgency.CRITIQUE:
            self.critique.append((message, decision))


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How to run over files."""

    output: Path | None = None
    """Where to write; standard output if None."""
    format: str | None = None
    """One of ``OUTPUT_FORMATS``; by the ending of ``output`` if None, else ``jsonl``."""
    jobs: int = 1
    alerts: Path | None = None
    """Where to write the ``critique`` messages a second time, by themselves; the ending says the format."""
    explain: bool = False
    """Write the whole sum behind each decision too."""
    reading: ReadOptions = field(default_factory=ReadOptions)

    @property
    def output_format(self) -> str:
        """The format in force.

        Raises
        ------
        InputError
            If neither the option nor the ending of the output names a known one.
        """
        if self.format:
            return self.format
        return "jsonl" if self.output is None else _format_of(self.output)

    @property
    def rejects_path(self) -> Path:
        """File for what cannot be read: beside the output, or in the working directory."""
        return Path(f"{self.output}.rejects.jsonl") if self.output else Path(_REJECTS_OF_STREAM)


def _format_of(target: Path) -> str:
    ending = target.suffix.lower().lstrip(".")
    if ending not in OUTPUT_FORMATS:
        known = ", ".join(f".{name}" for name in OUTPUT_FORMATS)
        raise InputError(f"{target}: the ending says no format ({known}); give one with --format")
    return ending


@contextmanager
def _alerts_writer(target: Path | None) -> Iterator[Writer]:
    """Open the file of the alerts; it is made even when there is none, so that an old one does not stay."""
    if target is None:
        yield lambda message, decision, explanation: None
        return
    with open_writer(_format_of(target), target, sys.stdout.buffer) as write:
        yield write


def classify_files(
    router: Router,
    paths: Sequence[str],
    options: BatchOptions = BatchOptions(),
    *,
    stdin: Iterable[bytes] = (),
    stdout: IO[bytes] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Route every message of files and folders, and write the decisions and the rejects.

    Parameters
    ----------
    router
        What decides.
    paths
        Files, folders, Maildirs, or ``-`` for JSON lines on ``stdin``.
    options
        Output and processes.
    stdin, stdout
        Binary streams; the process's own ``stdout`` by default.
    progress
        Called with the number of messages done since its last call.

    Raises
    ------
    InputError
        If a path cannot be read at all, or the output cannot be written. Nothing is left under the output's name then.
    """
    sources = find_sources(paths)
    _refuse_overwriting(sources, options)
    rejects = Rejects(options.rejects_path)
    summary = Summary(output=str(options.output or ""), alerts=str(options.alerts or ""))
    records = _records(sources, options.reading, stdin)
    first = next(records, None)  # an unreadable first file must fail before an output is opened
    for target in filter(None, (options.output, options.alerts)):
        if not target.parent.is_dir():
            raise InputError(f"{target}: the folder {target.parent} does not exist; make it first")
    try:
        with (
            open_writer(options.output_format, options.output, stdout or sys.stdout.buffer) as write,
            _alerts_writer(options.alerts) as alert,
        ):
            for message, decision in _routed(router, _chained(first, records), rejects, options.jobs):
                summary.add(message, decision)
                explanation = router.explain(message) if options.explain else None
                write(message, decision, explanation)
                if decision.urgency is Urgency.CRITIQUE:
                    alert(message, decision, explanation)
                progress(1)
        # Only now: a run that failed leaves an earlier run's rejects beside that run's result.
        rejects.save(replace=options.output is not None)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            f"{options.output or 'standard output'}: cannot be written ({error.strerror or error})"
        ) from error
    summary.rejected = len(rejects.items)
    summary.rejects = str(rejects.target) if rejects.items else ""
    return summary


def _refuse_overwriting(sources: Sequence[str], options: BatchOptions) -> None:
    if options.alerts and options.alerts == options.output:
        raise InputError(f"{options.alerts}: cannot be both the result and the alerts; give two files")
    for target in filter(None, (options.output, options.alerts, options.rejects_path)):
        if target.exists() and any(
            source != "-" and Path(source).exists() and target.samefile(source) for source in sources
        ):
            raise InputError(f"{target}: is an input of this run and would be overwritten; choose another output")


def _records(sources: Iterable[str], reading: ReadOptions, stdin: Iterable[bytes]) -> Iterator[Record]:
    for source in sources:
        yield from read_stream(stdin, reading) if source == "-" else read_path(source, reading)


def _chained(first: Record | None, rest: Iterator[Record]) -> Iterator[Record]:
    if first is not None:
        yield first
        yield from rest


def _routed(
    router: Router, records: Iterable[Record], rejects: Rejects, jobs: int
) -> Iterator[tuple[Message, Decision]]:
    """Yield each message with its decision, and put aside what could not be read."""
    waiting: deque[Message] = deque()

    def readable() -> Iterator[Message]:
        for record in records:
            if isinstance(record, Unreadable):
                rejects.add(record)
            else:
                waiting.append(record)
                yield record

    for decision in router.route_many(readable(), jobs=jobs):
        yield waiting.popleft(), decision


def summary_text(summary: Summary) -> str:
    """Return the summary that ``classify`` prints, in French."""
    total = max(summary.messages, 1)
    lines = [f"{summary.messages} messages classés, {summary.rejected} illisibles."]
    if summary.critique:
        lines += ["", f"CRITIQUE : {len(summary.critique)} à traiter tout de suite"]
        surest = sorted(summary.critique, key=lambda item: -item[1].urgency_confidence)
        for message, decision in surest[:_CRITIQUE_SHOWN]:
            lines += _critique_lines(message, decision)
        if len(summary.critique) > _CRITIQUE_SHOWN:
            lines.append(f"  … et {len(summary.critique) - _CRITIQUE_SHOWN} autres dans le résultat")
    lines += ["", "Urgence"]
    lines += [_bar(level.value, summary.urgencies[level], total) for level in reversed(Urgency)]
    lines += ["", "Service"]
    lines += [_bar(name, count, total) for name, count in summary.services.most_common()]
    lines += ["", f"À relire par un humain : {summary.to_review} ({_percent(summary.to_review, total)})"]
    if summary.doubled_ids:
        shown = ", ".join(dict.fromkeys(summary.doubled_ids[:3]))
        lines.append(
            f"Attention : {len(summary.doubled_ids)} messages portent un identifiant déjà vu (par exemple {shown})"
        )
    if summary.rejects:
        lines.append(f"Illisibles, avec leur raison : {summary.rejects}")
    if summary.alerts:
        lines.append(f"Messages critiques : {summary.alerts}")
    if summary.output:
        lines.append(f"Résultat : {summary.output}")
    return "\n".join(lines)


def _critique_lines(message: Message, decision: Decision) -> list[str]:
    """Return what an agent needs to find the message and to see at a glance why it is there."""
    who = ", ".join(filter(None, (message.sender, message.date.strftime("%d/%m/%Y %H:%M") if message.date else "")))
    opening = " ".join(f"{message.subject or ''} {message.text}".split())
    words = [item.text for item in decision.evidence if item.role == "danger"]
    words += [item.text for item in decision.evidence if item.role == "urgency"]
    lines = [
        f"  {decision.service_name} — {who or decision.id}",
        f"    {opening[:_OPENING]}{'…' if len(opening) > _OPENING else ''}",
        f"    mots décisifs : {', '.join(dict.fromkeys(words[:4]))}",
    ]
    if decision.danger and decision.danger.context == "affirmed":
        numbers = ", ".join(f"{item.number} ({item.name})" for item in decision.danger.numbers)
        lines.append(f"    danger : {decision.danger.name} — numéros : {numbers}")
    return lines


def _bar(name: str, count: int, total: int) -> str:
    width = round(30 * count / total)
    return f"  {name:<44.44}{count:>7}  {_percent(count, total):>6}  {'█' * max(width, int(count > 0))}".rstrip()


def _percent(count: int, total: int) -> str:
    return f"{100 * count / total:.0f} %"
