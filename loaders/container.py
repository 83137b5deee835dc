"""Turns the bytes of an untrusted file into checked parts of a workbook, or refuses them."""

import posixpath
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from loaders.entries import Unreadable
from loaders.markup import STRICT_PREFIX, Attributes, check_markup, damaged, unsafe, walk
from schemas.findings import Finding

MEGABYTE = 1_000_000
MAX_FILE = 10 * MEGABYTE
MAX_PARTS = 2_000
MAX_PART = 48 * MEGABYTE
MAX_ALL = 64 * MEGABYTE
MAX_RATIO = 250
RATIO_FROM = 1 * MEGABYTE
MAX_NAME = 255

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_ZIP, _END = b"PK\x03\x04", b"PK\x05\x06"
_LOCAL_SIZE = 30
_ZIP_ERRORS = (BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, struct.error)
_LINK, _TYPE_BITS = 0o120000, 0o170000
_ODD_NAME = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]|^/|(^|/)\.{1,2}(/|$)|//")

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_WORKBOOK_TYPES = frozenset({f"{_WORKBOOK}sheet.main+xml", f"{_WORKBOOK}template.main+xml"})
_BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroenabled.main"
_MARKUP_ENDINGS = (".xml", ".rels", ".vml")


@dataclass(frozen=True)
class Container:
    """The XML parts of a workbook by name, without case. `main` is the workbook's own part."""

    parts: Mapping[str, bytes]
    main: str

    def part(self, name: str) -> bytes:
        """Raises Unreadable when a part that another part names is not there."""
        try:
            return self.parts[name.casefold()]
        except KeyError:
            raise damaged("missing-part") from None


def open_container(content: bytes, name: str) -> Container:
    """The parts of an .xlsx file, each inflated once within limits and checked.

    Raises Unreadable with the reason: not-a-workbook, old-format, strict-format, encrypted,
    macros, damaged, too-large or unsafe-archive. The finding's value is the file's name.
    """
    try:
        _check_first_bytes(content)
        entries = _entries(content)
        parts = {e.filename.casefold(): _inflate(content, e) for e in entries}
        for part, data in parts.items():
            if part.endswith(_MARKUP_ENDINGS):
                check_markup(data)
        kept = {part: data for part, data in parts.items() if part.endswith(_MARKUP_ENDINGS)}
        return Container(kept, _main_part(kept, parts))
    except Unreadable as refusal:
        finding = refusal.finding
        named = Finding(finding.code, value=name, params=finding.params)
        raise Unreadable(named) from refusal


def _refused(code: str) -> Unreadable:
    return Unreadable(Finding(code))


def too_large(limit: str) -> Unreadable:
    """The refusal of a file beyond a limit; `limit` is a number with its unit."""
    return Unreadable(Finding("too-large", params={"limit": limit}))


def _check_first_bytes(content: bytes) -> None:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refused("encrypted")
        is_excel = any(n.encode("utf-16-le") in content for n in ("Workbook\0", "Book\0"))
        raise _refused("old-format" if is_excel else "not-a-workbook")
    if content.startswith(_OLD_EXCEL) or b'progid="Excel.Sheet"' in content[:500]:
        raise _refused("old-format")
    if not content.startswith(_ZIP):
        # A zip behind other bytes is read by some programs and refused by others.
        raise unsafe("two-archives") if _ends_as_zip(content) else _refused("not-a-workbook")
    if len(content) > MAX_FILE:
        raise too_large(f"{MAX_FILE // MEGABYTE} MB")


def _ends_as_zip(content: bytes) -> bool:
    return _END in content[-66_000:] and _ZIP in content


