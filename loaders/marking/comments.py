"""Turns remarks into comments of a sheet, beside and behind those that are there already."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from loaders.marking.package import Package
from loaders.marking.sheets import Place, address_of, place_of, with_drawing
from loaders.marking.splice import Edits, Tag, prefix_at, prefixed, scan, text_markup, unread
from loaders.marking.styles import MAIN

LONGEST = 32_767
"""Characters of a comment that Excel reads."""
WIDTH, WIDE, LINE, TALLEST = 420, 560, 18, 760
"""Pixels of a box: two widths, a line, and what fits on a screen."""
CHARACTERS = 60
"""Letters in one line of a box of the smaller width."""

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NEW = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}">'
    "<authors></authors><commentList></commentList></comments>"
).encode()
_NAMESPACES = (
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
)
_DECLARED = "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in _NAMESPACES)
_NEW_DRAWING = (
    f'<xml{_DECLARED}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout></xml>"
).encode()
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    "margin-left:59.25pt;margin-top:1.5pt;width:{width}px;height:{height}px;z-index:{number};"
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_A_SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape>", re.DOTALL)
_AT = re.compile(rb"<\w+:(Row|Column)>\s*(\d+)\s*</")
_DRAWN = re.compile(rb"<(?:\w+:)?legacyDrawing\s[^>]*?:id\s*=\s*[\"']([^\"']+)")
_ROOT = re.compile(rb"<xml[^>]*>")
_NUMBERS = re.compile(rb"_x0000_s(\d+)")


@dataclass
class _Comment:
    """A comment as it stands in the part. `text_end` is where its text closes."""

    place: Place | None
    start: int
    end: int = -1
    text: str = ""
    text_start: int = -1
    text_end: int = -1


class _Reading:
    """Follows a part of comments: its authors, and every comment with its text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.prefix = ""
        self.authors = 0
        self.list_range = self.authors_range = (-1, -1)
        self.comments: list[_Comment] = []
        self._inside: list[str] = []
        scan(data, self._start, self._end, self._text)

    def _start(self, tag: Tag) -> None:
        self._inside.append(tag.name)
        if tag.depth == 0:
            self.prefix = prefix_at(self.data, tag.at)
        elif tag.name == "author":
            self.authors += 1
        elif tag.name == "comment":
            self.comments.append(_Comment(place_of(tag.attributes.get("ref", "")), tag.at))
        elif tag.name == "text" and self.comments:
            self.comments[-1].text_start = tag.at

    def _end(self, name: str, began: int, ended: int) -> None:
        self._inside.pop()
        if name == "authors":
            self.authors_range = (began, ended)
        elif name == "commentList":
            self.list_range = (began, ended)
        elif name == "text" and self.comments:
            self.comments[-1].text_end = ended
        elif name == "comment":
            self.comments[-1].end = ended + len(Edits(self.data).tag(ended))

    def _text(self, text: str) -> None:
        if self.comments and self._inside[-1] == "t" and "rPh" not in self._inside:
            self.comments[-1].text += text


def commented(
    package: Package,
    sheet: str,
    said: Mapping[Place, str],
    author: str,
    clears: bool = False,
) -> None:
    """Writes a comment at each place; behind one that is there. With `clears`, what an earlier
    check wrote is taken away first: everything from the author's name on."""
    threads = package.related(sheet, "threadedComment")
    if threads:
        # In a thread, Excel shows what the persons said and nothing of ours.
        held = package.read(threads)
        said = {
            p: text for p, text in said.items() if f'ref="{address_of(p)}"'.encode() not in held
        }
    part = package.related(sheet, "comments")
    if not part and not said:
        return
    reading = _Reading(package.read(part) if part else _NEW)
    lengths: dict[Place, int] = {}
    data, gone = _written(reading, said, author, clears, lengths)
    if not part:
        part = package.free_name("xl/comments{}.xml")
        package.declare(part, _COMMENTS)
        package.relate(sheet, "comments", part)
    package.write(part, data)
    _boxes(package, sheet, lengths, gone)


