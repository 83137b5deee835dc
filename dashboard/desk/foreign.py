"""A country's own table, read as the person says: sent, described, stored."""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode
from uuid import UUID

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.addresses import href, locate
from dashboard.api.answers import error
from dashboard.api.refused import forbidden
from dashboard.api.uploads import LONGEST_NAME, MEGABYTE, limits_of
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from dashboard.shell.said import KEY
from loaders import KeptUpload, Stated, desk, read_upload

PAGE = "foreign-table"
MOST_FIELDS = 5_000
_HEADER = re.compile(r"\s*([0-9]{1,5})\s*(?:[-–]\s*([0-9]{1,5}))?\s*")

Answer = Callable[[Context, KeptUpload], flask.Response]


def page_address(language: str, **query: str) -> str:
    """The wizard at a step: `upload` names the kept file, `step` is 2 or 3."""
    return href(PAGE, language, urlencode({name: text for name, text in query.items() if text}))


def _language(context: Context) -> str:
    """The language of the page the form stood on."""
    path = flask.request.form.get("back", "").split("?")[0]
    located = locate(path)
    return located.language if located is not None else context.settings.language


def _on(address: str) -> flask.Response:
    """To the next step, which says nothing of the one before."""
    flask.session.pop(KEY, None)
    response = flask.redirect(address, 303)
    assert isinstance(response, flask.Response)  # noqa: S101  werkzeug's annotation is wider
    return response


def _keep(context: Context) -> flask.Response:
    """Keeps the file sent, with what is proposed for it; whatever is wrong, what was chosen
    stays chosen."""
    try:
        file, form = flask.request.files.get("file"), flask.request.form
    except RequestEntityTooLarge:
        to = page_address(context.settings.language)
        return back("foreign.too-large", to=to, limit=str(context.settings.max_upload_mb))
    language = _language(context)
    country, round_code = form.get("country", "").upper(), form.get("round", "")
    again = page_address(language, country=country, round=round_code)
    if country not in context.content.countries or round_code not in context.content.rounds:
        return back("foreign.not-stated", to=again)
    if not person().may(Right.LOAD, country):
        return forbidden(context, country)
    if file is None or not file.filename:
        return back("foreign.no-file", to=again)
    name = file.filename.replace("\\", "/").rsplit("/", 1)[-1][:LONGEST_NAME]
    source = file.read(context.settings.max_upload_mb * MEGABYTE + 1)
    if len(source) > context.settings.max_upload_mb * MEGABYTE:
        return back("foreign.too-large", to=again, limit=str(context.settings.max_upload_mb))
    try:
        identifier = desk.keep_foreign(
            context.writer,
            context.content,
            name,
            source,
            Stated(country, round_code),
            actor=person().actor,
            limits=limits_of(context),
        )
    except desk.NotForeignError as refusal:
        code = refusal.finding.code if refusal.finding is not None else ""
        return back(f"foreign.{refusal.reason}", to=again, finding=code)
    return _on(page_address(language, upload=identifier))


def own_upload(context: Context, identifier: str) -> KeptUpload | None:
    """The kept table of that id, when this person may go on with it."""
    kept = read_upload(context.reader, identifier)
    if kept is None or kept.stated.layout is None:
        return None
    is_his = kept.actor == person().name or person().may(Right.REVIEW)
    return kept if is_his and person().may(Right.LOAD, kept.stated.country or "") else None


def _of_own(answer: Answer) -> Callable[[Context, UUID], flask.Response]:
    def routed(context: Context, identifier: UUID) -> flask.Response:
        kept = own_upload(context, str(identifier))
        return error(context, "unknown-upload", 404) if kept is None else answer(context, kept)

    return routed


def _choose(context: Context, kept: KeptUpload) -> flask.Response:
    """Keeps what was chosen; goes on when nothing is missing and the person asked to."""
    form, language = flask.request.form, _language(context)
    wanted = form.get("do", "next")
    here = page_address(language, upload=kept.id)
    try:
        problems = desk.choose_layout(
            context.writer,
            context.content,
            kept,
            choices_in(form),
            accept_words=wanted == "words",
            limits=limits_of(context),
        )
    except (desk.NotForeignError, ValueError):
        return back("foreign.not-kept", to=here)
    if wanted != "next":
        return back(f"foreign.kept.{'words' if wanted == 'words' else 'again'}", to=here)
    if problems:
        first = problems[0]
        return back(f"foreign.{first.code}", to=here, sheet=first.sheet, columns=first.detail)
    return _on(page_address(language, upload=kept.id, step="3"))


