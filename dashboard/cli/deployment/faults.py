"""What a deployment is, and what is wrong with one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dashboard.settings import VAR, Settings


@dataclass(frozen=True)
class Deployment:
    """`environment` is what the server is started with, `folder` where its files are kept,
    `at` the moment it is looked at (with a zone)."""

    settings: Settings
    environment: Mapping[str, str]
    at: datetime
    folder: Path = VAR

    @property
    def is_https(self) -> bool:
        return self.settings.address.startswith("https://")


@dataclass(frozen=True)
class Fault:
    """`code` has words at deploy.<code>."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


Faults = Iterator[Fault]


def fault(code: str, /, **params: object) -> Fault:
    return Fault(code, {name: str(value) for name, value in params.items()})
