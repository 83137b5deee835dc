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