def _written(
    reading: _Reading,
    said: Mapping[Place, str],
    author: str,
    clears: bool,
    lengths: dict[Place, int],
) -> tuple[bytes, set[Place]]:
    """The part with the remarks in it, and the places that lost their comment."""
    edits = Edits(reading.data)
    number, gone, open_places = reading.authors, set(), dict(said)
    for comment in reading.comments:
        place = comment.place
        ours = clears and author in comment.text
        kept = comment.text.partition(author)[0].rstrip() if ours else comment.text
        more = open_places.pop(place, "") if place else ""
        if place is not None and (ours or more):
            lengths[place] = _lines(kept) + _lines(more)
            if ours and not kept and not more:
                edits.replace(comment.start, comment.end, b"")
                gone.add(place)
            else:
                _continue(edits, reading, comment, kept if ours else None, more)
    new = "".join(
        f'<comment ref="{address_of(place)}" authorId="{number}"><text>'
        f"{_run(unread(text[:LONGEST]))}</text></comment>"
        for place, text in open_places.items()
    )
    lengths |= {place: _lines(text) for place, text in open_places.items()}
    edits.append(*reading.list_range, prefixed(new, reading.prefix))
    if new:
        markup = f"<author>{text_markup(author)}</author>"
        edits.append(*reading.authors_range, prefixed(markup, reading.prefix))
    return edits.applied(), gone


def _continue(
    edits: Edits, reading: _Reading, comment: _Comment, kept: str | None, more: str
) -> None:
    """Puts `more` behind a comment; `kept` is what is left of it when part of it was ours."""
    length = len(comment.text if kept is None else kept)
    text = f"\n\n{more}" if length and more else more
    run = prefixed(_run(unread(text[: max(0, LONGEST - length)])), reading.prefix) if text else b""
    if kept is None:
        edits.append(comment.text_start, comment.text_end, run)
        return
    first = prefixed(_run(kept), reading.prefix) if kept else b""
    opening = edits.tag(comment.text_start)
    edits.replace(comment.text_start + len(opening), comment.text_end, first + run)


def _run(text: str) -> str:
    return f'<r><t xml:space="preserve">{text_markup(text)}</t></r>'


def _lines(text: str) -> int:
    return sum(1 + len(line) // CHARACTERS for line in text.split("\n")) if text else 0


def _boxes(
    package: Package,
    sheet: str,
    lengths: Mapping[Place, int],
    gone: set[Place],
) -> None:
    """The boxes of new and longer comments; boxes of other comments, and buttons, stay."""
    # By its id: a sheet's header may have a drawing of that kind as well.
    named = _DRAWN.search(package.read(sheet))
    wanted = named[1].decode() if named else ""
    part = next((one.part for one in package.relations(sheet) if one.id == wanted), "")
    old = package.read(part) if part else _NEW_DRAWING
    changed = set(lengths) | gone
    data = _A_SHAPE.sub(lambda m: b"" if _place_of_shape(m[0]) in changed else m[0], old)
    first = max((int(n) for n in _NUMBERS.findall(data)), default=1024) + 1
    shapes = [
        _shape(place, lines, number)
        for number, (place, lines) in enumerate(
            ((place, lines) for place, lines in lengths.items() if place not in gone), first
        )
    ]
    has_type = b'id="_x0000_t202"' in data
    markup = ("" if has_type else _SHAPE_TYPE) + "".join(shapes)
    if not shapes and data == old:
        return
    if not part:
        part = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.declare_ending("vml", _DRAWING)
        relation = package.relate(sheet, "vmlDrawing", part)
        package.write(sheet, with_drawing(package.read(sheet), relation))
    package.write(part, _with_shapes(data, markup))


def _place_of_shape(shape: bytes) -> Place | None:
    at = {name: int(number) for name, number in _AT.findall(shape)}
    if b"Row" not in at or b"Column" not in at:
        return None
    return at[b"Row"] + 1, at[b"Column"] + 1


def _shape(place: Place, lines: int, number: int) -> str:
    height, width = LINE * (lines + 1), WIDTH
    if height > TALLEST:
        height, width = height * WIDTH // WIDE, WIDE
    row, column = place
    return _SHAPE.format(
        number=number, width=width, height=min(height, TALLEST), row=row - 1, column=column - 1
    )


def _with_shapes(data: bytes, markup: str) -> bytes:
    """The drawing with more boxes at its end, its own names declared."""
    root = _ROOT.search(data)
    at_root = root[0] if root else b""
    declared = "".join(
        f' xmlns:{prefix}="{namespace}"'
        for prefix, namespace in _NAMESPACES
        if f'xmlns:{prefix}="{namespace}"'.encode() not in at_root
    )
    if declared:
        markup = re.sub(r"<v:(shape|shapetype) ", rf"<v:\1{declared} ", markup)
    end = data.rfind(b"</")
    return data[:end] + markup.encode() + data[end:]
