"""What a country's own table is understood with: framework, code lists, words of headings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from loaders.values import Vocabulary, vocabulary_of
from schemas.content import Content
from schemas.country import folded
from schemas.foreign import ForeignWords, load_foreign
from schemas.framework import Framework
from schemas.template import Template

_PIECES = re.compile(r"[/\n|]|\s[-–—]\s")
_MOST_PIECES = 3


@dataclass(frozen=True, eq=False)  # compared and remembered as the one object it is
class Known:
    template: Template
    framework: Framework
    vocabulary: Vocabulary
    words: ForeignWords

    @cached_property
    def objective_labels(self) -> tuple[tuple[str, str], ...]:
        """Folded labels in every language, each with its objective."""
        return tuple(
            (folded(label), code)
            for code, one in self.framework.objectives.items()
            for texts in (one.wording.text, one.short)
            for label in texts.values()
        )

    @cached_property
    def pillar_labels(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (folded(label), code)
            for code, one in self.framework.pillars.items()
            for texts in (one.wording.text, one.short)
            for label in texts.values()
        )

    @cached_property
    def stems(self) -> dict[str, dict[str, str]]:
        """List -> word without its endings -> code, where only one code has it."""
        return {name: _stems(words) for name, words in self.words.values.items()}

    def code_of(self, name: str, text: str) -> str:
        """The code that a word of a list is proposed for, "" for none. What is said in two
        languages ("Achevé / Completed") must mean the same in both."""
        return self._of_word(name, text) or self._of_pieces(name, text)

    def _of_word(self, name: str, text: str) -> str:
        plain = folded(text)
        return self.words.values[name].get(plain) or self.stems[name].get(stem(plain), "")

    def _of_pieces(self, name: str, text: str) -> str:
        pieces = _PIECES.split(text)
        if not 2 <= len(pieces) <= _MOST_PIECES:
            return ""
        codes = {self._of_word(name, piece) for piece in pieces}
        return codes.pop() if len(codes) == 1 else ""


def _stems(words: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for word, code in words.items():
        found.setdefault(stem(word), set()).add(code)
    return {text: codes.pop() for text, codes in found.items() if len(codes) == 1}


def stem(plain: str) -> str:
    """Folded words without the endings of gender and number: acheve, achevees, concluida."""
    return " ".join(word.rstrip("seao") or word for word in plain.split())


@lru_cache(maxsize=8)
def known_of(content: Content, template: Template) -> Known:
    """Made once for a template. Raises ContentError for mistakes in data/foreign."""
    return Known(
        template,
        content.frameworks[template.framework],
        vocabulary_of(template, content),
        load_foreign(content.folder),
    )
