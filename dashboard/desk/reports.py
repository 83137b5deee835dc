"""States, overrides, restoring, downloads: what is decided about a version."""

from collections.abc import Callable

import flask
from markupsafe import Markup

from dashboard import journal
from dashboard.addresses import Located, href, locate
from dashboard.api.answers import XLSX, download, error, words_of
from dashboard.api.refused import forbidden
from dashboard.auth import Right, person
from dashboard.components.desk_changes import changed_sheets, difference_to
from dashboard.components.desk_findings import override_form
from dashboard.components.desk_report import move_form, who
from dashboard.components.form import form_markup
from dashboard.context import Context, Preview, View
from dashboard.desk.routes import Route, back, own_path
from dashboard.exports.changes import changes_xlsx
from dashboard.exports.findings import findings_csv
from dashboard.queries import version_of
from dashboard.queries.files import original_of
from dashboard.queries.report_lists import found_in, report_facts
from dashboard.shell.plain import form_page
from dashboard.shell.view import make_view, source_of
from loaders import desk, stored_workbook
from schemas.changes_text import sentences

CSV = "text/csv; charset=utf-8"

NO_FORM = Markup()

Doing = Callable[[Context, Preview], flask.Response]


def _allowed(right: Right, doing: Doing) -> Callable[[Context, str], flask.Response]:
    """`doing`, for who has the right for the version's country."""

    def answer(context: Context, report: str) -> flask.Response:
        version = version_of(source_of(context), report)
        if version is None or version.round not in context.content.rounds:
            return error(context, "404", 404)
        if not person().may(right, version.country):
            return forbidden(context, version.code)
        return doing(context, version)

    return answer


def _move(context: Context, version: Preview, after: str) -> flask.Response:
    form = flask.request.form
    comment = form.get("comment", "")
    try:
        desk.move(
            context.writer,
            context.content,
            version.code,
            after,
            person().actor,
            comment,
            form.get("seen", ""),
            form.get("instead_of"),
        )
    except desk.NotAllowedError as refusal:
        view = _view(context)
        return _refused(context, version, refusal, _comment_again(context, view, version, comment))
    journal.deed("state", report=version.code, before=version.state, after=after)
    return back(f"reports.moved.{after}", report=version.code)


def _comment_again(context: Context, view: View, version: Preview, comment: str) -> Markup:
    """The form with the comment that was typed, if the version may still be sent back."""
    facts = report_facts(source_of(context), version.id)
    after = flask.request.form.get("after", "")
    if not comment.strip() or (facts.line.state, after) not in desk.TRANSITIONS:
        return Markup("<blockquote>{}</blockquote>").format(comment) if comment else Markup()
    return form_markup(move_form(view, facts, after, comment))


def _submit(context: Context, version: Preview) -> flask.Response:
    return _move(context, version, "submitted")


def _review(context: Context, version: Preview) -> flask.Response:
    return _move(context, version, flask.request.form.get("after", ""))


def _override(context: Context, version: Preview) -> flask.Response:
    reason = flask.request.form.get("reason", "")
    try:
        desk.override(context.writer, version.code, _seqs(), reason, person().actor)
    except desk.NotAllowedError as refusal:
        seqs = " ".join(str(one) for one in _seqs())
        form = override_form(_view(context), version.code, seqs, reason)
        again = form_markup(form) if refusal.reason in ("reason", "too-long", "moved") else Markup()
        return _refused(context, version, refusal, again)
    return back("reports.set-aside")


def _withdraw(context: Context, version: Preview) -> flask.Response:
    try:
        desk.withdraw_override(context.writer, version.code, _seqs(), person().actor)
    except desk.NotAllowedError as refusal:
        return _refused(context, version, refusal)
    return back("reports.counts-again")


def _refused(
    context: Context,
    version: Preview,
    refusal: desk.NotAllowedError,
    again: Markup = NO_FORM,
) -> flask.Response:
    """Why nothing was changed, who was faster and when, and what was typed."""
    view = _view(context)
    said = view.words("reports.refused.changed")
    if refusal.at is not None:
        at = view.words.time(refusal.at)
        said = view.words("reports.refused.moved", by=who(view, refusal.by), at=at)
    elif refusal.reason != "moved":
        of = view.words.number(desk.LONGEST)
        said = view.words(f"reports.refused.{refusal.reason}", of=of)
    to = href("report", view.language, report=version.code)
    status = 409 if refusal.reason in ("moved", "newer-version", "state") else 422
    return form_page(view.words, view.words("reports.refused.title"), said, again, to, status)