def _store(context: Context, kept: KeptUpload) -> flask.Response:
    language = _language(context)
    here = page_address(language, upload=kept.id, step="3")
    try:
        result = desk.store_foreign(
            context.writer,
            context.content,
            kept,
            actor=person().actor,
            limits=limits_of(context),
        )
    except (desk.NotForeignError, ValueError):
        return back("foreign.not-kept", to=here)
    if result.report is None:
        return back("foreign.refused", to=here)
    return back("foreign.stored", to=href("report", language, report=result.report))


# The form of the second step


def choices_in(form: Mapping[str, str]) -> desk.ForeignChoices:
    """What the form says. Its fields: `sheet.<n>` a sheet's title and `header.<n>` its header
    rows ("5-6, 23"); `column.<table>.<number>` a role, `objective.<table>`, `section.<table>.<row>`
    and `kept.<table>.<row>`; `as.<table>` names another table with the same columns, and
    `table.<n>` is "<first header row> <sheet>"; `word.<n>` a code,
    where `said.<n>` is "<list> <word>"; `consent`, `filled_down`. Fields that are not so are
    left aside; a role that does not exist is refused later."""
    fields = dict(list(form.items())[:MOST_FIELDS])
    tables = {
        name.partition(".")[2]: _table_named(text)
        for name, text in fields.items()
        if name.startswith("table.")
    }
    roles: dict[tuple[str, int], dict[int, str]] = {}
    for table, number, text in _numbered(fields, "column", tables):
        roles.setdefault(table, {})[number] = text
    for ending in _endings(fields, "as"):
        leader = tables.get(fields[f"as.{ending}"])
        if ending in tables and leader in roles:
            roles[tables[ending]] = roles[leader]
    return desk.ForeignChoices(
        headers={
            fields[f"sheet.{n}"]: tuple(headers_in(fields.get(f"header.{n}", "")))
            for n in _endings(fields, "sheet")
        },
        roles=roles,
        objectives={
            tables[n]: fields[f"objective.{n}"]
            for n in _endings(fields, "objective")
            if n in tables
        },
        sections={
            (table[0], row): text for table, row, text in _numbered(fields, "section", tables)
        },
        kept=frozenset((table[0], row) for table, row, _ in _numbered(fields, "kept", tables)),
        words=_words_in(fields),
        consent=fields.get("consent", ""),
        filled_down=bool(fields.get("filled_down")),
    )


def headers_in(text: str) -> Iterator[tuple[int, int]]:
    """ "5-6, 23" -> (5, 6), (23, 23); pieces that are no rows are left aside."""
    for piece in re.split(r"[,;]", text)[:50]:
        found = _HEADER.fullmatch(piece)
        if found is not None:
            first = int(found[1])
            yield (first, int(found[2] or first))


def _endings(fields: Mapping[str, str], name: str) -> list[str]:
    return [key.partition(".")[2] for key in fields if key.startswith(f"{name}.")]


def _table_named(text: str) -> tuple[str, int]:
    row, _, sheet = text.partition(" ")
    return (sheet, int(row) if row.isdecimal() else 0)


def _numbered(
    fields: Mapping[str, str], name: str, tables: Mapping[str, tuple[str, int]]
) -> Iterator[tuple[tuple[str, int], int, str]]:
    """Fields `<name>.<table>.<number>`: table, number and text."""
    for ending in _endings(fields, name):
        table, _, number = ending.partition(".")
        if table in tables and number.isdecimal():
            yield tables[table], int(number[:7]), fields[f"{name}.{ending}"]


def _words_in(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for number in _endings(fields, "word"):
        name, _, word = fields.get(f"said.{number}", "").partition(" ")
        if name and word:
            found.setdefault(name, {})[word] = fields[f"word.{number}"]
    return found


ROUTES = (
    Route("foreign.keep", "/foreign", Right.LOAD, _keep),
    Route("foreign.choose", "/foreign/<uuid:identifier>", Right.LOAD, _of_own(_choose)),
    Route("foreign.store", "/foreign/<uuid:identifier>/store", Right.LOAD, _of_own(_store)),
)
