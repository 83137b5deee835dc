"""Attributes whose names hold a hyphen, which Python cannot write as arguments."""

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """aria(label="x") -> {"aria-label": "x"}."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """data(page="x") -> {"data-page": "x"}."""
    return {f"data-{name}": value for name, value in values.items()}
