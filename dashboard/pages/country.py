"""One country on one page: its answers, its measures, and where each number stands."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components import report as parts
from dashboard.components.changed import country_section
from dashboard.components.reply import printed_reply, reply_section
from dashboard.context import Context, View
from dashboard.queries import CountryReport, country_report
from dashboard.queries.country import report_head
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import crumbs, exhibit, further
from dashboard.shell.view import source_for

FILTERS = ("round",)


def title(view: View, context: Context) -> str:
    return view.words.text(context.content.countries[view.located.values["country"]].name)


def lead(view: View, context: Context) -> str:
    words = view.words
    if view.shown is None:
        return ""
    iso3, shown = view.located.values["country"], view.shown.round
    country = context.content.countries[iso3]
    role = "partner" if iso3 in context.content.partners(shown.code) else "other"
    return words(
        f"country.lead.{role}",
        region=words(f"region.{country.region}"),
        date=words.date(shown.members_on),
    )


def body(view: View, context: Context) -> Sequence[Component]:
    words, iso3 = view.words, view.located.values["country"]
    way = crumbs((words("page.countries"), view.link("countries")), label=words("shell.crumbs"))
    report = _report(view, context, iso3)
    if report is None:
        return [way, *_silent(view, context, iso3)]
    asked = view.shown is not None and view.shown.round.asked
    answered = ("country-strip", "country-priorities") if asked else ()
    shown = (*answered, "country-measures")
    return [
        way,
        *parts.message(view, report),
        *country_section(view, context, source_for(view, context), iso3),
        *(
            exhibit(view, context, code, primary=i == 0, countries=(iso3,))
            for i, code in enumerate(shown)
        ),
        *parts.exchange(view, report),
        *parts.assistance(view, context, report),
        *parts.profile(view, context, report),
        *printed_reply(view, report.replies),
        *parts.origin(view, report),
        further((words("country.to-compare"), view.narrowed("compare", countries=(iso3,)))),
        *_reply_box(view, context),
    ]


def _report(view: View, context: Context, iso3: str) -> CountryReport | None:
    if view.shown is None:
        return None
    code = view.shown.round.code
    source = source_for(view, context)
    if view.preview is not None:
        return country_report(source, code, iso3)
    frozen = view.snapshot.code if view.snapshot is not None else ""
    key = ("country-report", code, iso3, view.consents, frozen, view.data_version)
    return context.memo.answer(key, lambda: country_report(source, code, iso3))


def _reply_box(view: View, context: Context) -> Sequence[Component]:
    return reply_section(view, context, view.preview.code) if view.preview is not None else ()


def _silent(view: View, context: Context, iso3: str) -> Sequence[Component]:
    """No report in this round: say so plainly, and lead to the rounds that have one."""
    words = view.words
    if view.shown is None:
        return [empty_state(words("overview.empty"))]
    text = words("country.no-report", round=words.text(view.shown.round.name))
    source = source_for(view, context)
    others = [
        one
        for one in view.rounds
        if one != view.shown and report_head(source, one.round.code, iso3) is not None
    ]
    links = [
        html.Li(html.A(words.text(one.round.name), href=f"?{_in_round(view, one.round.code)}"))
        for one in others
    ]
    found = [html.P(words("country.other-rounds")), html.Ul(links)] if links else []
    return [empty_state(text), *found]


def _in_round(view: View, code: str) -> str:
    return view.filters.kept().query(round=code)
