"""Turns a country's own file and a plan of remarks into the same file, coloured and commented.

The archive is edited place by place: every part, cell, formula with its result, picture and rule
that no remark is about stays as it was, byte for byte.
"""

import json
from collections.abc import Mapping
from typing import Any

from loaders.child import tend
from loaders.marking.book import Book
from loaders.marking.comments import commented
from loaders.marking.package import Package
from loaders.marking.sheets import first_of_merged, painted, place_of
from loaders.workbook import read_workbook

__all__ = ["main", "marked"]


def marked(content: bytes, plan: Mapping[str, Any]) -> bytes:
    """The file with the remarks of the plan. `marks`: sheet title -> address -> severity and
    comment; `colours`: severity -> RRGGBB; `author` of the comments; `page`: the list of remarks
    (see `sheet_markup`), with its `title`.

    Raises Unreadable for a file that is no workbook, or whose parts are broken.
    """
    package = Package(content)
    book = Book(package, plan["colours"])
    clears = book.drop_page(plan["page"]["title"])
    for title, part in book.sheets.items():
        places = {place_of(a): mark for a, mark in plan["marks"].get(title, {}).items()}
        data = package.read(part)
        if not places and not clears and b"tabSelected" not in data:
            continue
        merged = first_of_merged(data, (place for place in places if place is not None))
        severities: dict[tuple[int, int], str] = {}
        said: dict[tuple[int, int], str] = {}
        for place, (severity, text) in places.items():
            if place is None:
                continue
            first = merged[place]
            worst = [severity, severities.get(first, severity)]
            severities[first] = min(worst, key=list(plan["colours"]).index)
            said[first] = f"{said[first]}\n\n{text}" if first in said else text
        package.write(part, painted(data, book.styles, severities, clears))
        commented(package, part, said, plan["author"], clears)
    book.add_page(plan["page"])
    return package.to_bytes()


def _marked_in_child(content: bytes, plan: bytes) -> bytes:
    return marked(content, json.loads(plan))


def main() -> None:
    """The child’s side: has files read, or marked, until nobody asks any more."""
    tend(read_workbook, _marked_in_child)
