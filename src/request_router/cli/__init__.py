"""argv -> one call of the library.

The commands import what they need when they run: ``--help`` must not wait for spaCy.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

# Command -> module and function; the short help stands here so that listing the commands imports none of them.
_COMMANDS = {
    "classify": ("classify", "Classify messages by service and urgency."),
    "corpus": ("corpus", "Check or describe labelled messages."),
    "evaluate": ("evaluate", "Measure a model on labelled messages."),
    "model": ("model", "Show or verify a model."),
    "train": ("train", "Learn a model from labelled messages."),
}

EXIT_OK, EXIT_REJECTS, EXIT_USAGE, EXIT_MODEL = 0, 1, 2, 3


class _LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = import_module(f"request_router.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="request-router", prog_name="request-router")
def cli() -> None:
    """Sort the messages that French citizens send to their town hall.

    Exit codes: 0 all well, 1 some messages could not be read, 2 wrong usage or unreadable input, 3 model missing,
    damaged or of an incompatible version.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; errors of the library become one line and an exit code, never a traceback."""
    from request_router.errors import ModelError, RouterError

    try:
        code = cli.main(args=arguments, prog_name="request-router", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("request-router: interrupted; no partial output was left", err=True)
        sys.exit(130)
    except ModelError as error:
        click.echo(f"request-router: {error}", err=True)
        sys.exit(EXIT_MODEL)
    except RouterError as error:
        click.echo(f"request-router: {error}", err=True)
        sys.exit(EXIT_USAGE)
    except OSError as error:
        click.echo(f"request-router: {error.filename or 'output'}: {error.strerror or error}", err=True)
        sys.exit(EXIT_USAGE)
    sys.exit(code if isinstance(code, int) else EXIT_OK)
