"""Compares what a file or page says of a line of an agenda with what the API says of it."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from lxml import etree, html

from dashboard.meetings import Slide
from schemas.wording import Words

CHECKED = ("number", "share", "level", "date")
LEVELS = ("0", "1", "2", "3", "4")
NUMBERS = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
PRINTED = ("pillars", "pillar-objectives", "objective-roadmap", "assistance")
"""Exhibits whose table of numbers stands in print, every row of it."""

Bars = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Line:
    """A line of an agenda as the API gives it; `bars`: what its chart must show, by category
    and series."""

    slide: Slide
    words: Words
    address: str
    columns: list[dict[str, str]]
    rows: list[list[Any]]
    foot: list[list[Any]]
    labels: Mapping[str, str]

    @property
    def code(self) -> str:
        assert self.slide.built is not None
        return self.slide.built.code

    @property
    def kinds(self) -> list[str]:
        return [column["kind"] for column in self.columns]

    @property
    def bars(self) -> Bars:
        return bars_of(self)


def bars_of(line: Line) -> Bars:
    """The chart's numbers, counted again from the rows of the API."""
    count = COUNTED.get(line.code)
    found = count(line) if count is not None else {}
    return {name: {s: n for s, n in counts.items() if n} for name, counts in found.items()}


def pairs_counted(line: Line) -> Mapping[str, Mapping[str, float]]:
    """How many countries give the same two levels: what stands at the end of each row."""
    own, linked = (at for at, column in enumerate(line.columns) if column["kind"] == "level")
    found = Counter(
        f"{line.words(f'chart.answer.{row[own]}')} / {line.words(f'chart.answer.{row[linked]}')}"
        for row in line.rows
        if {row[own], row[linked]} <= set(LEVELS)
    )
    return {pair: {"": n} for pair, n in found.items()}


def rows_counted(by: str, of: str) -> Callable[[Line], Mapping[str, Mapping[str, float]]]:
    def count(line: Line) -> Mapping[str, Mapping[str, float]]:
        keys = [column["key"] for column in line.columns]
        found: dict[str, Counter[str]] = {}
        for row in line.rows:
            said = dict(zip(keys, row, strict=True))
            found.setdefault(said[by], Counter())[line.labels.get(said[of], said[of])] += 1
        return found

    return count


def columns_read(*left_out: str) -> Callable[[Line], Mapping[str, Mapping[str, float]]]:
    def read(line: Line) -> Mapping[str, Mapping[str, float]]:
        kept = [at for at, c in enumerate(line.columns) if at and c["key"] not in left_out]
        return {row[0]: {line.columns[at]["label"]: row[at] for at in kept} for row in line.rows}

    return read


def means_read(line: Line) -> Mapping[str, Mapping[str, float]]:
    """Of objectives, whose names begin with their number; pillars stand in the table alone."""
    before, after = (line.columns[at]["label"] for at in (1, 2))
    rows = [row for row in line.rows if row[0][0].isdigit() and row[1] is not None]
    return {row[0]: {before: row[1], after: row[2]} for row in rows}


COUNTED: Mapping[str, Callable[[Line], Mapping[str, Mapping[str, float]]]] = {
    "theme-answers": pairs_counted,
    "reporting-status": rows_counted("region", "state"),
    "exchange": rows_counted("objective", "kind"),
    "change": means_read,
    "pillars": columns_read("total", "done"),
    "pillar-objectives": columns_read("total", "done"),
    "objective-roadmap": lambda line: {row[0]: {"": row[1]} for row in line.rows},
}


# Comparing: each raises AssertionError where a number differs


def same_json(line: Line, data: bytes) -> None:
    found = json.loads(data)
    for key, rows in (("rows", line.rows), ("foot", line.foot)):
        assert [list(row.values()) for row in found[key]] == rows, line.address


def same_rows(line: Line, found: Sequence[Sequence[Any]]) -> None:
    """Rows of a file, its numbers with all their digits."""
    wanted = [*line.rows, *line.foot]
    assert len(found) == len(wanted), line.address
    for row, cells in zip(wanted, found, strict=True):
        for kind, value, cell in zip(line.kinds, row, cells, strict=False):
            if kind in CHECKED:
                assert plain(value) == plain(cell), (line.address, row)


def same_csv(line: Line, data: bytes) -> None:
    lines = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    same_rows(line, lines[1 : lines.index([])])


