"""Turns a stored version and its findings, and questions put at meetings, into a letter.

The letter is written in every language, one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from loaders import storage
from loaders.storage.contacts import contacts_now
from loaders.storage.events import due_days
from loaders.storage.questions import Question, questions_of
from loaders.writing.document import Letter
from loaders.writing.questions import question_sections
from schemas.content import Content
from schemas.country import folded
from schemas.database.models import Contact, File, Measure, ObjectiveAnswer, Report
from schemas.findings import Finding, Severity
from schemas.findings_groups import Group, cells_counted, group_message, grouped, short_places
from schemas.wording import Words

FOCAL_POINT = "NFP"
NOT_REPORTED = "NR"
READING, SILENT = "interpreted", "measure-not-mentioned"
KINDS = ("errors", "warnings", "readings", "silent", "infos")
"""Parts of a letter, in their order; the last one calls for no answer."""
TABLES = ("errors", "warnings", "readings")


@dataclass(frozen=True)
class _Version:
    """The version a letter follows up, and what its file held."""

    report: storage.StoredReport
    file: str
    received: datetime
    measures: int
    objectives: int


@dataclass(frozen=True)
class _Facts:
    """What a letter tells. `version`: None for a country that has none, and is asked questions
    only. `findings`: kind -> findings nobody set aside. `silent`: id and titles of the measures
    asked about. `questions`: put to the country at meetings. `name`: of the focal point, when
    names are wanted."""

    country: str
    round: str
    today: date
    due_on: date | None
    questions: Sequence[Question]
    version: _Version | None = None
    findings: Mapping[str, Sequence[Finding]] = field(
        default_factory=lambda: dict.fromkeys(KINDS, ())
    )
    set_aside: int = 0
    unanswered: Sequence[str] = ()
    silent: Sequence[tuple[str, Mapping[str, str | None]]] = ()
    address: Sequence[str] = ()
    name: str = ""

    @property
    def reference(self) -> str:
        return self.version.report.code if self.version else f"{self.country}-{self.round}"

    @property
    def asks_workbook(self) -> bool:
        """Whether something of the file is to be corrected, clarified or confirmed."""
        asking = any(self.findings[kind] for kind in KINDS[:-1])
        return asking or bool(self.unanswered)

    @property
    def asks(self) -> bool:
        return self.asks_workbook or bool(self.questions)


def kind_of(finding: Finding) -> str:
    """The part of the letter that names it."""
    if finding.severity is Severity.ERROR:
        return "errors"
    if finding.severity is Severity.WARNING:
        return "warnings"
    return {READING: "readings", SILENT: "silent"}.get(finding.code, "infos")


def letter_of(
    engine: Engine, content: Content, name: str, today: date, with_contact: bool
) -> bytes:
    """A .docx file: the letter of a version named by its id, or of a country that has none in
    the round but was asked questions (SEN-dakar-2013), in every language. It names nobody, unless
    `with_contact`: then the focal point that sheet 08 or the desk names. Raises KeyError when
    there is no such version, and no such question."""
    with engine.connect() as connection:
        report_id = storage.find_report(connection, name)
        if report_id is not None:
            facts = _facts(connection, content, report_id, today, with_contact)
        elif name in letters_due(connection, content, name[4:]):
            facts = _asked(connection, name, today, with_contact)
        else:
            raise KeyError(name)
    return _written(facts, content)


def _written(facts: _Facts, content: Content) -> bytes:
    languages = list(content.words.values())
    product = " · ".join(dict.fromkeys(words("shell.product") for words in languages))
    title = " / ".join(words("letter.title") for words in languages)
    letter = Letter(product, title, facts.reference, facts.today)
    for number, words in enumerate(languages):
        if number:
            letter.next_part()
        letter.language = words.language
        _opening(letter, facts, words, content)
        _remarks(letter, facts, words, content)
        question_sections(letter, facts.questions, words, content)
        _closing(letter, facts, words)
    return letter.to_bytes()


def letters_due(connection: Connection, content: Content, round_code: str) -> list[str]:
    """Whom to write to, by country code: the latest version of each country of the round where
    it has findings to be corrected, clarified or confirmed, or was asked a question at a
    meeting; SEN-dakar-2013 where there is a question and no version. None where nobody was asked
    to report."""
    round_ = content.rounds.get(round_code)
    if round_ is None or not round_.asked:
        return []
    table = Report
    query = (
        select(table.id, table.country, table.round, table.version, table.state)
        .where(table.round == round_code)
        .order_by(table.country, table.version)
    )
    newest = {row.country: storage.StoredReport(*row) for row in connection.execute(query)}
    asked = {one.country for one in questions_of(connection, round_code)} & set(content.countries)
    due = {iso3: f"{iso3}-{round_code}" for iso3 in asked - set(newest)}
    for iso3, report in newest.items():
        if iso3 in asked or _asks_something(connection, report.id):
            due[iso3] = report.code
    return [due[iso3] for iso3 in sorted(due)]


def _asks_something(connection: Connection, report_id: int) -> bool:
    left = _left(connection, report_id)[0]
    return any(kind_of(finding) != "infos" for finding in left)


def _left(connection: Connection, report_id: int) -> tuple[list[Finding], int]:
    """The findings nobody set aside, and how many were."""
    aside = storage.overrides_of(connection, report_id)
    found = storage.stored_findings(connection, report_id)
    left = [finding for seq, finding in enumerate(found) if seq not in aside]
    return left, len(found) - len(left)


def _facts(
    connection: Connection, content: Content, report_id: int, today: date, with_contact: bool
) -> _Facts:
    query = (
        select(
            Report.id, Report.country, Report.round, Report.version, Report.state,
            Report.institution, File.received_at, File.name,
        )
        .join(File, File.sha256 == Report.sha256)
        .where(Report.id == report_id)
    )  # fmt: skip
    row = connection.execute(query).one()
    findings, set_aside = _left(connection, report_id)
    by_kind = {kind: [f for f in findings if kind_of(f) == kind] for kind in KINDS}
    _, measures, objectives = storage.stored_ids(connection, report_id)
    person = _focal_point(connection, row.country, report_id)
    institution = person.get("institution") or row.institution
    asked = content.rounds[row.round].asked
    report = storage.StoredReport(row.id, row.country, row.round, row.version, row.state)
    return _Facts(
        country=row.country,
        round=row.round,
        today=today,
        due_on=due_days(connection, content)[row.round],
        questions=questions_of(connection, row.round, row.country) if asked else (),
        version=_Version(report, row.name, row.received_at, measures, objectives),
        findings=by_kind,
        set_aside=set_aside,
        unanswered=_unanswered(connection, report_id) if asked else (),
        silent=_silent(connection, row.country, by_kind["silent"]),
        address=[one for one in (person.get("function"), institution) if one],
        name=(person.get("name") or "") if with_contact else "",
    )


def _asked(connection: Connection, name: str, today: date, with_contact: bool) -> _Facts:
    """Of a country that has no version in the round: the focal point is that of its last one."""
    country, _, round_code = name.partition("-")
    last = select(func.max(Report.id)).where(Report.country == country)
    report_id = connection.execute(last).scalar()
    person = _focal_point(connection, country, report_id) if report_id is not None else {}
    address = (person.get("function"), person.get("institution"))
    return _Facts(
        country=country,
        round=round_code,
        today=today,
        due_on=None,
        questions=questions_of(connection, round_code, country),
        address=[one for one in address if one],
        name=(person.get("name") or "") if with_contact else "",
    )


def _focal_point(connection: Connection, country: str, report_id: int) -> Mapping[str, Any]:
    """The first national focal point that the version's sheet, or the desk since, names."""
    table = Contact
    names = ("role", "name", "function", "institution", "email", "replaces")
    query = select(*(getattr(table, name) for name in names)).order_by(table.row)
    rows = connection.execute(query.where(table.report_id == report_id)).mappings()
    known = contacts_now(connection, country, report_id, [dict(row) for row in rows])
    return next((one for one in known if one.get("role") == FOCAL_POINT), {})


