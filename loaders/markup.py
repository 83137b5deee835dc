"""Turns the bytes of an XML part into calls on a listener, refusing what a part may not hold."""

import re
from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

from loaders.entries import Unreadable
from schemas.findings import Finding

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_PREFIX = "http://purl.oclc.org/ooxml/"

# The encodings expat knows by itself; a part in any other could hide markup from a second reader.
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1"})
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
    if b"<!DOCTYPE" in plain:
        raise unsafe("doctype")
    declared = _DECLARED.match(plain.lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ")[:300])
    if declared and declared[1].decode("latin-1").lower() not in _ENCODINGS:
        raise damaged("markup")


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
