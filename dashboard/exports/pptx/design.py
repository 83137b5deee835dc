"""Turns somebody's presentation into an empty one to fill, or refuses it with a reason."""

import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation as Native

from dashboard.exports.pptx.cleaning import emptied
from dashboard.exports.pptx.layouts import Layouts, layouts_of

LARGEST = 20 * 1024 * 1024
LARGEST_INSIDE = 80 * 1024 * 1024
"""Bytes of all parts unfolded: pictures are packed already, and each file made in the design
carries them again."""
LARGEST_MARKUP = 24 * 1024 * 1024
"""Bytes of markup: read into memory it takes ten times as much."""
MOST_ENTRIES = 4_000

MAIN = "application/vnd.openxmlformats-officedocument.presentationml.{}.main+xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = b"http://purl.oclc.org/ooxml/"

DAMAGED = (
    PythonPptxError,
    BadZipFile,
    zlib.error,
    etree.LxmlError,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What reading a damaged presentation may raise; none of it is the program's mistake."""


class DesignError(Exception):
    """A file that is no usable design; `code` has words at pptx.design.<code>."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def key(self) -> str:
        return f"pptx.design.{self.code}"


@dataclass(frozen=True)
class Design:
    """An empty presentation with the layouts that cover and slides use."""

    native: Native
    layouts: Layouts


def open_design(data: bytes) -> Design:
    """The design without its slides, links, notes and names of persons. Raises DesignError:
    too-large, old-format, encrypted, unsafe, macros, strict, no-presentation, no-layout,
    damaged."""
    _check_outside(data)
    try:
        with ZipFile(BytesIO(data)) as archive:
            plain = _as_presentation(_checked(archive))
        native = Presentation(BytesIO(plain))
        emptied(native)
        found = layouts_of(native)
    except DAMAGED as error:
        raise DesignError("damaged") from error
    if found is None:
        raise DesignError("no-layout")
    return Design(native, found)


def _check_outside(data: bytes) -> None:
    if len(data) > LARGEST:
        raise DesignError("too-large")
    if data.startswith(_OLE):
        sealed = "EncryptedPackage".encode("utf-16-le") in data
        raise DesignError("encrypted" if sealed else "old-format")


def _checked(archive: ZipFile) -> dict[str, bytes]:
    """The parts of the archive by name."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise DesignError("encrypted")
    # What a part may unfold to is what the archive says of it: reading stops there.
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_INSIDE:
        raise DesignError("unsafe")
    if len({name.lower() for name in names}) != len(names):
        raise DesignError("damaged")
    if any("vbaproject" in name.lower() for name in names):
        raise DesignError("macros")
    if "[Content_Types].xml" not in names:
        raise DesignError("no-presentation")
    parts = {name: archive.read(name) for name in names if not name.endswith("/")}
    markup = [content for name, content in parts.items() if _is_markup(name, content)]
    is_large = sum(len(content) for content in markup) > LARGEST_MARKUP
    if is_large or any(_declares(content) for content in markup):
        raise DesignError("unsafe")
    return parts


def _is_markup(name: str, content: bytes) -> bool:
    """By its name, or by how it begins: the list of types may call any part markup."""
    begins = content[:64].lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n").startswith(b"<")
    return begins or name.lower().endswith((".xml", ".rels"))


def _declares(content: bytes) -> bool:
    """Whether markup declares entities, in any encoding; no program of an office suite does."""
    plain = content.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _as_presentation(parts: dict[str, bytes]) -> bytes:
    """The archive again, its main part called a presentation where it is a model or a show."""
    types = parts["[Content_Types].xml"].decode("utf-8", "replace")
    lowered = types.lower()
    if "macroenabled" in lowered:
        raise DesignError("macros")
    kinds = ("presentation", "template", "slideshow")
    if not any(MAIN.format(kind) in types for kind in kinds):
        raise DesignError("no-presentation")
    if any(
        _STRICT in content for name, content in parts.items() if name.endswith("presentation.xml")
    ):
        raise DesignError("strict")
    for kind in kinds[1:]:
        types = types.replace(MAIN.format(kind), MAIN.format("presentation"))
    parts["[Content_Types].xml"] = types.encode()
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
