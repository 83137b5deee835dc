"""Turns the database of a deployment, and its accounts, into what is wrong with them."""

from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.deployment.faults import Deployment, Faults, fault
from dashboard.cli.place import sqlite_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOUNTS = Path("/proc/mounts")
SHARED = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "lustre")
"""Beginnings of the kinds of folder that are another machine's: SQLite's locks fail there."""

EXAMPLES = ("@example.org", "@example.com", "@example.net", ".example", ".invalid", ".test")
"""How addresses end that belong to nobody."""

HERE = (None, "", "localhost", "127.0.0.1", "::1")


def database(at: Deployment) -> Faults:
    """The database is on this machine's own disk, or is a server reached as nobody powerful."""
    from sqlalchemy.exc import SQLAlchemyError

    file = sqlite_file(at.settings.database_url)
    if file is not None:
        kind = shared_kind(file.resolve())
        if kind:
            yield fault("sqlite-shared", file=file, kind=kind)
        return
    try:
        yield from _server(at)
    except SQLAlchemyError as error:
        yield fault("database-unreachable", reason=type(error).__name__)


def shared_kind(file: Path, mounts: Path = MOUNTS) -> str:
    """The kind of folder of another machine that holds the file; "" for a disk of this one."""
    if str(file).startswith("\\\\"):
        return "smb"
    if not mounts.is_file():
        return ""
    kind, longest = "", -1
    for line in mounts.read_text("utf-8", "replace").splitlines():
        _, place, found = line.split(" ")[:3]
        folder = Path(place.replace("\\040", " "))
        if file.is_relative_to(folder) and len(folder.parts) > longest:
            kind, longest = found, len(folder.parts)
    return kind if kind.startswith(SHARED) else ""


def _server(at: Deployment) -> Faults:
    from sqlalchemy import make_url, text

    from schemas.database.engine import reader_engine

    role = text("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
    is_ciphered = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    engine = reader_engine(at.settings.database_url)
    try:
        with engine.connect() as connection:
            name, is_powerful = connection.execute(role).one()
            if is_powerful:
                yield fault("role-powerful", role=name)
            host = make_url(at.settings.database_url).host
            is_here = host in HERE or str(host).startswith("/")
            if not is_here and not connection.execute(is_ciphered).scalar():
                yield fault("database-plain", host=host)
    finally:
        engine.dispose()


def accounts(at: Deployment) -> Faults:
    """Somebody administers the server, with a password that he has chosen himself."""
    from sqlalchemy.exc import SQLAlchemyError

    from schemas.database.engine import reader_engine

    engine = reader_engine(at.settings.database_url)
    try:
        with engine.connect() as connection:
            yield from _accounts(connection)
    except SQLAlchemyError as error:
        yield fault("database-unreachable", reason=type(error).__name__)
    finally:
        engine.dispose()


def _accounts(connection: "Connection") -> Faults:
    from sqlalchemy import select

    from schemas.database.desk import Account

    active = connection.execute(
        select(Account.email, Account.role, Account.must_change).where(Account.active)
    ).all()
    admins = [one for one in active if one.role == "admin"]
    if not admins:
        yield fault("admin-none")
    elif all(one.must_change for one in admins):
        yield fault("admin-one-time")
    of_nobody = sum(one.email.endswith(EXAMPLES) for one in active)
    if of_nobody:
        yield fault("accounts-example", n=of_nobody)
