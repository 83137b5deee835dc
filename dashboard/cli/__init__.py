"""Turns a command line into one call of the loaders or the dashboard, and an exit status.

Nothing heavy is imported here: `dakar --help` answers at once.
"""

import os
import sys
from collections.abc import Callable, Sequence

import click

from dashboard.cli import (
    backing,
    checking,
    exporting,
    freezing,
    keeping,
    lettering,
    making,
    options,
    serving,
    suggesting,
    users,
)
from dashboard.cli.language import cli_words, language_of
from dashboard.cli.shape import Group, StopError, complaint
from schemas.wording import Words

_MAKERS: dict[str, Callable[[Words], click.Command]] = {
    "serve": serving.serve,
    "init": serving.init,
    "template": making.template,
    "check": checking.check,
    "load": checking.load,
    "annotate": checking.annotate,
    "letter": lettering.letter,
    "export": exporting.export,
    "snapshot": freezing.snapshot,
    "suggest": suggesting.suggest,
    "samples": keeping.samples,
    "backup": backing.backup,
    "restore": backing.restore,
    "user": users.user,
    "doctor": keeping.doctor,
}


def commands() -> tuple[str, ...]:
    """The names of all commands."""
    return tuple(_MAKERS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and leaves with its exit status: 0 done, 1 findings or faults, 2 refused
    or not understood."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = cli_words(language_of(given))
    try:
        status = run(given, words)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has seen enough; Python would complain at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)


def run(arguments: list[str], words: Words) -> int:
    """The exit status of a command line, in the words of one language."""
    group = Group(
        "dakar",
        commands={name: make(words) for name, make in _MAKERS.items()},
        params=[options.lang(words)],
        help=words("cli.help"),
        words=words,
    )
    try:
        done = group.main(arguments, prog_name="dakar", standalone_mode=False)
    except click.ClickException as error:
        click.echo(complaint(error, words), err=True)
        return 2
    except StopError as stop:
        click.echo(stop.message, err=True)
        return stop.status
    except click.Abort:
        return 130
    return done if isinstance(done, int) else 0