def same_sheet(line: Line, sheet: Any) -> None:
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = [column["label"] or column["title"] for column in line.columns]
    width = len(heads)
    top = next(i for i, row in enumerate(grid) if row[:width] == heads)
    below = [row[:width] for row in grid[top + 1 :]]
    rows = [row for row in below if any(cell is not None for cell in row[1:])]
    same_rows(line, rows[: len(line.rows) + len(line.foot)])
    for chart in sheet._charts:
        bars, marks = {}, {}
        for series in chart.ser:
            name, values = series.tx.v, series.val or series.yVal
            used = series.xVal or series.val
            numbers = referred(sheet, used.numRef.f)
            cached = {int(pt.idx): float(pt.v) for pt in used.numRef.numCache.pt}
            assert {i: n for i, n in enumerate(numbers) if n is not None} == cached, name
            assert values is not None
            if series.xVal is not None:
                marks[name] = numbers
            else:
                names = referred(sheet, series.cat.strRef.f)
                for category, number in zip(names, numbers, strict=True):
                    bars.setdefault(category, {})[name] = number
        same_chart(line, bars, marks)


def referred(sheet: Any, formula: str) -> list[Any]:
    """The cells a chart names."""
    cells = sheet[formula.rpartition("!")[2].replace("$", "")]
    return [
        one.value for row in (cells if isinstance(cells, tuple) else ((cells,),)) for one in row
    ]


def same_chart(line: Line, bars: Bars, marks: Mapping[str, Sequence[float]]) -> None:
    wanted = line.bars
    if bars and wanted:
        only = len({name for counts in bars.values() for name in counts}) == 1
        for category, counts in bars.items():
            given = {
                "" if only and "" in wanted.get(category, {}) else s: n
                for s, n in counts.items()
                if n
            }
            assert given == wanted.get(category, {}), (line.address, category)
        if line.code != "objective-roadmap":
            assert set(bars) >= {c for c, counts in wanted.items() if counts}, line.address
    for name, numbers in marks.items():
        values = [counts[name] for counts in wanted.values() if name in counts]
        if values:
            missing = Counter(round(n, 6) for n in numbers if n is not None)
            missing -= Counter(round(n, 6) for n in values)
            assert not missing, (line.address, name)


def same_slides(line: Line, pages: Sequence[Any], left_out: int) -> None:
    shown = 0
    for shape in (shape for page in pages for shape in page.shapes):
        if shape.has_table:
            cells = [[cell.text for cell in row.cells] for row in shape.table.rows]
            shown += same_table(line, [[(text, "") for text in row] for row in cells])
        elif shape.has_chart:
            same_native(line, shape.chart)
    if line.slide.built is not None and line.slide.built.chart is None:
        assert shown == len(line.rows) - left_out, line.address


def same_native(line: Line, chart: Any) -> None:
    """What the chart's part has cached is in its workbook, and is right."""
    part = chart.part
    book = openpyxl.load_workbook(BytesIO(part.chart_workbook.xlsx_part.blob)).active
    root = etree.fromstring(part.blob)
    for ref in root.iterfind(".//c:numRef", NUMBERS):
        numbers = referred(book, ref.findtext("c:f", namespaces=NUMBERS))
        points = ref.iterfind("c:numCache/c:pt", NUMBERS)
        cached = {int(p.get("idx")): float(p.findtext("c:v", namespaces=NUMBERS)) for p in points}
        assert {i: float(n) for i, n in enumerate(numbers) if n is not None} == cached
    bars: Bars = {}
    marks: dict[str, list[float]] = {}
    for series in root.iterfind(".//c:ser", NUMBERS):
        name = series.findtext("c:tx//c:v", namespaces=NUMBERS)
        if series.find("c:xVal", NUMBERS) is not None:
            found = series.iterfind("c:xVal//c:pt/c:v", NUMBERS)
            marks[name] = [float(one.text or "") for one in found]
            continue
        names = {p.get("idx"): p[0].text for p in series.iterfind("c:cat//c:pt", NUMBERS)}
        for point in series.iterfind("c:val//c:pt", NUMBERS):
            bars.setdefault(names[point.get("idx")], {})[name] = float(point[0].text or "")
    same_chart(line, bars, marks)


def same_markup(line: Line, boxes: Sequence[Any]) -> None:
    """Tables and drawings of the page or of the offline deck."""
    titles = []
    for box in boxes:
        for table in box.xpath(".//table"):
            rows = table.xpath(".//tr[td or ../../thead]")
            same_table(line, [[(said(cell), markup(cell)) for cell in row] for row in rows])
        titles += [
            said(one) for one in box.xpath(".//*[local-name()='svg']//*[local-name()='title']")
        ]
    silent = line.code in ("reporting-status", "theme-answers")
    for category, counts in line.bars.items() if not silent else ():
        for series, number in counts.items():
            about = [t for t in titles if t.startswith(said_of(category)) and said_of(series) in t]
            rest = [
                t.removeprefix(said_of(category)).replace(said_of(series), " ", 1) for t in about
            ]
            if titles and line.code != "objective-roadmap":
                assert rest, (line.address, category, series)
            for text in rest:
                assert int(re.findall(r"\d+", text)[0]) == half_up(number), text


