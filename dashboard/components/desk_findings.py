"""Renders the findings of a version by severity, those that say the same together, each with
the form that sets it aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.queries.report_lists import Found, ReportFacts
from loaders import desk
from schemas.findings import Severity
from schemas.findings_groups import Group, group_message, grouped
from schemas.findings_text import Sentence

TAB = "findings"


@dataclass(frozen=True)
class GroupShown:
    """A group, its sentence, and the form to set it aside or to take that back."""

    group: Group
    sentence: Sentence
    is_open: bool
    reason: str
    said: str
    form: Markup


def findings_html(view: View, context: Context, facts: ReportFacts) -> Markup:
    """Errors first; what is set aside stands in its group with the reason."""
    sections = [(severity, _groups(view, context, facts, severity)) for severity in Severity]
    html = (
        environment()
        .get_template("desk_findings.html")
        .render(
            words=view.words,
            sections=[(severity, groups) for severity, groups in sections if groups],
            total=len(facts.found),
        )
    )
    return Markup(html)  # noqa: S704  autoescaped


def _groups(
    view: View, context: Context, facts: ReportFacts, severity: Severity
) -> list[GroupShown]:
    """Groups of findings that are open, and groups set aside for the same reason."""
    apart: dict[str, list[Found]] = {}
    for one in facts.found:
        if one.finding.severity is severity:
            apart.setdefault(one.reason, []).append(one)
    return [
        _shown(view, context, facts, group, apart[reason])
        for reason in sorted(apart, key=bool)
        for group in grouped(one.finding for one in apart[reason])
    ]


def _shown(
    view: View, context: Context, facts: ReportFacts, group: Group, among: Sequence[Found]
) -> GroupShown:
    members = {id(finding) for finding in group.findings}
    found = [one for one in among if id(one.finding) in members]
    first = found[0]
    return GroupShown(
        group=group,
        sentence=group_message(group, view.words, context.content),
        is_open=first.is_open,
        reason=first.reason,
        said=_said(view, first),
        form=_form(view, facts, found),
    )


def _said(view: View, found: Found) -> str:
    """When it was set aside, and to who reviews reports, by whom."""
    if found.at is None:
        return ""
    date = view.words.date(found.at.date())
    if view.person.may(Right.REVIEW):
        return view.words("reports.aside.by", actor=found.actor, date=date)
    return view.words("reports.aside.on", date=date)


def _form(view: View, facts: ReportFacts, found: Sequence[Found]) -> Markup:
    """None for who may not, for what may not be set aside, and for a published version."""
    may = view.person.may(Right.REVIEW, facts.line.country)
    if not may or facts.line.state in desk.FINAL or not desk.may_be_overridden(found[0].finding):
        return Markup()
    seqs = " ".join(str(one.seq) for one in found)
    if found[0].is_open:
        return form_markup(override_form(view, facts.code, seqs))
    submit = view.words("reports.aside.withdraw")
    action = f"/desk/reports/{facts.code}/withdraw-override"
    fields = (Field("seqs", kind="hidden", value=seqs),)
    return form_markup(Form(action, submit, fields, _back(view, facts.code), "inline quiet"))


def override_form(view: View, report: str, seqs: str, text: str = "") -> Form:
    """The form that sets findings aside; `seqs` are their numbers with spaces between."""
    words = view.words
    reason = Field(
        "reason",
        words("reports.aside.reason"),
        "area",
        text,
        help=words("reports.aside.help", n=words.number(desk.REASON_LENGTH)),
        required=True,
        attributes={"minlength": str(desk.REASON_LENGTH), "maxlength": str(desk.LONGEST)},
    )
    fields = (Field("seqs", kind="hidden", value=seqs), reason)
    action = f"/desk/reports/{report}/override"
    return Form(action, words("reports.aside.do"), fields, _back(view, report))


def _back(view: View, report: str) -> str:
    return href("report", view.language, f"tab={TAB}", report=report)
