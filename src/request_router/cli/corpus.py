"""``request-router corpus``."""

from __future__ import annotations

from pathlib import Path

import click

from request_router.cli import EXIT_OK, EXIT_REJECTS


@click.group("corpus")
def command() -> None:
    """Check or describe labelled messages."""


_paths = click.argument("corpus", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS...")
_taxonomy = click.option(
    "--taxonomy", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.toml",
    help="List of services; by default that of the embedded model.",
)  # fmt: skip


@command.command("check")
@_paths
@_taxonomy
def check(corpus: tuple[Path, ...], taxonomy: Path | None) -> int:
    """Name what is wrong with labelled messages, line by line.

    Unknown or impossible labels, copies, leaks between splits, empty texts, personal data that looks real, and batches
    that repeat themselves.

    Exit code 1 if there is any.
    """
    from request_router.corpus import check_corpus, read_lines
    from request_router.routing import Router
    from request_router.taxonomy import Taxonomy

    services = Taxonomy.from_toml(taxonomy) if taxonomy else Router.load().taxonomy
    lines = list(read_lines(corpus))
    findings = check_corpus(lines, services)
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(lines)} lignes lues, {len(findings)} défauts", err=True)
    return EXIT_REJECTS if findings or not lines else EXIT_OK


@command.command("stats")
@_paths
@_taxonomy
@click.option("--curve", is_flag=True, help="Learn from growing parts, each batch left out in turn (minutes).")
@click.option(
    "--lexicon",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of concepts: counts messages near each boundary of services and by danger; also learnt with by --curve.",
)
def stats(corpus: tuple[Path, ...], taxonomy: Path | None, curve: bool, lexicon: Path | None) -> None:
    """Count messages by service, urgency, channel and writing batch, and show what each batch repeats.

    --curve adds the accuracy on batches left out against the number of messages learnt from, and what the next
    thousand would bring.
    """
    from request_router.corpus import describe, load_corpus
    from request_router.corpus.borders import borders, borders_text
    from request_router.corpus.curve import curve_text, learning_curve
    from request_router.corpus.dangers import dangers, dangers_text
    from request_router.corpus.describing import stats_text
    from request_router.french import Lexicon
    from request_router.model.training import NO_LEXICON, TrainingOptions
    from request_router.routing import Router
    from request_router.taxonomy import Taxonomy

    services = Taxonomy.from_toml(taxonomy) if taxonomy else Router.load().taxonomy
    messages = load_corpus(corpus)
    click.echo(stats_text(describe(messages, services)))
    concepts = Lexicon.from_folder(lexicon) if lexicon else NO_LEXICON
    if lexicon:
        click.echo("\n" + borders_text(borders(messages, services, concepts)))
        click.echo("\n" + dangers_text(dangers(messages)))
    if curve:
        click.echo("\n" + curve_text(learning_curve(messages, services, TrainingOptions(), concepts)))
