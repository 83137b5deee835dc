"""Turns workbooks into lines: `check` (nothing is stored), `load` and `annotate`."""

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.cli import options
from dashboard.cli.gathering import Found, gathered
from dashboard.cli.place import Place, database, database_if_any, place
from dashboard.cli.progress import each, hide
from dashboard.cli.shape import Command, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from loaders import Limits, ReadFile, Result, Stated

MEGABYTE = 1024 * 1024
SEVERITIES = ("error", "warning", "info")
OUTCOMES = ("clean", "draft", "refused")
REFUSED = 2
GARBAGE = 20_000
"""Objects made before a collection looks through the newest ones."""


def check(words: Words) -> Command:
    annotate = options.option(
        words, "--annotate", type=options.FOLDER, metavar=words("cli.metavar.folder")
    )
    return Command(
        "check",
        params=[*_reading(words), annotate],
        callback=partial(_check, words),
        help=words("cli.check.help"),
        words=words,
    )


def load(words: Words) -> Command:
    publish = options.option(words, "--publish", is_flag=True)
    return Command(
        "load",
        params=[*_reading(words), publish],
        callback=partial(_load, words),
        help=words("cli.load.help"),
        words=words,
    )


def annotate(words: Words) -> Command:
    metavar = words("cli.metavar.file")
    file = click.Argument(["file"], type=options.FILE, metavar=metavar)
    output = options.option(
        words, "-o", "--output", type=options.OUTPUT, required=True, metavar=metavar
    )
    params = [file, output, *options.stated(words), options.lang(words), options.database(words)]
    return Command(
        "annotate",
        params=params,
        callback=partial(_annotate, words),
        help=words("cli.annotate.help"),
        words=words,
    )


def _reading(words: Words) -> list[click.Parameter]:
    return [
        options.files(words),
        options.option(words, "--json", "as_json", is_flag=True),
        *options.stated(words),
        options.lang(words),
        options.database(words),
    ]


def _check(
    words: Words,
    files: tuple[Path, ...],
    as_json: bool,
    annotate: Path | None,
    country: str | None,
    round_code: str | None,
    database: str | None,
) -> int:
    _warm_up()
    at = place(words, database_url=database)
    said = _stated(country, round_code)
    with database_if_any(at) as engine:
        run = partial(_checked, at, engine, said)
        return _worst(files, run, at, as_json, annotate)


def _checked(
    at: Place, engine: "Engine", said: "Stated", source: bytes, name: str, **how: Any
) -> "Result":
    """A dry run; a table like one the country has sent before is read as that one was."""
    from loaders import desk, preview

    run = partial(preview, source, name, content=at.content, engine=engine, **how)
    result = run(stated=said)
    if not any(finding.code == "not-this-template" for finding in result.findings):
        return result
    known = desk.remembered_stated(engine, at.content, source, name, said, _limits(at))
    return result if known is said else run(stated=known)


def _load(
    words: Words,
    files: tuple[Path, ...],
    as_json: bool,
    publish: bool,
    country: str | None,
    round_code: str | None,
    database: str | None,
) -> int:
    from loaders import load

    _warm_up()
    at = place(words, database_url=database)
    said = _stated(country, round_code)
    with _open(at) as engine:
        run = partial(
            load,
            content=at.content,
            engine=engine,
            stated=said,
            publish=publish,
        )
        return _worst(files, run, at, as_json, None)


_open = database
"""The parameter `database` of the callbacks hides the function of that name."""


def _annotate(
    words: Words,
    file: Path,
    output: Path,
    country: str | None,
    round_code: str | None,
    database: str | None,
) -> int:
    from loaders import preview

    _warm_up()
    at = place(words, database_url=database)
    try:
        source = _bytes_of(file, at)
    except OSError as error:
        raise StopError(_unreadable(file, at, error)) from error
    with database_if_any(at) as engine:
        said = _stated(country, round_code)
        result = preview(
            source,
            file.name,
            content=at.content,
            engine=engine,
            stated=said,
            limits=_limits(at),
        )
    status = _say(result, at, as_json=False)
    _write_annotated(source, result, at, output)
    return status


def _warm_up() -> None:
    """Starts the process that reads files; this one has enough to import meanwhile."""
    from loaders import warm_up as start

    start()


