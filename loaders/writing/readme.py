"""Turns the words of the guide into the first sheet: purpose, steps, scale, links."""

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from loaders.writing.look import NEED_MARKS, Look
from loaders.writing.order import Order
from loaders.writing.page import lines, new_page, put_title, set_up
from loaders.writing.printing import both
from schemas.layout import LISTS_SHEET, README_SHEET
from schemas.template import Entry
from schemas.wording import Words

MARKER, FIRST_TEXT = 1, 2
WIDTH = 66
LINE = 15.0
CHARACTERS = 1.2
"""Characters in one unit of column width."""

GLYPHS = ("○", "◔", "◑", "◕", "●")
"""Signs of the levels 0 to 4, as everywhere in the product."""

PURPOSE = ("1", "2", "3", "4", "5")
STEPS = ("1", "2", "3")
NON_ANSWERS = ("NA", "NI", "C")
ADVICE = ("paste", "colours", "check", "folded", "rows", "audience", "protection")


class _Guide:
    """Writes down the sheet, one block after the other: marker, then a column a language."""

    def __init__(self, page: Worksheet, order: Order, look: Look) -> None:
        self.page, self.order, self.look = page, order, look
        self.languages: list[Words] = list(order.content.words.values())
        self.row = 2

    def heading(self, key: str) -> None:
        self.row += 1
        self.page.set_row(self.row, 22)
        self.page.write_blank(self.row, MARKER, None, self.look["section"])
        for column, words in enumerate(self.languages, start=FIRST_TEXT):
            self.page.write_string(self.row, column, words(key), self.look["section"])
        self.row += 1

    def line(self, key: str, marker: str = "", style: str = "body", **params: object) -> None:
        self.texts([words(key, **params) for words in self.languages], marker, style)

    def texts(
        self, texts: list[str], marker: str = "", style: str = "body", names: Sequence[str] = ()
    ) -> None:
        """A row of the guide; a text that opens with its name shows the name in bold."""
        tallest = max(lines(text, WIDTH * CHARACTERS) for text in texts)
        self.page.set_row(self.row, max(LINE * tallest + 4, 20 if marker else 19))
        if marker:
            self.page.write_string(self.row, MARKER, marker, self.look["step"])
        for index, text in enumerate(texts):
            name = names[index] if names else ""
            place, cell = (self.row, FIRST_TEXT + index), self.look[style]
            if name and text.startswith(name):
                bold, plain = self.look["rich_bold"], self.look["plain"]
                rest = text.removeprefix(name)
                self.page.write_rich_string(*place, bold, name, plain, rest, cell)
            else:
                self.page.write_string(*place, text, cell)
        self.row += 1

    def link(self, sheet: str, marker: str, titles: list[str], texts: list[str]) -> None:
        """A sheet's title as a link in each language, and what it is for below."""
        self.page.set_row(self.row, 19)
        self.page.write_string(self.row, MARKER, marker, self.look["step"])
        for column, title in enumerate(titles, start=FIRST_TEXT):
            address = f"internal:'{sheet}'!A1"
            self.page.write_url(self.row, column, address, self.look["link"], title)
        self.row += 1
        if texts:
            self.texts(texts, style="quiet")


def write_readme(book: Workbook, order: Order, look: Look) -> None:
    """Adds the guide. It asks nothing: every cell is locked."""
    page = new_page(book, README_SHEET)
    page.set_column(0, 0, 3)
    page.set_column(MARKER, MARKER, 7)
    guide = _Guide(page, order, look)
    page.set_column(FIRST_TEXT, FIRST_TEXT + len(guide.languages) - 1, WIDTH)
    titles = {code: words("writer.readme.title") for code, words in order.content.words.items()}
    put_title(page, README_SHEET, titles, look, "band_hidden")
    _opening(guide)
    _steps(guide)
    breaks = [guide.row]
    _scale(guide)
    breaks.append(guide.row)
    _advice(guide)
    breaks.append(guide.row)
    _sheets(guide)
    set_up(page, README_SHEET)
    page.repeat_rows(0, 0)
    page.set_print_scale(94)
    page.set_h_pagebreaks(breaks)
    page.activate()


def _opening(guide: _Guide) -> None:
    order = guide.order
    guide.row = 1
    subjects = []
    for code, words in order.content.words.items():
        country = order.content.countries.get(order.country)
        name = words("writer.readme.any-country") if country is None else country.name[code]
        reporting = order.reporting
        cycle = words("writer.readme.any-round") if reporting is None else reporting.name[code]
        subjects.append(words("writer.readme.subject", country=name, round=cycle))
    guide.texts(subjects, style="body_bold")
    guide.heading("writer.readme.purpose.title")
    for number in PURPOSE:
        guide.line(f"writer.readme.purpose.{number}")


def _steps(guide: _Guide) -> None:
    guide.heading("writer.readme.steps.title")
    for number in STEPS:
        guide.line(f"writer.readme.step.{number}", number)
    guide.heading("writer.readme.who.title")
    guide.line("writer.readme.who")


def _scale(guide: _Guide) -> None:
    answers = guide.order.template.lists["answer"]
    guide.heading("writer.readme.scale.title")
    guide.line("writer.readme.scale.lead")
    for level, glyph in enumerate(GLYPHS):
        _answer(guide, answers[str(level)], f"writer.readme.level.{level}", f"{glyph} {level}")
    guide.heading("writer.readme.non-answers.title")
    for code in NON_ANSWERS:
        _answer(guide, answers[code], f"writer.readme.non-answer.{code.lower()}", code)
    guide.heading("writer.readme.marks.title")
    for need, mark in NEED_MARKS.items():
        guide.line(f"writer.readme.mark.{need.value}", mark)


def _answer(guide: _Guide, entry: Entry, key: str, marker: str) -> None:
    names = [words.text(entry.label) for words in guide.languages]
    pairs = zip(guide.languages, names, strict=True)
    texts = [words(key, name=name) for words, name in pairs]
    guide.texts(texts, marker, names=names)


def _advice(guide: _Guide) -> None:
    guide.heading("writer.readme.advice.title")
    for name in ADVICE:
        guide.line(f"writer.readme.advice.{name}", "•")


def _sheets(guide: _Guide) -> None:
    guide.heading("writer.readme.sheets.title")
    template = guide.order.template
    for sheet in template.sheets.values():
        titles = [words.text(sheet.title) for words in guide.languages]
        intros = [words.text(sheet.intro) for words in guide.languages]
        guide.link(sheet.key, sheet.key[:2], titles, intros)
    lists = [words("writer.lists.title") for words in guide.languages]
    guide.link(LISTS_SHEET, LISTS_SHEET[:2], lists, [])
    guide.row += 1
    name = both(guide.order.framework.name)
    guide.line(
        "writer.readme.version", style="quiet", template=template.id, version=template.version
    )
    guide.texts([name] * len(guide.languages), style="quiet")
