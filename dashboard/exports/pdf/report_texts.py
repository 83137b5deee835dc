"""Turns what a country wrote beside its levels into short texts for a printed page."""

from collections.abc import Mapping
from typing import Any

from dashboard.figures.names import Names
from dashboard.queries import CountryReport
from dashboard.queries.country import AssistanceRow, ItemRow, ProfileRow, ReportHead
from schemas.content import Content
from schemas.wording import Words

LONGEST_TITLE = 90
LONGEST_TEXT = 150
LONGEST_FACT = 220

KNOWN_LANGUAGES = frozenset({"fr", "en", "pt", "es", "ar", "de", "it", "nl"})


def text_in(language: str | None) -> str | None:
    """The language of a text, for whoever reads it aloud; None where it is not known."""
    code = (language or "").lower()
    return code if code in KNOWN_LANGUAGES else None


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def shortened(text: str, most: int) -> str:
    """The text, cut after a word with an ellipsis where it is longer than `most` characters."""
    if len(text) <= most:
        return text
    start = text[: most - 1]
    cut = max(start.rfind(" "), start.rfind("\n"))
    return (start[:cut] if cut > most // 2 else start).rstrip(" ,;:.\n") + "…"


def exchange_texts(report: CountryReport, words: Words, names: Names) -> list[dict[str, Any]]:
    """Challenges, good practices and common solutions, those that there are."""
    return _kinds(
        {
            words(f"country.kind.{kind}"): [
                _item(one.title or one.item_id, one.text, _about(one, words, names), one.lang)
                for one in report.items
                if one.kind == kind
            ]
            for kind in ("CHAL", "PRAC", "SOLU")
        }
    )


def assistance_texts(report: CountryReport, content: Content, words: Words) -> list[dict[str, Any]]:
    """Needs and offers of technical assistance."""
    return _kinds(
        {
            words(f"country.direction.{direction}"): [
                _item(
                    one.title or one.ta_id,
                    one.text,
                    _asked(report.head, one, content, words),
                    one.lang,
                )
                for one in report.assistance
                if one.direction == direction
            ]
            for direction in ("NEED", "OFFER")
        }
    )


def _kinds(found: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"label": label, "items": items} for label, items in found.items() if items]


def _item(title: str, text: str | None, about: str, lang: str | None) -> dict[str, Any]:
    return {
        "title": shortened(one_line(title), LONGEST_TITLE),
        "text": shortened(one_line(text), LONGEST_TEXT),
        "about": shortened(one_line(about), LONGEST_TITLE),
        "lang": text_in(lang),
    }


def _about(row: ItemRow, words: Words, names: Names) -> str:
    parts = []
    if row.objective in names.framework.objectives:
        parts.append(words("objective.short", code=row.objective))
    if row.theme is not None and row.theme in names.framework.themes:
        parts.append(names.theme(row.theme))
    return " · ".join(parts)


def _asked(head: ReportHead, row: AssistanceRow, content: Content, words: Words) -> str:
    said = [
        _entry(head, "tadomain", row.domain, content, words),
        row.form_other or _entry(head, "taform", row.form, content, words),
        _entry(head, "urgency", row.urgency, content, words),
    ]
    return " · ".join(text for text in said if text)


def profile_pairs(report: CountryReport, content: Content, words: Words) -> list[dict[str, str]]:
    """Migration profile and i-Map, as the country answers; only what it answered."""
    row, head = report.profile, report.head
    if row is None:
        return []
    columns = content.templates[head.template].sheets["profiles"]
    return [
        {"label": words.text(columns.column(key).label), "text": shortened(text, LONGEST_FACT)}
        for key, text in _profile_facts(head, row, content, words).items()
        if text
    ]


def _profile_facts(
    head: ReportHead, row: ProfileRow, content: Content, words: Words
) -> Mapping[str, str]:
    return {
        "mp_status": _entry(head, "mp", row.mp_status, content, words),
        "mp_year": str(row.mp_year) if row.mp_year else "",
        "mp_owner": one_line(row.mp_owner),
        "mp_use": one_line(row.mp_use),
        "mp_interest": _entry(head, "interest", row.mp_interest, content, words),
        "im_interest": _entry(head, "interest", row.im_interest, content, words),
    }


def origin_pairs(report: CountryReport, words: Words) -> list[dict[str, str]]:
    """Which version the numbers come from: never the name of its file, nor of a person."""
    head = report.head
    pairs = [(words("country.version"), f"{head.version} ({head.code})")]
    if head.institution:
        pairs.append((words("country.institution"), one_line(head.institution)))
    if head.published_at is not None:
        pairs.append((words("country.published"), words.date(head.published_at.date())))
    if head.period_from and head.period_to:
        span = words(
            "country.span", start=words.date(head.period_from), end=words.date(head.period_to)
        )
        pairs.append((words("country.period"), span))
    if head.sha256:
        pairs.append((words("country.fingerprint"), head.sha256[:16]))
    else:
        pairs.append((words("country.file"), words("country.file.not-shown")))
    return [{"label": label, "text": shortened(text, LONGEST_FACT)} for label, text in pairs]


def _entry(head: ReportHead, name: str, code: str | None, content: Content, words: Words) -> str:
    """The label of a list's code; "" for an empty cell."""
    entries = content.templates[head.template].lists[name]
    return words.text(entries[code].label) if code is not None and code in entries else ""