def _view(context: Context) -> View:
    """The view of the page the form came from."""
    located = locate(own_path(flask.request.form.get("back", "")).partition("?")[0])
    language = located.language if located else context.settings.language
    return make_view(context, Located("reports", language), "", person=person())


def _seqs() -> list[int]:
    """Numbers of findings, as the form carries them; none when it was tampered with."""
    said = flask.request.form.get("seqs", "").split()
    return [int(one) for one in said] if all(_is_number(one) for one in said) else []


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6


def _restore(context: Context, version: Preview) -> flask.Response:
    """Leads to the new version."""
    try:
        made = desk.restore(context.writer, version.code, person().actor)
    except desk.NotAllowedError as refusal:
        return _refused(context, version, refusal)
    to = href("report", _view(context).language, report=made.code)
    return back("reports.restored", to=to, report=version.code)


def _original(context: Context, version: Preview) -> flask.Response:
    """The file as received: always to keep, never shown by the browser, whatever it is."""
    file = original_of(source_of(context), version.id)
    desk.record_personal_file(context.writer, person().actor, "original", version.code)
    answer = download(file.content, "application/octet-stream", file.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _findings(context: Context, version: Preview) -> flask.Response:
    words = words_of(context)
    data = findings_csv(found_in(source_of(context), version.id), words, context.content)
    return download(data, CSV, f"{version.code}-{words('reports.csv.name')}.csv")


def _changes(context: Context, version: Preview) -> flask.Response:
    """The difference to `?against=`; nothing for the first version of a country."""
    words = words_of(context)
    found = difference_to(context, version.code, flask.request.args.get("against", ""))
    if found is None:
        return error(context, "404", 404)
    view = make_view(context, Located("reports", words.language), "", person=person())
    title = f"{found.before} → {found.after}"
    said = sentences(found, words, context.content)
    book = changes_xlsx(title, said, changed_sheets(view, context, found), words)
    return download(book, XLSX, f"{version.code}-{words('reports.changes.file-name')}.xlsx")


def _template(context: Context, version: Preview) -> flask.Response:
    book = stored_workbook(context.reader, context.content, version.code)
    desk.record_personal_file(context.writer, person().actor, "workbook", version.code)
    return download(book, XLSX, f"{version.code}.xlsx")


ROUTES: tuple[Route, ...] = (
    Route(
        "report-submit",
        "/reports/<report>/submit",
        Right.SUBMIT,
        _allowed(Right.SUBMIT, _submit),
    ),
    Route("report-move", "/reports/<report>/move", Right.REVIEW, _allowed(Right.REVIEW, _review)),
    Route(
        "report-override",
        "/reports/<report>/override",
        Right.REVIEW,
        _allowed(Right.REVIEW, _override),
    ),
    Route(
        "report-withdraw-override",
        "/reports/<report>/withdraw-override",
        Right.REVIEW,
        _allowed(Right.REVIEW, _withdraw),
    ),
    Route(
        "report-restore",
        "/reports/<report>/restore",
        Right.REVIEW,
        _allowed(Right.REVIEW, _restore),
    ),
    Route(
        "report-original",
        "/reports/<report>/original",
        Right.DESK,
        _allowed(Right.DESK, _original),
        "GET",
    ),
    Route(
        "report-findings",
        "/reports/<report>/findings.csv",
        Right.DESK,
        _allowed(Right.DESK, _findings),
        "GET",
    ),
    Route(
        "report-changes",
        "/reports/<report>/changes.xlsx",
        Right.DESK,
        _allowed(Right.DESK, _changes),
        "GET",
    ),
    Route(
        "report-template",
        "/reports/<report>/template.xlsx",
        Right.DESK,
        _allowed(Right.DESK, _template),
        "GET",
    ),
)
