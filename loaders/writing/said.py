"""A stretch of a document's text in a language of its own."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """`language` "" is the document's at that place. A `quiet` one is set apart from what
    somebody said: a remark of ours beside it."""

    text: str
    language: str = ""
    quiet: bool = False


Said = str | Sequence[Run]
"""A text in the language of the document at that place, or stretches in several."""
