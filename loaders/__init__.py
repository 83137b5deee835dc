"""In: a workbook becomes a stored report version, or findings. The one door to this package.

Every function imports what it needs when it is called, so that a command that reads no
workbook starts at once.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from loaders.entries import KeptUpload as KeptUpload
from loaders.entries import Limits as Limits
from loaders.entries import ReadFile as ReadFile
from loaders.entries import Result as Result
from loaders.entries import Stated as Stated
from loaders.entries import StoredColumn as StoredColumn
from loaders.suggesting.answers import Evaluation as Evaluation
from loaders.suggesting.answers import Figures as Figures
from loaders.suggesting.answers import OutsideFigures as OutsideFigures
from loaders.suggesting.answers import Suggestion as Suggestion
from loaders.writing.said import Document as Document
from loaders.writing.said import Run as Run

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from loaders.child import Reader
    from loaders.child.ahead import OneFile
    from loaders.storage import StoredReport
    from schemas.content import Content
    from schemas.database.audit import Actor
    from schemas.database.models import Base
    from schemas.findings import Finding
    from schemas.template import Template

Progress = Callable[[str, int, int], None]
"""Called with a round's code, how many of its files are done, and how many there are."""


def preview(
    source: bytes,
    name: str,
    *,
    content: "Content",
    engine: "Engine",
    stated: Stated | None = None,
    today: date | None = None,
    limits: Limits | None = None,
    read: "Reader | None" = None,
) -> Result:
    """A dry run of one file: the findings and outcome that `load` would give; stores nothing.
    `read`: of a file from `read_ahead`; None reads it in a child, within the limits."""
    from loaders.child import reader_within
    from loaders.pipeline import run

    return run(
        source,
        name,
        content=content,
        engine=engine,
        stated=stated,
        keep=False,
        today=today,
        read=read or reader_within(limits),
    )


def load(
    source: bytes,
    name: str,
    *,
    content: "Content",
    engine: "Engine",
    stated: Stated | None = None,
    publish: bool = False,
    today: date | None = None,
    limits: Limits | None = None,
    actor: "Actor | None" = None,
    read: "Reader | None" = None,
) -> Result:
    """Stores one file as a new version, and publishes it when asked to, `actor` (None: the
    command line) may, and it has no errors.

    A refused file stores nothing; bytes that are stored already repeat their result. `read` as
    in `preview`.
    """
    from loaders.child import reader_within
    from loaders.pipeline import run
    from schemas.database.audit import BY_COMMAND

    return run(
        source,
        name,
        content=content,
        engine=engine,
        stated=stated,
        keep=True,
        publish=publish,
        today=today,
        read=read or reader_within(limits),
        actor=actor or BY_COMMAND,
    )


def read_ahead(
    files: "Sequence[OneFile]", limits: Limits | None = None, at_once: int | None = None
) -> Generator[Callable[[], ReadFile], None, None]:
    """The files one by one, the next ones being read meanwhile by `at_once` children (as many as
    a process has). `files`: name, and what gets the bytes; of each comes a function that waits
    for its `source` and `read`, or raises the OSError of the bytes."""
    from loaders.child import AT_ONCE, reader_within
    from loaders.child.ahead import read_ahead as begin
    from loaders.values.text import shown

    named = [(shown(name), take) for name, take in files]
    return begin(named, reader_within(limits), at_once or AT_ONCE)


def publish(engine: "Engine", report: str, actor: "Actor | None" = None) -> "StoredReport":
    """Publishes a version by its id (SEN-dakar-2013-v2) and supersedes the one before; `actor`
    is None for the command line.

    Raises loaders.storage.NotPublishableError, whose `reason` is unknown, errors, state, role
    or newer-version.
    """
    from loaders import storage
    from schemas.database.audit import BY_COMMAND

    with engine.begin() as connection:
        report_id = storage.find_report(connection, report)
        return storage.publish(connection, report_id, actor or BY_COMMAND)


