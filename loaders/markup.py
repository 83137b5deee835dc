"""Turns the bytes of an XML part into calls on a listener, refusing what a part may not hold."""

import re
from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

from loaders.entries import Unreadable
from schemas.findings import Finding

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_PREFIX = "http://purl.oclc.org/ooxml/"

_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"})
"""In any other encoding markup could hide from a second reader."""
_BOMS_AND_SPACE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_SKIPPED = frozenset(bytes([byte]) for byte in _BOMS_AND_SPACE)
_ASIDES = ((b"<?", b"?>"), (b"<!--", b"-->"))
"""Instructions and comments may stand before the root."""
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")


class Listener(Protocol):
    """What `walk` calls. A tag is "namespace name"; attributes without a prefix have plain keys."""

    def start(self, tag: str, attributes: Mapping[str, str], /) -> None: ...
    def end(self, tag: str, /) -> None: ...
    def text(self, text: str, /) -> None: ...


def damaged(detail: str) -> Unreadable:
    """The refusal of a broken file; `detail` has words `finding.detail.<detail>`."""
    return Unreadable(Finding("damaged", params={"detail": detail}))


def unsafe(detail: str) -> Unreadable:
    """The refusal of a file made so that two programs read it differently."""
    return Unreadable(Finding("unsafe-archive", params={"detail": detail}))


def check_markup(data: bytes) -> None:
    """Refuses a document type or a foreign encoding anywhere in an XML part, also in parts
    that are never parsed here: the annotated copy is read by another library."""
    plain = data.replace(b"\0", b"") if b"\0" in data[:4] else data
    declared = _DECLARED.match(plain[:300].lstrip(_BOMS_AND_SPACE))
    if declared and declared[1].decode("latin-1").lower() not in _ENCODINGS:
        raise damaged("markup")
    if plain.startswith(b"<!DOCTYPE", _root_offset(plain)):
        raise unsafe("doctype")


def _root_offset(plain: bytes) -> int:
    """Where the root element, or a document type before it, begins."""
    at = 0
    while True:
        while plain[at : at + 1] in _SKIPPED:
            at += 1
        closing = next((end for start, end in _ASIDES if plain.startswith(start, at)), None)
        if closing is None:
            return at
        found = plain.find(closing, at)
        if found < 0:
            return len(plain)
        at = found + len(closing)


def walk(data: bytes, listener: Listener) -> None:
    """Calls the listener for each element, in constant memory.

    Raises Unreadable for markup that is not well formed, and for any document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged("markup") from error


def _refuse_doctype(*_: object) -> None:
    raise unsafe("doctype")


class Attributes:
    """A listener that hands the attributes of every element to one function."""

    def __init__(self, take: Callable[[str, Mapping[str, str]], None]) -> None:
        self._take = take

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._take(tag, attributes)

    def end(self, tag: str) -> None:
        """Nothing to do: only attributes are wanted."""

    def text(self, text: str) -> None:
        """Nothing to do: only attributes are wanted."""


_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
"""Would be read back as spaces in an attribute."""


def escape(text: str, more: Mapping[str, str] | None = None) -> str:
    """The text as the content of an element. (The library's function loads its network half.)"""
    signs = {**_SIGNS, **(more or {})}
    return text.translate({ord(sign): written for sign, written in signs.items()})


def quoteattr(text: str) -> str:
    """The text as the value of an attribute, in quotation marks."""
    plain = escape(text, _BREAKS)
    if '"' not in plain:
        return f'"{plain}"'
    return f"'{plain}'" if "'" not in plain else '"' + plain.replace('"', "&quot;") + '"'
