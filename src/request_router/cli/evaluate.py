"""``request-router evaluate``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("evaluate")
@click.argument("corpus", nargs=-1, type=click.Path(path_type=Path), metavar="[CORPUS...]")
@click.option("--model", metavar="NAME_OR_DIR", help="Model to measure; the embedded one by default.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE",
    help="Write the whole verdict as JSON; - for standard output.",
)
@click.option("--split", help="Part of the corpus to measure on; 'dev' by default, or everything if there is none.")
@click.option(
    "--behaviour",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.toml",
    help="Cases of behaviour to ask beside the corpus, or instead of it.",
)
@click.option("--jobs", type=int, default=1, show_default=True, help="Processes; -1 for one per core.")
def command(
    corpus: tuple[Path, ...],
    model: str | None,
    json_file: Path | None,
    split: str | None,
    behaviour: Path | None,
    jobs: int,
) -> None:
    """Measure a model on labelled messages, beside two baselines trained on the same corpus.

    The report goes to standard output, or to standard error when the JSON is asked for there.
    """
    from request_router.corpus import load_corpus
    from request_router.corpus.measuring import measure
    from request_router.evaluation import behaviour_text, judge_behaviour, load_cases, report_text
    from request_router.formats.writing import whole_file
    from request_router.routing import Router

    if not corpus and behaviour is None:
        raise click.UsageError("nothing to measure on: give a CORPUS, --behaviour FILE.toml, or both")
    router = Router.load(model)
    on_stdout = json_file is not None and str(json_file) == "-"
    verdicts: dict[str, str] = {}
    if corpus:
        verdict = measure(router, load_corpus(corpus), split=split, jobs=jobs)
        click.echo(report_text(verdict), err=on_stdout)
        verdicts["corpus"] = verdict.model_dump_json(indent=1)
    if behaviour is not None:
        held = judge_behaviour(load_cases(behaviour), lambda text: router.route(text).urgency)
        click.echo(("\n" if corpus else "") + behaviour_text(held), err=on_stdout)
        verdicts["behaviour"] = held.model_dump_json(indent=1)
    # The corpus alone keeps the form that it has always had.
    content = verdicts["corpus"] if behaviour is None else _object(verdicts)
    if on_stdout:
        click.echo(content)
    elif json_file is not None:
        with whole_file(json_file) as file:
            file.write(f"{content}\n".encode())


def _object(verdicts: dict[str, str]) -> str:
    return "{" + ",\n".join(f'"{name}": {text}' for name, text in verdicts.items()) + "}"
