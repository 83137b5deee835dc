"""Turns an XML part into the same part with a few places changed, every other byte as it was."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from loaders.markup import damaged, escape, quoteattr, unsafe

_TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
_PREFIX = re.compile(rb"</?(?:([^\s:/>]+):)?")
_DECLARED = re.compile(r"^(<\?xml[^>]*?encoding\s*=\s*[\"'])([^\"']+)")
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_AS_IT_IS = frozenset({"utf-8", "us-ascii"})


@dataclass(frozen=True)
class Tag:
    """A start tag: its name without namespace, and where it begins. `depth` of the root is 0."""

    name: str
    attributes: Mapping[str, str]
    at: int
    depth: int


@dataclass
class Edits:
    """Replacements of byte ranges, applied at once; ranges may not overlap."""

    data: bytes
    changes: list[tuple[int, int, bytes]] = field(default_factory=list)

    def replace(self, start: int, end: int, new: bytes) -> None:
        self.changes.append((start, end, new))

    def insert(self, at: int, new: bytes) -> None:
        self.changes.append((at, at, new))

    def tag(self, at: int) -> bytes:
        """The whole start tag that begins there."""
        match = _TAG.match(self.data, at)
        if match is None:
            raise damaged("markup")
        return match[0]

    def set(self, at: int, **attributes: str | None) -> None:
        """Gives attributes of the start tag there new values; None takes one away."""
        old = new = self.tag(at)
        for name, value in attributes.items():
            new = with_attribute(new, name, value)
        self.replace(at, at + len(old), new)

    def append(self, opened: int, closed: int, new: bytes, **attributes: str | None) -> None:
        """Puts new content at the end of the element that opens and closes there."""
        old = self.tag(opened)
        start = old
        for key, value in attributes.items():
            start = with_attribute(start, key, value)
        if closed == opened:
            opening = start.rstrip(b">").rstrip(b"/").rstrip() + b">"
            name: bytes = re.split(rb"[\s/>]", old[1:], maxsplit=1)[0]
            self.replace(opened, opened + len(old), opening + new + b"</" + name + b">")
        else:
            if start != old:
                self.replace(opened, opened + len(old), start)
            self.insert(closed, new)

    def applied(self) -> bytes:
        """The part with its changes. Insertions at one place keep the order they were made in."""
        pieces: list[bytes] = []
        position = 0
        for start, end, new in sorted(self.changes, key=lambda change: change[:2]):
            pieces += [self.data[position:start], new]
            position = end
        return b"".join([*pieces, self.data[position:]])


def scan(
    data: bytes,
    start: Callable[[Tag], None],
    end: Callable[[str, int, int], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Calls `start` for each start tag, and `end` with the name, the place where the element
    began and the place of its end tag, which are the same for an empty element.

    Raises Unreadable for markup that is not well formed, and for any document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    opened: list[int] = []

    def on_start(name: str, attributes: Mapping[str, str]) -> None:
        at = parser.CurrentByteIndex
        opened.append(at)
        start(Tag(name.rpartition(" ")[2], attributes, at, len(opened) - 1))

    def on_end(name: str) -> None:
        began, ended = opened.pop(), parser.CurrentByteIndex
        if end is not None:
            is_empty = data[ended - 2 : ended] == b"/>" and _ends_at(data, began) == ended
            end(name.rpartition(" ")[2], began, began if is_empty else ended)

    def on_doctype(*_: object) -> None:
        raise unsafe("doctype")

    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.StartDoctypeDeclHandler = on_doctype
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged("markup") from error


def _ends_at(data: bytes, at: int) -> int:
    """Where the start tag there ends: of an empty element, the parser tells that place."""
    match = _TAG.match(data, at)
    return match.end() if match else -1


def as_utf8(data: bytes) -> bytes:
    """The part in the encoding that byte offsets are counted in."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "")
    declared = _DECLARED.match(data[:300].decode("latin-1"))
    if not encoding:
        encoding = declared[2].lower() if declared else "utf-8"
    if encoding in _AS_IT_IS:
        return data
    try:
        plain = data.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise damaged("markup") from error
    return _DECLARED.sub(r"\g<1>UTF-8", plain).encode("utf-8")


def prefix_at(data: bytes, at: int) -> str:
    """ "x:" where the tag there is written `<x:row>`, "" where it is `<row>`."""
    match = _PREFIX.match(data, at)
    return f"{match[1].decode()}:" if match and match[1] else ""


def prefixed(markup: str, prefix: str) -> bytes:
    """Markup of ours with the prefix that the part writes before its own names."""
    return re.sub(r"<(/?)(?=[A-Za-z])", rf"<\g<1>{prefix}", markup).encode()


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """The start tag with an attribute (one without a prefix) set, or taken away."""
    pattern = re.compile(rb"\s+" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')")
    new = b"" if value is None else f" {name}={quoteattr(value)}".encode()
    if pattern.search(tag):
        return pattern.sub(lambda _: new, tag, count=1)
    closing = b"/>" if tag.endswith(b"/>") else b">"
    return tag[: -len(closing)].rstrip() + new + closing


def text_markup(text: str) -> str:
    """A text inside an element, its line ends kept."""
    return escape(text, {"\r": "&#13;"})


def unread(text: str) -> str:
    """A text that looks like an escape of Excel's (`_x000A_`) stays what it is."""
    return text.replace("_x", "_x005F_x")
