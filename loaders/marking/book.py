"""Turns the list of a workbook's sheets into the same list with ours at its head."""

import re
from collections.abc import Mapping
from typing import Any

from loaders.marking.package import Package
from loaders.marking.page import names_markup, sheet_markup
from loaders.marking.splice import Edits, Tag, prefix_at, prefixed, scan
from loaders.marking.styles import MINIMAL, Styles
from loaders.markup import damaged, quoteattr
from loaders.parts import unescaped

MAX_TITLE = 100
"""Characters of a sheet's title that the reader keeps: findings name it so."""
LONGEST_TITLE = 31

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRING = re.compile(rb"<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>", re.DOTALL)
_FIRST_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?r=[\"']A1[\"'][^>]*>.*?</(?:\w+:)?c>", re.DOTALL)
_SHARED = re.compile(rb"\st=[\"']s[\"'].*?<(?:\w+:)?v>\s*(\d+)\s*<", re.DOTALL)


class Book:
    """The workbook part: its sheets by title, and its styles."""

    def __init__(self, package: Package, colours: Mapping[str, str]) -> None:
        self._package = package
        self._listed = self._list()
        relations = {one.id: one for one in package.relations(package.main)}
        self.sheets = {
            title: relations[relation].part
            for title, relation in reversed(self._listed)
            if relation in relations and relations[relation].kind == "worksheet"
        }
        """Title -> part; of sheets with the same title the first."""
        self._styles_part = package.related(package.main, "styles")
        data = package.read(self._styles_part) if self._styles_part else MINIMAL
        self.styles = Styles(data, colours)
        if not self.styles.is_whole:
            raise damaged("missing-part")

    def _list(self) -> list[tuple[str, str]]:
        """Title and relation of every sheet, charts included, in order."""
        found: list[tuple[str, str]] = []

        def take(tag: Tag) -> None:
            if tag.name == "sheet" and tag.depth == 2:
                given = tag.attributes
                relation = next((v for k, v in given.items() if k.endswith(" id")), "")
                found.append((unescaped(given.get("name", ""))[:MAX_TITLE], relation))

        scan(self._package.read(self._package.main), take)
        return found

    def drop_page(self, title: str) -> bool:
        """Takes away the list that an earlier check left; False when there is none."""
        titles = [one.casefold() for one, _ in self._listed]
        for at, (name, relation) in enumerate(self._listed):
            part = self.sheets.get(name, "")
            if titles[at].startswith(title.casefold()[:20]) and self._is_page(part, title):
                self._drop(at)
                self._package.unrelate(self._package.main, relation)
                self._package.forget_type(part)
                self._package.remove(part)
                del self._listed[at], self.sheets[name]
                return True
        return False

    def _is_page(self, part: str, title: str) -> bool:
        """Whether the sheet's first cell is the key we write there."""
        match = _FIRST_CELL.search(self._package.read(part)) if part else None
        if match is None:
            return False
        shared = _SHARED.search(match[0])
        if shared is None:
            return title.encode() in match[0]
        texts = self._package.related(self._package.main, "sharedStrings")
        entries = _STRING.findall(self._package.read(texts)) if texts else []
        number = int(shared[1])
        return number < len(entries) and title.encode() in entries[number]

    def _drop(self, at: int) -> None:
        """Takes sheet number `at` out of the list, with the names that belong to it."""
        edits = Edits(self._package.read(self._package.main))
        number = -1
        wanted: set[int] = set()

        def start(tag: Tag) -> None:
            nonlocal number
            if tag.name == "sheet" and tag.depth == 2:
                number += 1
                if number == at:
                    wanted.add(tag.at)
            scope = tag.attributes.get("localSheetId", "") if tag.name == "definedName" else ""
            if scope.isdecimal() and int(scope) == at:
                wanted.add(tag.at)
            elif scope.isdecimal() and int(scope) > at:
                edits.set(tag.at, localSheetId=str(int(scope) - 1))

        def end(_: str, began: int, ended: int) -> None:
            if began in wanted:
                edits.replace(began, ended + len(edits.tag(ended)), b"")

        scan(edits.data, start, end)
        self._package.write(self._package.main, edits.applied())

    def add_page(self, page: Mapping[str, Any]) -> None:
        """Writes the list of remarks as the first sheet, which the file opens on."""
        package = self._package
        title = self._free_title(page["title"])
        part = package.free_name("xl/worksheets/sheet{}.xml")
        package.write(part, sheet_markup(page, self.styles, list(self.sheets)))
        package.declare(part, _SHEET)
        relation = package.relate(package.main, "worksheet", part)
        self._insert(title, relation, names_markup(page, title))
        if not self._styles_part:
            named = "xl/styles.xml"
            self._styles_part = package.free_name("xl/styles{}.xml") if named in package else named
            package.declare(self._styles_part, _STYLES)
            package.relate(package.main, "styles", self._styles_part)
        package.write(self._styles_part, self.styles.to_bytes())

    def _free_title(self, title: str) -> str:
        """A country may have a sheet of its own with our title."""
        taken = {one.casefold() for one, _ in self._listed}
        free, number = title, 1
        while free.casefold() in taken:
            number += 1
            free = f"{title[: LONGEST_TITLE - 5]} ({number})"
        return free

    def _insert(self, title: str, relation: str, names: str) -> None:
        edits = Edits(self._package.read(self._package.main))
        ids: list[int] = []
        places: dict[str, tuple[int, int]] = {}
        prefix = ""

        def start(tag: Tag) -> None:
            nonlocal prefix
            if tag.depth == 0:
                prefix = prefix_at(edits.data, tag.at)
            elif tag.name == "workbookView":
                edits.set(tag.at, activeTab="0", firstSheet="0")
            elif tag.name == "sheet" and tag.depth == 2:
                places.setdefault("first", (tag.at, tag.at))
                ids.append(int(tag.attributes.get("sheetId", "0")))
            elif tag.name == "definedName" and tag.attributes.get("localSheetId", "").isdecimal():
                scope = int(tag.attributes["localSheetId"])
                edits.set(tag.at, localSheetId=str(scope + 1))

        def end(name: str, began: int, ended: int) -> None:
            if name in ("sheets", "functionGroups", "externalReferences", "definedNames"):
                places[name] = (began, ended)

        scan(edits.data, start, end)
        markup = (
            f'<sheet xmlns:r="{_RELATIONS}" name={quoteattr(title)} '
            f'sheetId="{max(ids, default=0) + 1}" r:id="{relation}"/>'
        )
        if "first" not in places:
            raise damaged("missing-part")
        edits.insert(places["first"][0], prefixed(markup, prefix))
        if "definedNames" in places:
            edits.append(*places["definedNames"], prefixed(names, prefix))
        else:
            after = next(
                places[name]
                for name in ("externalReferences", "functionGroups", "sheets")
                if name in places
            )
            at = after[1] + len(edits.tag(after[1]))
            names = f"<definedNames>{names}</definedNames>"
            edits.insert(at, prefixed(names, prefix))
        self._package.write(self._package.main, edits.applied())