def template_workbook(
    engine: "Engine", content: "Content", country: str, round_code: str, blank: bool = False
) -> bytes:
    """The .xlsx file a country fills, prefilled from its last published report unless `blank`.

    Raises KeyError for a country or round that does not exist.
    """
    from loaders.prefilling import template_workbook as make

    return make(engine, content, country, round_code, blank)


def template_name(iso3: str, round_code: str) -> str:
    """What a country's workbook is called, wherever it comes from: SEN-dakar-2013.xlsx."""
    return f"{iso3}-{round_code}.xlsx"


def stored_workbook(engine: "Engine", content: "Content", report: str) -> bytes:
    """A stored version (SEN-dakar-2013-v2) written back into its template as an .xlsx file.

    Raises KeyError when there is no such version.
    """
    from loaders import storage
    from loaders.prefilling import stored_workbook as make

    with engine.connect() as connection:
        report_id = storage.find_report(connection, report)
    if report_id is None:
        raise KeyError(report)
    return make(engine, content, report_id)


def annotated_workbook(
    original: bytes,
    findings: "Iterable[Finding]",
    content: "Content",
    given_ids: Mapping[int, str] | None = None,
    limits: Limits | None = None,
) -> bytes | None:
    """The file back as .xlsx, each finding beside its cell, with the measure ids given
    (row number -> id); None when it cannot be opened at all. The original bytes stay as they
    are."""
    from loaders.child import marker_within
    from loaders.writer import annotated_workbook as make

    return make(original, tuple(findings), content, given_ids or {}, marker_within(limits))


def stored_annotated(engine: "Engine", content: "Content", report: str) -> tuple[str, bytes | None]:
    """The file a version (SEN-dakar-2013-v2) was made from, with the findings of that day: its
    name, and the .xlsx bytes, None when it cannot be opened again. Raises KeyError when there
    is no such version."""
    from loaders.child import marker_within
    from loaders.prefilling import stored_annotated as make

    return make(engine, content, report, marker_within(None))


def stored_tables() -> "dict[str, type[Base]]":
    """Sheet of a template -> the table its rows are kept in; the sheet of persons is left out."""
    from loaders.storage.columns import tables

    return tables()


def stored_columns(template: "Template", sheet: str) -> tuple[StoredColumn, ...]:
    """The columns of a sheet that are stored and name nobody; none where there is no such sheet."""
    from loaders.storage.columns import stored_columns as columns

    return tuple(columns(template, sheet))


def follow_up_letter(
    engine: "Engine",
    content: "Content",
    report: str,
    *,
    today: date | None = None,
    with_contact: bool = False,
) -> bytes:
    """The letter that follows up a version (SEN-dakar-2013-v2), as .docx in every language; of a
    country without one (SEN-dakar-2013), the letter with the questions put to it at meetings. It
    names nobody, unless `with_contact`. Raises KeyError for what is not there."""
    from loaders.letters import letter_of as make

    return make(engine, content, report, today or date.today(), with_contact)


def letters_to_write(engine: "Engine", content: "Content", round_code: str) -> list[str]:
    """Whom to write to, by country code, and what `follow_up_letter` takes for it: who has
    something to correct, to clarify, to confirm or to answer."""
    from loaders.letters import letters_due as ask

    with engine.connect() as connection:
        return ask(connection, content, round_code)


def document(product: str, title: str, reference: str, made_on: date, footer: str) -> Document:
    """A Word document in the house style, to be written from top to bottom."""
    from loaders.writing.document import Letter

    return Letter(product, title, reference, made_on, footer)


def keep_upload(
    engine: "Engine", name: str, source: bytes, stated: Stated, result: Result, actor: str = ""
) -> str:
    """Keeps a dry run of `actor` for 30 days and forgets older ones; returns its id, a UUID."""
    from loaders import storage

    with engine.begin() as connection:
        storage.forget_old_uploads(connection)
        return storage.keep_upload(connection, name, source, stated, result, actor)


