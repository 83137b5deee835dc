"""Turns the parts of a workbook into its sheet list, its texts, its formats and its properties."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from loaders.container import Container, too_large
from loaders.entries import Unreadable
from loaders.markup import MAIN, STRICT_PREFIX, Attributes, damaged, walk
from schemas.findings import Finding

MAX_SHEETS = 60
MAX_TITLE = 100
MAX_FORMATS = 65_536
MAX_FORMAT = 255
MAX_PROPERTIES = 200
MAX_PROPERTY = 1_000
"""Beyond the limits of Excel itself, where it has any; the rest is not read."""
MAX_TEXT = 32_767 * 4
"""Longest text of one cell; Excel's own limit is 32,767, some programs write more."""

_RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_PROPERTIES = "docprops/custom.xml"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 49: "@",
    **{14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy-mm-dd h:mm"},
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "h:mm"), 46: "[h]:mm:ss",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
}  # fmt: skip
"""Number formats a file names by number only. 14 follows the reader's country in Excel."""

_NOT_PART_OF_A_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


@dataclass(frozen=True)
class SheetPart:
    title: str
    part: str


@dataclass(frozen=True)
class Book:
    """What the sheets need to be read. `formats` are number formats by style number,
    `dated` says which of them show a date."""

    sheets: tuple[SheetPart, ...]
    texts: Sequence[str]
    formats: Sequence[str]
    dated: Sequence[bool]
    is_1904: bool
    properties: Mapping[str, str]


def read_book(container: Container) -> Book:
    """Everything of a workbook but its cells. Raises Unreadable (damaged, strict-format,
    too-large) when parts are missing, broken or too many."""
    relations = _relations(container)
    listing = _Listing()
    walk(container.part(container.main), listing)
    if not listing.sheets:
        raise damaged("missing-part")
    if len(listing.sheets) > MAX_SHEETS:
        raise too_large(f"{MAX_SHEETS} sheets")
    sheets = []
    for title, relation in listing.sheets:
        kind, part = relations.get(relation, ("", ""))
        if not part:
            raise damaged("missing-part")
        container.part(part)
        # Chart sheets and Excel 5 dialogs hold no cells.
        if kind == "worksheet":
            sheets.append(SheetPart(unescaped(title)[:MAX_TITLE], part))
    by_kind = dict(relations.values())
    formats = _formats(container, by_kind.get("styles"))
    dates = {code: is_date(code) for code in set(formats)}
    return Book(
        sheets=tuple(sheets),
        texts=_texts(container, by_kind.get("sharedStrings")),
        formats=formats,
        dated=tuple(dates[code] for code in formats),
        is_1904=listing.is_1904,
        properties=_properties(container),
    )


def unescaped(text: str) -> str:
    """The text with `_x000D_` escapes read and all line ends as a line feed."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
        if any("\ud800" <= c <= "\udfff" for c in text):
            pairs = text.encode("utf-16-le", "surrogatepass")
            text = pairs.decode("utf-16-le", "surrogatepass" if _is_odd(pairs) else "strict")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_odd(pairs: bytes) -> bool:
    try:
        pairs.decode("utf-16-le")
    except UnicodeDecodeError:
        return True
    return False


def is_date(number_format: str) -> bool:
    """Whether the format shows a number as a date or a time of day (not as a duration)."""
    plain = _NOT_PART_OF_A_DATE.sub("", number_format.split(";")[0])
    if _ELAPSED.search(plain):
        return False
    return plain.lower() != "general" and bool(re.search("[dmyhs]", plain, re.IGNORECASE))


class _Listing:
    """Listens to the workbook part: its sheets in order and its date system."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.is_1904 = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if namespace.startswith(STRICT_PREFIX) and name == "workbook":
            raise Unreadable(Finding("strict-format"))
        if namespace != MAIN:
            return
        if name == "sheet":
            relation = attributes.get(_RELATION_ID, "")
            # Excel lists a module of macros that was taken out as a sheet that is nowhere.
            if relation:
                self.sheets.append((attributes.get("name", ""), relation))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in ("1", "true")

    def end(self, tag: str) -> None:
        """Nothing to do: the workbook part says all in attributes."""

    def text(self, text: str) -> None:
        """Nothing to do: the workbook part says all in attributes."""


