"""``request-router train``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("train")
@click.argument("corpus", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS...")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the new model."
)
@click.option(
    "--taxonomy",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.toml",
    help="List of services; by default that of the embedded model.",
)
@click.option(
    "--lexicon",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of concepts and their expressions (TOML); by default none.",
)
@click.option(
    "--urgency-shares",
    type=(float, float, float, float),
    metavar="BASSE NORMALE HAUTE CRITIQUE",
    help="Shares of the levels in real mail, where the corpus holds more dangers on purpose; by default as in the corpus.",
)
@click.option(
    "--costs",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.toml",
    help="What each error of urgency costs, a row of four numbers for each true level; by default the matrix of the docs.",
)
@click.option(
    "--ordinary-split",
    metavar="NAME",
    help="Split in the mix of ordinary mail, on which the confidence in a service is chosen; by default the training messages.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Same corpus, seed and versions give the same model.",
)
def command(
    corpus: tuple[Path, ...],
    output: Path,
    taxonomy: Path | None,
    lexicon: Path | None,
    urgency_shares: tuple[float, float, float, float] | None,
    costs: Path | None,
    ordinary_split: str | None,
    seed: int,
) -> None:
    """Learn a model from labelled messages.

    CORPUS is .jsonl files or folders of them; only messages of the split "train" are learnt from.
    """
    from request_router.corpus import load_corpus
    from request_router.french import Lexicon
    from request_router.model.training import NO_LEXICON, TrainingOptions
    from request_router.routing import Router
    from request_router.routing.learning import train
    from request_router.routing.policy import DEFAULT_COSTS, read_costs
    from request_router.taxonomy import Taxonomy

    services = Taxonomy.from_toml(taxonomy) if taxonomy else Router.load().taxonomy
    options = TrainingOptions(seed=seed, urgency_shares=urgency_shares)
    concepts = Lexicon.from_folder(lexicon) if lexicon else NO_LEXICON
    matrix = read_costs(costs) if costs else DEFAULT_COSTS
    messages = load_corpus(corpus)
    router = train(messages, services, output, options, concepts, costs=matrix, ordinary_split=ordinary_split)
    facts = router.model.card.training
    held = facts["held_out"]
    click.echo(
        f"{output}: model {router.model.label}, {facts['messages']} messages, {len(services.ids)} services", err=True
    )
    click.echo(
        f"held out in turn: service accuracy {held['service_accuracy']:.3f}, routed without a human {held['routed_share']:.3f}, "
        f"critique missed {held['critique_missed'] or 0:.3f} at {held['false_alarms_per_1000']:.1f} false alarms per 1,000; "
        "measure it with 'request-router evaluate' on other messages",
        err=True,
    )
