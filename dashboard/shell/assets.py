"""The address of an asset, with a fingerprint of its content."""

import hashlib
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent.parent / "assets"


@cache
def asset(name: str) -> str:
    """The address of an asset, with a fingerprint of its content."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{name}?v={digest}"


@cache
def help_picture(language: str, name: str) -> str | None:
    """The address of a picture of the guide by its file name; None when there is no such file
    among ours, whatever a text may ask for."""
    known = {file.name for file in (ASSETS / "help" / language).glob("*.webp")}
    return asset(f"help/{language}/{name}") if name in known else None
