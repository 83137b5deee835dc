"""What a Word document is written from: stretches of text, each in a language of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Run:
    """`language` "" is the document's at that place. A `quiet` one is set apart from what
    somebody said: a remark of ours beside it."""

    text: str
    language: str = ""
    quiet: bool = False


Said = str | Sequence[Run]
"""A text in the language of the document at that place, or stretches in several."""


class Document(Protocol):
    """What loaders/writing/document.py makes, written from top to bottom."""

    language: str

    def text(self, said: Said, style: str = "Normal") -> None: ...
    def next_part(self) -> None: ...
    def table(
        self, headings: Sequence[str], rows: Sequence[Sequence[Said]], shares: Sequence[int]
    ) -> None: ...
    def to_bytes(self) -> bytes: ...
