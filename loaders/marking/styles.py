"""Turns cell styles of a workbook into the same ones in another colour, beside the old ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from loaders.marking.splice import Edits, Tag, prefix_at, prefixed, scan, with_attribute

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MINIMAL = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
).encode()
"""Styles of a workbook that came without any."""

_KINDS = ("fonts", "fills", "borders", "cellXfs")
_MEMBERS = {"font": "fonts", "fill": "fills", "border": "borders", "xf": "cellXfs"}
_NUMBER = re.compile(rb"\sfillId\s*=\s*[\"'](\d+)[\"']")
_COLOUR = re.compile(rb"<(?:\w+:)?(fg|bg)Color\b([^>]*?)/?>")
_SOLID = re.compile(rb"patternType\s*=\s*[\"']solid[\"']")
_RGB = re.compile(rb"rgb\s*=\s*[\"'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})[\"']")
_NO_COLOUR = ' indexed="64"'


@dataclass
class _List:
    """One list of the styles part: where it stands, its members, and what is added."""

    opened: int = -1
    closed: int = -1
    members: list[bytes] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)

    def add(self, markup: bytes) -> int:
        """The number of a member like this one, added when there is none among ours."""
        if markup not in self.added:
            self.added.append(markup)
        return len(self.members) + self.added.index(markup)


class Styles:
    """The styles part; new styles get new numbers, no old one changes."""

    def __init__(self, data: bytes, colours: Mapping[str, str]) -> None:
        """`colours`: severity -> RRGGBB of the fills that are ours."""
        self._data = data
        self._lists = {kind: _List() for kind in _KINDS}
        self._prefix = ""
        self._colours = colours
        self._coloured: dict[tuple[int, str], int] = {}
        self._read()
        known = {colour.upper().encode() for colour in colours.values()}
        fills = {n for n, fill in enumerate(self._lists["fills"].members) if _rgb(fill) in known}
        xfs = self._lists["cellXfs"].members
        self.ours = frozenset(n for n, xf in enumerate(xfs) if _fill_of(xf) in fills)
        """Cell styles that an earlier check coloured."""

    def _read(self) -> None:
        parents: list[str] = []
        starts: list[int] = []

        def start(tag: Tag) -> None:
            if tag.depth == 0:
                self._prefix = prefix_at(self._data, tag.at)
            elif tag.depth == 1 and tag.name in _KINDS:
                self._lists[tag.name].opened = tag.at
            parents.append(tag.name)
            starts.append(tag.at)

        def end(name: str, began: int, ended: int) -> None:
            parents.pop()
            starts.pop()
            if len(parents) == 1 and name in _KINDS:
                self._lists[name].closed = ended
            elif len(parents) == 2 and _MEMBERS.get(name) == parents[1]:
                tag = edits.tag(ended)
                self._lists[parents[1]].members.append(self._data[began : ended + len(tag)])

        edits = Edits(self._data)
        scan(self._data, start, end)

    @property
    def is_whole(self) -> bool:
        """Whether there are lists to add to."""
        return all(one.opened >= 0 for one in self._lists.values())

    def coloured(self, number: int, severity: str) -> int:
        """The style `number` with the fill of a severity. The colour it had is kept as the
        background of the solid fill, where nobody sees it, so that it can be given back."""
        known = self._coloured.get((number, severity))
        if known is not None:
            return known
        before = self._lists["fills"].members[self._fill_number(number)]
        if number in self.ours:
            colour = _colour(before, b"bg") or _NO_COLOUR
        else:
            colour = (_colour(before, b"fg") if _SOLID.search(before) else "") or _NO_COLOUR
        ours = self._solid(f' rgb="FF{self._colours[severity]}"', colour)
        made = self._coloured[number, severity] = self._with_fill(number, ours)
        return made

    def cleared(self, number: int) -> int:
        """The style `number`, one of `ours`, as it was before it was coloured."""
        colour = _colour(self._lists["fills"].members[self._fill_number(number)], b"bg")
        if not colour or "indexed" in colour:
            return self._with_fill(number, 0)
        return self._with_fill(number, self._solid(colour, _NO_COLOUR))

    def made(self, look: Sequence[str]) -> int:
        """A style of our own: markup of font, fill, border and alignment; "" for none."""
        font, fill, border, alignment = look
        numbers = [
            self._lists[kind].add(prefixed(markup, self._prefix)) if markup else 0
            for kind, markup in (("fonts", font), ("fills", fill), ("borders", border))
        ]
        xf = (
            '<xf numFmtId="49" fontId="{}" fillId="{}" borderId="{}" xfId="0" applyFont="1" '
            'applyFill="1" applyBorder="1" applyAlignment="1">{}</xf>'
        ).format(*numbers, alignment)
        return self._lists["cellXfs"].add(prefixed(xf, self._prefix))

    def to_bytes(self) -> bytes:
        edits = Edits(self._data)
        for one in self._lists.values():
            if one.added:
                count = str(len(one.members) + len(one.added))
                edits.append(one.opened, one.closed, b"".join(one.added), count=count)
        return edits.applied()

    def _solid(self, foreground: str, background: str) -> int:
        markup = (
            f'<fill><patternFill patternType="solid"><fgColor{foreground}/>'
            f"<bgColor{background}/></patternFill></fill>"
        )
        return self._lists["fills"].add(prefixed(markup, self._prefix))

    def _with_fill(self, number: int, fill: int) -> int:
        old = self._xf(number)
        start = Edits(old).tag(0)
        new = with_attribute(with_attribute(start, "fillId", str(fill)), "applyFill", "1")
        return self._lists["cellXfs"].add(new + old[len(start) :])

    def _xf(self, number: int) -> bytes:
        members = self._lists["cellXfs"].members
        return members[number if 0 <= number < len(members) else 0]

    def _fill_number(self, number: int) -> int:
        fill = _fill_of(self._xf(number))
        return fill if fill < len(self._lists["fills"].members) else 0


def _fill_of(xf: bytes) -> int:
    match = _NUMBER.search(xf)
    return int(match[1]) if match else 0


def _colour(fill: bytes, which: bytes) -> str:
    """The attributes of a fill's foreground or background colour, with a space before each."""
    for kind, attributes in _COLOUR.findall(fill):
        if kind == which:
            return str(attributes.decode().rstrip())
    return ""


def _rgb(fill: bytes) -> bytes:
    match = _RGB.search(_colour(fill, b"fg").encode()) if _SOLID.search(fill) else None
    return match[1].upper() if match else b""
