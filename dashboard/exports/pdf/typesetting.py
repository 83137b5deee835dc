"""Turns a template, its data and its pictures into the bytes of a tagged PDF.

Data reach the template as a file of JSON: nothing a country wrote is ever read as markup. The
typesetter sees this folder's templates and what it is given, and no other file.
"""

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).resolve().parent
FONTS = FOLDER.parent.parent.parent / "assets" / "vendor"
STANDARDS = ["ua-1"]

REMEMBERED = 10
"""Documents for which the typesetter keeps what it has worked out."""

NO_GLYPH = "\u25a1"
"""Stands for a character that none of the fonts has; a PDF/UA may not hold an empty box."""

LONGEST_WORD = 28
"""Letters after which a word without a break may be broken, so that no column runs over."""

BREAK = "\u200b"
KEPT = "\n\u200c\u200d"
"""Control characters with a meaning in a text: a new line, and the two that shape Arabic."""

ISOLATES = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Turn the direction of what follows, beyond their own text where they are not closed."""


def typeset(template: str, data: Mapping[str, Any], pictures: Mapping[str, str]) -> bytes:
    """The PDF of `<template>.typ`, the same bytes for the same data. `pictures`: name -> SVG;
    the template finds them as `pictures/<name>.svg`. Raises typst.TypstError where a template
    is wrong, which is our mistake."""
    files = dict(_templates())
    files["main"] = files[f"{template}.typ"]
    files["data.json"] = json.dumps(_drawable(data), ensure_ascii=False).encode("utf-8")
    for name, svg in pictures.items():
        files[f"pictures/{name}.svg"] = drawable(svg, breaks=False).encode("utf-8")
    # The typesetter takes several files by name; its annotations know of one only.
    made = typst.compile(  # type: ignore[call-overload]
        files, root=FOLDER, font_paths=_fonts(), format="pdf", pdf_standards=STANDARDS
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece")
    _forget()
    return made


def _forget() -> None:
    """Empties what the typesetter remembers of a document, some 60 MB each: it lets go of
    whatever the last ten documents did not need, so ten empty ones are set."""
    for _ in range(REMEMBERED + 1):
        typst.compile(b"", font_paths=_fonts(), format="svg")


def drawable(text: str, *, breaks: bool = True) -> str:
    """The text as the fonts can draw it: a character they lack becomes NO_GLYPH, what cannot be
    seen is left out, and a very long word gets places to break (`breaks`)."""
    composed = unicodedata.normalize("NFC", text)
    drawn = "".join(_drawn(letter) for letter in composed)
    return _broken(drawn) if breaks else drawn


def _drawn(letter: str) -> str:
    code = ord(letter)
    if 0x20 <= code < 0x7F or letter in KEPT:
        return letter
    if unicodedata.category(letter)[0] == "C" or letter in ISOLATES:
        return ""
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:  # choose a form of the letter
        return ""
    if letter in "\u2028\u2029":
        return "\n"
    return letter if _is_covered(code) else NO_GLYPH


def _broken(text: str) -> str:
    if len(text) <= LONGEST_WORD:
        return text
    letters, run = [], 0
    for letter in text:
        run = 0 if letter in " \n-/" else run + 1
        letters.append(letter)
        if run == LONGEST_WORD:
            letters.append(BREAK)
            run = 0
    return "".join(letters)


def _is_covered(code: int) -> bool:
    starts, ends = _coverage()
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: _drawable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_drawable(one) for one in value]
    return value


@cache
def _coverage() -> tuple[list[int], list[int]]:
    """First and last code point of every run that a font of ours covers."""
    runs = [line.split("-") for line in (FOLDER / "coverage.txt").read_text("ascii").split()]
    return [int(first, 16) for first, _ in runs], [int(last, 16) for _, last in runs]


@cache
def _templates() -> Mapping[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(FOLDER.glob("*.typ"))}


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts only, so that every machine gives the same document."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
