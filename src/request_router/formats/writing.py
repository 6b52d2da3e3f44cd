"""Decisions -> files: JSON lines, a CSV that opens right in a French Excel, or a workbook.

A file appears under its final name only when it is whole.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import xlsxwriter

from request_router.decisions import DangerFound, DeadlineFound, Decision, Explanation
from request_router.messages import Message, Unreadable

OUTPUT_FORMATS = ("jsonl", "csv", "xlsx")
# Excel cuts a cell there without a word.
_XLSX_CELL = 32_767
_CUT = " […coupé : cellule trop longue pour Excel]"
_XLSX_ROWS = 1_048_576
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

OUR_COLUMNS = (
    "service", "service_name", "also", "urgency", "service_confidence", "urgency_confidence", "alternatives",
    "needs_review", "review_reasons", "evidence", "model",
)  # fmt: skip


class Writer(Protocol):
    """Takes decisions one by one."""

    def __call__(self, message: Message, decision: Decision, explanation: Explanation | None, /) -> None:
        """Write one row."""
        ...


def open_writer(form: str, target: Path | None, stdout: IO[bytes]) -> AbstractContextManager[Writer]:
    """Return a context in which rows are written, to a file that appears whole at its end or to a stream.

    Parameters
    ----------
    form
        One of ``OUTPUT_FORMATS``.
    target
        Final path, or None for the stream.
    stdout
        Binary stream used when there is no target.
    """
    opener = {"jsonl": _jsonl_writer, "csv": _csv_writer, "xlsx": _xlsx_writer}[form]
    return _opened(opener, target, stdout)


@contextmanager
def _opened(opener: Callable[[IO[bytes]], Any], target: Path | None, stdout: IO[bytes]) -> Iterator[Writer]:
    if target is None:
        with opener(stdout) as writer:
            yield writer
        stdout.flush()
        return
    with whole_file(target) as file, opener(file) as writer:
        yield writer


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside ``target`` and rename it at the end; on any exception nothing is left behind."""
    # A link keeps pointing at the file that it names, and a device or pipe is written to, never replaced.
    target = target.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        # mkstemp makes files that only their owner reads; an output follows the user's own mask instead.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def decision_row(decision: Decision, explanation: Explanation | None = None) -> dict[str, Any]:
    """Return a decision as the plain values of a JSON row."""
    row = decision.model_dump(mode="json")
    if explanation is not None:
        row["explanation"] = explanation.model_dump(mode="json")
    return row


@contextmanager
def _jsonl_writer(file: IO[bytes]) -> Iterator[Writer]:
    def write(message: Message, decision: Decision, explanation: Explanation | None) -> None:
        line = json.dumps(decision_row(decision, explanation), ensure_ascii=False)
        file.write(line.encode("utf-8", "replace") + b"\n")

    yield write


def _input_cells(message: Message, decision: Decision) -> dict[str, str]:
    """Return the input's own cells, with an id and a source where it has none."""
    cells = dict(message.columns)
    if "id" not in {name.lower() for name in cells}:
        cells["id"] = decision.id
    cells.setdefault("source", decision.source)
    return cells


def _our_cells(decision: Decision, explanation: Explanation | None) -> dict[str, str]:
    ours = {
        "service": decision.service,
        "service_name": decision.service_name,
        "also": ", ".join(decision.also),
        "urgency": decision.urgency.value,
        "danger": _danger_cell(decision.danger),
        "numbers": ", ".join(f"{item.number} {item.name}" for item in decision.danger.numbers)
        if decision.danger
        else "",
        "deadline": _deadline_cell(decision.deadline),
        "tone": decision.tone.value,
        "service_confidence": _decimal(decision.service_confidence),
        "urgency_confidence": _decimal(decision.urgency_confidence),
        "alternatives": ", ".join(f"{item.service} {_decimal(item.confidence)}" for item in decision.alternatives),
        "needs_review": "oui" if decision.needs_review else "non",
        "review_reasons": " ; ".join(decision.review_reasons),
        "evidence": ", ".join(dict.fromkeys(item.text for item in decision.evidence)),
        "model": decision.model,
    }
    if explanation is not None:
        ours["explanation"] = ", ".join(f"{text} {_decimal(weight)}" for text, weight in explanation.contributions)
    return ours


_CONTEXTS = {
    "affirmed": "présent", "negated": "nié", "past": "passé", "hypothetical": "supposé", "reported": "rapporté",
    "asked": "demandé", "figurative": "figuré",
}  # fmt: skip


