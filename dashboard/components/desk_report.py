"""Renders one version at the desk: its facts, its state and what to do next, its time line, and
tabs."""

from dataclasses import replace

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.desk_changes import changes_html
from dashboard.components.desk_findings import findings_html
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.queries.report_lists import Line, ReportFacts
from loaders import desk
from schemas.database.desk import COMMAND, LOCAL

TABS = ("changes", "findings", "versions", "files")

SUBMIT = "submitted"


def report_parts(view: View, context: Context, facts: ReportFacts) -> list[Component]:
    """Facts, state and time line, then the tab asked for."""
    tab = view.filters.tab if view.filters.tab in TABS else TABS[0]
    inside = {
        "changes": lambda: changes_html(view, context, facts),
        "findings": lambda: findings_html(view, context, facts),
        "versions": lambda: _versions(view, facts),
        "files": lambda: _files(view, facts),
    }[tab]()
    html = (
        environment()
        .get_template("desk_report.html")
        .render(
            words=view.words,
            facts=facts,
            line=facts.line,
            newest=facts.versions[0],
            link=lambda code: href("report", view.language, report=code),
            tabs=[(one, _tab_address(view, facts, one), one == tab) for one in TABS],
            preview=_preview_address(view, facts),
            steps=[(step, who(view, step.actor)) for step in reversed(facts.steps)],
            forms=_moves(view, facts),
            hint=_hint(view, facts),
            inside=inside,
        )
    )
    return slot("report", html, "report-place")


def _tab_address(view: View, facts: ReportFacts, tab: str) -> str:
    return href("report", view.language, f"tab={tab}", report=facts.code) + "#tabs"


def _preview_address(view: View, facts: ReportFacts) -> str:
    """The country's page with this version, whether it is published or not."""
    line = facts.line
    is_shown = line.state == "published"
    query = f"round={line.round}" if is_shown else f"report={line.code}"
    return href("country", view.language, query, country=line.country)


def who(view: View, actor: str) -> str:
    """The person to those who review reports; to others only whether it was they themselves."""
    if actor in (LOCAL, COMMAND):
        return view.words(f"reports.actor.{actor}")
    if not actor:
        return view.words("reports.actor.program")
    if actor == view.person.name or view.person.may(Right.REVIEW):
        return actor
    return view.words("reports.actor.other")


def _moves(view: View, facts: ReportFacts) -> list[tuple[str, Markup]]:
    """The states this person may move the version to, each with its form; "" or what unfolds
    the form."""
    line, person = facts.line, view.person
    forms = []
    for after in desk.moves(line.state, person.actor.role):
        right = Right.SUBMIT if after == SUBMIT else Right.REVIEW
        if person.may(right, line.country) and not _hindered(facts, after):
            with_comment = desk.TRANSITIONS[line.state, after].comment
            unfolds = view.words(f"reports.move.{after}.open") if with_comment else ""
            forms.append((unfolds, form_markup(move_form(view, facts, after))))
    return sorted(forms, key=lambda form: bool(form[0]))


def _hindered(facts: ReportFacts, after: str) -> bool:
    """Errors are left, or a newer version is published."""
    is_clean = desk.TRANSITIONS[facts.line.state, after].clean
    if is_clean and facts.line.errors:
        return True
    return after == "published" and _is_overtaken(facts)


def _is_overtaken(facts: ReportFacts) -> bool:
    shown = facts.published
    return shown is not None and shown.version > facts.line.version


def move_form(view: View, facts: ReportFacts, after: str, comment: str = "") -> Form:
    """The form that moves a version to a state, with a comment where one is asked for. Raises
    KeyError when no such step is possible."""
    words, line = view.words, facts.line
    with_comment = desk.TRANSITIONS[line.state, after].comment
    fields = [
        Field("after", kind="hidden", value=after),
        Field("seen", kind="hidden", value=line.state),
    ]
    if after == "published":
        shown = facts.published
        fields.append(Field("instead_of", kind="hidden", value=shown.code if shown else ""))
    if with_comment:
        asked = Field("comment", words("reports.comment"), "area", comment, required=True)
        help_, limit = words("reports.comment.help"), {"maxlength": str(desk.LONGEST)}
        fields.append(replace(asked, help=help_, attributes=limit))
    return Form(
        f"/desk/reports/{line.code}/{'submit' if after == SUBMIT else 'move'}",
        words(f"reports.move.{after}"),
        tuple(fields),
        back=href("report", view.language, report=line.code),
        look="" if with_comment else "inline" + (" quiet" if after == SUBMIT else ""),
        confirm=words("reports.publish.confirm") if after == "published" else "",
    )


def _hint(view: View, facts: ReportFacts) -> str:
    """Why there is no button for the next step, and what to do instead."""
    line, words = facts.line, view.words
    if line.state in desk.FINAL:
        return words(f"reports.hint.{line.state}")
    if line.errors:
        return words.count("reports.hint.errors", line.errors)
    if _is_overtaken(facts):
        return words("reports.hint.newer")
    return "" if _moves(view, facts) else words("reports.hint.waiting")


def _versions(view: View, facts: ReportFacts) -> Markup:
    return Markup(  # noqa: S704  autoescaped
        environment()
        .get_template("desk_versions.html")
        .render(
            words=view.words,
            facts=facts,
            link=lambda code: href("report", view.language, report=code),
            restore=lambda line: _restore(view, line),
        )
    )


def _restore(view: View, line: Line) -> Markup:
    if not view.person.may(Right.REVIEW, line.country):
        return Markup()
    submit = view.words("reports.restore")
    back = href("report", view.language, report=line.code)
    return form_markup(
        Form(f"/desk/reports/{line.code}/restore", submit, back=back, look="inline quiet")
    )


def _files(view: View, facts: ReportFacts) -> Markup:
    base = f"/desk/reports/{facts.code}"
    kinds = ["original", "annotated", "template", "findings"]
    if view.person.may(Right.REVIEW, facts.line.country):
        kinds.append("letter")
    names = {
        "original": "original",
        "annotated": "annotated.xlsx",
        "template": "template.xlsx",
        "findings": "findings.csv",
        "letter": "letter.docx",
    }
    html = environment().get_template("desk_files.html")
    files = [(kind, f"{base}/{names[kind]}?lang={view.language}") for kind in kinds]
    return Markup(html.render(words=view.words, facts=facts, files=files))  # noqa: S704
