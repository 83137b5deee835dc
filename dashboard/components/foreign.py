"""Renders the steps of reading a country's own table, each as one escaped string of HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.preview import preview_json
from loaders import KeptUpload, Result, desk
from loaders.desk import ForeignLayout, ForeignProposal, ForeignTable
from schemas.country import folded
from schemas.findings import Severity
from schemas.findings_groups import group_message, grouped
from schemas.findings_text import Sentence
from schemas.template import Entry
from schemas.wording import Words

STEPS = ("file", "columns", "preview")
PAGE = "foreign-table"
ROUTE = "/desk/foreign"
CONSENTS = ("PUB", "PART", "SEC")


Lists = Mapping[str, Mapping[str, Entry]]


@dataclass(frozen=True)
class Column:
    """A column of the form: its number and letters, heading, role chosen, why it was proposed."""

    number: int
    letters: str
    heading: str
    role: str
    reason: str


@dataclass(frozen=True)
class Row:
    """A row of the sample: its number, texts by column, and what it is taken for."""

    number: int
    cells: tuple[str, ...]
    look: str


@dataclass(frozen=True)
class Section:
    number: int
    text: str
    objective: str


@dataclass(frozen=True)
class LeftOut:
    number: int
    text: str
    reason: str
    kept: bool


@dataclass(frozen=True)
class Shown:
    """A table as the form shows it. `index` names its fields, `name` says which it is; `leader` is
    the first table with the same headings in the same columns, whose roles it shares."""

    index: int
    name: str
    sheet: str
    header: str
    columns: tuple[Column, ...]
    leader: int
    rows: tuple[Row, ...]
    more: int
    measures: int
    objective: str
    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...]


def file_step(view: View, context: Context) -> Markup:
    """The first form: a file, whose it is, and of which round."""
    words, person = view.words, view.person
    names = context.content.countries.values()
    allowed = [one for one in names if person.may(Right.LOAD, one.iso3)]
    named = [(one.iso3, words.text(one.name)) for one in allowed]
    countries = sorted(named, key=lambda pair: folded(pair[1]))
    rounds = [(one.code, words.text(one.name)) for one in context.content.rounds.values()]
    nothing = [("", words("foreign.choose"))]
    chosen = view.query.get("country", "") or (person.only_country or "")
    form = Form(
        ROUTE,
        words("foreign.send"),
        (
            Field(
                "file",
                words("foreign.file"),
                "file",
                required=True,
                help=words("foreign.file.help", limit=context.settings.max_upload_mb),
                attributes={"accept": ".xlsx"},
            ),
            Field(
                "country",
                words("foreign.country"),
                "choice",
                chosen,
                (*nothing, *countries),
                required=True,
            ),
            Field(
                "round",
                words("foreign.round"),
                "choice",
                view.query.get("round", ""),
                (*nothing, *rounds),
                required=True,
            ),
        ),
        back=_address(view),
    )
    return _steps(view, "file", None) + form_markup(form)


def columns_step(
    view: View,
    context: Context,
    kept: KeptUpload,
    proposal: ForeignProposal,
    layout: ForeignLayout,
) -> Markup:
    """The second form: what each column, section and word is."""
    words = view.words
    framework = context.content.framework_of(str(kept.stated.round))
    tables = _tables(proposal, layout, words)
    levels = context.content.template_of(str(kept.stated.round)).lists
    markup = (
        environment()
        .get_template("foreign_columns.html")
        .render(
            words=words,
            action=f"{ROUTE}/{kept.id}",
            back=_address(view, kept.id),
            facts=_facts(view, context, kept),
            is_known=proposal.is_known,
            tables=tables,
            sheets=[
                (n, sheet, _header_text(sheet.headers)) for n, sheet in enumerate(proposal.sheets)
            ],
            roles=[("", words("foreign.role.none"))]
            + [(role, words(f"foreign.role.{role}")) for role in desk.FOREIGN_ROLES],
            objectives=[("", words("foreign.objective.none"))]
            + [
                (o.code, words("foreign.objective", code=o.code, label=words.text(o.short)))
                for o in framework.objectives.values()
            ],
            word_groups=_word_groups(proposal, layout, levels, words),
            consent=layout.consent,
            consents=[("", words("foreign.consent.none"))]
            + [(code, levels["consent"][code].label[words.language]) for code in CONSENTS],
            filled_down=layout.filled_down,
            start=_address(view),
        )
    )
    return _steps(view, "columns", kept) + Markup(markup)  # noqa: S704  autoescaped


def preview_step(view: View, context: Context, kept: KeptUpload, result: Result) -> Markup:
    """The last form: the measures as they will be stored, and what was found."""
    words = view.words
    markup = (
        environment()
        .get_template("foreign_preview.html")
        .render(
            words=words,
            facts=_facts(view, context, kept),
            result=result,
            counts=[
                (str(severity), sum(f.severity is severity for f in result.findings))
                for severity in Severity
            ],
            tables=preview_json(result, words, context.content),
            groups=_groups(result, words, context),
            action=f"{ROUTE}/{kept.id}/store",
            here=_address(view, kept.id, "3"),
            before=_address(view, kept.id),
            mapping=href("mapping", words.language),
        )
    )
    return _steps(view, "preview", kept) + Markup(markup)  # noqa: S704  autoescaped


def gone(view: View) -> Markup:
    """What is said of an upload that does not exist, or not for this person."""
    markup = Markup('<p class="empty">{text} <a href="{to}">{again}</a></p>')
    return markup.format(
        text=view.words("foreign.gone"), to=_address(view), again=view.words("foreign.start")
    )


def unread(view: View) -> Markup:
    """What is said when the kept file can no longer be read in time."""
    markup = Markup('<p class="empty">{text}</p>')
    return markup.format(text=view.words("foreign.unread"))


def _address(view: View, upload: str = "", step: str = "") -> str:
    query = "&".join(f"{k}={v}" for k, v in (("upload", upload), ("step", step)) if v)
    return href(PAGE, view.language, query)


def _steps(view: View, here: str, kept: KeptUpload | None) -> Markup:
    markup = (
        environment()
        .get_template("foreign_steps.html")
        .render(
            words=view.words,
            steps=STEPS,
            here=here,
            links={
                "columns": _address(view, kept.id) if kept is not None else "",
            },
        )
    )
    return Markup(markup)  # noqa: S704  autoescaped


def _facts(view: View, context: Context, kept: KeptUpload) -> tuple[tuple[str, str], ...]:
    words, content = view.words, context.content
    country = content.countries.get(kept.stated.country or "")
    one = content.rounds.get(kept.stated.round or "")
    return (
        (words("foreign.file"), kept.name),
        (words("foreign.country"), words.text(country.name) if country else ""),
        (words("foreign.round"), words.text(one.name) if one else ""),
    )


def _tables(proposal: ForeignProposal, layout: ForeignLayout, words: Words) -> list[Shown]:
    leaders: dict[tuple[tuple[int, str], ...], int] = {}
    tables = []
    for index, look in enumerate(proposal.tables):
        headings = tuple((one.number, one.heading) for one in look.columns)
        leader = leaders.setdefault(headings, index)
        tables.append(_shown(index, leader, look, layout, words))
    return tables


def _shown(
    index: int, leader: int, look: ForeignTable, layout: ForeignLayout, words: Words
) -> Shown:
    """A proposed table under what was chosen for it."""
    table = next(
        (
            t
            for t in layout.tables
            if (t.sheet, t.header) == (look.layout.sheet, look.layout.header)
        ),
        look.layout,
    )
    columns = tuple(
        Column(
            one.number,
            one.letters,
            one.heading,
            table.columns.get(one.number, one.guess.role),
            words(f"foreign.reason.{one.guess.reason}"),
        )
        for one in look.columns
    )
    header = range(look.layout.header[0], look.layout.header[1] + 1)
    looks = dict.fromkeys(header, "header")
    looks |= dict.fromkeys(table.sections, "section")
    looks |= dict.fromkeys(table.left_out, "left")
    rows = tuple(
        Row(row, tuple(cells.get(one.number, "") for one in columns), looks.get(row, ""))
        for row, cells in look.sample.items()
    )
    whole = look.measures + len(look.left_out) + len(look.sections) + len(header)
    return Shown(
        index=index,
        name=f"{look.layout.header[0]} {look.layout.sheet}",
        sheet=look.layout.sheet,
        header=_header_text((look.layout.header,)),
        columns=columns,
        leader=leader,
        rows=rows,
        more=max(0, whole - len(rows)),
        measures=look.measures,
        objective=table.objective,
        sections=tuple(
            Section(one.row, one.text, table.sections.get(one.row, "")) for one in look.sections
        ),
        left_out=tuple(
            LeftOut(
                one.row,
                one.text,
                words(f"finding.not-read.{look.layout.left_out[one.row]}"),
                one.row not in table.left_out,
            )
            for one in look.left_out
        ),
    )


def _header_text(headers: Sequence[tuple[int, int]]) -> str:
    """(5, 6), (23, 23) -> "5-6, 23"."""
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in headers)


@dataclass(frozen=True)
class Said:
    """A word with what was chosen and what is proposed for it; `name` says which it is."""

    number: int
    name: str
    word: str
    sheet: str
    place: str
    count: int
    chosen: str
    proposed: str
    is_percentage: bool


@dataclass(frozen=True)
class WordGroup:
    list: str
    options: Sequence[tuple[str, str]]
    words: Sequence[Said]


def _word_groups(
    proposal: ForeignProposal,
    layout: ForeignLayout,
    lists: Lists,
    words: Words,
) -> list[WordGroup]:
    """For each list its options, and its words with what was chosen and what is proposed."""
    groups = []
    looks = list(enumerate(proposal.words))
    for name in ("level", "mtype", "theme"):
        options = _options(name, lists, words)
        labels = dict(options)
        said = [
            Said(
                number=number,
                name=f"{name} {one.key}",
                word=one.word,
                sheet=one.sheet,
                place=one.place,
                count=one.count,
                chosen=layout.words.get(name, {}).get(one.key, ""),
                proposed=labels.get(one.code, ""),
                is_percentage=one.is_percentage,
            )
            for number, one in looks
            if one.list == name
        ]
        if said:
            groups.append(WordGroup(name, options, said))
    return groups


def _options(name: str, lists: Lists, words: Words) -> list[tuple[str, str]]:
    """Codes with their labels; words of a status may also stand for a flag."""
    if name != "level":
        entries = list(lists[name].values())
    else:
        both = {**lists["flag"], **lists["answer"]}
        entries = [both[code] for code in desk.FOREIGN_LEVELS]
    return [(one.code, f"{one.code} · {words.text(one.label)}") for one in entries]


def _groups(
    result: Result, words: Words, context: Context
) -> list[tuple[str, list[tuple[Sentence, str]]]]:
    """Severity -> sentences of its groups, worst first."""
    found = []
    for severity in Severity:
        said = [
            (group_message(group, words, context.content), group.code)
            for group in grouped(result.findings)
            if group.severity is severity
        ]
        if said:
            found.append((str(severity), said))
    return found
