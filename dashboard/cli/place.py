"""Turns settings into what a command works on: content, words, and a database."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.saving import fault_words, offer
from dashboard.cli.shape import StopError
from dashboard.settings import SettingError, Settings, read_settings
from schemas.content import Content, load_content
from schemas.reading import ContentError
from schemas.wording import Words

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from dashboard.queries import Source


@dataclass(frozen=True)
class Place:
    """What a command works on. `words` are all words of the language asked for."""

    settings: Settings
    content: Content
    words: Words


def place(words: Words, **given: object) -> Place:
    """Settings (`given` ones win over the environment) and content, or StopError."""
    try:
        settings = read_settings(os.environ, **given)
    except SettingError as error:
        raise StopError(words("cli.stop.setting", reason=str(error))) from error
    try:
        content = load_content()
    except ContentError as error:
        raise StopError(words("cli.stop.content", reason=str(error))) from error
    return Place(settings, content, content.words[words.language])


@contextmanager
def database(at: Place, saves: bool = True) -> Iterator["Engine"]:
    """An engine that may write to the database, created or migrated first; or StopError. What it
    holds is backed up before a migration; where that cannot be, nothing is migrated, unless
    somebody has said that he saves it himself (`saves` False)."""
    from sqlalchemy.exc import DatabaseError

    from schemas.database.backups import BackupError
    from schemas.database.engine import UnknownSchemaError, migrate, writer_engine

    url, folder = at.settings.database_url, at.settings.backups_folder
    address = shown_address(url)
    try:
        migrate(url, partial(_save, url, folder) if saves else None)
    except BackupError as error:
        reason = fault_words(at.words, error, url)
        raise StopError(
            at.words("backup.stop.migration", address=address, reason=reason)
        ) from error
    except UnknownSchemaError as error:
        raise StopError(at.words("cli.stop.schema", address=address)) from error
    except (DatabaseError, OSError) as error:
        reason = str(getattr(error, "orig", error))
        raise StopError(at.words("cli.stop.database", address=address, reason=reason)) from error
    engine = writer_engine(at.settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _save(url: str, folder: Path) -> None:
    """Backs up what a database holds before it is migrated. Raises BackupError."""
    from schemas.database.backups import MIGRATION, BackupError, back_up_data

    try:
        back_up_data(url, folder, MIGRATION)
    except OSError as error:
        raise BackupError("unwritten", reason=error.strerror or str(error)) from error


def check_whole(at: Place) -> None:
    """StopError when the SQLite file is damaged: numbers that may be wrong are not shown."""
    from schemas.database.backups.sqlite import faults

    file = sqlite_file(at.settings.database_url)
    if file is None or not file.is_file():
        return
    try:
        found = faults(file)
    except OSError:
        return  # Whoever opens it next says why he cannot.
    if found:
        offered = offer(at.words, at.settings.backups_folder)
        said = at.words("backup.stop.damaged", address=file, reason=found[0])
        raise StopError(f"{said}\n{offered}")


@contextmanager
def database_if_any(at: Place) -> Iterator["Engine"]:
    """The database for a dry run, which must not create one: without a SQLite file, an empty
    database that is thrown away."""
    file = sqlite_file(at.settings.database_url)
    if file is None or file.is_file():
        with database(at) as engine:
            yield engine
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        with database(Place(read_settings({}, database_url=url), at.content, at.words)) as engine:
            yield engine


@contextmanager
def existing_database(at: Place) -> Iterator["Source"]:
    """What everybody may see of a database that is there already; or StopError."""
    from dashboard.context import PUBLIC
    from dashboard.queries import Source

    file = sqlite_file(at.settings.database_url)
    if file is not None and not file.is_file():
        address = shown_address(at.settings.database_url)
        raise StopError(at.words("cli.doctor.no-database", address=address))
    with database(at) as engine:
        yield Source(engine, PUBLIC)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address; None for another database."""
    from sqlalchemy import make_url

    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def shown_address(url: str) -> str:
    """The address without its password."""
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)
