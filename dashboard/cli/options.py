"""The options that several commands share, in the words of one language."""

from os import PathLike
from pathlib import Path
from typing import Any

import click

from dashboard.cli.language import languages
from schemas.wording import Words


class BadPathError(click.BadParameter):
    """A path that does not fit. `given` is what was typed."""

    def __init__(self, given: str, cause: click.BadParameter) -> None:
        super().__init__(cause.message, ctx=cause.ctx, param=cause.param)
        self.given = given


class PathType(click.Path):
    """A path whose refusal names it: of many files, the person must know which one is meant."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | PathLike[str]:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as refusal:
            raise BadPathError(str(value), refusal) from refusal


ANY_PATH = PathType(path_type=Path)
FILE = PathType(exists=True, dir_okay=False, path_type=Path)
OUTPUT = PathType(dir_okay=False, writable=True, path_type=Path)
FOLDER = PathType(file_okay=False, path_type=Path)


def option(words: Words, *names: str, **settings: object) -> click.Option:
    """An option whose help is `cli.option.<its long name>`."""
    key = next(name for name in names if name.startswith("--")).lstrip("-")
    return click.Option(names, help=words(f"cli.option.{key}"), **settings)  # type: ignore[arg-type]


def lang(words: Words) -> click.Option:
    """`--lang`: read before the command is even made; here for the help and the check."""
    return option(words, "--lang", type=click.Choice(languages()), expose_value=False)


def database(words: Words) -> click.Option:
    return option(words, "--database", metavar="URL")


def stated(words: Words) -> list[click.Option]:
    return [
        option(words, "--country", metavar="ISO3"),
        option(words, "--round", "round_code", metavar=words("cli.metavar.round")),
    ]


def files(words: Words) -> click.Argument:
    """Files and folders. What is not there is said when its turn comes: one wrong path does not
    stop the others."""
    metavar = words("cli.metavar.file") + "..."
    return click.Argument(["files"], nargs=-1, required=True, type=ANY_PATH, metavar=metavar)
