"""Turns a kit into one ZIP file for delegates: every file of a meeting, with a list of them."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from typing import Any

from dashboard.exports.annex import annex_of
from dashboard.exports.kit import HTML, KINDS, Kit, data_files, file_of, name_of
from dashboard.meetings import Deck, whole_of
from dashboard.queries import data_version

FIRST_DAY = (2000, 1, 1, 0, 0, 0)
"""Date of every entry, so that the same data give the same bytes."""

PACKED = ("pptx", "pdf", "xlsx", "zip")
"""Files that are compressed already."""

KEYS = ("next", "number", "country", "black", "language", "highlight", "screen", "note", "help")
"""Keys of the offline deck that the pack explains; their words are `pack.key.<name>`."""

PACKAGE = "dakar-monitoring"

Done = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Entry:
    """A file of the pack; `kind` says what it is, `language` is "" where it holds all."""

    name: str
    content: bytes
    kind: str
    language: str = ""


def pack_of(kit: Kit, done: Done | None = None) -> bytes:
    """The ZIP file: slides, hand-out and workbook in each language, the offline deck, CSV and
    JSON of every exhibit, a README in each language, and manifest.json with the SHA-256 of each
    file. The same data give the same bytes. `done` is told (files made, of, the next one)."""
    entries = list(_entries(kit, done or (lambda _made, _of, _next: None)))
    entries += [_readme(kit, deck, entries) for deck in kit.decks.values()]
    manifest = json.dumps(manifest_of(kit, entries), ensure_ascii=False, indent=2)
    return zipped([*entries, Entry("manifest.json", manifest.encode(), "manifest")])


def zipped(entries: list[Entry]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, FIRST_DAY)
            info.external_attr = 0o644 << 16
            is_packed = entry.name.rpartition(".")[2] in PACKED
            how = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(info, entry.content, how)
    return stream.getvalue()


def _entries(kit: Kit, done: Done) -> Iterator[Entry]:
    kinds = [kind for kind in KINDS if kind not in ("xlsx", HTML)]
    total = len(kit.decks) * (len(kinds) + 1) + 1
    made = 0
    for language, deck in kit.decks.items():
        for kind in kinds:
            name = name_of(kit, kind, language)
            done(made, total, name)
            yield Entry(name, file_of(kit, kind, language), kind, language)
            made += 1
        name = name_of(kit, "xlsx", language)
        done(made, total, name)
        whole = whole_of(kit.source, kit.content, deck)
        yield Entry(name, annex_of(deck, whole), "xlsx", language)
        for data, content in data_files(deck, whole).items():
            yield Entry(f"data/{data}", content, "data", language)
        made += 1
    name = name_of(kit, HTML)
    done(made, total, name)
    yield Entry(name, file_of(kit, HTML), HTML)
    done(total, total, "")


def manifest_of(kit: Kit, entries: list[Entry]) -> dict[str, Any]:
    """What the pack is of, for programs: no words but the names."""
    snapshot, deck = kit.source.snapshot, kit.first
    return {
        "product": PACKAGE,
        "version": product_version(),
        "meeting": kit.meeting.code,
        "round": deck.round,
        "languages": list(kit.decks),
        "audience": kit.audience,
        "provenance": sorted({s.built.provenance for s in deck.whole if s.built is not None}),
        "snapshot": snapshot
        and {
            "code": snapshot.code,
            "sha256": snapshot.sha256,
            "shown_at": snapshot.shown_at.isoformat(),
            "made_at": snapshot.made_at.isoformat(),
        },
        "data_version": snapshot.data_version if snapshot else data_version(kit.source),
        "files": [
            {
                "path": entry.name,
                "kind": entry.kind,
                "language": entry.language or list(kit.decks),
                "bytes": len(entry.content),
                "sha256": hashlib.sha256(entry.content).hexdigest(),
            }
            for entry in entries
        ],
    }


def product_version() -> str:
    """The product's version; "" where it runs without being installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


def _readme(kit: Kit, deck: Deck, entries: list[Entry]) -> Entry:
    """Plain text that any program opens: a byte order mark, lines ended by CR LF."""
    words = deck.words
    listed = [
        f"  {entry.name}\n    {words(f'pack.what.{entry.kind}')}"
        for kind in KINDS
        for entry in entries
        if entry.kind == kind and entry.language in (deck.language, "")
    ]
    snapshot = deck.stamp.sha256
    parts = [
        deck.title,
        " · ".join(part for part in (deck.place, deck.when) if part),
        "",
        *([deck.mark, ""] if deck.mark else []),
        words("annex.round", round=deck.round_name),
        deck.stamp.line,
        *([words("annex.hash", hash=snapshot)] if snapshot else []),
        words(f"pack.audience.{kit.audience}"),
        *([words("pack.empty"), ""] if kit.is_empty else []),
        *([words("pack.design", reason=words(kit.refused))] if kit.refused else []),
        *deck.problems,
        "",
        words("pack.files"),
        *listed,
        f"  data/\n    {words('pack.what.data')}",
        f"  manifest.json\n    {words('pack.what.manifest')}",
        "",
        words("pack.open"),
        "",
        words("pack.keys"),
        *(f"  {words(f'pack.key.{key}')}" for key in KEYS),
        "",
        f"{words('shell.product')} {product_version()}".strip(),
    ]
    text = "\n".join(parts).replace("\n", "\r\n") + "\r\n"
    return Entry(
        f"{words('pack.name.readme')}.txt", text.encode("utf-8-sig"), "readme", deck.language
    )
