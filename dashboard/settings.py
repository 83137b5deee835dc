"""Turns the environment (prefix DAKAR_) into settings, or names every bad value."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas.content import DATA

VAR = DATA / "var"
"""Where the database and other run-time files are kept unless a setting says otherwise."""


class SettingError(Exception):
    """A setting has a value that is not allowed. One line for each."""


@dataclass(frozen=True)
class Settings:
    """`proxy`: number of proxies in front (0: none). `max_upload_mb`, `upload_memory_mb` in MB,
    `upload_seconds` in seconds. `access`: `public`, or `members` to sign in before reading.
    `hosts`: the names by which browsers reach the server, beside those of this machine.
    `address`: where readers reach it, for short addresses and QR codes (http://host:port); ""
    for the address of each request."""

    database_url: str = f"sqlite:///{VAR / 'dakar.db'}"
    host: str = "127.0.0.1"
    port: int = 8050
    hosts: tuple[str, ...] = ()
    address: str = ""
    secret_key: str = ""
    access: str = "public"
    max_upload_mb: int = 10
    upload_seconds: int = 10
    upload_memory_mb: int = 512
    language: str = "fr"
    threads: int = 8
    log_level: str = "INFO"
    proxy: int = 0
    backups: str = ""

    @property
    def backups_folder(self) -> Path:
        """Where backups are kept that nobody gave a place: beside the SQLite file."""
        if self.backups:
            return Path(self.backups)
        file = self.database_url.partition("?")[0].removeprefix("sqlite:///")
        is_sqlite = file != self.database_url.partition("?")[0]
        return (Path(file).parent if is_sqlite else VAR) / "backups"

    @property
    def is_loopback(self) -> bool:
        return self.host in ("127.0.0.1", "::1", "localhost")


def _one_of(*allowed: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in allowed:
            raise ValueError("one of " + ", ".join(allowed))
        return text

    return check


def _between(lowest: int, highest: int) -> Callable[[str], int]:
    def check(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            raise ValueError(f"a whole number from {lowest} to {highest}")
        return number

    return check


def _database(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
    return text


def _any(text: str) -> str:
    if not text.strip():
        raise ValueError("not empty")
    return text


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not all(re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:]*:[0-9a-f:.]+", name) for name in names):
        raise ValueError("names without port, separated by commas")
    return names


def _address(text: str) -> str:
    try:
        parts = urlsplit(text.strip())
        named = re.fullmatch(r"[a-z0-9._:-]+", parts.hostname or "") is not None
        is_one = parts.scheme in ("http", "https") and named and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in text:
        raise ValueError("http://HOST, https://HOST or either with :PORT, and nothing more")
    return f"{parts.scheme}://{parts.netloc}"


CHECKS: Mapping[str, Callable[[str], Any]] = {
    "database_url": _database,
    "host": _any,
    "port": _between(1, 65535),
    "hosts": _names,
    "address": _address,
    "secret_key": _any,
    "access": _one_of("public", "members"),
    "max_upload_mb": _between(1, 100),
    "upload_seconds": _between(1, 120),
    "upload_memory_mb": _between(128, 8192),
    "language": _one_of("fr", "en"),
    "threads": _between(1, 256),
    "log_level": _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    "proxy": _between(0, 10),
    "backups": _any,
}
"""Setting -> the check that reads its text, or raises ValueError with the allowed values."""


def read_settings(environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """Settings from the environment; `given` values (from the command line) win.

    Raises SettingError naming each bad value and the allowed ones.
    """
    texts = {
        field.name: environment[f"DAKAR_{field.name.upper()}"]
        for field in fields(Settings)
        if f"DAKAR_{field.name.upper()}" in environment
    }
    texts |= {name: str(value) for name, value in given.items() if value is not None}
    values, problems = {}, []
    for name, text in texts.items():
        try:
            values[name] = CHECKS[name](text)
        except ValueError as error:
            problems.append(f"DAKAR_{name.upper()}={text!r}: {error}")
    if problems:
        raise SettingError("\n".join(problems))
    return Settings(**values)


def with_secret_key(settings: Settings, folder: Path = VAR) -> Settings:
    """The settings with a secret key; one is made and kept in `folder` when none is set."""
    if settings.secret_key:
        return settings
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return replace(settings, secret_key=file.read_text(encoding="ascii"))
