"""Turns a workbook's archive into named parts, their relations and types, and back."""

import posixpath
import re
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote, unquote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from loaders.container import open_container
from loaders.marking.splice import Edits, Tag, as_utf8, prefix_at, prefixed, scan
from loaders.markup import damaged, quoteattr

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
    b'"http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_TYPES = "[Content_Types].xml"
_LEVEL = 6


@dataclass(frozen=True)
class Relation:
    """`kind` is the end of its type ("worksheet"); `part` is "" for a target outside."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of an .xlsx file that was checked; names are found without regard to case."""

    def __init__(self, content: bytes) -> None:
        """Raises Unreadable as `open_container` does."""
        self.main = open_container(content, "").main
        with ZipFile(BytesIO(content)) as archive:
            files = [info for info in archive.infolist() if not info.is_dir()]
            self._parts = {info.filename: archive.read(info) for info in files}
        self._names = {name.casefold(): name for name in self._parts}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """The part in UTF-8. Raises Unreadable when it is not there."""
        try:
            return as_utf8(self._parts[self._names[name.casefold()]])
        except KeyError:
            raise damaged("missing-part") from None

    def write(self, name: str, data: bytes) -> None:
        self._parts[self._names.setdefault(name.casefold(), name)] = data

    def remove(self, name: str) -> None:
        del self._parts[self._names.pop(name.casefold())]

    def free_name(self, pattern: str) -> str:
        """A part's name that is not taken: pattern with a number in place of {}."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[Relation]:
        """What the part points to."""
        listing = _relations_name(part)
        found: list[Relation] = []

        def take(tag: Tag) -> None:
            if tag.name != "Relationship":
                return
            given = tag.attributes
            target = unquote(given.get("Target", ""))
            named = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))
            is_inside = given.get("TargetMode") != "External"
            kind = given.get("Type", "").rpartition("/")[2]
            name = named.lstrip("/") if is_inside else ""
            found.append(Relation(given.get("Id", ""), kind, name))

        if listing in self:
            scan(self.read(listing), take)
        return found

    def related(self, part: str, kind: str) -> str:
        """The first part of that kind that the part points to, "" for none."""
        return next((one.part for one in self.relations(part) if one.kind == kind), "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Makes the part point to another; returns the relation's id."""
        listing = _relations_name(part)
        data = self.read(listing) if listing in self else _EMPTY
        taken = {one.id for one in self.relations(part)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        path = quote(posixpath.relpath("/" + target, "/" + posixpath.dirname(part)))
        markup = (
            f'<Relationship Id="rId{number}" Type="{_RELATIONS}{kind}" Target={quoteattr(path)}/>'
        )
        self.write(listing, _appended(data, markup))
        return f"rId{number}"

    def unrelate(self, part: str, identifier: str) -> None:
        """Takes a relation away; a part that nothing points to is no part of the workbook."""
        self._without(_relations_name(part), "Relationship", "Id", identifier)

    def forget_type(self, part: str) -> None:
        self._without(_TYPES, "Override", "PartName", f"/{part}")

    def declare(self, part: str, content_type: str) -> None:
        """Says what a new part is."""
        markup = (
            f"<Override PartName={quoteattr('/' + part)} ContentType={quoteattr(content_type)}/>"
        )
        self.write(_TYPES, _appended(self.read(_TYPES), markup))

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Says what parts with that ending are, unless it is said already."""
        data = self.read(_TYPES)
        if not re.search(rf'Extension\s*=\s*["\']{ending}["\']'.encode(), data, re.IGNORECASE):
            markup = (
                f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(content_type)}/>"
            )
            self.write(_TYPES, _prepended(data, markup))

    def to_bytes(self) -> bytes:
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            for name in sorted(self._parts, key=lambda name: name != _TYPES):
                # Without a time of its own: the same remarks give the same bytes.
                info = ZipInfo(name)
                info.compress_type = ZIP_DEFLATED
                archive.writestr(info, self._parts[name], compresslevel=_LEVEL)
        return stream.getvalue()

    def _without(self, name: str, tag_name: str, key: str, value: str) -> None:
        edits = Edits(self.read(name))
        wanted: set[int] = set()

        def take(tag: Tag) -> None:
            if tag.name == tag_name and tag.attributes.get(key, "").casefold() == value.casefold():
                wanted.add(tag.at)

        def drop(_: str, began: int, ended: int) -> None:
            if began in wanted:
                edits.replace(began, ended + len(edits.tag(ended)), b"")

        scan(edits.data, take, drop)
        self.write(name, edits.applied())


def _relations_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _appended(data: bytes, markup: str) -> bytes:
    """The part with a new last child of its root."""
    edits = Edits(data)

    def end(_: str, began: int, ended: int) -> None:
        if began == root[0]:
            edits.append(began, ended, prefixed(markup, prefix_at(data, began)))

    root: list[int] = []
    scan(data, lambda tag: root.append(tag.at) if not tag.depth else None, end)
    return edits.applied()


def _prepended(data: bytes, markup: str) -> bytes:
    """The part with a new first child of its root."""
    edits = Edits(data)

    def start(tag: Tag) -> None:
        if tag.depth == 1 and not edits.changes:
            edits.insert(tag.at, prefixed(markup, prefix_at(data, tag.at)))

    scan(data, start)
    return edits.applied() if edits.changes else _appended(data, markup)