def said(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def said_of(text: str) -> str:
    return " ".join(text.split())


def markup(element: Any) -> str:
    return html.tostring(element, encoding="unicode")


def same_table(line: Line, cells: Sequence[Sequence[tuple[str, str]]]) -> int:
    """Each row shown is a row of the API; how many there were, without the foot. A cell is its
    text and its markup."""
    width = len(line.columns)
    shown = 0
    for row in (row for row in cells if len(row) == width):
        name = said_of(row[0][0])
        fitting = [one for one in line.rows if said_of(str(one[0])) == name]
        if not fitting and not any(any(c.isdigit() for c in text) for text, _ in row[1:]):
            continue
        is_head = name in ("", said_of(line.columns[0]["label"]))
        if is_head:
            continue
        among = fitting or line.foot
        assert any(fits(line, one, row) for one in among), (line.address, [t for t, _ in row])
        shown += bool(fitting)
    return shown


def fits(line: Line, row: Sequence[Any], cells: Sequence[tuple[str, str]]) -> bool:
    found = zip(line.kinds, row, cells, strict=True)
    return all(shows(kind, value, *cell) for kind, value, cell in found)


def shows(kind: str, value: Any, text: str, marked: str) -> bool:
    """Whether a shown cell says the value, as people read it."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if kind == "level" and isinstance(value, str):
        if marked:
            return f"look-{value}" in marked
        return text == value if value in LEVELS else not numbers
    if kind not in ("number", "share", "level"):
        return True
    if value is None:
        return not numbers or "–" in text
    if kind == "share":
        if "%" in text:
            return numbers[0] == half_up(100 * value)
        return bool(len(numbers) > 1 and abs(numbers[0] / numbers[1] - value) < 1e-6)
    return bool(numbers) and numbers[0] == half_up(abs(value))


def same_print(line: Line, text: str) -> None:
    """Rows of tables, and numbers written into bars, in the text of the hand-out."""
    lines = [re.findall(r"\d+", part) for part in section(line, text).splitlines()]
    if line.code in PRINTED:
        for row in line.rows:
            wanted = [number for kind, value in zip(line.kinds, row, strict=True)
                      for number in printed(kind, value)]  # fmt: skip
            assert any(ends(found, wanted) for found in lines), (line.address, row)
    elif line.code == "theme-answers":
        parts = [said_of(part) for part in section(line, text).splitlines()]
        for pair, counts in line.bars.items():
            ends_of = [re.findall(r"\d+", one)[-1:] for one in parts if one.startswith(pair)]
            assert [str(counts[""])] in ends_of, (line.address, pair)
    elif line.bars and line.code == "exchange":
        for category, counts in line.bars.items():
            wanted = [str(half_up(n)) for n in counts.values()]
            total = str(half_up(sum(counts.values())))
            assert any(found[-1:] == [total] and is_within(found[:-1], wanted, category)
                       for found in lines), (line.address, category)  # fmt: skip
    elif line.code == "scorecard":
        parts = text.splitlines()
        for row in line.rows:
            if row[-1]:
                start = " ".join(row[0].split()[:2])
                near = [
                    one
                    for place, part in enumerate(parts)
                    if part.strip().startswith(start)
                    for one in parts[max(0, place - 1) : place + 2]
                ]
                assert any(shows("share", row[-1], one, "") for one in near), (line.address, row)


def section(line: Line, text: str) -> str:
    """From the heading of the line to that of the next one."""
    number = line.slide.number
    _, _, rest = text.rpartition(f"\n{number} · ")
    assert rest, f"no heading {number}"
    return re.split(rf"\n\s*\f?{number + 1} · ", rest)[0]


def printed(kind: str, value: Any) -> list[str]:
    if kind == "share" and value is not None:
        return [str(half_up(100 * value))]
    return [str(half_up(value))] if kind == "number" and value is not None else []


def ends(found: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(found[i : i + len(wanted)] == list(wanted) for i in range(len(found)))


def is_within(found: Sequence[str], wanted: Sequence[str], category: str) -> bool:
    """The numbers that found room in the bars, all of them right and at least one."""
    label = re.findall(r"\d+", category)
    rest = found[len(label) :] if label and found[: len(label)] == label else found
    return bool(rest) and not Counter(rest) - Counter(wanted)


def plain(value: Any) -> Any:
    """A value as any of the files may write it: blank, number, or text."""
    if value is None or value == "":
        return None
    if hasattr(value, "isoformat"):
        return value.date().isoformat()
    try:
        return round(float(value), 9)
    except ValueError:
        return str(value).removeprefix("'")


def half_up(value: float) -> int:
    return int(Decimal(str(round(value, 9))).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.fixture(scope="session")
def same() -> SimpleNamespace:
    """The line of an agenda, and a comparison for each kind of file; each raises AssertionError
    where a number differs."""
    return SimpleNamespace(
        Line=Line,
        json=same_json,
        csv=same_csv,
        sheet=same_sheet,
        slides=same_slides,
        markup=same_markup,
        print=same_print,
    )