def _entries(content: bytes) -> tuple[ZipInfo, ...]:
    """The files of the archive, when nothing about them is ambiguous, hidden or oversized."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except _ZIP_ERRORS as error:
        raise damaged("cut" if _END not in content else "archive") from error
    if len(entries) > MAX_PARTS:
        raise too_large(f"{MAX_PARTS} parts")
    if any(e.flag_bits & 0x1 for e in entries):
        raise _refused("encrypted")
    files = tuple(e for e in entries if not e.is_dir())
    _check_names(entries)
    _check_layout(content, entries)
    for entry in files:
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise unsafe("compression")
        if (entry.external_attr >> 16) & _TYPE_BITS == _LINK:
            raise unsafe("link")
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            raise unsafe("ratio")
    if any(e.file_size > MAX_PART for e in files) or sum(e.file_size for e in files) > MAX_ALL:
        raise too_large(f"{MAX_ALL // MEGABYTE} MB")
    return files


def _check_names(entries: Iterable[ZipInfo]) -> None:
    seen = set()
    for entry in entries:
        # zipfile cleans `filename`; another program may use the name as it stands in the file.
        name = entry.orig_filename
        if not name or len(name) > MAX_NAME or _ODD_NAME.search(name.rstrip("/")):
            raise unsafe("name")
        if name.casefold() in seen:
            raise unsafe("duplicate-part")
        seen.add(name.casefold())


def _check_layout(content: bytes, entries: Iterable[ZipInfo]) -> None:
    """One archive from the first byte on, its entries one behind the other."""
    position = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < position or (position == 0 and entry.header_offset):
            raise unsafe("two-archives")
        position = _data_offset(content, entry) + entry.compress_size
    if len(_archive_ends(content)) > 1:
        raise unsafe("two-archives")


def _archive_ends(content: bytes) -> list[int]:
    """Where a whole archive ends: records whose directory stands right before them."""
    ends = []
    at = content.find(_END)
    while at >= 0:
        record = content[at : at + 20]
        if len(record) == 20:
            size, start = struct.unpack_from("<2L", record, 12)
            if start + size == at:
                ends.append(at)
        at = content.find(_END, at + 1)
    return ends


def _data_offset(content: bytes, entry: ZipInfo) -> int:
    header = content[entry.header_offset : entry.header_offset + _LOCAL_SIZE]
    if len(header) < _LOCAL_SIZE or header[:4] != _ZIP:
        raise damaged("archive")
    name_length, extra_length = struct.unpack("<2H", header[26:])
    start = entry.header_offset + _LOCAL_SIZE
    name = content[start : start + name_length]
    encoding = "utf-8" if entry.flag_bits & 0x800 else "cp437"
    if name != entry.orig_filename.encode(encoding, "replace"):
        raise unsafe("name")
    return start + int(name_length) + int(extra_length)


def _inflate(content: bytes, entry: ZipInfo) -> bytes:
    """The bytes of a part, never more than announced, their checksum compared."""
    start = _data_offset(content, entry)
    packed = content[start : start + entry.compress_size]
    if len(packed) != entry.compress_size:
        raise damaged("cut")
    data, whole = packed, True
    if entry.compress_type == ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = inflater.decompress(packed, entry.file_size + 1)
        except zlib.error as error:
            raise damaged("checksum") from error
        whole = inflater.eof and not inflater.unused_data
    if not whole or len(data) != entry.file_size or zlib.crc32(data) != entry.CRC:
        raise damaged("checksum")
    return data


def _main_part(kept: Mapping[str, bytes], every: Mapping[str, bytes]) -> str:
    """The name of the workbook part of a plain .xlsx. `every` holds all names of the archive."""
    types = _content_types(kept)
    main, strict = _main_relation(kept)
    if not main:
        main = next((p for p, kind in types.items() if kind in _WORKBOOK_TYPES), "")
    kind = types.get(main) or types.get("*." + main.rpartition(".")[2], "")
    if kind == _BINARY_TYPE:
        raise _refused("old-format")
    if "macroenabled" in kind:
        raise _refused("macros")
    if kind not in _WORKBOOK_TYPES:
        raise _refused("not-a-workbook")
    if strict:
        raise _refused("strict-format")
    has_code = any("macrosheet" in t or "vbaproject" in t for t in types.values())
    if has_code or any(p.endswith("vbaproject.bin") or "/macrosheets/" in p for p in every):
        raise _refused("macros")
    if main not in kept:
        raise damaged("missing-part")
    return main


def _content_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Part name, or "*." and ending -> content type, all without case."""
    listing = parts.get("[content_types].xml")
    if listing is None:
        raise _refused("not-a-workbook")
    types: dict[str, str] = {}

    def take(tag: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("ContentType", "").casefold()
        if tag.endswith(" Override"):
            types[attributes.get("PartName", "").lstrip("/").casefold()] = kind
        elif tag.endswith(" Default"):
            types["*." + attributes.get("Extension", "").casefold()] = kind

    walk(listing, Attributes(take))
    return types


def _main_relation(parts: Mapping[str, bytes]) -> tuple[str, bool]:
    """The part the archive is about ("" when it names none), and whether it is Strict."""
    found = {"target": "", "strict": ""}

    def take(_: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "")
        if kind.endswith("/officeDocument"):
            target = posixpath.normpath("/" + unquote(attributes.get("Target", "")))
            found["target"] = target.lstrip("/").casefold()
            found["strict"] = "yes" if kind.startswith(STRICT_PREFIX) else ""

    walk(parts.get("_rels/.rels", b"<none/>"), Attributes(take))
    return found["target"], bool(found["strict"])
