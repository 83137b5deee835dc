"""Turns titles into suggested objectives, as JSON lines, or says how often they are right."""

import json
import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.place import Place, place
from dashboard.cli.shape import Command, Misuse, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from loaders import Figures, Suggestion

BATCH = 100
"""Titles answered together; a pipe sees its first lines soon."""


def suggest(words: Words) -> Command:
    file = click.Argument(
        ["file"], required=False, type=options.FILE, metavar=f"[{words('cli.metavar.file')}]"
    )
    evaluate = options.option(words, "--evaluate", is_flag=True)
    return Command(
        "suggest",
        params=[file, evaluate, options.lang(words)],
        callback=partial(_suggest, words),
        help=words("cli.suggest.help"),
        words=words,
    )


def _suggest(words: Words, file: Path | None, evaluate: bool) -> None:
    from schemas.reading import ContentError

    if evaluate and file is not None:
        raise Misuse(words("cli.suggest.evaluate-alone"))
    at = place(words)
    try:
        for line in _figures(at) if evaluate else _answers(_titles(words, file), at):
            click.echo(line)
    except ContentError as error:
        raise StopError(words("cli.stop.content", reason=str(error))) from error


def _titles(words: Words, file: Path | None) -> list[str]:
    """The lines that say something, of the file or of standard input."""
    with click.open_file(str(file or "-"), "rb") as stream:
        source = stream.read()
    try:
        lines = source.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise StopError(words("cli.suggest.not-text", line=line)) from error
    return [line.strip() for line in lines if line.strip()]


def _answers(titles: list[str], at: Place) -> Iterator[str]:
    from loaders import suggest as suggest_objectives

    for start in range(0, len(titles), BATCH):
        batch = titles[start : start + BATCH]
        for title, suggestions in zip(batch, suggest_objectives(batch, at.content), strict=True):
            answer = {"title": title, "suggestions": [_shape(one) for one in suggestions]}
            yield json.dumps(answer, ensure_ascii=False)


def _shape(suggestion: "Suggestion") -> dict[str, object]:
    return {
        "objective": suggestion.objective,
        # Rounded down, so that three of them never add up to more than 1.
        "confidence": math.floor(suggestion.confidence * 1000) / 1000,
        "theme": suggestion.theme,
        "roadmap_action": suggestion.action,
        "reason": list(suggestion.reason),
    }


def _figures(at: Place) -> Iterator[str]:
    from loaders import evaluate_suggestions

    words = at.words
    found = evaluate_suggestions(at.content)
    yield words(
        "cli.suggest.how",
        n=words.number(found.overall.n),
        groups=words.number(found.groups),
        folds=found.folds,
        repeats=found.repeats,
    )
    yield ""
    columns = [words(f"cli.suggest.{key}") for key in ("of", "n", "first", "among", "shown")]
    rows = [
        [words("cli.suggest.all"), *_cells(found.overall, words)],
        [words("cli.suggest.unread"), *_cells(found.unread, words)],
    ]
    for one in found.languages:
        rows.append([words.locale.languages.get(one.code, one.code), *_cells(one, words)])
    for one in found.objectives:
        rows.append([words("cli.suggest.objective", code=one.code), *_cells(one, words)])
    table = [[*columns, words("cli.suggest.of-shown")], *rows]
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    for row in table:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
        yield "  ".join(cells)
    yield ""
    outside = found.outside
    yield words(
        "cli.suggest.outside",
        n=words.number(outside.n),
        uncertain=words.percent(outside.uncertain),
        confident=words.percent(outside.confident),
    )


def _cells(figures: "Figures", words: Words) -> list[str]:
    right = figures.of_shown
    return [
        words.number(figures.n),
        words.percent(figures.first),
        words.percent(figures.among),
        words.number(figures.shown),
        "-" if right is None else words.percent(right),
    ]