def read_upload(engine: "Engine", identifier: str) -> KeptUpload | None:
    """The dry run of that id; None when there is none, or it is older than 30 days."""
    from loaders import storage

    with engine.connect() as connection:
        return storage.read_upload(connection, identifier)


def forget_old_uploads(engine: "Engine") -> int:
    """Deletes dry runs older than 30 days; returns how many."""
    from loaders import storage

    with engine.begin() as connection:
        return storage.forget_old_uploads(connection)


def load_upload(
    engine: "Engine",
    content: "Content",
    identifier: str,
    *,
    publish: bool = False,
    limits: Limits | None = None,
    actor: "Actor | None" = None,
) -> Result | None:
    """Loads the file of a dry run for `actor` (None: the command line); None when there is no
    such dry run any more. With `publish`, it is published unless somebody else has published a
    version since the dry run: then it stays a draft and the result's `newer` names that one."""
    from loaders import storage
    from schemas.database.audit import BY_COMMAND

    kept = read_upload(engine, identifier)
    if kept is None:
        return None
    result = load(
        kept.content,
        kept.name,
        content=content,
        engine=engine,
        stated=kept.stated,
        limits=limits,
        actor=actor,
    )
    with engine.begin() as connection:
        publisher = (actor or BY_COMMAND) if publish else None
        return storage.settle_upload(connection, kept, result, publisher)


def refuse_readings(
    engine: "Engine",
    content: "Content",
    identifier: str,
    places: Sequence[str],
    *,
    limits: Limits | None = None,
) -> Result | None:
    """The dry run again, without the readings at these places ("sheet title!A1"), which takes
    the place of the one kept; None when there is no such dry run any more."""
    from dataclasses import replace

    from loaders import storage

    kept = read_upload(engine, identifier)
    if kept is None:
        return None
    stated = replace(kept.stated, refused=tuple(places))
    result = preview(
        kept.content, kept.name, content=content, engine=engine, stated=stated, limits=limits
    )
    with engine.begin() as connection:
        storage.replace_upload(connection, kept, result, stated)
    return result


def load_samples(
    engine: "Engine", content: "Content", progress: Progress | None = None
) -> Mapping[str, int]:
    """Writes, loads and publishes the sample reports; returns how many of each round.

    The dated rounds become `illustrative`, the other one `public-sources`. Each round is one
    transaction. A round that has reports already is left as it is.
    """
    from loaders.samples import load_samples as run

    return run(engine, content, progress)


def remove_samples(engine: "Engine", content: "Content") -> int:
    """Deletes the sample reports and makes every round `reported`; returns how many went."""
    from loaders.samples import remove_samples as run

    return run(engine, content)


def suggest(titles: Sequence[str], content: "Content") -> list[tuple[Suggestion, ...]]:
    """For each title of a measure, in any language, the three objectives it most likely serves,
    best first. The first call of a process takes a second: it learns them.

    Raises ContentError for mistakes in data/training.
    """
    from loaders import classifier

    return classifier.suggest(classifier.trained(content.folder, content.languages), titles)


def evaluate_suggestions(content: "Content") -> Evaluation:
    """How often suggestions are right for titles they were not learnt from; takes half a minute."""
    from loaders.evaluation import evaluate
    from schemas.training import load_training

    return evaluate(load_training(content.folder, content.languages))


def wants_samples(engine: "Engine", content: "Content") -> bool:
    """Whether the database is new: no report of a country, and no empty start, yet."""
    from loaders.beginning import wants_samples as ask

    return ask(engine, content)


def warm_up() -> None:
    """Starts the process that reads the first foreign file, so that nobody waits for it; it
    ends with this one."""
    from loaders.child import warm_up as start

    start()


def start_empty(engine: "Engine", content: "Content") -> None:
    """Makes every round `reported`; `wants_samples` is False from then on."""
    from loaders.beginning import start_empty as start

    with engine.begin() as connection:
        start(connection, content)
