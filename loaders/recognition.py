"""Turns the cells of a workbook into the rows of a known template, by key, label or alias."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from loaders.entries import Cell, Grid, Meta, SheetRows, Workbook
from loaders.headings import text_of, word_of
from loaders.rows import form_names, read_form, read_table, resembles
from schemas.content import Content
from schemas.country import folded
from schemas.findings import Finding
from schemas.layout import META_FIELDS, META_SHEET, PROGRAM_SHEETS, PROPERTY_PREFIX
from schemas.template import Shape, Sheet, Template

_TITLE_ROWS = 2
"""The key or title of a sheet stands in one of its first filled rows."""


@dataclass(frozen=True)
class Recognised:
    """`template` is None when the file is refused. `sheets`: sheet code -> its filled rows."""

    template: Template | None
    meta: Meta
    sheets: Mapping[str, SheetRows]
    findings: tuple[Finding, ...]


def recognise(workbook: Workbook, content: Content) -> Recognised:
    """The template a workbook follows and its rows by column key; nothing is read by position.

    Findings: those of the reading, meta-missing, not-this-template, withdrawn-template,
    older-template, sheet-missing, and those of each sheet and column.
    """
    meta, findings = _meta(workbook)
    template, found, about = _template(workbook, meta, content)
    if template is None:
        return Recognised(None, meta, {}, tuple(about))
    if meta.present and meta.template not in (template.id, template.name) and not findings:
        findings = [Finding("meta-missing")]
    findings = [*workbook.remarks, *findings, *about]
    sheets: dict[str, SheetRows] = {}
    for code, sheet in template.sheets.items():
        grid = found.get(code)
        if grid is None:
            findings.extend(_missing_sheet(sheet))
            continue
        if sheet.shape is Shape.FORM:
            sheets[code], remarks = read_form(grid, sheet, form_names(content))
        else:
            framework = content.frameworks[template.framework]
            sheets[code], remarks = read_table(grid, sheet, template, framework)
        findings.extend(remarks)
    findings.extend(_ignored_sheets(workbook.grids, found.values()))
    return Recognised(template, meta, sheets, tuple(findings))


def _meta(workbook: Workbook) -> tuple[Meta, list[Finding]]:
    """What the file says of itself: the sheet `_meta`, completed by the document properties."""
    grid = next((g for g in workbook.grids if _program_sheet(g) == META_SHEET), None)
    listed = _pairs(grid) if grid is not None else {}
    kept = {
        name.removeprefix(PROPERTY_PREFIX): text
        for name, text in workbook.properties.items()
        if name.startswith(PROPERTY_PREFIX)
    }
    values = {name: listed.get(name) or kept.get(name, "") for name in META_FIELDS}
    present = bool(values["template"])
    names = ("template", "version", "framework", "country", "round", "language")
    meta = Meta(**{name: values[name] for name in names}, present=present)
    # Two answers that differ were edited by somebody; the sheet, which can be seen, holds.
    differ = any(listed.get(n) and kept.get(n) and listed[n] != kept[n] for n in names)
    return meta, [] if present and not differ else [Finding("meta-missing")]


def _pairs(grid: Grid) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for cells in grid.rows.values():
        texts = [text_of(cell) for cell in cells.values()]
        if len(texts) >= 2:
            pairs.setdefault(texts[0].lower(), texts[1])
    return pairs


def _template(
    workbook: Workbook, meta: Meta, content: Content
) -> tuple[Template | None, Mapping[str, Grid], list[Finding]]:
    """The template, its sheets' grids by code, and the findings about it."""
    named = _named_template(meta, content)
    ours = [t for t in content.templates.values() if t.id == meta.template]
    if named is None and ours and meta.version:
        return None, {}, [_withdrawn(ours)]
    candidates = [named] if named is not None else list(content.templates.values())
    found = {t.name: _sheets(workbook, t) for t in candidates}
    best = max(candidates, key=lambda t: (len(found[t.name]), t.version), default=None)
    if best is None or not found[best.name]:
        expected = ", ".join(s.key for t in content.templates.values() for s in t.sheets.values())
        return None, {}, [Finding("not-this-template", params={"expected": expected})]
    newest = _newest([t for t in content.templates.values() if t.id == best.id])
    if best.withdrawn:
        return None, {}, [_withdrawn([newest])]
    if newest.version > best.version:
        params = {"template": newest.name, "columns": _lacking(best, newest)}
        return best, found[best.name], [Finding("older-template", params=params)]
    return best, found[best.name], []