def _unanswered(connection: Connection, report_id: int) -> list[str]:
    table = ObjectiveAnswer
    query = select(table.objective).where(
        table.report_id == report_id, table.answer == NOT_REPORTED
    )
    return list(connection.execute(query.order_by(table.id)).scalars())


def _silent(
    connection: Connection, country: str, findings: Sequence[Finding]
) -> list[tuple[str, Mapping[str, str | None]]]:
    """Each measure asked about, with its titles where they were stored last."""
    ids = [str(finding.params.get("measure_id") or finding.value) for finding in findings]
    table = Measure
    query = (
        select(table.measure_id, table.title_fr, table.title_en, table.title_other)
        .join(Report, Report.id == table.report_id)
        .where(Report.country == country, table.measure_id.in_(ids))
        .order_by(Report.id)
    )
    titles = {
        row.measure_id: {"fr": row.title_fr, "en": row.title_en, "": row.title_other}
        for row in connection.execute(query)
    }
    return [(one, titles.get(one, {})) for one in ids]


def _opening(letter: Letter, facts: _Facts, words: Words, content: Content) -> None:
    country = words.text(content.countries[facts.country].name)
    round_name = words.text(content.rounds[facts.round].name)
    to = words("letter.to-contact", name=facts.name) if facts.name else words("letter.to")
    # A focal point's function often repeats the line above it.
    titles = " ".join(folded(other("letter.to")) for other in content.words.values())
    address = [one for one in facts.address if folded(one) not in titles]
    for line in (to, *address, country):
        letter.text(line, "Address")
    letter.text(words("letter.dated", date=words.date(facts.today)), "Right")
    if facts.version is None:
        letter.text(words("letter.questions.subject", country=country, round=round_name), "Title")
        letter.text(words("letter.salutation"))
        letter.text(words.count("letter.questions.only", len(facts.questions)))
        return
    version = facts.version.report.version
    letter.text(
        words("letter.subject", country=country, round=round_name, version=version), "Title"
    )
    letter.text(words("letter.salutation"))
    letter.text(" ".join(_received(facts.version, words, content, round_name)))
    counts = [
        words.count(f"letter.{kind}", len(facts.findings[kind]))
        for kind in KINDS
        if facts.findings[kind]
    ]
    if counts:
        letter.text(words("letter.counts", counts=words.listed(counts)))
    else:
        letter.text(words("letter.none"))
    if facts.set_aside:
        letter.text(words.count("letter.accepted", facts.set_aside))
    if facts.questions:
        letter.text(words.count("letter.questions.also", len(facts.questions)))


