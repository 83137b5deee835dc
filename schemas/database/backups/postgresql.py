"""Turns a PostgreSQL database in use into a dump, and a dump into the database, by the programs
that come with PostgreSQL."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, inspect, make_url, text

from schemas.database.backups.contents import Contents, contents_of
from schemas.database.backups.faults import BackupError
from schemas.database.engine import reader_engine

LOCK_WAIT = "10s"
"""How long a restore waits for somebody who has just come in."""

LONGEST_SECONDS = 3600


def dump_to(url: str, target: Path) -> tuple[Contents | None, str]:
    """Dumps what is committed, while others read and write; gives what is in it, seen at the
    same moment, and the program's version. Nothing is written for an empty database.

    Raises BackupError: no-program, older-program, program-failed, foreign."""
    tool = _program("pg_dump")
    engine = reader_engine(url)
    try:
        with engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ")
            contents = contents_of(connection)
            if contents is None:
                return None, tool
            server = _server_version(connection)
            if _major(tool) < _major(server):
                raise BackupError("older-program", program=tool, server=server)
            moment = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
            _run("pg_dump", [*options, f"--file={target}"], url)
    finally:
        engine.dispose()
    check_dump(target)
    return contents, tool


def check_dump(dump: Path) -> None:
    """Reads the dump to its end. Raises BackupError: no-program, program-failed."""
    _run("pg_restore", [f"--file={os.devnull}", str(dump)])


def check_programs(made_with: str) -> None:
    """Whether a dump made with this pg_dump can be put back here. Raises BackupError:
    no-program, older-program."""
    _program("psql")
    tool = _program("pg_restore")
    if _major(tool) < _major(made_with):
        raise BackupError("older-program", program=tool, server=made_with)


def put_back(url: str, dump: Path, script: Path, rows: Mapping[str, int]) -> None:
    """Replaces all tables by those of the dump in one transaction, which ends well only if they
    then hold `rows`. `script` is a private file to work with.

    Raises BackupError: in-use, no-program, program-failed."""
    _run("pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(dump)])
    engine = reader_engine(url)
    try:
        with engine.connect() as connection:
            _check_alone(connection)
            schema = inspect(connection).default_schema_name or "public"
            before = _emptying(connection)
    finally:
        engine.dispose()
    after = _counting(schema, rows)
    steps = ["--command", before, "--file", str(script), "--command", after]
    _run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", *steps], url)


def state_of(url: str) -> Contents | None:
    """What a database holds to which nobody else is connected; None for an empty one. Raises
    BackupError: in-use, foreign."""
    engine = reader_engine(url)
    try:
        with engine.connect() as connection:
            _check_alone(connection)
            return contents_of(connection)
    finally:
        engine.dispose()


def _check_alone(connection: Connection) -> None:
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    if connection.execute(text(query)).scalar_one():
        raise BackupError("in-use", file=connection.engine.url.database or "")


def _emptying(connection: Connection) -> str:
    """Statements that take every table away, and the functions of the triggers."""
    from psycopg.sql import SQL, Identifier

    there = inspect(connection).get_table_names()
    named = [SQL("DROP TABLE {} CASCADE").format(Identifier(name)) for name in there]
    named += [SQL("DROP FUNCTION IF EXISTS {}()").format(Identifier(f"{n}_stays")) for n in there]
    parts = [f"SET lock_timeout = '{LOCK_WAIT}'", *(one.as_string() for one in named)]
    return "; ".join(parts)


def _counting(schema: str, rows: Mapping[str, int]) -> str:
    """A statement that fails unless each table has its number of rows."""
    from psycopg.sql import SQL, Identifier

    wrong = SQL(" OR ").join(
        SQL("(SELECT count(*) FROM {}) <> {}").format(Identifier(schema, name), number)
        for name, number in rows.items()
    )
    return f"DO $$ BEGIN IF {wrong.as_string()} THEN RAISE EXCEPTION 'rows differ'; END IF; END $$"


def _run(program: str, options: list[str], url: str | None = None) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupError("no-program", program=program)
    environment = os.environ | {"LC_ALL": "C"}
    if url is not None:
        address = make_url(url)
        from psycopg.conninfo import make_conninfo

        _, given = address.get_dialect()().create_connect_args(address)
        password = given.pop("password", None)
        options = [*options, f"--dbname={make_conninfo(**given)}"]
        # Other users of the machine see the arguments of a program, but not its environment.
        environment |= {"PGPASSWORD": str(password)} if password else {}
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL, our own options
        [path, *options],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=LONGEST_SECONDS,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise BackupError("program-failed", program=program, reason=said[0])


def _program(name: str) -> str:
    """The version a program tells, such as `18.6`. Raises BackupError: no-program."""
    path = shutil.which(name)
    if path is None:
        raise BackupError("no-program", program=name)
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL
        [path, "--version"], capture_output=True, text=True, timeout=60
    )
    found = re.search(r"\d+(\.\d+)*", done.stdout)
    if found is None:
        raise BackupError("program-failed", program=name, reason=done.stderr.strip())
    return found.group()


def _server_version(connection: Connection) -> str:
    return str(connection.execute(text("SHOW server_version")).scalar_one()).split()[0]


def _major(version: str) -> int:
    return int(version.split(".")[0] or 0)
