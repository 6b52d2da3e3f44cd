"""``request-router evaluate``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("evaluate")
@click.argument("corpus", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS...")
@click.option("--model", metavar="NAME_OR_DIR", help="Model to measure; the embedded one by default.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE",
    help="Write the whole verdict as JSON; - for standard output.",
)
@click.option("--split", help="Part of the corpus to measure on; 'dev' by default, or everything if there is none.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes; -1 for one per core.")
def command(corpus: tuple[Path, ...], model: str | None, json_file: Path | None, split: str | None, jobs: int) -> None:
    """Measure a model on labelled messages, beside two baselines trained on the same corpus.

    The report goes to standard output, or to standard error when the JSON is asked for there.
    """
    from request_router.corpus import load_corpus
    from request_router.corpus.measuring import measure
    from request_router.evaluation import report_text
    from request_router.formats.writing import whole_file
    from request_router.routing import Router

    verdict = measure(Router.load(model), load_corpus(corpus), split=split, jobs=jobs)
    on_stdout = json_file is not None and str(json_file) == "-"
    click.echo(report_text(verdict), err=on_stdout)
    content = verdict.model_dump_json(indent=1) + "\n"
    if on_stdout:
        click.echo(content, nl=False)
    elif json_file is not None:
        with whole_file(json_file) as file:
            file.write(content.encode("utf-8"))
