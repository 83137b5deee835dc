"""Turns an order into what the workbook says of itself: the sheet `_meta`, its properties."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from xlsxwriter import Workbook

from loaders.writing.look import Look
from loaders.writing.order import Order
from loaders.writing.page import new_page
from loaders.writing.printing import both
from schemas.layout import META_FIELDS, META_SHEET, PROPERTY_PREFIX
from schemas.template import Template

METHOD = "1"
"""Version of the scale the file explains (its five levels and three non-answers)."""


def meta_of(order: Order) -> Mapping[str, str]:
    """Every name of META_FIELDS with its value, "" when unknown."""
    known = {
        "template": order.template.id,
        "version": str(order.template.version),
        "framework": order.template.framework,
        "method": METHOD,
        "country": order.country,
        "round": order.round,
        "language": str(order.form_values("id").get("report_lang") or "").lower(),
        "schema": _fingerprint(order.template),
        "made_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "last_report": order.last_report,
    }
    return {name: known[name] for name in META_FIELDS}


def write_meta(book: Workbook, order: Order, look: Look) -> None:
    """Adds the very hidden sheet, and the same facts as document properties."""
    page = new_page(book, META_SHEET)
    page.write_string(0, 0, META_SHEET, look["machine"])
    for row, (name, value) in enumerate(meta_of(order).items(), start=1):
        page.write_string(row, 0, name, look["machine"])
        if value:
            page.write_string(row, 1, value, look["machine"])
        book.set_custom_property(f"{PROPERTY_PREFIX}{name}", value, "text")
    page.set_column(0, 1, 24)
    page.very_hidden()
    page.protect()
    title = " - ".join(words("writer.document") for words in order.content.words.values())
    book.set_properties({"title": title, "subject": both(order.framework.name)})


def _fingerprint(template: Template) -> str:
    """Changes when a sheet, column or list entry is added, removed or renamed."""
    parts = [
        f"{s.code}.{c.key}:{c.type}:{c.list}" for s in template.sheets.values() for c in s.columns
    ]
    parts += [f"{name}={code}" for name, entries in template.lists.items() for code in entries]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
