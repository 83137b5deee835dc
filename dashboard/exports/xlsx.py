"""Turns an exhibit into a workbook of one sheet."""

from io import BytesIO

from dashboard.exhibits.base import BuiltExhibit
from dashboard.exports.sheets import MADE, Sheet, Styles, new_book, write_exhibit
from schemas.wording import Words


def xlsx_of(built: BuiltExhibit, words: Words, filters: str = "") -> bytes:
    """The workbook's bytes. Text is written as text, whatever it begins with; a fraction keeps
    its digits and shows as an integer; a level is a number on its colour."""
    stream = BytesIO()
    with new_book(stream) as book:
        book.set_properties({"title": built.title, "comments": built.source_line, "created": MADE})
        page = book.add_worksheet(words("export.sheet"))
        write_exhibit(Sheet(page, Styles(book), words), built, filters)
    return stream.getvalue()