def _received(version: _Version, words: Words, content: Content, round_name: str) -> list[str]:
    received = words(
        "letter.received",
        date=words.date(version.received.date()),
        round=round_name,
        report=version.report.code,
    )
    held = _held(version, words, content)
    return [one for one in (received, words("letter.file", file=version.file), held) if one]


def _held(version: _Version, words: Words, content: Content) -> str:
    """What the file holds; what it does not hold is no part of this sentence."""
    total = words.number(len(content.framework_of(version.report.round).objectives))
    parts = []
    if version.measures:
        parts.append(words.count("letter.measures", version.measures))
    if version.objectives:
        parts.append(words.count("letter.objectives", version.objectives, total=total))
    return words("letter.content", parts=words.listed(parts)) if parts else ""


def _remarks(letter: Letter, facts: _Facts, words: Words, content: Content) -> None:
    for kind in TABLES:
        _table(letter, kind, grouped(facts.findings[kind]), words, content)
    if facts.silent:
        _section(letter, "silent", words)
        rows = [(one, _title(titles, words)) for one, titles in facts.silent]
        letter.table([words("letter.measure-id"), words("letter.measure")], rows, (1, 4))
    if facts.unanswered:
        _section(letter, "unanswered", words)
        objectives = content.framework_of(facts.round).objectives
        rows = [(code, words.text(objectives[code].wording.text)) for code in facts.unanswered]
        letter.table([words("letter.number"), words("letter.objective")], rows, (1, 9))
    _table(letter, "infos", grouped(facts.findings["infos"]), words, content)


def _title(titles: Mapping[str, str | None], words: Words) -> str:
    own = titles.get(words.language)
    return own or next((title for title in titles.values() if title), "–")


def _section(letter: Letter, kind: str, words: Words) -> None:
    letter.text(words(f"letter.{kind}.title"), "Heading 1")
    letter.text(words(f"letter.{kind}.lead"), "Lead")


def _table(
    letter: Letter, kind: str, groups: Sequence[Group], words: Words, content: Content
) -> None:
    if not groups:
        return
    _section(letter, kind, words)
    rows = [(_place(group, words), _said(group, words, content)) for group in groups]
    letter.table([words("letter.place"), words("letter.remark")], rows, (3, 7))


def _place(group: Group, words: Words) -> str:
    if not group.sheet:
        return words("letter.whole-file")
    counted = cells_counted(group, words) if len(group.cells) > 1 else ""
    return "\n".join(one for one in (group.sheet, short_places(group, words), counted) if one)


def _said(group: Group, words: Words, content: Content) -> str:
    sentence = group_message(group, words, content)
    return " ".join(part for part in (sentence.what, sentence.rule, sentence.todo) if part)


def _closing(letter: Letter, facts: _Facts, words: Words) -> None:
    if facts.asks:
        letter.text(words("letter.answer.title"), "Heading 1")
        steps = [f"letter.answer.{number}" for number in (1, 2, 3)] if facts.asks_workbook else []
        if facts.questions:
            steps.append("letter.answer.also" if steps else "letter.answer.questions")
        if len(steps) > 1:
            letter.steps([words(key) for key in steps])
        else:
            letter.text(words(steps[0]))
        if facts.due_on is not None:
            key = "letter.due" if facts.due_on >= facts.today else "letter.due-past"
            letter.text(words(key, date=words.date(facts.due_on)))
    else:
        letter.text(words("letter.no-answer"))
    letter.text(words("letter.closing"))
    letter.text(words("letter.formula"))
    letter.text(words("letter.signature"), "Right")
    if facts.asks_workbook:
        letter.text(words("letter.enclosure"), "Quiet")
