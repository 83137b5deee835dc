"""Turns a country's two exhibits into tables of a printed page: its answers, its measures."""

from typing import Any

from dashboard.exhibits.base import BuiltExhibit
from dashboard.exports.pdf.pieces import Album, foot_lines
from dashboard.exports.pdf.report_texts import one_line, shortened
from dashboard.exports.pdf.strip import strip_row
from dashboard.figures.names import Names
from schemas.framework import CROSS_CUTTING
from schemas.wording import Words

LONGEST_TITLE = 150


def strip_piece(
    built: BuiltExhibit, names: Names, album: Album, *, prefix: str = ""
) -> dict[str, Any]:
    """Both bases side by side: the exhibit's table, with each row of its chart drawn small.
    `prefix` tells the drawings of several countries apart."""
    keys = [column.key for column in built.table.columns]
    rows = []
    for code, row in zip(names.framework.objectives, built.table.rows, strict=True):
        cells = dict(zip(keys, row, strict=True))
        svg, said = strip_row(built.chart, code) if built.chart is not None else ("", "")
        name = f"strip-{prefix}{code}" if svg else ""
        if svg:
            album.drawings[name] = svg
        rows.append(
            {
                "pillar": pillar_name(names, code),
                "objective": cells["objective"].text,
                "look": album.look(cells["own"].look),
                "own": cells["own"].text,
                "drawing": name,
                "alt": said,
                "mean": cells["mean"].text,
                "bounds": cells["bounds"].text,
                "known": cells["known"].text,
                "gap": cells["gap"].text,
            }
        )
    return {
        "finding": built.title,
        "subtitle": built.subtitle,
        "priorities": [{"label": fact.label, "text": fact.text} for fact in built.facts],
        "heads": {column.key: column.label for column in built.table.columns},
        "rows": rows,
        "note": "",
        **foot_lines(built, names.words),
    }


def pillar_name(names: Names, code: str) -> str:
    """The heading of the objectives of a pillar."""
    pillar = names.framework.objectives[code].pillar
    return names.words("exhibit.cross-cutting") if pillar == CROSS_CUTTING else names.pillar(pillar)


def measures_piece(built: BuiltExhibit, words: Words, album: Album) -> dict[str, Any]:
    """The exhibit's table without its column of places; `more[k]` says that k are not shown."""
    keys = [column.key for column in built.table.columns]
    kept = [key for key in keys if key != "evidence"]
    rows = []
    for row in built.table.rows:
        cells = dict(zip(keys, row, strict=True))
        rows.append(
            [
                {
                    "text": shortened(one_line(cells[key].text), LONGEST_TITLE),
                    "note": one_line(cells[key].note),
                    "look": album.look(cells[key].look),
                }
                for key in kept
            ]
        )
    return {
        "finding": built.title,
        "heads": [c.label for c in built.table.columns if c.key in kept],
        "rows": rows,
        "more": more_said("pdf.more.measures", len(rows), words, _beyond(built)),
        "note": built.note,
        "not_shown": built.not_shown,
    }


def _beyond(built: BuiltExhibit) -> int:
    """Rows of further pages."""
    pager = built.table.pager
    return pager.total - len(built.table.rows) if pager is not None else 0


def more_said(key: str, n: int, words: Words, beyond: int = 0) -> list[str]:
    """Sentences for 0 to n things that do not fit; `beyond` more never do."""
    return [words.count(key, left + beyond) if left + beyond else "" for left in range(n + 1)]