def _danger_cell(danger: DangerFound | None) -> str:
    return f"{danger.name} ({_CONTEXTS.get(danger.context, danger.context)}) : {danger.expression}" if danger else ""


def _deadline_cell(deadline: DeadlineFound | None) -> str:
    if deadline is None:
        return ""
    if deadline.day is None:
        return deadline.expression
    return f"{deadline.expression} ({deadline.day:%d/%m/%Y}, {deadline.working_days} j. ouvrés)"


def _decimal(value: float) -> str:
    """Write a number as a French spreadsheet reads it: decimal comma."""
    return f"{value:.2f}".replace(".", ",")


def inert(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before =, +, -, @, tab and line ends.

    Source: OWASP, *CSV Injection*.
    """
    bare = value.replace("\x00", "")
    return f"'{bare}" if bare.lstrip(" ").startswith(_FORMULA_STARTS) else bare


class _Columns:
    """The header of a table whose rows may come from files with different columns.

    It is fixed by the first row: its columns, then ours (``rr_…`` where a name is taken), then one that gathers what later
    rows have beside them. So a later input column called ``urgency`` can never stand in the place of our decision.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._inputs: list[str] = []

    def place(self, inputs: Mapping[str, str], ours: Mapping[str, str]) -> list[str]:
        if not self.names:
            self._inputs = list(inputs)
            self.names = list(inputs)
            for name in (*ours, "autres_colonnes"):
                free = name
                while free in self.names:
                    free = f"rr_{free}"
                self.names.append(free)
        extra = {name: value for name, value in inputs.items() if name not in self._inputs and value}
        gathered = json.dumps(extra, ensure_ascii=False) if extra else ""
        return [*(inputs.get(name, "") for name in self._inputs), *ours.values(), gathered]


@contextmanager
def _csv_writer(file: IO[bytes]) -> Iterator[Writer]:
    columns = _Columns()
    file.write(b"\xef\xbb\xbf")

    def put(row: Sequence[str]) -> None:
        buffer = _Line()
        csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow([inert(cell) for cell in row])
        file.write(buffer.text.encode("utf-8", "replace"))

    def write(message: Message, decision: Decision, explanation: Explanation | None) -> None:
        first = not columns.names
        row = columns.place(_input_cells(message, decision), _our_cells(decision, explanation))
        if first:
            put(columns.names)
        put(row)

    yield write


class _Line:
    """The one method that ``csv.writer`` asks for."""

    text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)


@contextmanager
def _xlsx_writer(file: IO[bytes]) -> Iterator[Writer]:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet("messages")
    bold = book.add_format({"bold": True})
    columns = _Columns()
    count = 0

    def put(row: Sequence[str], style: Any = None) -> None:
        nonlocal count, sheet
        if count == _XLSX_ROWS:
            # Excel has no further row: the rest goes to a sheet of its own rather than nowhere.
            sheet, count = book.add_worksheet(), 0
            put(columns.names, bold)
        for at, cell in enumerate(row):
            sheet.write_string(count, at, _fitting(cell), style)
        count += 1

    def write(message: Message, decision: Decision, explanation: Explanation | None) -> None:
        row = columns.place(_input_cells(message, decision), _our_cells(decision, explanation))
        if not count:
            sheet.freeze_panes(1, 0)
            put(columns.names, bold)
        put(row)

    yield write
    if count:
        sheet.autofilter(0, 0, count - 1, len(columns.names) - 1)
    book.close()


def _fitting(cell: str) -> str:
    """Return a cell that a workbook can hold; one that is too long says that it was cut."""
    bare = cell.replace("\x00", "")
    return bare if len(bare) <= _XLSX_CELL else f"{bare[: _XLSX_CELL - len(_CUT)]}{_CUT}"


class Rejects:
    """The file of what could not be read; made only when there is something to write."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.items: list[Unreadable] = []

    def add(self, unreadable: Unreadable) -> None:
        """Keep one for the file."""
        self.items.append(unreadable)

    def save(self, *, replace: bool) -> None:
        """Write the file whole; with ``replace``, remove one that an earlier run left under the same name."""
        if not self.items:
            if replace:
                self.target.unlink(missing_ok=True)
            return
        with whole_file(self.target) as file:
            for item in self.items:
                file.write(
                    json.dumps(item.model_dump(mode="json"), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
                )