def _relations(container: Container) -> dict[str, tuple[str, str]]:
    """Relation id -> (kind, part name) of the workbook part; outside targets have no part."""
    folder, name = posixpath.split(container.main)
    relations: dict[str, tuple[str, str]] = {}

    def take(tag: str, attributes: Mapping[str, str]) -> None:
        if not tag.endswith(" Relationship"):
            return
        target = unquote(attributes.get("Target", ""))
        part = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        if attributes.get("TargetMode") == "External":
            part = ""
        kind = attributes.get("Type", "").rpartition("/")[2]
        relations[attributes.get("Id", "")] = (kind, part)

    listing = container.part(posixpath.join(folder, "_rels", f"{name}.rels"))
    walk(listing, Attributes(take))
    return relations


_ENTRY, _TEXT, _ASIDE = f"{MAIN} si", f"{MAIN} t", f"{MAIN} rPh"


class _Texts:
    """Listens to the text table. Phonetic runs are a reading aid, not part of the text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._listening = False
        self._aside = False

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if tag == _ENTRY:
            self._pieces = []
        elif tag == _ASIDE:
            self._aside = True
        elif tag == _TEXT:
            self._listening = not self._aside

    def end(self, tag: str) -> None:
        if tag == _TEXT:
            self._listening = False
        elif tag == _ASIDE:
            self._aside = False
        elif tag == _ENTRY:
            text = "".join(self._pieces)
            if len(text) > MAX_TEXT:
                raise too_large(f"{MAX_TEXT} characters")
            self.texts.append(unescaped(text))

    def text(self, text: str) -> None:
        if self._listening:
            self._pieces.append(text)


def _texts(container: Container, part: str | None) -> list[str]:
    if not part:
        return []
    listener = _Texts()
    walk(container.part(part), listener)
    return listener.texts


class _Formats:
    """Listens to the styles part: number format of each cell style."""

    def __init__(self) -> None:
        self.own: dict[str, str] = {}
        self.numbers: list[str] = []
        self._in_cell_styles = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{MAIN} numFmt":
            self.own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:MAX_FORMAT]
        elif tag == f"{MAIN} cellXfs":
            self._in_cell_styles = True
        elif self._in_cell_styles and tag == f"{MAIN} xf" and len(self.numbers) < MAX_FORMATS:
            self.numbers.append(attributes.get("numFmtId", "0"))

    def end(self, tag: str) -> None:
        if tag == f"{MAIN} cellXfs":
            self._in_cell_styles = False

    def text(self, text: str) -> None:
        """Nothing to do: styles say all in attributes."""


def _formats(container: Container, part: str | None) -> tuple[str, ...]:
    if not part:
        return ()
    listener = _Formats()
    walk(container.part(part), listener)
    built_in = {str(number): code for number, code in _BUILT_IN.items()}
    return tuple(listener.own.get(n) or built_in.get(n, "General") for n in listener.numbers)


class _Properties:
    """Listens to the custom document properties."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith(" property") and len(self.values) < MAX_PROPERTIES:
            self._name = attributes.get("name", "")[:MAX_PROPERTY]
            self.values[self._name] = ""

    def end(self, tag: str) -> None:
        if tag.endswith(" property"):
            self._name = ""

    def text(self, text: str) -> None:
        if self._name and len(self.values[self._name]) < MAX_PROPERTY:
            self.values[self._name] += text[:MAX_PROPERTY]


def _properties(container: Container) -> dict[str, str]:
    if _PROPERTIES not in container.parts:
        return {}
    listener = _Properties()
    walk(container.parts[_PROPERTIES], listener)
    return {name: text.strip() for name, text in listener.values.items()}
