"""Turns a country's published report into its profile: two printed pages, whatever it holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.addresses import href
from dashboard.exhibits import BuiltExhibit, build
from dashboard.exports.imprint import mark
from dashboard.exports.pdf.country_pieces import (
    measures_piece,
    more_said,
    pillar_name,
    strip_piece,
)
from dashboard.exports.pdf.pieces import Album, all_looks, common
from dashboard.exports.pdf.report_texts import (
    assistance_texts,
    exchange_texts,
    origin_pairs,
    profile_pairs,
    shortened,
    text_in,
)
from dashboard.exports.pdf.typesetting import typeset
from dashboard.figures.names import Names
from dashboard.filters import Filters
from dashboard.meetings import stamp_of
from dashboard.queries import CountryReport, Source, country_report
from dashboard.queries.country import report_head
from schemas.content import Content
from schemas.wording import Words

LONGEST_TEXT = 4000
"""Characters of a text that the page then cuts to its room; it never has room for more."""


def profile_of(
    source: Source, content: Content, words: Words, iso3: str, round_code: str, base: str = ""
) -> bytes:
    """The PDF of a country in a round, always two A4 pages, with the words and numbers of its
    page; without a report it says so. `base`: where the server is reached (http://host:port),
    for the code that leads to the page. No contact and no name of a file is in it. Raises
    KeyError for an unknown country or round. The same bytes for the same data."""
    round_ = content.rounds[round_code]
    names = Names(content, words, content.frameworks[round_.framework])
    filters = Filters(round=round_code, countries=(iso3,))
    strip = build("country-strip", source, content, words, filters)
    measures = build("country-measures", source, content, words, filters)
    report = country_report(source, round_code, iso3)
    album = Album()
    address = _address(source, words, iso3, round_code, base)
    data = {
        **common(words),
        "name": names.country(iso3),
        "round": words.text(round_.name),
        "lead": _lead(content, words, iso3, round_code),
        "badge": mark(measures, words),
        "meaning": words(f"provenance.{measures.provenance}.meaning"),
        "stamp": _stamp(source, content, words, report, round_code),
        "no_report": "" if report else words("country.no-report", round=words.text(round_.name)),
        "message": _message(report),
        "other_rounds": [] if report else _other_rounds(source, content, words, iso3),
        "asked": round_.asked,
        "strip": _strip(strip, names, album, round_.asked) if report else None,
        "reply": _reply(report, words),
        "may_reply": report is not None and round_.asked,
        "measures": measures_piece(measures, words, album) if report else None,
        "source": measures.source_line,
        **_beyond(report, content, words, names),
        "scale": {**all_looks(words, album), "ours": words("shell.scale_is_ours")},
        "objectives": _objectives(names),
        "actions": _actions(names),
        "address": address,
        "qr": album.qr(address),
    }
    return typeset("profile", data, album.drawings)


def _address(source: Source, words: Words, iso3: str, round_code: str, base: str) -> str:
    """Of the country's page in this round; "" when nobody knows where the server is reached."""
    frozen = source.snapshot.code if source.snapshot is not None else ""
    query = Filters(round=round_code, snapshot=frozen).query()
    path = href("country", words.language, query, country=iso3)
    return f"{base.rstrip('/')}{path}" if base else ""


def _lead(content: Content, words: Words, iso3: str, round_code: str) -> str:
    role = "partner" if iso3 in content.partners(round_code) else "other"
    return words(
        f"country.lead.{role}",
        region=words(f"region.{content.countries[iso3].region}"),
        date=words.date(content.rounds[round_code].members_on),
    )


def _stamp(
    source: Source,
    content: Content,
    words: Words,
    report: CountryReport | None,
    round_code: str,
) -> str:
    """Which version stands behind the page, with its hash and the snapshot's."""
    parts = []
    if report is None:
        parts.append(words("exhibit.round", round=words.text(content.rounds[round_code].name)))
    else:
        head = report.head
        parts.append(words("pdf.version", code=head.code))
        if head.published_at is not None:
            parts.append(words("pdf.published", date=words.date(head.published_at.date())))
        if head.sha256:
            parts.append(words("pdf.hash", short=head.sha256[:16]))
    if source.snapshot is not None:
        meeting = content.meetings[source.snapshot.meeting]
        today = source.snapshot.made_at.date()
        parts.append(stamp_of(meeting, source.snapshot, words, today).line)
    return " · ".join(parts)


def _message(report: CountryReport | None) -> dict[str, Any]:
    head = report.head if report is not None else None
    if head is None or not head.summary:
        return {"text": "", "lang": None}
    return {"text": shortened(head.summary, LONGEST_TEXT), "lang": text_in(head.language)}


def _reply(report: CountryReport | None, words: Words) -> dict[str, Any]:
    """The country's newest answer to its profile, without whoever wrote it."""
    if report is None or not report.replies:
        return {"text": "", "lang": None, "when": ""}
    newest = report.replies[0]
    key = "reply.recorded" if newest.is_recorded else "reply.given"
    return {
        "text": shortened(newest.text, LONGEST_TEXT),
        "lang": text_in(newest.language),
        "when": words(key, date=words.date(newest.at.date())),
    }


def _other_rounds(source: Source, content: Content, words: Words, iso3: str) -> list[str]:
    """The rounds in which the country has a published report."""
    return [
        words.text(one.name)
        for one in content.rounds.values()
        if report_head(source, one.code, iso3) is not None
    ]


def _strip(built: BuiltExhibit, names: Names, album: Album, is_asked: bool) -> Mapping[str, Any]:
    """The ten objectives; in a round without levels, why there are none."""
    if is_asked:
        return strip_piece(built, names, album)
    said = {"finding": built.title, "subtitle": built.subtitle, "note": built.note}
    below = {"coverage": "", "not_shown": "", "source": built.source_line, "mark": ""}
    return {**said, **below, "priorities": [], "heads": {}, "rows": []}


def _beyond(
    report: CountryReport | None, content: Content, words: Words, names: Names
) -> Mapping[str, Any]:
    """What the report holds besides levels and measures."""
    if report is None:
        return {
            "exchange": _lists([], words),
            "assistance": _lists([], words),
            "profile": [],
            "profile_more": [],
            "origin": [],
            "not_shown": "",
        }
    hidden, profile = report.not_shown, profile_pairs(report, content, words)
    return {
        "exchange": _lists(exchange_texts(report, words, names), words),
        "assistance": _lists(assistance_texts(report, content, words), words),
        "profile": profile,
        "profile_more": more_said("pdf.more.items", len(profile), words),
        "origin": origin_pairs(report, words),
        "not_shown": words.count("country.not-shown", hidden) if hidden else "",
    }


def _lists(kinds: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    """`longest` is the length of the longest list; at most so many stand beside each other."""
    total = sum(len(kind["items"]) for kind in kinds)
    return {
        "kinds": list(kinds),
        "longest": max((len(kind["items"]) for kind in kinds), default=0),
        "more": more_said("pdf.more.items", total, words),
    }


def _objectives(names: Names) -> list[dict[str, Any]]:
    """The wording of the Strategy, by pillar: what the page has room for beside a short report."""
    words, framework = names.words, names.framework
    return [
        {
            "pillar": pillar_name(names, objectives[0].code),
            "objectives": [
                {"code": one.code, "text": words.text(one.wording.text)} for one in objectives
            ],
        }
        for code in framework.pillars
        if (objectives := framework.objectives_of(code))
    ]


def _actions(names: Names) -> list[dict[str, str]]:
    """The priority actions of the Roadmap, each with its objective."""
    return [
        {
            "code": one.code,
            "text": names.words.text(one.wording.text),
            "objective": names.words("objective.short", code=one.objective),
        }
        for one in names.framework.actions.values()
    ]