def _worst(
    files: tuple[Path, ...],
    run: "Callable[..., Result]",
    at: Place,
    as_json: bool,
    annotate: Path | None,
) -> int:
    """Runs each file, whatever became of the one before; the worst exit status of them. The next
    ones are read meanwhile."""
    from dashboard.outcome import EXIT_STATUS
    from loaders import read_ahead

    # What is there by now stays, and what a file leaves goes by itself: no collection has to
    # look through the content and the libraries again and again.
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 20)
    outcomes: Counter[str] = Counter()
    found = gathered(files, besides=annotate)
    there = [(f.path.name, partial(_bytes_of, f.path, at)) for f in found if not f.problem]
    with closing(read_ahead(there, _limits(at))) as begun:
        for one in each(found):
            outcomes[_one(one, begun, run, at, as_json, annotate)] += 1
    if outcomes.total() > 1:
        # The objects of --json stay alone on the standard output.
        click.echo(_summed(outcomes, at.words), err=as_json)
    return max((EXIT_STATUS[outcome] for outcome in outcomes), default=REFUSED)


def _one(
    found: Found,
    begun: "Iterator[Callable[[], ReadFile]]",
    run: "Callable[..., Result]",
    at: Place,
    as_json: bool,
    annotate: Path | None,
) -> str:
    """Runs one file and says what became of it; its outcome, refused when it cannot be read."""
    if found.problem:
        hide()
        click.echo(at.words(f"cli.unread.{found.problem}", path=found.path), err=True)
        return "refused"
    try:
        file = next(begun)()
    except OSError as error:
        hide()
        click.echo(_unreadable(found.path, at, error), err=True)
        return "refused"
    result = run(file.source, found.path.name, read=file.read)
    hide()
    _say(result, at, as_json)
    if annotate is not None:
        _write_annotated(file.source, result, at, _beside(annotate / found.target, found.path))
    return result.outcome


def _unreadable(file: Path, at: Place, error: OSError) -> str:
    return at.words("cli.unread.unreadable", path=file, reason=error.strerror or str(error))


def _beside(target: Path, original: Path) -> Path:
    """The target, which is never the file that was received."""
    is_same = target.resolve() == original.resolve()
    return target.with_stem(f"{target.stem}-2") if is_same else target


def _summed(outcomes: Counter[str], words: Words) -> str:
    """60 files: 44 clean, 10 with errors, 6 refused."""
    counted = [words.count(f"cli.sum.{name}", outcomes[name]) for name in OUTCOMES]
    files = words.count("cli.sum.files", outcomes.total())
    return words("cli.sum", files=files, outcomes=", ".join(counted))


def _bytes_of(file: Path, at: Place) -> bytes:
    """The file's bytes, one more than allowed at most: enough to be told it is too large."""
    with file.open("rb") as stream:
        return stream.read(at.settings.max_upload_mb * MEGABYTE + 1)


def _stated(country: str | None, round_code: str | None) -> "Stated":
    from loaders import Stated

    return Stated(country and country.upper(), round_code and round_code.lower())


def _limits(at: Place) -> "Limits":
    from loaders import Limits

    return Limits(at.settings.upload_seconds, at.settings.upload_memory_mb)


def _write_annotated(source: bytes, result: "Result", at: Place, output: Path) -> None:
    """Writes the annotated workbook, or says why there is none."""
    from loaders import annotated_workbook

    book = None
    if result.template is not None:
        book = annotated_workbook(source, result.findings, at.content, result.given_ids)
    if book is None:
        click.echo(at.words("cli.annotate.not-possible", file=result.file), err=True)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(book)


def _say(result: "Result", at: Place, as_json: bool) -> int:
    """Prints what became of a file; its exit status."""
    from dashboard.outcome import EXIT_STATUS, finding_json, outcome_json

    if as_json:
        click.echo(json.dumps(outcome_json(result, at.words, at.content), ensure_ascii=False))
        return EXIT_STATUS[result.outcome]
    click.echo(_headline(result, at))
    # What has to be mended stands before what may be read.
    for finding in sorted(result.findings, key=lambda one: SEVERITIES.index(one.severity)):
        severity = at.words(f"cli.severity.{finding.severity}")
        click.echo(f"  {severity}  {finding_json(finding, at.words, at.content)['message']}")
    return EXIT_STATUS[result.outcome]


def _headline(result: "Result", at: Place) -> str:
    """What became of a file: whose it is, how it ended, how many findings of each kind."""
    from dashboard.outcome import counts

    words = at.words
    country = at.content.countries.get(result.country or "")
    of_round = at.content.rounds.get(result.round or "")
    about = [
        words.text(country.name) if country else result.country,
        words.text(of_round.name) if of_round else result.round,
    ]
    number = counts(result)
    counted = [words.count(f"cli.count.{key}", number[key]) for key in SEVERITIES if number[key]]
    return words(
        f"cli.checked.{result.outcome}" if result.report is None else f"cli.stored.{result.state}",
        file=result.file,
        about=", ".join(part for part in about if part) or words("cli.unknown"),
        counts=words.listed(counted) if counted else words("cli.count.none"),
        report=result.report or "",
    )
