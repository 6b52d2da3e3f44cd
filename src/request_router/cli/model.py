"""``request-router model``."""

from __future__ import annotations

import click


@click.group("model")
def command() -> None:
    """Show or verify a model."""


@command.command("show")
@click.argument("model", required=False, metavar="[NAME_OR_DIR]")
def show(model: str | None) -> None:
    """Print a model's card; the embedded one by default."""
    from request_router.model.artifact import CARD, find_model, load_model

    folder = find_model(model)
    loaded = load_model(folder)
    click.echo(f"{loaded.label} ({folder})\n")
    click.echo((folder / CARD).read_text(encoding="utf-8"), nl=False)


@command.command("verify")
@click.argument("model", required=False, metavar="[NAME_OR_DIR]")
def verify(model: str | None) -> None:
    """Compare a model's files with its manifest; exit code 3 if anything differs."""
    from request_router.model.artifact import find_model, load_model
    from request_router.routing import Router

    folder = find_model(model)
    router = Router(load_model(folder))
    click.echo(
        f"{router.model.label}: whole, {len(router.taxonomy.ids)} services, {len(router.model.scorer.names)} features ({folder})"
    )