def _named_template(meta: Meta, content: Content) -> Template | None:
    by_name = content.templates.get(f"{meta.template}-{meta.version}")
    return by_name or content.templates.get(meta.template)


def _newest(templates: Iterable[Template]) -> Template:
    return max(templates, key=lambda t: (not t.withdrawn, t.version))


def _withdrawn(templates: Iterable[Template]) -> Finding:
    return Finding("withdrawn-template", params={"expected": _newest(templates).name})


def _lacking(older: Template, newer: Template) -> list[str]:
    """The questions of the newer template that the older one does not ask."""
    asked = {(code, c.key) for code, sheet in older.sheets.items() for c in sheet.columns}
    return [
        f"{code}.{c.key}"
        for code, sheet in newer.sheets.items()
        for c in sheet.columns
        if (code, c.key) not in asked
    ]


def _sheets(workbook: Workbook, template: Template) -> dict[str, Grid]:
    """Sheet code -> grid: by key, then by the sheet's name, then by a title inside it."""
    free = [g for g in workbook.grids if _program_sheet(g) is None]
    found: dict[str, Grid] = {}
    for matches in (_has_key, _has_name, _has_title):
        for code, sheet in template.sheets.items():
            candidates = [g for g in free if code not in found and matches(g, sheet)]
            # Of a sheet and its copy, the one that kept the name is the sheet.
            named = [g for g in candidates if g.title == sheet.key]
            for grid in (named or candidates)[:1]:
                found[code] = grid
                free = [g for g in free if g is not grid]
    return found


def _has_key(grid: Grid, sheet: Sheet) -> bool:
    return any(text_of(cell) == sheet.key for cell in _title_cells(grid))


def _has_name(grid: Grid, sheet: Sheet) -> bool:
    title = folded(grid.title)
    names = {folded(n) for n in (sheet.key, *sheet.title.values(), *sheet.aliases)}
    # Excel cuts a sheet's name after 31 characters.
    cut = {folded(n[:31]) for n in sheet.title.values()}
    return title in names | cut and resembles(grid, sheet)


def _has_title(grid: Grid, sheet: Sheet) -> bool:
    together = " ".join(sheet.title.values())
    titles = {folded(n) for n in (*sheet.title.values(), *sheet.aliases, together)}
    named = any(folded(word_of(cell)) in titles for cell in _title_cells(grid))
    return named and resembles(grid, sheet)


def _title_cells(grid: Grid) -> Iterator[Cell]:
    for cells in islice(grid.rows.values(), _TITLE_ROWS):
        yield from cells.values()


def _program_sheet(grid: Grid) -> str | None:
    """The name of a sheet that holds no answers (help, lists, `_meta`), else None."""
    known = {folded(name): name for name in PROGRAM_SHEETS}
    first = next(iter(_title_cells(grid)), None)
    return known.get(folded(word_of(first))) or known.get(folded(grid.title))


def _missing_sheet(sheet: Sheet) -> list[Finding]:
    """A form or a fixed sheet has to be there; a table that is gone had nothing to say."""
    if sheet.shape is Shape.TABLE:
        return []
    return [Finding("sheet-missing", sheet.key)]


def _ignored_sheets(grids: Iterable[Grid], used: Iterable[Grid]) -> list[Finding]:
    kept = [id(grid) for grid in used]
    return [
        Finding("ignored-sheet", grid.title, params={"title": grid.title})
        for grid in grids
        if id(grid) not in kept and grid.rows and _program_sheet(grid) is None
    ]
