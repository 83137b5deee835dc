"""Looks after the platform: removes the samples, and checks that everything is in order."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.cli import backing, options
from dashboard.cli.freezing import snapshot_states
from dashboard.cli.place import database, place, shown_address, sqlite_file
from dashboard.cli.shape import Command, Group
from schemas.wording import Words

if TYPE_CHECKING:
    from dashboard.settings import Settings
    from schemas.content import Content

SERVED = (
    "vendor/bootstrap/bootstrap.min.css",
    "vendor/inter/inter-latin.woff2",
    "vendor/plotly/plotly-cartesian.min.js",
)
"""Files of assets/ without which no page looks right."""


class FaultError(Exception):
    """Something is not in order; the message says what."""


def samples(words: Words) -> Group:
    remove = Command(
        "remove",
        params=[options.database(words), options.lang(words)],
        callback=partial(_remove, words),
        help=words("cli.samples-remove.help"),
        words=words,
    )
    return Group(
        "samples", commands={"remove": remove}, help=words("cli.samples.help"), words=words
    )


def _remove(words: Words, database: str | None) -> None:
    from loaders import remove_samples, start_empty

    at = place(words, database_url=database)
    with _open(at) as engine:
        removed = remove_samples(engine, at.content)
        start_empty(engine, at.content)
    click.echo(words.count("cli.samples-remove.done", removed))


_open = database
"""The parameter `database` of the callbacks hides the function of that name."""


def doctor(words: Words) -> Command:
    deploy = options.option(words, "--deploy", is_flag=True)
    params = [deploy, options.database(words), options.lang(words)]
    return Command(
        "doctor",
        params=params,
        callback=partial(_doctor, words),
        help=words("cli.doctor.help"),
        words=words,
    )


def _doctor(words: Words, deploy: bool, database: str | None) -> int:
    checks: dict[str, Callable[[], str]] = {
        "settings": partial(_check_settings, words, database),
        "content": partial(_check_content, words),
        "files": partial(_check_files, words),
        "database": partial(_check_database, words, database),
    }
    faults = 0
    for name, check in checks.items():
        subject = words(f"cli.doctor.{name}")
        try:
            click.echo(words("cli.doctor.fine", subject=subject, detail=check()))
        except FaultError as fault:
            faults += 1
            for line in str(fault).splitlines():
                click.echo(words("cli.doctor.fault", subject=subject, detail=line))
    if not faults:
        faults = _tell(words, backing.states(words, database))
        faults += _tell(words, snapshot_states(words, database))
        faults += _tell_deployment(words, database) if deploy else 0
    return 1 if faults else 0


def _tell_deployment(words: Words, database: str | None) -> int:
    """One line a subject that is in order, one a fault; how many faults there are."""
    from datetime import UTC, datetime

    from dashboard.cli.deployment import CHECKS, Deployment

    at = Deployment(_settings(database), os.environ, datetime.now(UTC))
    count = 0
    for name, check in CHECKS.items():
        subject, faults = words(f"deploy.subject.{name}"), list(check(at))
        for one in faults:
            said = words(f"deploy.{one.code}", **one.params)
            click.echo(words("cli.doctor.fault", subject=subject, detail=said))
        if not faults:
            click.echo(words("cli.doctor.fine", subject=subject, detail=words("deploy.fine")))
        count += len(faults)
    return count


def _tell(words: Words, lines: list[tuple[str, str, bool]]) -> int:
    """One line each; how many are not well."""
    for subject, detail, is_well in lines:
        key = "cli.doctor.fine" if is_well else "cli.doctor.fault"
        click.echo(words(key, subject=subject, detail=detail))
    return sum(not is_well for _, _, is_well in lines)


def _settings(given: str | None) -> "Settings":
    from dashboard.settings import SettingError, read_settings

    try:
        return read_settings(database_url=given)
    except SettingError as error:
        raise FaultError(str(error)) from error


def _check_settings(words: Words, given: str | None) -> str:
    settings = _settings(given)
    return words("cli.doctor.settings-are", host=settings.host, port=settings.port)


def _check_content(words: Words) -> str:
    from schemas.content import load_content
    from schemas.foreign import load_foreign
    from schemas.reading import ContentError
    from schemas.training import load_training

    try:
        content = load_content()
        load_training(content.folder, content.languages)
        load_foreign(content.folder)
    except ContentError as error:
        raise FaultError(str(error)) from error
    return words.listed([words.count(f"cli.doctor.{key}", n) for key, n in _sizes(content)])


def _sizes(content: "Content") -> Iterator[tuple[str, int]]:
    yield "countries", len(content.countries)
    yield "rounds", len(content.rounds)
    yield "meetings", len(content.meetings)
    yield "templates", len(content.templates)
    yield "languages", len(content.languages)


def _check_files(words: Words) -> str:
    from schemas.content import DATA

    assets = DATA.parent / "assets"
    missing = [name for name in SERVED if not (assets / name).is_file()]
    if missing:
        raise FaultError(words("cli.doctor.missing", names=", ".join(missing)))
    return words.count("cli.doctor.assets", sum(1 for file in assets.rglob("*") if file.is_file()))


def _check_database(words: Words, given: str | None) -> str:
    from sqlalchemy.exc import SQLAlchemyError

    from schemas.database.engine import (
        OutdatedSchemaError,
        UnknownSchemaError,
        check_schema,
        reader_engine,
    )

    url = _settings(given).database_url
    address = shown_address(url)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise FaultError(words("cli.doctor.no-database", address=address))
    engine = reader_engine(url)
    try:
        check_schema(engine)
    except OutdatedSchemaError as error:
        raise FaultError(words("cli.doctor.outdated", address=address)) from error
    except UnknownSchemaError as error:
        raise FaultError(words("cli.stop.schema", address=address)) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error))
        raise FaultError(words("cli.stop.database", address=address, reason=reason)) from error
    finally:
        engine.dispose()
    return address
