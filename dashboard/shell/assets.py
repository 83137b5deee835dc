"""The address of an asset, with a fingerprint of its content; several joined into one file."""

import hashlib
import posixpath
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent.parent / "assets"

STYLES = (
    "vendor/inter/inter.css",
    "vendor/bootstrap/bootstrap.min.css",
    "tokens.css",
    "shell.css",
    "exhibits.css",
    "upload.css",
    "desk.css",
    "meeting.css",
    "room.css",
    "snapshot.css",
    "review.css",
)
SCRIPTS = (
    "shell.js",
    "exhibits.js",
    "upload.js",
    "upload-list.js",
    "upload-detail.js",
    "desk.js",
    "mapping.js",
    "address.js",
    "meeting.js",
    "bulletin.js",
    "glance.js",
)
"""What every page has, in this order; a page asks for one file of each kind."""

JOINED = "joined-"
"""How the name of such a file begins; the rest is a fingerprint of its content."""

_RELATIVE = re.compile(r"""url\((["']?)(?!data:|#|/|https?:)([^"')?#]+)\1\)""")


@cache
def asset(name: str) -> str:
    """The address of an asset, with a fingerprint of its content."""
    return f"/assets/{name}?v={_digest((ASSETS / name).read_bytes())}"


@cache
def joined(kind: str) -> tuple[str, str]:
    """Name and content of the one file made of all of a kind, `css` or `js`."""
    body = _styles(STYLES) if kind == "css" else _scripts(SCRIPTS)
    return f"{JOINED}{_digest(body.encode())}.{kind}", body


def joined_address(kind: str) -> str:
    """The address of that file."""
    return f"/assets/{joined(kind)[0]}"


def joined_file(name: str) -> str | None:
    """The content of a joined file by its name; None for a name it does not have."""
    made, body = joined(name.rpartition(".")[2])
    return body if name == made else None


@cache
def help_picture(language: str, name: str) -> str | None:
    """The address of a picture of the guide by its file name; None when there is no such file
    among ours, whatever a text may ask for."""
    known = {file.name for file in (ASSETS / "help" / language).glob("*.webp")}
    return asset(f"help/{language}/{name}") if name in known else None


def _styles(names: Sequence[str]) -> str:
    """What a sheet names beside itself gets its whole address: it stands elsewhere now."""
    return "\n".join(_with_addresses(name, (ASSETS / name).read_text("utf-8")) for name in names)


def _with_addresses(sheet: str, text: str) -> str:
    folder = posixpath.dirname(sheet)

    def address(found: re.Match[str]) -> str:
        return f'url("{asset(posixpath.normpath(posixpath.join(folder, found[2])))}")'

    return _RELATIVE.sub(address, text.removeprefix('@charset "UTF-8";'))


def _scripts(names: Sequence[str]) -> str:
    return ";\n".join((ASSETS / name).read_text("utf-8") for name in names)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
