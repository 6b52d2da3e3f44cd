"""``request-router classify``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any, TextIO

import click

from request_router.cli import EXIT_OK, EXIT_REJECTS


@click.command("classify")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Result file; standard output by default."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "xlsx"]),
    help="Result format; by default the ending of OUT, else jsonl.",
)
@click.option(
    "--alerts",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the critique messages to this file too (.jsonl, .csv or .xlsx).",
)
@click.option("--model", "model", metavar="NAME_OR_DIR", help="Model to use; the embedded one by default.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes; -1 for one per core.")
@click.option("--explain", is_flag=True, help="Add every word's exact share in the decision.")
@click.option("--text-column", metavar="NAME", help="Column or key that holds the message.")
@click.option("--subject-column", metavar="NAME", help="Column or key that holds the subject.")
def command(
    paths: tuple[str, ...], output: Path | None, form: str | None, alerts: Path | None, model: str | None, jobs: int,
    explain: bool, text_column: str | None, subject_column: str | None,
) -> int:  # fmt: skip
    """Classify messages by service and urgency.

    PATH is an .mbox, .eml, .csv, .tsv, .xlsx or .jsonl file, a folder of them, a Maildir, or - for JSON lines on
    standard input. Messages that cannot be read go to OUT.rejects.jsonl with their reason.
    """
    from request_router.batch import BatchOptions, classify_files, summary_text
    from request_router.formats import ReadOptions
    from request_router.routing import Router

    options = BatchOptions(output, form, jobs, alerts, explain, ReadOptions(text_column, subject_column))
    if output is None and options.output_format == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("an .xlsx is not for a terminal: give -o FILE.xlsx")
    router = Router.load(model)
    try:
        with _progress(sys.stderr) as progress:
            summary = classify_files(router, paths, options, stdin=sys.stdin.buffer, progress=progress)
    except BrokenPipeError:
        # The reader went away ("| head"): nothing went wrong. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    click.echo(summary_text(summary), err=True)
    return EXIT_REJECTS if summary.rejected else EXIT_OK


@contextmanager
def _progress(stderr: TextIO) -> Iterator[Callable[[int], None]]:
    """Count messages on a terminal, and nothing at all in a pipe.

    The length is unknown until the files are read; a bar that only counts still says that the run lives.
    """
    if not stderr.isatty():
        yield lambda _: None
        return
    counter: Any = click.progressbar(repeat(None), label="Messages", file=stderr, show_pos=True)
    with counter as bar:
        yield bar.update
