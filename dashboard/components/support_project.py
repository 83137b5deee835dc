"""Renders the Support Project: its areas, what the platform holds of each, and its meetings."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.addresses import BY_KEY, href
from dashboard.auth import Right
from dashboard.components.meeting import site_of
from dashboard.components.meetings import in_order
from dashboard.components.table import environment
from dashboard.context import Context, View
from schemas.meeting import CoChairs
from schemas.support_project import Area


@dataclass(frozen=True)
class Held:
    """A page of the platform that holds something of an area; `said` is what, in numbers."""

    address: str
    name: str
    said: str = ""


def areas(view: View, context: Context, said: Mapping[str, str]) -> Markup:
    """The areas in the words of their presentation. `said`: code of a holding -> a sentence with
    its numbers."""
    words, project = view.words, context.content.support_project
    wordings = (project.aim, *(area.wording for area in project.areas))
    template = environment().get_template("support_project.html")
    html = template.render(
        words=words,
        project=project,
        holds={area.code: _held(view, area, said) for area in project.areas},
        is_translated=not all(one.is_official(view.language) for one in wordings),
    )
    return Markup(html)  # noqa: S704  autoescaped


def _held(view: View, area: Area, said: Mapping[str, str]) -> list[Held]:
    held: list[Held] = []
    for code in area.holds:
        if code == "themes":
            held += [
                Held(view.link("theme", theme=theme.code), view.words.text(theme.short))
                for theme in view.framework.themes.values()
            ]
        elif view.person.may(Right(BY_KEY[code].right)):
            held.append(Held(view.link(code), view.words(f"page.{code}"), said.get(code, "")))
    return held


def meetings(view: View, context: Context) -> Markup:
    """The meetings as planned and as held, with who co-chaired them by which source."""
    words = view.words
    rows = [
        {
            "meeting": one,
            "when": words.days(one.starts, one.ends),
            "address": href("meeting", view.language, meeting=one.code),
            "site": site_of(one.source),
            "co_chairs": [_reading(view, context, reading) for reading in one.co_chairs],
            "disagree": len({frozenset(reading.countries) for reading in one.co_chairs}) > 1,
        }
        for one in in_order(context)
    ]
    template = environment().get_template("support_meetings.html")
    html = template.render(words=words, rows=rows, calendar=view.link("meetings"))
    return Markup(html)  # noqa: S704  autoescaped


def _reading(view: View, context: Context, reading: CoChairs) -> dict[str, str]:
    names = [view.words.text(context.content.countries[c].name) for c in reading.countries]
    return {
        "countries": view.words.listed(names),
        "text": view.words.text(reading.text),
        "source": reading.source,
        "site": site_of(reading.source),
    }
